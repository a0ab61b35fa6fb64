/**
 * Reverse steps by line, function and instruction. Like forward steps they follow the goroutine, not
 * the thread: a frame is known by its g and the depth of its CFA. Backwards a step goes to where the forward step that led
 * here began.
 */
import type { Frame } from '../../scheduler/api';
import type { PlanResult } from '../execution';
import { isHelper, isWrapper } from '../stepping/call';
import { StepError, type StepContext, type Subject } from '../stepping/context';
import { gOf } from '../stepping/out';
import { START, type History, type Search } from './history';
import { isLineStart, lineStartBefore, type Arrival, type FrameId } from './line-starts';
import { isFound, previousArrival, type Found, type Nothing } from './previous';

/** Where a reverse step ends; the process stands there. START: at the start of history. */
export type Reversed = PlanResult | Nothing;

/** Wrappers and helpers returned from in a row that are looked through for a function worth stepping into. */
const MOST_LAYERS = 20;

interface Position extends FrameId { readonly pc: number; readonly frame: Frame }

/** To the beginning of the line before this one: over the calls on it, or (`into`) into the last of them. */
export function* reverseLine(history: History, context: StepContext, subject: Subject, into: boolean): Search<Reversed> {
  const position = innermost(context, subject);
  if (!position) return yield* reverseInstruction(history, context, subject, false);
  const from = { place: history.here, tid: threadOf(context, subject) ?? 0, pc: position.pc };
  return yield* lineBack(history, context, position, from, { into, mayStay: false });
}

/**
 * To the call that led into the frame `index` (0: the innermost) of the subject: its thread is about to execute it.
 * @throws StepError when the frame has no caller
 */
export function* reverseOut(history: History, context: StepContext, subject: Subject, index = 0): Search<Reversed> {
  const { scheduler } = context;
  const frames = (subject.kind === 'goroutine' ? scheduler.goroutineStack(subject.g, 0, index + 20) : scheduler.threadStack(subject.tid, 0, index + 20)).frames;
  // An inlined body has no call of its own: the function around it is left.
  const frame = frames.slice(index).find(({ kind, inlined }) => kind === 'code' && !inlined);
  const position = frame && positionOf(context, subject, frame);
  if (!position) throw new StepError(frame ? `${frame.name}: the frame's beginning is not known here; step by instruction instead.` : 'There is no such frame to step out of.');
  const call = yield* callInto(history, context, position);
  if (call === undefined) throw new StepError(`${frame.name} is the outermost frame: there is no call that led into it.`);
  return isFound(call) ? done(call) : call;
}

/** To the instruction that the subject executed last; with `over`, a call with all that it called is one. */
export function* reverseInstruction(history: History, context: StepContext, subject: Subject, over: boolean): Search<Reversed> {
  const thread = threadOf(context, subject);
  if (thread === undefined) {
    const left = subject.kind === 'goroutine' ? yield* lastOnCpu(history, context, subject.g.address) : START;
    return isFound(left) ? done(left) : left;
  }
  const { stack } = context;
  const pc = stack.pc(thread);
  const g = stack.currentG(thread);
  const sp = stack.sp(thread);
  const depth = stack.depthOf(g, sp);
  const place = yield* history.stepBack(thread);
  if (place === START) return START;
  const was = stack.pc(thread);
  const { flow } = context.instructionAt(was);
  // A signal was handled since: what was executed last is what the handler interrupted.
  if (flow === 'syscall' && /^runtime\.sigreturn/.test(context.image.functions.at(was)?.name ?? '') && context.signalEntry) {
    const signal = yield* previousArrival(history, [context.signalEntry.entry], (tid) => tid === thread);
    if (!isFound(signal)) return signal;
    return (yield* history.stepBack(thread)) === START ? START : done({ tid: thread });
  }
  if (over && flow === 'return') {
    const call = callBefore(context, pc);
    if (call !== undefined) {
      const found = yield* previousArrival(history, [call], (tid) => stack.currentG(tid) === g && stack.depthOf(g, stack.sp(tid)) === depth);
      return isFound(found) ? done(found) : found;
    }
  }
  return done({ tid: thread });
}

interface LineStep {
  readonly into: boolean;
  /** The step has come out of a function, or into one from behind: the line's beginning is looked for, which may be right here. */
  readonly mayStay: boolean;
}

/** From a place in the frame (the process stands there) to the beginning of the line before. */
function* lineBack(history: History, context: StepContext, frame: FrameId, from: Arrival, { into, mayStay }: LineStep): Search<Reversed> {
  // Nothing of goexit is executed before all that the goroutine does; an earlier one may have had the same g and stack.
  if (!into && frame.fn.name === 'runtime.goexit') return yield* toFirstFunction(history, context, frame.g);
  // At its first instruction nothing of the frame lies behind: an earlier call's frame may have been at the same place.
  const line = from.pc === frame.fn.entry ? { start: undefined, returns: [] } : yield* lineStartBefore(history, context, frame, into);
  if (mayStay && isLineStart(context, line.start, from.pc, into)) {
    history.seek(from.place);
    return done(from);
  }
  if (into) {
    // It may stand behind a call right now.
    for (const back of [from, ...[...line.returns].reverse()]) {
      const inside = yield* intoReturned(history, context, back);
      if (inside) return inside;
    }
  }
  if (line.start) {
    history.seek(line.start.place);
    return done(line.start);
  }
  history.seek(from.place);
  const call = yield* callInto(history, context, frame);
  if (call === undefined) return yield* toEntry(history, frame, from.pc);
  if (!isFound(call)) return call;
  const caller = frameAt(context, call.tid);
  if (!caller || isWrapper(caller.fn)) return done(call);
  return yield* lineBack(history, context, caller, call, { into, mayStay: true });
}

