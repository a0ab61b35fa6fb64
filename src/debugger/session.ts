import type { FunctionInfo, ProgramImage } from '../image/program-image';
import type { Process, ProcessStop, RunRequest } from '../linux/api';
import type { Frame } from '../scheduler/api';
import type { DebuggerViews, EvaluationScope, NamedValue, StopInfo } from './api';
import { BreakpointTable, type Hit } from './breakpoints/table';
import { formatDuration } from './duration';
import { PlannedExecution, type Execution, type ExecutionHost, type Plan } from './execution';
import type { History, Search } from './history/history';
import type { Holds } from './holds';
import { ReverseContinue, ReverseStep, Seek, type BackHost } from './reverse-execution';
import { reverseInstruction, reverseLine, reverseOut, type Reversed } from './history/reverse';
import { StepContext, StepError, type Subject } from './stepping/context';
import { runTo, stepInstruction, stepLine, stepOut } from './stepping/plans';

/** What a session is made of. `views` answers for the present: it is asked anew at each use. */
export interface SessionParts {
  readonly process: Process;
  readonly image: ProgramImage;
  readonly views: () => DebuggerViews;
  /** Forgets what the views have read. */
  readonly invalidate?: () => void;
  /** Runs the process, in place of itself and of the history. */
  readonly run?: (request: RunRequest) => ProcessStop;
  /** Time travel. Without it the session only runs forwards. */
  readonly history?: History;
  /** Instructions (in all) at which the program stops. Default: none. */
  readonly instructionLimit?: number;
  /** Virtual time (ns) at which the program stops. Default: none. */
  readonly timeLimitNs?: number;
  /** The schedule's part that the user has made by hand. */
  readonly holds?: Holds;
}

export interface SessionListener {
  /** A breakpoint with a log message was passed. */
  logged?(text: string, frame: Frame | undefined): void;
}

/** A step backwards, by the command that makes the same one forwards. */
export type ReverseKind = 'next' | 'stepIn' | 'stepOut' | 'stepInstruction' | 'nextInstruction' | 'continue';

const NO_SIGNALS: ReadonlySet<number> = new Set();

/** After stops of these reasons the breakpoint at the pc has been reported, or passed over: going on does not meet it again. */
const REPORTED: ReadonlySet<StopInfo['reason']> = new Set(['entry', 'breakpoint', 'function breakpoint', 'instruction breakpoint', 'step', 'goto', 'exception', 'start of history']);

/**
 * One program being debugged: its breakpoints, its current stop, and the runs that lead from one stop to the next. Only one
 * run is in progress at a time; a new one may begin when `advance` has returned a stop.
 */
export class DebuggerSession {
  readonly process: Process;
  readonly image: ProgramImage;
  readonly breakpoints: BreakpointTable;
  /** Where the program stands; undefined while it runs. */
  stop: StopInfo | undefined;
  /** Numbers the stops: what was read at one does not hold at the next. */
  stopCount = 0;
  /** Signals at which the program stops, beside those of breakpoints. */
  handledSignals: () => ReadonlySet<number> = () => NO_SIGNALS;
  private readonly context: StepContext;
  private readonly host: ExecutionHost;
  /** virtual time of the newest place in history */
  private newestNs = 0;
  private reported: { tid: number; pc: number } | undefined;

  constructor(private readonly parts: SessionParts, private readonly listener: SessionListener = {}) {
    this.process = parts.process;
    this.image = parts.image;
    this.context = new StepContext(parts.process, parts.image, () => this.scheduler, (fn, tid) => this.resultsOf(fn, tid));
    this.breakpoints = new BreakpointTable(parts.image, { compileCondition: (text, pc) => this.evaluator.compileCondition(text, pc), fromBytes: (format, bytes) => this.evaluator.fromBytes(format, bytes) }, (tid) => this.goidOf(tid));
    this.host = {
      process: this.process,
      breakpoints: this.breakpoints,
      instructionLimit: parts.instructionLimit ?? Infinity,
      timeLimitNs: parts.timeLimitNs ?? Infinity,
      holds: parts.holds,
      handledSignals: () => this.handledSignals(),
      run: (request) => this.run(request),
      log: (hit, tid) => this.listener.logged?.(this.logText(hit, tid), this.topFrame(tid)),
      takeReported: () => {
        const { reported } = this;
        this.reported = undefined;
        return reported;
      },
      stopped: (stop) => this.stopped(stop),
    };
    this.stop = this.stopped({ reason: 'entry', description: 'Entry', tid: this.process.currentTid, breakpointIds: [], raw: undefined });
  }

