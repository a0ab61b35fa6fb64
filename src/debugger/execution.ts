import type { Process, ProcessStop, RunRequest } from '../linux/api';
import type { ReturnedValue, StopInfo } from './api';
import { describeCaught } from './breakpoints/syscalls';
import { nothing, type DataHit, type Hit } from './breakpoints/table';
import type { Breakpoint } from './breakpoints/types';
import type { Holds } from './holds';
import type { Watchpoint, WatchHit } from '../machine/api';

/** An address where a plan wants to hear of threads. The user's breakpoints are not touched by it. */
export interface Point {
  readonly pc: number;
  /** Is it this thread, at this depth ...? Called before the instruction at `pc` executes. */
  readonly accept: (tid: number) => boolean;
  /** bytes between the upper end of the stack and SP there, if it matters */
  readonly depth?: number;
}

/** What a plan wants next. */
export type Wish =
  /** one instruction of one thread; the others go on meanwhile */
  | { readonly kind: 'instruction'; readonly tid: number }
  /** run until a thread is accepted at one of the points (none: until something else stops the program) */
  | { readonly kind: 'until'; readonly points: readonly Point[] };

/** What came of the wish. */
export type Arrival = { readonly kind: 'stepped'; readonly tid: number } | { readonly kind: 'point'; readonly tid: number; readonly point: Point };

/** How a plan ends: the program stops, on this thread. */
export interface PlanResult { readonly reason: StopInfo['reason']; readonly tid: number; readonly description: string; /** results of the functions that have returned during it */ readonly returned?: readonly ReturnedValue[]; readonly finished?: true }

/**
 * A step as a coroutine: it says what to run next and hears what came of it. It holds nothing of the guest, so that a run can
 * be cut into slices anywhere, and dropped.
 */
export type Plan = Generator<Wish, PlanResult, Arrival>;

/** A run in progress. */
export interface Execution {
  /** Runs at most `maxInstructions` further; undefined as long as nothing has stopped the program. */
  advance(maxInstructions: number): StopInfo | undefined;
  /** The next `advance` stops, wherever the program is. */
  pause(): void;
  /** The next `advance` stops where the run began. Without it a run that is given up is paused. */
  cancel?(): void;
  /** What a run that may last is about, for a progress report ("Reverse continue"); undefined: a run forwards. */
  readonly title?: string;
  /** how much of it is done, 0 to 1 */
  readonly progress?: number;
}

/** What an execution needs of its session. */
export interface ExecutionHost {
  readonly process: Process;
  /** Runs the process; time travel puts its checkpoints in here. */
  run(request: RunRequest): ProcessStop;
  readonly breakpoints: {
    readonly version: number; addresses(): Iterable<number>; watchpoints(): Watchpoint[]; has(pc: number): boolean; syscalls(): ReadonlySet<string>;
    reached(pc: number, tid: number): Hit; accessed(hits: readonly WatchHit[], pc: number, tid: number): { stopping: DataHit[]; logging: Hit['logging'] };
    caught(name: string, pc: number, tid: number): Hit;
    signals(): readonly number[]; signalled(signal: number, pc: number, tid: number): Hit;
  };
  /** The schedule made by hand: threads that stand still before anything else is asked. */
  readonly holds: Pick<Holds, 'addresses' | 'reached'> | undefined;
  log(hit: Hit['logging'][number], tid: number): void;
  /** A thread and address whose breakpoint has been reported already: it is not met again before it has been executed. */
  takeReported(): { tid: number; pc: number } | undefined;
  /** Signals at which the run stops whatever the breakpoints say; another set when they have changed. */
  handledSignals(): ReadonlySet<number>;
  /** Instructions (in all) at which the run stops with reason `limit`. */
  readonly instructionLimit: number;
  /** Virtual time (ns) at which it does. */
  readonly timeLimitNs: number;
  stopped(stop: Omit<StopInfo, 'goid' | 'pc'>): StopInfo;
}

type CaughtSyscall = ProcessStop & { readonly kind: 'syscall-entry' | 'syscall-exit' };

const CONTINUE: Wish = { kind: 'until', points: [] };

/** Runs until a breakpoint, the end of the program, the plan's end, or a pause. */
export class PlannedExecution implements Execution {
  private wish: Wish = CONTINUE;
  private pausing = false;
  private started = false;
  private armedVersion = -1;
  private armedSignals: ReadonlySet<number> | undefined;
  private armedPoints: readonly Point[] | undefined;
  private pointsByAddress = new Map<number, Point[]>();
  private resumeFrom: number | undefined;
  /** What the breakpoint table has said of the stop that comes next. */
  private met: { readonly pc: number; readonly tid: number; readonly hit: Hit } | undefined;
  private readonly passes = (pc: number, tid: number): boolean => this.isPassed(pc, tid);

  /** `plan` undefined: continue. */
  constructor(private readonly host: ExecutionHost, private readonly plan?: Plan) {}

  pause(): void { this.pausing = true; }

