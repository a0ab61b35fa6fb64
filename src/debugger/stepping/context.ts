import type { FunctionInfo, ProgramImage } from '../../image/program-image';
import type { Process } from '../../linux/api';
import type { InstructionFacts } from '../../machine/api';
import type { GView, SchedulerView } from '../../scheduler/api';
import type { NamedValue } from '../api';
import type { Arrival, Point, Wish } from '../execution';
import { GuestStack } from './guest-stack';

/** Part of a plan: asks for runs and gives a result when it is through. */
export type Part<T> = Generator<Wish, T, Arrival>;

/** Whose step it is: a goroutine wherever it runs, or what one kernel thread executes (its g0, its gsignal). */
export type Subject = { readonly kind: 'goroutine'; readonly g: GView } | { readonly kind: 'thread'; readonly tid: number };

/** A step that cannot be made; the message says why. */
export class StepError extends Error {}

/** What all plans share. */
export class StepContext {
  readonly stack: GuestStack;
  /** Where every signal enters Go code on linux/amd64. */
  readonly signalEntry: FunctionInfo | undefined;
  /** Where an asynchronously preempted goroutine goes on after the signal (1.14+). */
  readonly asyncPreempt: FunctionInfo | undefined;
  /** Where a goroutine begins to leave its frames otherwise than by returning: by a panic, which may be recovered, or for good. */
  readonly unwinders: readonly FunctionInfo[];
  /** The last that a goroutine does. */
  readonly goexit1: FunctionInfo | undefined;
  /** Leaves g0 for a goroutine. */
  readonly gogo: FunctionInfo | undefined;

  /** `resultsOf`: the results of a function from which the thread has just returned */
  constructor(readonly process: Process, readonly image: ProgramImage, private readonly view: () => SchedulerView, readonly resultsOf: (fn: FunctionInfo, tid: number) => readonly NamedValue[] = () => []) {
    this.stack = new GuestStack(process);
    this.signalEntry = image.functions.byName('runtime.sigtramp');
    this.asyncPreempt = image.functions.byName('runtime.asyncPreempt');
    this.unwinders = ['runtime.gopanic', 'runtime.Goexit'].flatMap((name) => image.functions.byName(name) ?? []);
    this.goexit1 = image.functions.byName('runtime.goexit1');
    this.gogo = image.functions.byName('runtime.gogo');
  }

  /** Scheduler state as of now. */
  get scheduler(): SchedulerView { return this.view(); }

  instructionAt(pc: number): InstructionFacts { return this.process.machine.instructionAt(pc); }

  /** A thread arriving at `pc` on stack `g` with SP at `sp` (as the stack lies now; it may move meanwhile). */
  pointAt(pc: number, g: number, sp: number): Point {
    const depth = this.stack.depthOf(g, sp);
    return { pc, depth, accept: (tid) => this.stack.isAt(tid, g, depth) };
  }

  /** A thread arriving at `pc` in the frame of `g` whose CFA has this depth. */
  framePoint(pc: number, g: number, cfaDepth: number): Point {
    const delta = this.image.functions.stackDelta(pc);
    return {
      pc,
      accept: (tid) => this.stack.currentG(tid) === g
        && (delta === undefined || this.stack.depthOf(g, this.stack.sp(tid) + delta + 8) === cfaDepth),
    };
  }

  isIn(fn: FunctionInfo | undefined, pc: number): boolean { return fn !== undefined && pc >= fn.entry && pc < fn.end; }
}

/** Waits for a thread at one of the points. */
export function* until(points: readonly Point[]): Part<{ tid: number; point: Point }> {
  const arrival = yield { kind: 'until', points };
  if (arrival.kind !== 'point') throw new Error(`until: unexpected arrival ${arrival.kind}`);
  return arrival;
}