  get scheduler(): DebuggerViews['scheduler'] { return this.parts.views().scheduler; }
  get evaluator(): DebuggerViews['evaluator'] { return this.parts.views().evaluator; }
  get hasEnded(): boolean { return this.process.exit !== undefined; }

  continue(): Execution { return this.execute(); }
  stepInstruction(subject: Subject, over: boolean, count = 1): Execution { return this.execute(stepInstruction(this.context, subject, over, count)); }
  stepLine(subject: Subject, into: boolean): Execution { return this.execute(stepLine(this.context, subject, into)); }
  /** @throws StepError if the frame has no caller. */
  stepOut(subject: Subject, frameIndex = 0): Execution { return this.execute(stepOut(this.context, subject, frameIndex)); }

  /** Until one of the addresses is reached by the subject's goroutine, or its frame returns. */
  runTo(addresses: readonly number[], subject: Subject | undefined, leaving?: Frame): Execution {
    const g = subject && this.gOf(subject);
    const cfa = leaving?.cfa;
    const frame = cfa === undefined ? undefined : { cfa, returnPc: this.context.stack.pointerAt(cfa - 8) };
    return this.execute(runTo(this.context, addresses, g, frame));
  }

  /** The past of this program, if it can be travelled to. */
  get history(): History | undefined { return this.parts.history; }
  /** Where in history the program stands, seen from its newest place; undefined in the present. */
  get past(): StopInfo['past'] {
    const { history, process } = this;
    return history?.isPast ? { instructions: history.behind, ns: Math.max(0, this.newestNs - process.virtualNs) } : undefined;
  }

  /**
   * A step backwards of the subject, or all back to the last hit of a breakpoint (`continue`). `frameIndex`: the frame that
   * `stepOut` leaves.
   * @throws StepError if there is no history, or (when it runs) if the frame has no caller
   */
  reverse(kind: ReverseKind, subject: Subject, frameIndex = 0): Execution {
    const history = this.requireHistory();
    this.stop = undefined;
    const host = this.backHost(history);
    const { context } = this;
    if (kind === 'continue') return new ReverseContinue(host, this.breakpoints);
    const step: Record<typeof kind, () => Search<Reversed>> = {
      next: () => reverseLine(history, context, subject, false),
      stepIn: () => reverseLine(history, context, subject, true),
      stepOut: () => reverseOut(history, context, subject, frameIndex),
      stepInstruction: () => reverseInstruction(history, context, subject, false),
      nextInstruction: () => reverseInstruction(history, context, subject, true),
    };
    return new ReverseStep(host, step[kind]);
  }

  /** Travels to the first place with that many instructions, or of that virtual time; beyond the ends of history to these. */
  seek(target: { readonly retired: number } | { readonly ns: number }): Execution {
    const history = this.requireHistory();
    this.stop = undefined;
    return new Seek(this.backHost(history), target);
  }

  /**
   * Makes the subject go on at another instruction of the function that it is in. Nothing in between is executed.
   * @throws StepError where that cannot work: on no thread, in another function, or at another depth of the stack
   */
  jump(subject: Subject, address: number): StopInfo {
    const { tid } = this.scopeOf(subject, undefined);
    const thread = tid === undefined ? undefined : this.process.thread(tid);
    if (!thread || tid === undefined || this.hasEnded) throw new StepError('Only what is on a thread can jump.');
    const { functions } = this.image;
    const { rip } = thread.registers;
    const fn = functions.at(rip);
    if (!fn || address < fn.entry || address >= fn.end) throw new StepError(`0x${address.toString(16)} is not in ${fn?.name ?? 'this function'}: a jump cannot leave it.`);
    if (functions.stackDelta(rip) !== functions.stackDelta(address)) throw new StepError(`The stack is not as deep at 0x${address.toString(16)} as it is here.`);
    thread.registers.rip = address;
    this.guestChanged();
    return this.stopped({ reason: 'goto', description: 'Jumped', tid, breakpointIds: [], raw: undefined });
  }

