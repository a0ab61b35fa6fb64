/** POSIX timers (Go's profiler: one per thread, over its processor time) and interval timers. */
import { clockBasis, toVirtual } from '../clocks';
import { E } from '../errno';
import type { KernelCore } from '../kernel';
import { SI, SIG, SIGNAL_COUNT } from '../signals/numbers';
import type { TimerRecord } from '../state';
import { timerClock } from '../timers';
import type { Outcome, SyscallCall, SyscallTopic } from './handler';
import { BILLION, putTimeval, readTimespec, readTimeval, readView, writeU32 } from './structs';

const SIGEV = { SIGNAL: 0, NONE: 1, THREAD_ID: 4 } as const;
const TIMER_ABSTIME = 1;
/** setitimer's `which`; their records have the ids -1, -2, -3. */
const ITIMERS = [
  { signal: SIG.ALRM, basis: 'real' }, { signal: SIG.VTALRM, basis: 'process-cpu' }, { signal: SIG.PROF, basis: 'process-cpu' },
] as const;

const find = (call: SyscallCall, id: number): TimerRecord | undefined => call.state.timers.find((timer) => timer.id === id);

function timerCreate(call: SyscallCall): Outcome {
  const { state, memory } = call;
  const basis = clockBasis(call.kernel as KernelCore, call.int(0), call.thread.tid);
  if (!basis) return -E.EINVAL;
  const id = state.nextTimerId;
  const timer: TimerRecord = {
    id, clock: call.int(0), basis: basis.basis, cpuTid: basis.basis === 'thread-cpu' ? basis.tid : 0, tid: 0, signal: SIG.ALRM, code: SI.TIMER,
    value: BigInt(id), expiresNs: undefined, intervalNs: 0, overrun: 0,
  };
  if (call.ptr(1) !== 0) {
    const event = readView(memory, call.ptr(1), 64);
    const notify = event.getInt32(12, true);
    timer.value = event.getBigUint64(0, true);
    timer.signal = event.getInt32(8, true);
    if (notify === SIGEV.THREAD_ID) {
      timer.tid = event.getInt32(16, true);
      if (!state.threads.some((thread) => thread.tid === timer.tid)) return -E.EINVAL;
    } else if (notify === SIGEV.NONE) timer.tid = -1;
    else if (notify !== SIGEV.SIGNAL) return -E.EINVAL;
    if (timer.tid >= 0 && (timer.signal < 1 || timer.signal > SIGNAL_COUNT)) return -E.EINVAL;
  }
  writeU32(memory, call.ptr(2), id);
  state.nextTimerId++;
  state.timers.push(timer);
  return 0;
}

/** What remains until the expiry, ns; 0: disarmed. An armed timer shows at least 1. */
function remaining(call: SyscallCall, timer: TimerRecord): bigint {
  if (timer.expiresNs === undefined) return 0n;
  return BigInt(Math.max(1, timer.expiresNs - timerClock(call.kernel as KernelCore, timer)));
}

function writeTimer(call: SyscallCall, address: number, timer: TimerRecord): void {
  const left = remaining(call, timer);
  const interval = BigInt(timer.intervalNs);
  const view = new DataView(new ArrayBuffer(32));
  [interval / BILLION, interval % BILLION, left / BILLION, left % BILLION].forEach((word, index) => view.setBigInt64(index * 8, word, true));
  call.memory.userWrite(address, new Uint8Array(view.buffer));
}

function timerSettime(call: SyscallCall): Outcome {
  const core = call.kernel as KernelCore;
  const timer = find(call, call.int(0));
  if (!timer || call.ptr(2) === 0) return -E.EINVAL;
  const interval = Number(readTimespec(call.memory, call.ptr(2)));
  const value = readTimespec(call.memory, call.ptr(2) + 16);
  if (call.ptr(3) !== 0) writeTimer(call, call.ptr(3), timer);
  timer.intervalNs = interval;
  timer.overrun = 0;
  if (value === 0n) timer.expiresNs = undefined;
  else if ((call.int(1) & TIMER_ABSTIME) === 0) timer.expiresNs = timerClock(core, timer) + Number(value);
  else {
    const basis = clockBasis(core, timer.clock, timer.cpuTid)!;
    timer.expiresNs = basis.basis === 'real' ? toVirtual(core, basis, value) : Number(value);
  }
  core.deadlinesChanged();
  return 0;
}

