/**
 * clock_gettime of the two clocks that Go's runtime reads, at once. There is no vDSO, so a program that switches goroutines
 * asks thousands of times a second, and the way of other syscalls (syscall-runner.ts) is longer. What changes is the same: time,
 * counts, events, the result. Where anybody could see a step in between, it does not serve.
 */
import { Gpr, MemoryFault } from '../machine/api';
import { CLOCK, UPTIME_NS } from './clocks';
import type { KernelCore } from './kernel';
import type { ThreadRecord } from './state';
import { BILLION, writeTime } from './syscalls/structs';

/** Number of clock_gettime (arch/x86/entry/syscalls/syscall_64.tbl). */
const CLOCK_GETTIME = 228;
/** Entry, beginning and return of a syscall are an event each. */
const EVENTS = 3;

export class ClockRead {
  /** When the program started, by its wall clock. */
  private readonly startSeconds: number;
  private readonly startNs: number;

  constructor(private readonly core: KernelCore) {
    const { startTimeNs } = core.options;
    this.startSeconds = Number(startTimeNs / BILLION);
    this.startNs = Number(startTimeNs % BILLION);
  }

  /**
   * The loaded thread has executed SYSCALL, and its entry has been paid for. True if it was a reading that is done now; false if
   * nothing was changed. The caller knows that neither the run nor an input ends or comes at an event of this instant.
   */
  serve(thread: ThreadRecord): boolean {
    const { core } = this;
    const { machine, runner, state } = core;
    const { registers } = machine;
    if (registers.gprLow(Gpr.rax) !== CLOCK_GETTIME) return false;
    if (runner.entryCatch.size > 0 || runner.exitCatch.size > 0 || state.latencies.length > 0 || state.woken.length > 0 || thread.savedMask !== undefined) return false;
    const clock = registers.gprLow(Gpr.rdi);
    if (clock !== CLOCK.MONOTONIC && clock !== CLOCK.REALTIME) return false;
    const monotonic = clock === CLOCK.MONOTONIC;
    const sum = Math.floor(state.nowNs) + (monotonic ? UPTIME_NS : this.startNs);
    const ns = sum % 1e9;
    try {
      writeTime(core.memory, registers.gprHigh(Gpr.rsi) * 0x100000000 + registers.gprLow(Gpr.rsi), (monotonic ? 0 : this.startSeconds) + (sum - ns) / 1e9, ns);
    } catch (error) {
      if (!(error instanceof MemoryFault)) throw error;
      // The handler meets the same, and says EFAULT.
      return false;
    }
    state.syscallCounts.clock_gettime = (state.syscallCounts.clock_gettime ?? 0) + 1;
    state.events += EVENTS;
    registers.setGprNumber(Gpr.rax, 0);
    return true;
  }
}
