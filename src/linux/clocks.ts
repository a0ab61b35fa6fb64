/** The guest's clocks as functions of virtual time. */
import type { KernelCore } from './kernel';
import { processCpuNs, threadCpuNs } from './timers';

/** clockid_t (linux/time.h). */
export const CLOCK = {
  REALTIME: 0, MONOTONIC: 1, PROCESS_CPUTIME_ID: 2, THREAD_CPUTIME_ID: 3, MONOTONIC_RAW: 4, REALTIME_COARSE: 5, MONOTONIC_COARSE: 6,
  BOOTTIME: 7, TAI: 11,
} as const;

/**
 * What CLOCK_MONOTONIC shows when the program starts: a machine that has been up for 1000 s. Close to zero would be wrong:
 * Go's runtime takes a nanotime of 0 for a broken clock and compares times with "long ago" = 0 (sysmon's syscallwhen).
 */
export const UPTIME_NS = 1_000_000_000_000;

export type ClockBasis = { basis: 'real'; offset: 'wall' | 'uptime' } | { basis: 'process-cpu' } | { basis: 'thread-cpu'; tid: number };

/** undefined: no such clock. `tid`: whose THREAD_CPUTIME_ID is meant. */
export function clockBasis(core: KernelCore, clock: number, tid: number): ClockBasis | undefined {
  switch (clock) {
    // The ALARM clocks (8, 9) exist only with a real-time clock that can wake the machine; this one has none.
    case CLOCK.REALTIME: case CLOCK.REALTIME_COARSE: case CLOCK.TAI: return { basis: 'real', offset: 'wall' };
    case CLOCK.MONOTONIC: case CLOCK.MONOTONIC_RAW: case CLOCK.MONOTONIC_COARSE: case CLOCK.BOOTTIME: return { basis: 'real', offset: 'uptime' };
    case CLOCK.PROCESS_CPUTIME_ID: return { basis: 'process-cpu' };
    case CLOCK.THREAD_CPUTIME_ID: return { basis: 'thread-cpu', tid };
    default: return clock < 0 ? cpuClock(core, clock, tid) : undefined;
  }
}

/** Processor-time clocks of a given process or thread: ~id << 3 | (4 if a thread) | kind (posix-timers.h). */
function cpuClock(core: KernelCore, clock: number, tid: number): ClockBasis | undefined {
  const id = ~(clock >> 3);
  if ((clock & 3) === 3) return undefined;
  if ((clock & 4) === 0) return id === 0 || id === core.state.process.pid ? { basis: 'process-cpu' } : undefined;
  const whose = id === 0 ? tid : id;
  return core.thread(whose) ? { basis: 'thread-cpu', tid: whose } : undefined;
}

/** What the clock shows now, in ns. */
export function readClock(core: KernelCore, basis: ClockBasis): bigint {
  switch (basis.basis) {
    case 'real': return basis.offset === 'wall' ? core.realtimeNs : BigInt(core.state.nowNs + UPTIME_NS);
    case 'process-cpu': return BigInt(processCpuNs(core));
    case 'thread-cpu': return BigInt(threadCpuNs(core, basis.tid));
  }
}

/** A time of a clock over real time as virtual ns since the start. */
export function toVirtual(core: KernelCore, basis: ClockBasis & { basis: 'real' }, ns: bigint): number {
  return Number(basis.offset === 'wall' ? ns - core.options.startTimeNs : ns - BigInt(UPTIME_NS));
}
