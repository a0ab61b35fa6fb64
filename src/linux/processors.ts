/**
 * Virtual processors: which thread runs when, and what time it is.
 *
 * Each processor has a clock of its own: virtual time = instructions it executed x nsPerInstruction (+ SYSCALL_NS for each
 * syscall entered from it). Processors run in turns; the one whose clock is furthest behind has the next turn, so that
 * they progress in parallel and differ by about one turn at most. The time that the guest reads is the latest that any
 * processor has shown (state.nowNs): it never goes back. An idle processor's clock stands; it is set forward to the time at
 * which it gets a thread. A timer fires once no busy processor is behind it; if none is busy, time jumps to it.
 *
 * A processor that is the only busy one gets the turns up to the next deadline in one piece; a syscall or an input, which may
 * change that, ends the piece at the next boundary of a turn (`noLongerAlone`). So the guest sees what it would see otherwise.
 *
 * All of it is a function of the state: where a `run` call ends within a turn changes nothing.
 */
import type { KernelCore } from './kernel';
import { nextBelow } from './prng';
import type { CpuRecord, ThreadRecord } from './state';
import { fireTimers } from './timers';

/**
 * Virtual cost of entering the kernel. A null syscall costs 50-200 ns on current hardware; without it a loop that waits
 * by reading the clock would need a hundred times the iterations it needs natively.
 */
export const SYSCALL_NS = 150;

/** Turns that a thread may have on a processor while others are ready: a time slice of about 40 us by default. */
const SLICE_TURNS = 4;
/** How far ahead of the slowest processor, in turns, a policy may let another one run. */
const RANDOM_WINDOW = 4;
const PCT_WINDOW = 64;
/** Turns that a processor which is alone may have in one: coming back to nothing at each turn's end would cost more than the turn. */
const TURNS_ALONE = 100;

export class Processors {
  constructor(private readonly core: KernelCore) {}

  /**
   * One step towards the next turn: ready threads get idle processors, or the earliest timer fires ('again'), or a processor
   * is picked ('turn'). 'stuck': no thread can ever run; 'later': nothing can run before `untilNs`. Each step is one event
   * of its own, so that a recorded input can come before any of them.
   */
  nextStep(untilNs: number): 'turn' | 'again' | 'stuck' | 'later' {
    const { core } = this;
    const { state } = core;
    if (this.evictFrozen() || this.fillIdle()) return 'again';
    let slowest = Infinity;
    for (const cpu of state.cpus) if (cpu.tid !== 0) slowest = Math.min(slowest, core.clockOf(cpu));
    const deadline = core.nextDeadlineNs;
    if (deadline === Infinity && slowest === Infinity) return 'stuck';
    if (deadline > slowest) {
      this.pick(slowest);
      return 'turn';
    }
    if (slowest === Infinity && deadline >= untilNs) return 'later';
    this.fire(deadline);
    return 'again';
  }

  /** sched_yield: to the end of the queue if anybody waits there, else only the turn ends. */
  yield(thread: ThreadRecord): void {
    const { core } = this;
    if (core.state.readyQueue.length > 0) this.preempt(thread);
    else {
      core.state.turn = { cpu: -1, remaining: 0 };
      core.state.events++;
      if (core.options.schedule === 'pct') thread.priority = this.lowestPriority() - 1;
    }
  }

  /** The turn is used up. */
  endTurn(): void {
    const { core } = this;
    const { state } = core;
    const cpu = state.cpus[state.turn.cpu]!;
    state.turn = { cpu: -1, remaining: 0 };
    state.events++;
    fireTimers(core, cpu);
    const thread = core.thread(cpu.tid);
    if (thread && state.readyQueue.length > 0 && cpu.slice >= SLICE_TURNS * core.options.quantum) this.preempt(thread);
  }

  /** Takes a running thread off its processor, to the end of the queue. */
  preempt(thread: ThreadRecord): void {
    const { core } = this;
    core.enterFrom(core.state.cpus[thread.cpu]!);
    core.leaveProcessor(thread);
    core.makeReady(thread);
    core.state.events++;
    if (core.options.schedule === 'pct') thread.priority = this.lowestPriority() - 1;
  }

  private evictFrozen(): boolean {
    const { core } = this;
    let found = false;
    for (const cpu of core.state.cpus) {
      const thread = cpu.tid === 0 ? undefined : core.thread(cpu.tid);
      if (thread?.frozen && thread.state === 'running') {
        this.preempt(thread);
        found = true;
      }
    }
    return found;
  }

