/** eventfd: a counter of 64 bits that can be waited for (eventfd(2)). */
import { E } from '../errno';
import type { Kernel, SyscallCall, SyscallDefinition, Wait } from '../syscalls/handler';
import { Struct, view } from './bytes';
import { O, POLL } from './constants';
import { install, nextId, openFile } from './descriptors';
import { notify, readKey, writeKey } from './events';
import type { EventFdState } from './objects-state';
import { register, staysAtZero } from './operations';
import type { OpenFile } from './state';

const EFD_SEMAPHORE = 1;
/** The counter never reaches 2^64 - 1. */
const FULL = (1n << 64n) - 1n;

function counterOf(k: Kernel, file: OpenFile): EventFdState { return k.state.files.objects[file.object] as EventFdState; }

function create(call: SyscallCall, flags: number): number {
  const k = call.kernel;
  if ((flags & ~(EFD_SEMAPHORE | O.NONBLOCK | O.CLOEXEC)) !== 0) return -E.EINVAL;
  const id = nextId(k);
  k.state.files.objects[id] = { kind: 'eventfd', id, count: BigInt(call.uint(0)), semaphore: (flags & EFD_SEMAPHORE) !== 0, watchers: [] };
  return install(k, openFile(k, { kind: 'eventfd', flags: O.RDWR | (flags & O.NONBLOCK), name: 'anon_inode:[eventfd]', object: id }), (flags & O.CLOEXEC) !== 0);
}

function read(call: SyscallCall, file: OpenFile, length: number): Uint8Array | number | Wait {
  const counter = counterOf(call.kernel, file);
  if (length < 8) return -E.EINVAL;
  if (counter.count === 0n) {
    if ((file.flags & O.NONBLOCK) !== 0) return -E.EAGAIN;
    return { kind: 'wait', keys: [readKey(counter.id)], interruptible: true, onSignal: 'restart', waitingFor: `read eventfd:${counter.id}` };
  }
  const value = counter.semaphore ? 1n : counter.count;
  counter.count -= value;
  notify(call.kernel, counter, POLL.OUT);
  return new Struct(8).u64(0, value).bytes;
}

function write(call: SyscallCall, file: OpenFile, bytes: Uint8Array): number | Wait {
  const counter = counterOf(call.kernel, file);
  if (bytes.length < 8) return -E.EINVAL;
  const value = view(bytes).getBigUint64(0, true);
  if (value === FULL) return -E.EINVAL;
  if (FULL - counter.count <= value) {
    if ((file.flags & O.NONBLOCK) !== 0) return -E.EAGAIN;
    return { kind: 'wait', keys: [writeKey(counter.id)], interruptible: true, onSignal: 'restart', waitingFor: `write eventfd:${counter.id}` };
  }
  counter.count += value;
  notify(call.kernel, counter, POLL.IN);
  // All of it counts as taken, also when more than 8 bytes were given.
  return bytes.length;
}

register('eventfd', {
  read, write, seek: staysAtZero, source: counterOf,
  poll(k, file) {
    const { count } = counterOf(k, file);
    return (count > 0n ? POLL.IN : 0) | (count < FULL - 1n ? POLL.OUT : 0) | (count === FULL ? POLL.ERR : 0);
  },
  release(k, file) { delete k.state.files.objects[file.object]; },
});

export const eventFdSyscalls = {
  eventfd: { handler: (call) => create(call, 0), args: ['uint'] },
  eventfd2: { handler: (call) => create(call, call.int(1)), args: ['uint', 'hex'] },
} satisfies Record<string, SyscallDefinition>;