  advance(maxInstructions: number): StopInfo | undefined {
    const { process } = this.host;
    if (!this.started) {
      const ended = this.begin();
      if (ended) return ended;
    }
    const end = process.retired + maxInstructions;
    for (;;) {
      if (this.pausing) return this.host.stopped({ reason: 'pause', description: 'Paused', tid: process.currentTid, breakpointIds: [], raw: undefined });
      const { instructionLimit, timeLimitNs } = this.host;
      const limit = process.retired >= instructionLimit ? `${instructionLimit} instructions` : process.virtualNs >= timeLimitNs ? `${timeLimitNs} ns of virtual time` : undefined;
      if (limit !== undefined) {
        return this.host.stopped({ reason: 'limit', description: `The limit of ${limit} is reached`, tid: process.currentTid, breakpointIds: [], raw: undefined });
      }
      const budget = Math.min(end, instructionLimit) - process.retired;
      if (budget <= 0) return undefined;
      this.arm();
      const before = process.retired;
      const stop = this.host.run({ maxInstructions: budget, step: this.wish.kind === 'instruction' ? { tid: this.wish.tid, instructions: 1 } : undefined, resumeFrom: this.resumeFrom, passes: this.passes, untilNs: timeLimitNs === Infinity ? undefined : timeLimitNs });
      if (process.retired !== before) this.resumeFrom = undefined;
      else if (stop.kind === 'limit') return undefined;
      const result = this.handle(stop);
      if (result) return result;
    }
  }

  /** Starts the plan; a plan may be at its end at once. */
  private begin(): StopInfo | undefined {
    this.started = true;
    const reported = this.host.takeReported();
    if (reported && this.host.process.thread(reported.tid)?.registers.rip === reported.pc) this.resumeFrom = reported.tid;
    return this.plan ? this.take(this.plan.next()) : undefined;
  }

  private take(step: IteratorResult<Wish, PlanResult>): StopInfo | undefined {
    if (!step.done) {
      this.wish = step.value;
      return undefined;
    }
    return this.planEnded(step.value);
  }

  /** A step that ends on a breakpoint of the user's is a stop at that breakpoint. */
  private planEnded(result: PlanResult): StopInfo {
    const { tid } = result;
    const pc = this.host.process.thread(tid)?.registers.rip ?? 0;
    if (this.host.breakpoints.has(pc) && this.resumeFrom === undefined) {
      const stop = this.atBreakpoint(pc, tid, { kind: 'breakpoint', tid, pc });
      if (stop) return stop;
    }
    return this.host.stopped({ ...result, breakpointIds: [], raw: undefined });
  }

  private handle(stop: ProcessStop): StopInfo | undefined {
    const current = this.host.process.currentTid;
    switch (stop.kind) {
      case 'limit': return undefined;
      case 'stepped': return this.plan ? this.take(this.plan.next({ kind: 'stepped', tid: stop.tid })) : undefined;
      case 'breakpoint': return this.reached(stop);
      case 'watch': return this.accessed(stop);
      case 'exited': return this.host.stopped({ reason: 'exited', description: `Exited with code ${stop.code}`, tid: undefined, breakpointIds: [], raw: stop });
      case 'killed': return this.host.stopped({ reason: 'exited', description: `Killed by ${stop.signalName}`, tid: undefined, breakpointIds: [], raw: stop });
      case 'syscall-entry': case 'syscall-exit': return this.caught(stop);
      case 'signal': return this.signalled(stop);
      case 'stuck': return this.host.stopped({ reason: 'exception', description: `Nothing can run any more: ${stop.reason}`, tid: current, breakpointIds: [], raw: stop });
      case 'unsupported': return this.host.stopped({ reason: 'exception', description: `This machine cannot do that: ${stop.what}`, tid: stop.tid, breakpointIds: [], raw: stop });
      case 'memory-limit': return this.host.stopped({ reason: 'exception', description: `The memory limit is reached: ${stop.bytes} bytes in use`, tid: stop.tid, breakpointIds: [], raw: stop });
    }
  }

  private reached(stop: ProcessStop & { kind: 'breakpoint' }): StopInfo | undefined {
    if (this.host.holds?.reached(stop.pc, stop.tid)) return undefined;
    // A temporary breakpoint that was met is not in the table any more.
    const user = this.met || this.host.breakpoints.has(stop.pc) ? this.atBreakpoint(stop.pc, stop.tid, stop) : undefined;
    if (user) return user;
    this.resumeFrom = stop.tid;
    const points = this.pointsByAddress.get(stop.pc);
    if (!points || !this.plan) return undefined;
    for (const point of points) {
      if (point.accept(stop.tid)) {
        return this.take(this.plan.next({ kind: 'point', tid: stop.tid, point }));
      }
    }
    return undefined;
  }

  private accessed(stop: ProcessStop & { kind: 'watch' }): StopInfo | undefined {
    const { tid, hits } = stop;
    const { stopping, logging } = this.host.breakpoints.accessed(hits, this.host.process.thread(tid)?.registers.rip ?? stop.pc, tid);
    for (const hit of logging) this.host.log(hit, tid);
    if (stopping.length > 0) return this.host.stopped({ ...dataStop(stopping), tid, raw: stop });
    return this.passedStep(tid);
  }