  /** Ready threads get the idle processors whose clocks are furthest behind. */
  private fillIdle(): boolean {
    const { core } = this;
    const { state } = core;
    let found = false;
    while (state.readyQueue.length > 0) {
      let idle: CpuRecord | undefined;
      for (const cpu of state.cpus) if (cpu.tid === 0 && (!idle || core.clockOf(cpu) < core.clockOf(idle))) idle = cpu;
      const tid = idle && this.takeReady();
      if (!idle || tid === undefined) break;
      const thread = core.thread(tid)!;
      idle.tid = tid;
      idle.slice = 0;
      thread.cpu = state.cpus.indexOf(idle);
      thread.state = 'running';
      idle.baseNs += Math.max(0, thread.readyNs - core.clockOf(idle));
      state.events++;
      found = true;
    }
    return found;
  }

  private takeReady(): number | undefined {
    const { core } = this;
    const { readyQueue, scheduleRandom } = core.state;
    const able = readyQueue.filter((tid) => !core.thread(tid)!.frozen);
    if (able.length === 0) return undefined;
    let tid = able[0]!;
    if (core.options.schedule === 'random' && able.length > 1) tid = able[nextBelow(scheduleRandom, able.length)]!;
    else if (core.options.schedule === 'pct') {
      for (const other of able) if (core.thread(other)!.priority > core.thread(tid)!.priority) tid = other;
    }
    readyQueue.splice(readyQueue.indexOf(tid), 1);
    return tid;
  }

  private fire(deadline: number): void {
    const { core } = this;
    core.enterAt(deadline);
    let first: ThreadRecord | undefined;
    for (const thread of core.state.threads) {
      const record = thread.syscall;
      if (!record || record.held || record.readyAtNs === undefined || record.readyAtNs > deadline) continue;
      if (!first || record.sequence < first.syscall!.sequence) first = thread;
    }
    core.deadlinesChanged();
    if (first) core.runner.deadline(first);
    else fireTimers(core, undefined);
  }

  /** Chooses the processor of the next turn and its length. `slowest`: the least clock of a busy one. */
  private pick(slowest: number): void {
    const { core } = this;
    const { state, options } = core;
    const { quantum, nsPerInstruction, schedule } = options;
    const busy = (window: number): number[] => {
      const limit = slowest + window * quantum * nsPerInstruction;
      const found: number[] = [];
      state.cpus.forEach((cpu, index) => { if (cpu.tid !== 0 && core.clockOf(cpu) <= limit) found.push(index); });
      return found;
    };
    let cpu: number;
    let length = quantum;
    if (schedule === 'random') {
      const choices = busy(RANDOM_WINDOW);
      cpu = choices[choices.length > 1 ? nextBelow(state.scheduleRandom, choices.length) : 0]!;
      length = 1 + nextBelow(state.scheduleRandom, 2 * quantum);
    } else if (schedule === 'pct') {
      const choices = busy(PCT_WINDOW);
      const priority = (index: number): number => core.thread(state.cpus[index]!.tid)!.priority;
      cpu = choices.reduce((best, index) => (priority(index) > priority(best) ? index : best));
      this.maybeChangePriority(state.cpus[cpu]!);
    } else {
      cpu = state.cpus.findIndex((other) => other.tid !== 0 && core.clockOf(other) === slowest);
      length *= this.turnsAlone(slowest);
    }
    state.turn = { cpu, remaining: length };
    state.events++;
  }

  /** Turns until something else than the one busy processor, whose clock is given, can have anything to do. */
  private turnsAlone(clock: number): number {
    const { core } = this;
    const { cpus, readyQueue, timers } = core.state;
    let busy = 0;
    for (const cpu of cpus) if (cpu.tid !== 0) busy++;
    if (busy > 1 || readyQueue.length > 0) return 1;
    // Timers over processor time are looked at when a turn ends.
    for (const timer of timers) if (timer.basis !== 'real' && timer.expiresNs !== undefined) return 1;
    const { quantum, nsPerInstruction } = core.options;
    return Math.min(TURNS_ALONE, Math.max(1, Math.ceil((core.nextDeadlineNs - clock) / (nsPerInstruction * quantum))));
  }

  /** Whatever happens now may give others something to do: the turn in progress ends where one of usual length would. */
  noLongerAlone(): void {
    const { options: { schedule, quantum }, state: { turn } } = this.core;
    // In the random schedule a turn may be long with others at work.
    if (schedule !== 'random' && turn.remaining > quantum) turn.remaining %= quantum;
  }

  /** pct: at random points the thread that would run loses its priority to all others. */
  private maybeChangePriority(cpu: CpuRecord): void {
    const { state, options } = this.core;
    state.nextChangeIn -= options.quantum;
    if (state.nextChangeIn > 0) return;
    state.nextChangeIn = 1 + nextBelow(state.scheduleRandom, 2 * PCT_WINDOW * options.quantum);
    this.core.thread(cpu.tid)!.priority = this.lowestPriority() - 1;
  }

  private lowestPriority(): number { return Math.min(...this.core.state.threads.map((thread) => thread.priority)); }
}
