/**
 * The run loop: turns of virtual processors, syscalls, faults, signals, stops. Every pass begins with the state complete, so
 * that a run may end at any pass and the next one continues as if nothing had been. Each change that retires no instruction
 * counts as an event; (retired, events) is the position in history.
 */
import type { Stop } from '../machine/api';
import { ClockRead } from './clock-read';
import { isBusError } from './files';
import type { ProcessStop, RunRequest } from './api';
import type { Input, InputLog } from './inputs';
import type { KernelCore } from './kernel';
import { SYSCALL_NS, type Processors } from './processors';
import { deliverNext, forceSignal } from './signals/delivery';
import { faultSignal } from './signals/frame';
import { signalName } from './signals/numbers';
import type { CpuRecord, ThreadRecord } from './state';
import { enterVsyscall } from './vsyscall';

/**
 * Passes without an instruction after which `run` returns all the same: a program that only waits (a timer whose signal is
 * ignored) must not keep the host from answering.
 */
const IDLE_PASSES = 20_000;

export class RunLoop {
  /** Thread of the last stop. */
  stoppedTid = 0;
  /** Threads whose breakpoint is not to stop them: they have stopped there already and have not moved since. By tid. */
  private readonly passing = new Map<number, { pc: number; instructions: number }>();

  /** Where the present run ends at the latest: instructions in all, and events. */
  private end = { retired: 0, events: 0 };

  private readonly clockRead: ClockRead;

  constructor(private readonly core: KernelCore, private readonly processors: Processors, private readonly inputs: InputLog, private readonly apply: (input: Input) => void) {
    this.clockRead = new ClockRead(core);
  }

  run(request: RunRequest): ProcessStop {
    const { core } = this;
    const { machine } = core;
    this.end = { retired: machine.retired + request.maxInstructions, events: request.untilEvents ?? 0 };
    const untilNs = request.untilNs ?? Infinity;
    if (request.resumeFrom !== undefined) this.pass(request.resumeFrom);
    const { step } = request;
    const stepEnd = step ? (core.thread(step.tid)?.instructions ?? 0) + step.instructions : 0;

    let passes = 0;
    let before = machine.retired;
    for (;;) {
      this.replay();
      const { state } = core;
      if (machine.retired !== before) {
        before = machine.retired;
        passes = 0;
      } else if (++passes > IDLE_PASSES) return this.stopped({ kind: 'limit' });
      const reported = core.stops.shift();
      if (reported) return this.stopped(reported);
      if (state.exit) return this.stopped(this.ended());
      if (step && this.isStepDone(step, stepEnd)) return this.stopped({ kind: 'stepped', tid: step.tid });
      if (state.nowNs >= untilNs || this.isAtEnd()) return this.stopped({ kind: 'limit' });
      if (state.turn.cpu < 0) {
        const next = this.processors.nextStep(untilNs);
        if (next === 'stuck') return this.stopped({ kind: 'stuck', reason: this.stuckReason() });
        if (next === 'later') return this.stopped({ kind: 'limit' });
        continue;
      }
      const stop = this.runTurn(request, stepEnd);
      if (stop) return this.stopped(stop);
    }
  }

  /** Forgets what refers to a history that is gone (after a restore). */
  reset(): void { this.passing.clear(); this.stoppedTid = 0; }

  /** One pass of the turn in progress: a stop, or undefined to go on. */
  private runTurn({ step, passes, untilNs }: RunRequest, stepEnd: number): ProcessStop | undefined {
    const { core } = this;
    const { machine, state } = core;
    const { turn } = state;
    const cpu = state.cpus[turn.cpu]!;
    const thread = core.thread(cpu.tid)!;
    if (turn.remaining <= 0) {
      this.processors.endTurn();
      return undefined;
    }
    if (thread.frozen && thread.state === 'running') {
      this.processors.preempt(thread);
      return undefined;
    }
    core.load(thread.tid);
    if (thread.state === 'syscall') {
      this.proceed(thread, cpu);
      return undefined;
    }
    if (thread.pending.length > 0 || state.process.pending.length > 0) {
      core.enterFrom(cpu);
      const events = state.events;
      const stop = deliverNext(core, thread);
      if (stop || state.events !== events) return stop;
    }

    let budget = Math.min(turn.remaining, this.end.retired - machine.retired);
    // All that was left to do was events, and the next thing is an instruction.
    if (budget <= 0) return { kind: 'limit' };
    if (step?.tid === thread.tid) budget = Math.min(budget, stepEnd - thread.instructions);
    const toInput = this.inputs.nextRetired - machine.retired;
    if (toInput > 0) budget = Math.min(budget, toInput);
    if (untilNs !== undefined) budget = Math.min(budget, Math.max(1, Math.ceil((untilNs - core.clockOf(cpu)) / core.options.nsPerInstruction)));

    const before = machine.retired;
    const stop = machine.run(budget, this.passing.size > 0 && this.isPassing(thread));
    const executed = machine.retired - before;
    cpu.instructions += executed;
    cpu.slice += executed;
    thread.instructions += executed;
    turn.remaining -= executed;
    core.enterFrom(cpu);
    if (stop.kind === 'syscall' || enterVsyscall(stop, machine.registers, machine.memory)) {
      this.enter(thread, cpu);
      return undefined;
    }
    const resident = machine.memory.residentBytes;
    if (resident > core.options.memoryLimit) return { kind: 'memory-limit', tid: thread.tid, pc: machine.registers.rip, bytes: resident };
    if (stop.kind === 'budget') return undefined;
    if (stop.kind === 'breakpoint' && passes?.(stop.pc, thread.tid)) {
      this.pass(thread.tid);
      return undefined;
    }
    return this.machineStop(thread, stop);
  }

