/** Timers that send signals: timer_create's and setitimer's. */
import type { KernelCore } from './kernel';
import { SI } from './signals/numbers';
import type { CpuRecord, TimerRecord } from './state';

/** What the timer's clock shows, ns. */
export function timerClock(core: KernelCore, timer: TimerRecord): number {
  switch (timer.basis) {
    case 'real': return core.state.nowNs;
    case 'process-cpu': return processCpuNs(core);
    case 'thread-cpu': return threadCpuNs(core, timer.cpuTid);
  }
}

/** Processor time of the process: the virtual processors' busy time without what syscalls cost. */
export function processCpuNs(core: KernelCore): number {
  let instructions = 0;
  for (const cpu of core.state.cpus) instructions += cpu.instructions;
  return Math.floor(instructions * core.options.nsPerInstruction);
}

export function threadCpuNs(core: KernelCore, tid: number): number {
  return Math.floor((core.thread(tid)?.instructions ?? 0) * core.options.nsPerInstruction);
}

/** Fires what is due: with a processor whose turn has ended the timers over processor time, without one those over real time. */
export function fireTimers(core: KernelCore, cpu: CpuRecord | undefined): void {
  if (core.state.timers.length === 0) return;
  if (cpu) core.enterFrom(cpu);
  for (const timer of [...core.state.timers]) {
    if (timer.expiresNs === undefined || (timer.basis === 'real') !== (cpu === undefined)) continue;
    // Real-time timers are due by the deadline that is being handled, which may lie before what another processor has shown.
    const clock = timer.basis === 'real' ? core.localNs : timerClock(core, timer);
    if (timer.expiresNs <= clock) expire(core, timer, clock);
  }
}

function expire(core: KernelCore, timer: TimerRecord, clock: number): void {
  let missed = 0;
  if (timer.intervalNs > 0) {
    missed = Math.floor((clock - timer.expiresNs!) / timer.intervalNs);
    timer.expiresNs! += (missed + 1) * timer.intervalNs;
  } else timer.expiresNs = undefined;
  core.state.events++;
  core.deadlinesChanged();
  if (timer.tid < 0) return;
  timer.overrun = missed;
  const info = timer.code === SI.TIMER
    ? { signal: timer.signal, code: SI.TIMER, timerId: timer.id, overrun: missed, value: timer.value }
    : { signal: timer.signal, code: timer.code };
  if (timer.tid > 0) core.raise(timer.tid, info);
  else core.raiseProcess(info);
  core.runner.drainWoken();
}
