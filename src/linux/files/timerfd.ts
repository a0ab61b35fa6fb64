/**
 * timerfd: timers that are read. Nobody fires them: whoever looks (a read, poll, epoll) brings them up to the present
 * first, and who waits sleeps at most until the next expiry.
 */
import { UPTIME_NS } from '../clocks';
import { E } from '../errno';
import { Errno } from '../syscalls/handler';
import type { Kernel, SyscallCall, SyscallDefinition, Wait } from '../syscalls/handler';
import { readTimespec, writeTimespec } from '../syscalls/structs';
import { Struct } from './bytes';
import { O, POLL } from './constants';
import { install, nextId, openFile, usableFileOf } from './descriptors';
import { notify, readKey } from './events';
import type { TimerFdState } from './objects-state';
import { register, staysAtZero } from './operations';
import type { OpenFile } from './state';

/** Clocks that timerfd_create knows; the ALARM ones need privilege. */
const REALTIME = 0, MONOTONIC = 1, BOOTTIME = 7, REALTIME_ALARM = 8, BOOTTIME_ALARM = 9;
const TFD_TIMER_ABSTIME = 1, TFD_TIMER_CANCEL_ON_SET = 2;

function timerOf(k: Kernel, file: OpenFile): TimerFdState { return k.state.files.objects[file.object] as TimerFdState; }

/** Brings all timers up to the present; those that expired tell their watchers. */
export function advanceTimers(k: Kernel): void {
  for (const id of k.state.files.timerFds) advance(k, k.state.files.objects[id] as TimerFdState);
}

/** Next expiry of any timer, virtual ns; undefined: none is armed. */
export function nextTimerNs(k: Kernel): number | undefined {
  let next: number | undefined;
  for (const id of k.state.files.timerFds) {
    const { expiresNs } = k.state.files.objects[id] as TimerFdState;
    if (expiresNs !== undefined && (next === undefined || expiresNs < next)) next = expiresNs;
  }
  return next;
}

function advance(k: Kernel, timer: TimerFdState): void {
  const now = k.state.nowNs;
  if (timer.expiresNs === undefined || timer.expiresNs > now) return;
  if (timer.intervalNs === 0) {
    timer.ticks++;
    timer.expiresNs = undefined;
  } else {
    const count = Math.floor((now - timer.expiresNs) / timer.intervalNs) + 1;
    timer.ticks += count;
    timer.expiresNs += count * timer.intervalNs;
  }
  notify(k, timer, POLL.IN);
}

function create(call: SyscallCall): number {
  const k = call.kernel;
  const clock = call.int(0), flags = call.int(1);
  if ((flags & ~(O.NONBLOCK | O.CLOEXEC)) !== 0) return -E.EINVAL;
  if (clock === REALTIME_ALARM || clock === BOOTTIME_ALARM) return -E.EPERM;
  if (clock !== REALTIME && clock !== MONOTONIC && clock !== BOOTTIME) return -E.EINVAL;
  const id = nextId(k);
  k.state.files.objects[id] = { kind: 'timerfd', id, clock, expiresNs: undefined, intervalNs: 0, ticks: 0, watchers: [] };
  k.state.files.timerFds.push(id);
  return install(k, openFile(k, { kind: 'timerfd', flags: O.RDWR | (flags & O.NONBLOCK), name: 'anon_inode:[timerfd]', object: id }), (flags & O.CLOEXEC) !== 0);
}

function timerOfDescriptor(call: SyscallCall): TimerFdState {
  const file = usableFileOf(call.kernel, call.int(0));
  if (file.kind !== 'timerfd') throw new Errno(E.EINVAL);
  advanceTimers(call.kernel);
  return timerOf(call.kernel, file);
}

function setTime(call: SyscallCall): number {
  const k = call.kernel;
  const flags = call.int(1);
  if ((flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) !== 0) return -E.EINVAL;
  const interval = readTimespec(call.memory, call.ptr(2)), value = readTimespec(call.memory, call.ptr(2) + 16);
  const timer = timerOfDescriptor(call);
  const old = remaining(k, timer), oldInterval = timer.intervalNs;
  timer.ticks = 0;
  timer.intervalNs = Number(interval);
  const start = timer.clock === REALTIME ? k.options.startTimeNs : BigInt(UPTIME_NS);
  if (value === 0n) timer.expiresNs = undefined;
  else timer.expiresNs = (flags & TFD_TIMER_ABSTIME) !== 0 ? Math.max(0, Number(value - start)) : k.state.nowNs + Number(value);
  // Sleepers have to learn of the new expiry; an absolute time may have passed already.
  advanceTimers(k);
  k.wake(readKey(timer.id));
  for (const watcher of timer.watchers) k.wake(readKey(watcher.epoll));
  if (call.ptr(3) !== 0) {
    writeTimespec(call.memory, call.ptr(3), BigInt(oldInterval));
    writeTimespec(call.memory, call.ptr(3) + 16, old);
  }
  return 0;
}

function remaining(k: Kernel, timer: TimerFdState): bigint {
  return timer.expiresNs === undefined ? 0n : BigInt(Math.max(1, Math.ceil(timer.expiresNs - k.state.nowNs)));
}

function getTime(call: SyscallCall): number {
  const timer = timerOfDescriptor(call);
  writeTimespec(call.memory, call.ptr(1), BigInt(timer.intervalNs));
  writeTimespec(call.memory, call.ptr(1) + 16, remaining(call.kernel, timer));
  return 0;
}

function read(call: SyscallCall, file: OpenFile, length: number): Uint8Array | number | Wait {
  const k = call.kernel;
  if (length < 8) return -E.EINVAL;
  const timer = timerOf(k, file);
  advance(k, timer);
  if (timer.ticks === 0) {
    if ((file.flags & O.NONBLOCK) !== 0) return -E.EAGAIN;
    return { kind: 'wait', keys: [readKey(timer.id)], deadlineNs: timer.expiresNs, interruptible: true, onSignal: 'restart', waitingFor: `read timerfd:${timer.id}` };
  }
  const ticks = timer.ticks;
  timer.ticks = 0;
  return new Struct(8).u64(0, ticks).bytes;
}

register('timerfd', {
  read, seek: staysAtZero, source: timerOf,
  poll: (k, file) => (timerOf(k, file).ticks > 0 ? POLL.IN : 0),
  release(k, file) {
    delete k.state.files.objects[file.object];
    k.state.files.timerFds = k.state.files.timerFds.filter((id) => id !== file.object);
  },
});

export const timerFdSyscalls = {
  timerfd_create: { handler: create, args: ['int', 'hex'] },
  timerfd_settime: { handler: setTime, args: ['fd', 'hex', 'ptr', 'ptr'] },
  timerfd_gettime: { handler: getTime, args: ['fd', 'ptr'] },
} satisfies Record<string, SyscallDefinition>;