/** From behind a call to the last line of the function that has returned there; undefined if it is not worth it. */
function* intoReturned(history: History, context: StepContext, back: Arrival): Search<Reversed | undefined> {
  history.seek(back.place);
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const place = yield* history.stepBack(back.tid);
    if (place === START) return undefined;
    const pc = context.stack.pc(back.tid);
    const fn = context.image.functions.at(pc);
    if (!fn || isHelper(fn)) return undefined;
    const inWrapper = isWrapper(fn);
    // At RET: straight into the function. In a wrapper: back through its few instructions to the RET of what it wraps.
    if (context.instructionAt(pc).flow !== 'return' && !inWrapper) return undefined;
    if (inWrapper) continue;
    const frame = frameAt(context, back.tid);
    return frame && (yield* lineBack(history, context, frame, { place, tid: back.tid, pc }, { into: true, mayStay: true }));
  }
  return undefined;
}

/** The call instruction that led into the frame, about to be executed. undefined: nothing called it. */
function* callInto(history: History, context: StepContext, frame: FrameId): Search<Found | Nothing | undefined> {
  const { stack } = context;
  const cfa = stack.depthOf(frame.g, 0) - frame.cfaDepth;
  const call = callBefore(context, stack.pointerAt(cfa - 8));
  if (call === undefined) return undefined;
  return yield* previousArrival(history, [call], (tid) => stack.isAt(tid, frame.g, frame.cfaDepth));
}

/** From a goroutine's end to its beginning. */
function* toFirstFunction(history: History, context: StepContext, g: number): Search<Reversed> {
  const start = context.scheduler.gByAddress(g)?.startPc;
  if (!start) throw new StepError('Where this goroutine began is not known.');
  const found = yield* previousArrival(history, [start], (tid) => context.stack.currentG(tid) === g);
  return isFound(found) ? done(found) : found;
}

/** A goroutine's first function: back to its first instruction. */
function* toEntry(history: History, { fn, g }: FrameId, pc: number): Search<Reversed> {
  if (pc === fn.entry) throw new StepError(`${fn.name} begins here, and nothing called it.`);
  const slot = (tid: number): number => history.process.thread(tid)?.registers.fsBase ?? 0;
  const { memory } = history.process.machine;
  const found = yield* previousArrival(history, [fn.entry], (tid) => slot(tid) !== 0 && memory.readPointer(slot(tid) - 8) === g);
  return isFound(found) ? done(found) : found;
}

/** Address of the call instruction that ends where `returnPc` begins. */
function callBefore(context: StepContext, returnPc: number): number | undefined {
  const fn = context.image.functions.at(returnPc - 1);
  if (!fn) return undefined;
  for (let at = fn.entry; at < returnPc;) {
    const { flow, length } = context.instructionAt(at);
    const next = at + Math.max(1, length);
    if (next === returnPc) return flow === 'call' ? at : undefined;
    at = next;
  }
  return undefined;
}

/** The frame that a thread is in, by its live registers. */
function frameAt(context: StepContext, tid: number): FrameId | undefined {
  const { stack, image } = context;
  const pc = stack.pc(tid);
  const fn = image.functions.at(pc);
  const delta = image.functions.stackDelta(pc);
  if (!fn || delta === undefined || fn.spWrite) return undefined;
  const g = stack.currentG(tid);
  return { fn, g, cfaDepth: stack.depthOf(g, stack.sp(tid) + delta + 8) };
}

function innermost(context: StepContext, subject: Subject): Position | undefined {
  const { scheduler } = context;
  const { frames } = subject.kind === 'goroutine' ? scheduler.goroutineStack(subject.g, 0, 20) : scheduler.threadStack(subject.tid, 0, 20);
  const frame = frames.find(({ kind, inlined }) => kind === 'code' && !inlined);
  return frame && positionOf(context, subject, frame);
}

function positionOf(context: StepContext, subject: Subject, frame: Frame): Position | undefined {
  if (frame.cfa === undefined || !frame.function || frame.function.spWrite) return undefined;
  const g = gOf(context, subject, frame.stack);
  return { fn: frame.function, g, cfaDepth: context.stack.depthOf(g, frame.cfa), pc: frame.pc, frame };
}

/** The thread that the subject is on; undefined: its goroutine waits. */
function threadOf(context: StepContext, subject: Subject): number | undefined {
  if (subject.kind === 'thread') return subject.tid;
  const { scheduler } = context;
  return (scheduler.onCpu().find(({ g }) => g === subject.g.address)
    ?? scheduler.onCpu().find(({ m }) => m !== 0 && scheduler.mByAddress(m)?.curg === subject.g.address))?.tid;
}

/** Where a goroutine that waits left its thread: at the switch to g0. */
function* lastOnCpu(history: History, context: StepContext, g: number): Search<Found | Nothing> {
  const switches = ['runtime.mcall', 'runtime.systemstack', 'runtime.asyncPreempt'].flatMap((name) => context.image.functions.byName(name)?.entry ?? []);
  return yield* previousArrival(history, switches, (tid) => context.stack.currentG(tid) === g);
}

function done({ tid }: { readonly tid: number }): PlanResult { return { reason: 'step', description: 'Step back', tid }; }