  private caught(stop: CaughtSyscall): StopInfo | undefined {
    const { tid } = stop;
    const { stopping, logging } = this.host.breakpoints.caught(stop.name, this.host.process.thread(tid)?.registers.rip ?? 0, tid);
    for (const hit of logging) this.host.log(hit, tid);
    if (stopping.length > 0) return this.host.stopped({ ...caughtStop(stopping.map(({ id }) => id), stop), tid, raw: stop });
    return stop.kind === 'syscall-entry' ? this.passedStep(tid) : undefined;
  }

  private signalled(stop: ProcessStop & { readonly kind: 'signal' }): StopInfo | undefined {
    const { tid, signal } = stop;
    const { stopping, logging } = this.host.breakpoints.signalled(signal, this.host.process.thread(tid)?.registers.rip ?? stop.pc, tid);
    for (const hit of logging) this.host.log(hit, tid);
    if (stopping.length === 0 && !this.host.handledSignals().has(signal)) return undefined;
    return this.host.stopped({ ...signalStop(stopping, stop), tid, raw: stop });
  }

  /** The instruction that a plan has asked for has been executed, though something stopped the process at it. */
  private passedStep(tid: number): StopInfo | undefined {
    return this.wish.kind === 'instruction' && this.wish.tid === tid && this.plan ? this.take(this.plan.next({ kind: 'stepped', tid })) : undefined;
  }

  /** Conditions that do not hold are met very often: the run is not left for them. */
  private isPassed(pc: number, tid: number): boolean {
    if (this.pointsByAddress.has(pc) || this.host.holds?.addresses.has(pc)) return false;
    const hit = this.host.breakpoints.reached(pc, tid);
    if (hit === nothing) return true;
    this.met = { pc, tid, hit };
    return false;
  }

  private atBreakpoint(pc: number, tid: number, raw: ProcessStop): StopInfo | undefined {
    const { met } = this;
    this.met = undefined;
    const { stopping, logging } = met?.pc === pc && met.tid === tid ? met.hit : this.host.breakpoints.reached(pc, tid);
    for (const hit of logging) this.host.log(hit, tid);
    if (stopping.length === 0) return undefined;
    const ids = stopping.map((breakpoint) => breakpoint.id);
    const { reason, title } = stopping[0].spec;
    return this.host.stopped({ reason, description: title ?? `Breakpoint ${ids.join(', ')}`, tid, breakpointIds: ids, raw });
  }

  /** Tells the machine which addresses matter, if that has changed. */
  private arm(): void {
    const points = this.wish.kind === 'until' ? this.wish.points : [];
    const { breakpoints, process } = this.host;
    const handledSignals = this.host.handledSignals();
    if (points === this.armedPoints && breakpoints.version === this.armedVersion && handledSignals === this.armedSignals) return;
    this.armedSignals = handledSignals;
    this.armedVersion = breakpoints.version;
    this.armedPoints = points;
    this.pointsByAddress = new Map();
    for (const point of points) {
      const there = this.pointsByAddress.get(point.pc);
      if (there) there.push(point);
      else this.pointsByAddress.set(point.pc, [point]);
    }
    process.machine.setBreakpoints(new Set([...breakpoints.addresses(), ...this.pointsByAddress.keys(), ...(this.host.holds?.addresses ?? [])]));
    process.machine.setWatchpoints(breakpoints.watchpoints());
    const syscalls = breakpoints.syscalls();
    process.setSyscallCatchpoints(syscalls, syscalls);
    process.stopOnSignals(new Set([...handledSignals, ...breakpoints.signals()]));
  }
}

/** What is said of a stop at data breakpoints. */
export function dataStop(hits: readonly DataHit[]): Pick<StopInfo, 'reason' | 'description' | 'breakpointIds'> {
  const ids = hits.map(({ breakpoint }) => breakpoint.id);
  return { reason: 'data breakpoint', description: `Data breakpoint ${ids.join(', ')}: ${hits.map(({ text }) => text).join('; ')}`, breakpointIds: ids };
}

/** What is said of a stop at a signal: for an exception filter, for catchpoints, or (without any) because it is handled so. */
export function signalStop(stopping: readonly Breakpoint[], { signalName }: ProcessStop & { readonly kind: 'signal' }): Pick<StopInfo, 'reason' | 'description' | 'breakpointIds'> {
  const breakpointIds = stopping.map(({ id }) => id);
  const title = stopping.length === 0 ? 'Signal' : stopping.find(({ spec }) => spec.title !== undefined)?.spec.title;
  if (title === undefined) return { reason: 'breakpoint', description: `Catchpoint ${breakpointIds.join(', ')} (signal ${signalName})`, breakpointIds };
  return { reason: 'exception', description: `${title} ${signalName}`, breakpointIds };
}

/** What is said of a stop at catchpoints. */
export function caughtStop(ids: readonly number[], stop: CaughtSyscall): Pick<StopInfo, 'reason' | 'description' | 'breakpointIds'> {
  return { reason: 'breakpoint', description: `Catchpoint ${ids.join(', ')} (${describeCaught(stop)})`, breakpointIds: ids };
}