function timerGettime(call: SyscallCall): Outcome {
  const timer = find(call, call.int(0));
  if (!timer) return -E.EINVAL;
  writeTimer(call, call.ptr(1), timer);
  return 0;
}

function timerDelete(call: SyscallCall): Outcome {
  const timer = find(call, call.int(0));
  if (!timer) return -E.EINVAL;
  call.state.timers.splice(call.state.timers.indexOf(timer), 1);
  (call.kernel as KernelCore).deadlinesChanged();
  return 0;
}

function intervalTimer(call: SyscallCall, which: number): TimerRecord | undefined {
  const kind = ITIMERS[which];
  if (!kind) return undefined;
  let timer = find(call, -1 - which);
  if (!timer) {
    timer = {
      id: -1 - which, clock: which, basis: kind.basis, cpuTid: 0, tid: 0, signal: kind.signal, code: SI.KERNEL, value: 0n,
      expiresNs: undefined, intervalNs: 0, overrun: 0,
    };
    call.state.timers.push(timer);
  }
  return timer;
}

function writeItimer(call: SyscallCall, address: number, timer: TimerRecord): void {
  const view = new DataView(new ArrayBuffer(32));
  putTimeval(view, 0, BigInt(timer.intervalNs));
  putTimeval(view, 16, remaining(call, timer));
  call.memory.userWrite(address, new Uint8Array(view.buffer));
}

function arm(call: SyscallCall, timer: TimerRecord, value: number, interval: number): void {
  const core = call.kernel as KernelCore;
  timer.intervalNs = interval;
  timer.expiresNs = value === 0 ? undefined : timerClock(core, timer) + value;
  core.deadlinesChanged();
}

function setitimer(call: SyscallCall): Outcome {
  const timer = intervalTimer(call, call.int(0));
  if (!timer) return -E.EINVAL;
  const given = call.ptr(1) === 0 ? new DataView(new ArrayBuffer(32)) : readView(call.memory, call.ptr(1), 32);
  const interval = Number(readTimeval(given, 0));
  const value = Number(readTimeval(given, 16));
  if (call.ptr(2) !== 0) writeItimer(call, call.ptr(2), timer);
  arm(call, timer, value, interval);
  return 0;
}

function getitimer(call: SyscallCall): Outcome {
  const timer = intervalTimer(call, call.int(0));
  if (!timer) return -E.EINVAL;
  writeItimer(call, call.ptr(1), timer);
  return 0;
}

function alarm(call: SyscallCall): Outcome {
  const timer = intervalTimer(call, 0)!;
  const left = (remaining(call, timer) + BILLION - 1n) / BILLION;
  arm(call, timer, call.uint(0) * 1e9, 0);
  return left;
}

export const timerTopic: SyscallTopic = {
  syscalls: {
    timer_create: { handler: timerCreate, args: ['enum:clock', 'ptr', 'ptr'] },
    timer_settime: { handler: timerSettime, args: ['int', 'flags:timer', 'ptr', 'ptr'] },
    timer_gettime: { handler: timerGettime, args: ['int', 'ptr'] },
    timer_getoverrun: { handler: (call) => find(call, call.int(0))?.overrun ?? -E.EINVAL, args: ['int'] },
    timer_delete: { handler: timerDelete, args: ['int'] },
    setitimer: { handler: setitimer, args: ['enum:itimer', 'ptr', 'ptr'] },
    getitimer: { handler: getitimer, args: ['enum:itimer', 'ptr'] },
    alarm: { handler: alarm, args: ['uint'] },
  },
  flags: { itimer: { ITIMER_REAL: 0, ITIMER_VIRTUAL: 1, ITIMER_PROF: 2 } },
};