  private enter(thread: ThreadRecord, cpu: CpuRecord): void {
    const { core } = this;
    this.processors.noLongerAlone();
    cpu.baseNs += SYSCALL_NS;
    core.enterFrom(cpu);
    const { retired } = core.machine;
    if (retired < this.end.retired && this.inputs.nextRetired > retired && this.clockRead.serve(thread)) return;
    core.state.events++;
    if (!core.runner.enter(thread)) return;
    // This place, where catchpoints stop, is one of its own: the run may end here, or an input may have been given here.
    if (this.isAtEnd() || this.inputs.isDue(core.machine.retired, core.state.events)) return;
    this.proceed(thread, cpu);
  }

  private proceed(thread: ThreadRecord, cpu: CpuRecord): void {
    const { core } = this;
    core.enterFrom(cpu);
    core.runner.proceed(thread);
    if (!core.yieldRequested) return;
    core.yieldRequested = false;
    if (thread.cpu >= 0) this.processors.yield(thread);
  }

  private machineStop(thread: ThreadRecord, stop: Stop): ProcessStop | undefined {
    const { core } = this;
    switch (stop.kind) {
      case 'breakpoint': return { kind: 'breakpoint', tid: thread.tid, pc: stop.pc };
      case 'watch': return { kind: 'watch', tid: thread.tid, pc: stop.pc, hits: stop.hits };
      case 'invalid-opcode':
        if (stop.unsupported !== undefined) return { kind: 'unsupported', tid: thread.tid, pc: stop.pc, what: `instruction ${stop.unsupported}` };
        break;
      case 'budget': case 'syscall': return undefined;
    }
    core.state.events++;
    forceSignal(core, thread, faultSignal(stop as Parameters<typeof faultSignal>[0], stop.kind === 'page-fault' && isBusError(core.machine.memory, stop)));
    return undefined;
  }

  private isAtEnd(): boolean {
    return this.core.machine.retired >= this.end.retired && this.core.state.events >= this.end.events;
  }

  /** Applies recorded inputs whose place is here. */
  private replay(): void {
    const { core } = this;
    for (;;) {
      const input = this.inputs.takeDue(core.machine.retired, core.state.events);
      if (input) {
        this.processors.noLongerAlone();
        this.apply(input);
      } else if (this.inputs.nextRetired < core.machine.retired) {
        this.inputs.forgetFuture();
        core.forgetDelivered();
        core.notice('other', 'history was changed: inputs recorded in the old one do not apply any more and were dropped');
      } else return;
    }
  }

  private pass(tid: number): void {
    const thread = this.core.thread(tid);
    if (thread) this.passing.set(tid, { pc: this.core.registersOf(tid).rip, instructions: thread.instructions });
  }

  private isPassing(thread: ThreadRecord): boolean {
    const place = this.passing.get(thread.tid);
    if (!place) return false;
    if (place.instructions === thread.instructions && place.pc === this.core.machine.registers.rip) return true;
    this.passing.delete(thread.tid);
    return false;
  }

  private isStepDone({ tid, inSyscall }: NonNullable<RunRequest['step']>, end: number): boolean {
    const thread = this.core.thread(tid);
    // It has ended, or is still to come: tids are given in order.
    if (!thread) return tid < this.core.state.nextTid;
    return thread.instructions >= end && (inSyscall === true || thread.state !== 'syscall');
  }

  private stopped(stop: ProcessStop): ProcessStop {
    const { turn, cpus, threads } = this.core.state;
    // What is on the machine when a stop is reported is the thread that it is about, else the one whose turn it is, else any
    // that is running: the same one however the run came here.
    const tid = 'tid' in stop ? stop.tid : (cpus[turn.cpu] ?? cpus.find((cpu) => cpu.tid !== 0))?.tid ?? threads[0]?.tid ?? 0;
    if (tid !== 0 && this.core.thread(tid)) this.core.load(tid);
    this.stoppedTid = 'tid' in stop ? stop.tid : this.core.loadedTid;
    return stop;
  }

  private ended(): ProcessStop {
    const exit = this.core.state.exit!;
    if ('code' in exit) return { kind: 'exited', code: exit.code };
    return { kind: 'killed', signal: exit.signal, signalName: signalName(exit.signal), pc: exit.pc };
  }

  private stuckReason(): string {
    const { threads } = this.core.state;
    const held = threads.filter((thread) => thread.syscall?.held);
    const frozen = threads.filter((thread) => thread.frozen);
    const list = (some: readonly ThreadRecord[]): string => some.map((thread) => `thread ${thread.tid}${thread.syscall ? ` (${thread.syscall.name})` : ''}`).join(', ');
    if (held.length > 0) return `every thread waits; held by the user: ${list(held)}`;
    if (frozen.length > 0) return `every thread waits; frozen by the user: ${list(frozen)}`;
    const waits = threads.slice(0, 8).map((thread) => `thread ${thread.tid}: ${thread.syscall?.wait?.waitingFor ?? thread.state}`);
    return `every thread waits for another one: ${waits.join('; ')}${threads.length > 8 ? `; and ${threads.length - 8} more` : ''}`;
  }
}
