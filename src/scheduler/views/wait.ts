/** What a waiting goroutine waits for, from its sudogs and the channel. */
import type { GView } from '../api';
import type { Fields } from '../layout/fields';
import type { MemoryReader } from '../memory-reader';
import { MemoryFault } from '../../machine/api';
import { walkList } from './walk';

/** Longest queue that is counted. */
const QUEUE_LIMIT = 100_000;

/**
 * "chan receive on 0xc00001c0c0, 2 waiting", "select on 3 channels", or just the reason; undefined if it does not wait.
 * `counts`: lengths of the channels' queues of this stop, by address; a thousand goroutines that wait at one channel would
 * otherwise walk its queue a thousand times.
 */
export function describeWait(reader: MemoryReader, fields: Fields, g: GView, counts: Map<number, number>): string | undefined {
  const reason = g.waitReason;
  if (g.status !== 'waiting' || reason === undefined) return undefined;
  try {
    return reason + details(reader, fields, g, reason, counts);
  } catch (error) {
    if (!(error instanceof MemoryFault)) throw error;
    return reason;
  }
}

function details(reader: MemoryReader, fields: Fields, g: GView, reason: string, counts: Map<number, number>): string {
  if (fields.g.waiting < 0 || fields.sudog.c < 0) return '';
  const first = reader.pointer(g.address + fields.g.waiting);
  if (first === 0 || reader.pointer(first + fields.sudog.g) !== g.address) return '';
  if (/^select/.test(reason)) {
    const cases = walkList(reader, first, fields.sudog.waitlink, 'g.waiting', QUEUE_LIMIT).items;
    return ` on ${cases.length} ${cases.length === 1 ? 'channel' : 'channels'}`;
  }
  const channel = reader.pointer(first + fields.sudog.c);
  if (!/^chan /.test(reason) || channel === 0) return '';
  const queue = /send/.test(reason) ? fields.sendq : fields.recvq;
  if (queue < 0) return ` on 0x${channel.toString(16)}`;
  let waiters = counts.get(channel + queue);
  if (waiters === undefined) {
    waiters = walkList(reader, reader.pointer(channel + queue), fields.sudog.next, 'channel queue', QUEUE_LIMIT).items.length;
    counts.set(channel + queue, waiters);
  }
  return ` on 0x${channel.toString(16)}, ${waiters}${waiters >= QUEUE_LIMIT ? ' or more' : ''} waiting`;
}
