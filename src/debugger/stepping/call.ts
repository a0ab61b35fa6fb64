import type { FunctionInfo } from '../../image/program-image';
import type { Point } from '../execution';
import { until, type Part, type StepContext } from './context';
import { oneInstruction } from './instruction';

/** Where a call that was stepped over has ended. `elsewhere`: not behind the call, because its frame will not come back. */
export interface Returned { readonly tid: number; readonly elsewhere: boolean }

/**
 * Runs the call instruction at the thread's pc and all that it calls. It follows the goroutine: behind the call is where
 * this g is back at this depth, on whatever thread.
 *
 * A call on g0 need not return: the scheduler leaves g0 by switching to a goroutine. If the M works for a goroutine
 * (mcall's function before dropg), the step ends where that goroutine goes on; else in the goroutine that the M runs next.
 */
export function* overCall(context: StepContext, tid: number): Part<Returned> {
  const pc = context.stack.pc(tid);
  const g = context.stack.currentG(tid);
  const back = context.pointAt(pc + context.instructionAt(pc).length, g, context.stack.sp(tid));
  return yield* untilBack(context, tid, back);
}

/** Waits for `back`, or for what replaces it when the thread leaves g0 for good, or the goroutine its frames by a panic. */
export function* untilBack(context: StepContext, tid: number, back: Point | undefined): Part<Returned> {
  const points = back ? [back] : [];
  const away = awayFromG0(context, tid);
  if (away) points.push(away.point);
  const g = context.stack.currentG(tid);
  const unwinding = away ? [] : context.unwinders.map(({ entry }): Point => ({ pc: entry, accept: (other) => context.stack.currentG(other) === g }));
  const arrival = yield* until([...points, ...unwinding]);
  if (unwinding.includes(arrival.point)) return yield* throughPanic(context, arrival.tid, g, back);
  if (arrival.point === back || !away) return { tid: arrival.tid, elsewhere: false };
  if (away.kind === 'resumed') return { tid: arrival.tid, elsewhere: true };
  return { tid: yield* throughGogo(context, arrival.tid), elsewhere: true };
}

/** Frames that are looked at for one that recovers a panic. */
const MOST_FRAMES = 1000;

/**
 * A panic (or Goexit) has begun: the goroutine comes back as wanted (it is recovered further in), or behind the call of
 * whatever frame around the step recovers it, or it ends.
 */
function* throughPanic(context: StepContext, tid: number, g: number, back: Point | undefined): Part<Returned> {
  const points = back ? [back] : [];
  const depth = back?.depth ?? 0;
  for (const { kind, inlined, stack, cfa } of context.scheduler.threadStack(tid, 0, MOST_FRAMES).frames) {
    if (kind !== 'code' || stack !== 'g' || inlined || cfa === undefined) continue;
    const point = context.pointAt(context.stack.pointerAt(cfa - 8), g, cfa);
    if ((point.depth ?? 0) < depth) points.push(point);
  }
  const { goexit1 } = context;
  if (goexit1) points.push({ pc: goexit1.entry, accept: (other) => context.stack.currentG(other) === g });
  const arrival = yield* until(points);
  return { tid: arrival.tid, elsewhere: arrival.point !== back };
}

function awayFromG0(context: StepContext, tid: number): { kind: 'resumed' | 'gogo'; point: Point } | undefined {
  const { scheduler } = context;
  const thread = scheduler.threadOnCpu(tid);
  if (thread?.kind !== 'g0') return undefined;
  const goroutine = scheduler.gByAddress(scheduler.mByAddress(thread.m)?.curg ?? 0);
  if (goroutine) return { kind: 'resumed', point: context.pointAt(goroutine.sched.pc, goroutine.address, goroutine.sched.sp) };
  if (!context.gogo) return undefined;
  return { kind: 'gogo', point: { pc: context.gogo.entry, accept: (other) => other === tid } };
}

/** From gogo's entry to the first instruction of the goroutine it switches to. */
function* throughGogo(context: StepContext, thread: number): Part<number> {
  let tid = thread;
  do {
    tid = yield* oneInstruction(context, tid);
  } while (/(^|\.)gogo(<>)?$/.test(context.image.functions.at(context.stack.pc(tid))?.name ?? ''));
  return tid;
}

/** From the entry of a function, just called, to the end of its prologue (through morestack, if the stack must grow). */
export function* throughPrologue(context: StepContext, tid: number, fn: FunctionInfo): Part<number> {
  const after = context.image.lines.afterPrologue(fn);
  if (after <= context.stack.pc(tid)) return tid;
  const g = context.stack.currentG(tid);
  const cfaDepth = context.stack.depthOf(g, context.stack.sp(tid) + 8);
  return (yield* until([context.framePoint(after, g, cfaDepth)])).tid;
}

/** Calls that the compiler puts in without the source saying so: nobody wants to step into them. */
const HELPERS = new RegExp(`^runtime\\.(${[
  'morestack.*', 'duff.*', 'gcWriteBarrier.*', 'wbZero', 'wbMove', 'memmove', 'memclr.*', 'typedmem.*', 'bulkBarrier.*', 'newobject',
  'makeslice.*', 'growslice', 'conv[TI].*', 'mallocgc', 'panicIndex.*', 'panicSlice.*', 'panicdivide', 'panicshift', 'racefunc.*',
  'panicwrap', 'assert[EI]2.*', 'typeAssert', 'udiv.*', 'checkptr.*', 'nilpanic',
].join('|')})$`);

export function isHelper(fn: FunctionInfo): boolean { return HELPERS.test(fn.name); }

/** Wrappers made by the compiler and the linker (ABI changes, promoted methods). */
export function isWrapper(fn: FunctionInfo | undefined): boolean { return fn?.file === '<autogenerated>'; }
