/** Reading clocks and sleeping. */
import { CLOCK, clockBasis, readClock, toVirtual, type ClockBasis } from '../clocks';
import { E } from '../errno';
import { rightsOf } from '../files';
import type { KernelCore } from '../kernel';
import { processCpuNs } from '../timers';
import type { Outcome, SyscallCall, SyscallTopic, Wait } from './handler';
import { BILLION, putTimeval, readDuration, readTimespec, writeTimespec, writeU64 } from './structs';

const TIMER_ABSTIME = 1;
/** USER_HZ: ticks per second of times(2). */
const TICK_NS = 10_000_000n;

function basisOf(call: SyscallCall, index = 0): ClockBasis | undefined {
  return clockBasis(call.kernel as KernelCore, call.int(index), call.thread.tid);
}

function clockGettime(call: SyscallCall): Outcome {
  const basis = basisOf(call);
  if (!basis) return -E.EINVAL;
  writeTimespec(call.memory, call.ptr(1), readClock(call.kernel as KernelCore, basis));
  return 0;
}

function clockGetres(call: SyscallCall): Outcome {
  if (!basisOf(call)) return -E.EINVAL;
  const coarse = call.int(0) === CLOCK.REALTIME_COARSE || call.int(0) === CLOCK.MONOTONIC_COARSE;
  if (call.ptr(1) !== 0) writeTimespec(call.memory, call.ptr(1), coarse ? 4_000_000n : 1n);
  return 0;
}

function gettimeofday(call: SyscallCall): Outcome {
  if (call.ptr(0) !== 0) {
    const view = new DataView(new ArrayBuffer(16));
    putTimeval(view, 0, call.kernel.realtimeNs);
    call.memory.userWrite(call.ptr(0), new Uint8Array(view.buffer));
  }
  // struct timezone: UTC.
  if (call.ptr(1) !== 0) call.memory.userWrite(call.ptr(1), new Uint8Array(8));
  return 0;
}

function time(call: SyscallCall): Outcome {
  const seconds = call.kernel.realtimeNs / BILLION;
  if (call.ptr(0) !== 0) writeU64(call.memory, call.ptr(0), seconds);
  return seconds;
}

/** Sleeps until a virtual time; when a signal handler comes in between, the rest is written to `rest`. */
function sleepUntil(call: SyscallCall, deadlineNs: number, rest: number): Outcome {
  if (call.cause === 'interrupt') {
    if (rest !== 0) writeTimespec(call.memory, rest, BigInt(Math.max(0, call.record.wait!.deadlineNs! - call.nowNs)));
    return -E.EINTR;
  }
  if (deadlineNs <= call.nowNs) return 0;
  const wait: Wait = { kind: 'wait', keys: [], deadlineNs, onTimeout: 0, interruptible: true, onSignal: 'handler', waitingFor: 'sleeping' };
  return wait;
}

function nanosleep(call: SyscallCall): Outcome {
  return sleepUntil(call, call.cause === 'entry' ? call.nowNs + readDuration(call.memory, call.ptr(0)) : 0, call.ptr(1));
}

function clockNanosleep(call: SyscallCall): Outcome {
  const basis = basisOf(call);
  if (!basis) return -E.EINVAL;
  if (basis.basis !== 'real') return -E.EOPNOTSUPP;
  const absolute = (call.int(1) & TIMER_ABSTIME) !== 0;
  let deadline = 0;
  if (call.cause === 'entry') {
    const ns = readTimespec(call.memory, call.ptr(2));
    deadline = absolute ? toVirtual(call.kernel as KernelCore, basis, ns) : call.nowNs + Number(ns);
  }
  return sleepUntil(call, deadline, absolute ? 0 : call.ptr(3));
}

/** struct tms; the result counts ticks since some time in the past. */
function times(call: SyscallCall): Outcome {
  const ticks = BigInt(processCpuNs(call.kernel as KernelCore)) / TICK_NS;
  if (call.ptr(0) !== 0) {
    const view = new DataView(new ArrayBuffer(32));
    view.setBigInt64(0, ticks, true);
    call.memory.userWrite(call.ptr(0), new Uint8Array(view.buffer));
  }
  return readClock(call.kernel as KernelCore, { basis: 'real', offset: 'uptime' }) / TICK_NS;
}

const RUSAGE_SIZE = 144;
const RUSAGE = { SELF: 0, CHILDREN: -1, THREAD: 1 } as const;

function getrusage(call: SyscallCall): Outcome {
  const core = call.kernel as KernelCore;
  const who = call.int(0);
  if (who !== RUSAGE.SELF && who !== RUSAGE.CHILDREN && who !== RUSAGE.THREAD) return -E.EINVAL;
  const view = new DataView(new ArrayBuffer(RUSAGE_SIZE));
  if (who !== RUSAGE.CHILDREN) {
    const basis: ClockBasis = who === RUSAGE.SELF ? { basis: 'process-cpu' } : { basis: 'thread-cpu', tid: call.thread.tid };
    putTimeval(view, 0, readClock(core, basis));
    // ru_maxrss in KiB: what is touched now stands for the most there ever was. Not the machine's residentBytes, which
    // depends on checkpoints; the maps' sizes do not.
    view.setBigInt64(32, BigInt(core.memory.regions().reduce((sum, region) => sum + (rightsOf(region.prot) === 0 ? 0 : region.end - region.start), 0)) / 1024n, true);
  }
  call.memory.userWrite(call.ptr(1), new Uint8Array(view.buffer));
  return 0;
}

export const timeTopic: SyscallTopic = {
  syscalls: {
    clock_gettime: { handler: clockGettime, args: ['enum:clock', 'ptr'] },
    clock_getres: { handler: clockGetres, args: ['enum:clock', 'ptr'] },
    clock_settime: { handler: () => -E.EPERM, args: ['enum:clock', 'timespec'] },
    clock_nanosleep: { handler: clockNanosleep, args: ['enum:clock', 'flags:timer', 'timespec', 'ptr'] },
    nanosleep: { handler: nanosleep, args: ['timespec', 'ptr'] },
    gettimeofday: { handler: gettimeofday, args: ['ptr', 'ptr'] },
    settimeofday: { handler: () => -E.EPERM, args: ['ptr', 'ptr'] },
    time: { handler: time, args: ['ptr'] },
    times: { handler: times, args: ['ptr'] },
    getrusage: { handler: getrusage, args: ['int', 'ptr'] },
  },
  flags: {
    clock: Object.fromEntries(Object.entries(CLOCK).map(([name, value]) => [`CLOCK_${name}`, value])),
    timer: { TIMER_ABSTIME },
  },
};