  /** Whoever the thread runs for: its goroutine, or itself while it is on g0 or gsignal. */
  subjectOf(tid: number): Subject {
    const thread = this.scheduler.threadOnCpu(tid);
    const g = thread?.kind === 'g' ? this.scheduler.gByAddress(thread.g) : undefined;
    return g ? { kind: 'goroutine', g } : { kind: 'thread', tid };
  }

  /** Frames of whatever the subject is. */
  stackOf(subject: Subject, start?: number, count?: number): { frames: Frame[]; total: number | undefined } {
    return subject.kind === 'goroutine' ? this.scheduler.goroutineStack(subject.g, start, count) : this.scheduler.threadStack(subject.tid, start, count);
  }

  /** What names in an expression mean for a frame of the subject. */
  scopeOf(subject: Subject, frame: Frame | undefined): EvaluationScope {
    if (subject.kind === 'thread') {
      const thread = this.scheduler.threadOnCpu(subject.tid);
      const g = thread && this.scheduler.gByAddress(thread.kind === 'g' ? thread.g : this.scheduler.mByAddress(thread.m)?.curg ?? 0);
      return { frame, g, tid: subject.tid };
    }
    const thread = this.scheduler.onCpu().find((candidate) => candidate.g === subject.g.address)
      ?? this.scheduler.onCpu().find((candidate) => candidate.m !== 0 && candidate.m === subject.g.m);
    return { frame, g: subject.g, tid: thread?.tid };
  }

  /** The guest's memory or registers were written to: what was read of them does not hold any more. */
  guestChanged(): void { this.parts.invalidate?.(); }

  private execute(plan?: Plan): Execution {
    if (this.hasEnded) throw new StepError('The program has ended.');
    this.stop = undefined;
    return new PlannedExecution(this.host, plan);
  }

  private requireHistory(): History {
    if (!this.parts.history) throw new StepError('This session keeps no history: it cannot go back.');
    return this.parts.history;
  }

  private backHost(history: History): BackHost { return { history, handledSignals: () => this.handledSignals(), invalidate: () => this.guestChanged(), stopped: (stop) => this.stopped(stop) }; }

  private run(request: RunRequest): ProcessStop { return this.parts.run?.(request) ?? this.parts.history?.run(request) ?? this.process.run(request); }

  private stopped(made: Omit<StopInfo, 'goid' | 'pc'>): StopInfo {
    if (!this.history?.isPast) this.newestNs = this.process.virtualNs;
    const { past } = this;
    const stop = past ? { ...made, past, title: made.description, description: `${made.description} (in the past, ${formatDuration(past.ns)} before the newest point)` } : made;
    const { tid } = stop;
    const pc = tid === undefined ? 0 : this.process.thread(tid)?.registers.rip ?? 0;
    // At a syscall's entry the pc is behind it already, and a breakpoint there has not been met.
    const isCaught = stop.raw?.kind === 'syscall-entry' || stop.raw?.kind === 'syscall-exit';
    this.reported = tid !== undefined && REPORTED.has(stop.reason) && !isCaught ? { tid, pc } : undefined;
    this.stopCount++;
    this.stop = { ...stop, pc, goid: tid === undefined ? undefined : this.goidOf(tid) };
    return this.stop;
  }

  private resultsOf(fn: FunctionInfo, tid: number): readonly NamedValue[] {
    const registers = this.process.thread(tid)?.registers;
    return registers ? this.evaluator.resultsOf(fn, registers, this.context.stack.sp(tid)) : [];
  }

  private goidOf(tid: number): number | undefined {
    const thread = this.scheduler.threadOnCpu(tid);
    return thread?.kind === 'g' ? this.scheduler.gByAddress(thread.g)?.goid : undefined;
  }

  private gOf(subject: Subject): number {
    return subject.kind === 'goroutine' ? subject.g.address : this.context.stack.currentG(subject.tid);
  }

  private topFrame(tid: number): Frame | undefined { return this.scheduler.threadStack(tid, 0, 1).frames[0]; }

  private logText({ parts }: Hit['logging'][number], tid: number): string {
    const scope = this.scopeOf({ kind: 'thread', tid }, this.topFrame(tid));
    return parts.map((part) => {
      if (part.kind === 'text') return part.text;
      try {
        return this.evaluator.evaluate(part.text, scope).text;
      } catch (error) {
        return `{${part.text}: ${(error as Error).message}}`;
      }
    }).join('');
  }
}
