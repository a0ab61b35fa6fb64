/** Telling those who wait that something happened to an object. */
import type { Kernel } from '../syscalls/handler';
import { POLL } from './constants';
import { operationsOf } from './operations';
import type { EventSource } from './operations';

export const EPOLLET = 2 ** 31;
export const EPOLLONESHOT = 2 ** 30;
export const EPOLLWAKEUP = 2 ** 29;
export const EPOLLEXCLUSIVE = 2 ** 28;
/** Bits of an item that are no events (eventpoll.c: EP_PRIVATE_BITS). A disabled one-shot item has only these. */
const PRIVATE_LOW = 0x0fffffff;

export function readKey(id: number): string { return `${id}:r`; }
export function writeKey(id: number): string { return `${id}:w`; }

const WAKES_READERS = POLL.IN | POLL.PRI | POLL.RDHUP | POLL.HUP | POLL.ERR;
const WAKES_WRITERS = POLL.OUT | POLL.HUP | POLL.ERR;

/**
 * Wakes the syscalls that wait for the object and puts it on the ready lists of the epoll instances that watch it.
 * `events`: the POLL bits that may have come true; what does hold is asked again when somebody looks.
 */
export function notify(k: Kernel, source: EventSource, events: number): void {
  if ((events & WAKES_READERS) !== 0) k.wake(readKey(source.id));
  if ((events & WAKES_WRITERS) !== 0) k.wake(writeKey(source.id));
  for (const watcher of source.watchers) {
    const epoll = k.state.files.objects[watcher.epoll];
    const item = epoll?.kind === 'epoll' ? epoll.items[watcher.item] : undefined;
    if (!item || epoll.kind !== 'epoll' || item.queued || (item.events & PRIVATE_LOW & events) === 0) continue;
    const file = k.state.files.files[item.file];
    const heard = events & (operationsOf(file).hears?.(file) ?? events);
    if ((item.events & PRIVATE_LOW & heard) === 0) continue;
    item.queued = true;
    epoll.ready.push(item.id);
    notify(k, epoll, POLL.IN | POLL.RDNORM);
  }
}
