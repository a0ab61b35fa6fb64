/**
 * Reverse steps by line, function and instruction, and reverse continue. Like forward steps they follow the goroutine, not
 * the thread: a frame is known by its g and the depth of its CFA. Backwards a step goes to where the forward step that led
 * here began.
 */
import type { Watchpoint } from '../../machine/api';
import type { Frame } from '../../scheduler/api';
import type { PlanResult } from '../execution';
import { isHelper, isWrapper } from '../stepping/call';
import { StepError, type StepContext, type Subject } from '../stepping/context';
import { gOf } from '../stepping/out';
import { CANCELLED, START, type History, type Progress } from './history';
import { isLineStart, lineStartBefore, type Arrival, type FrameId } from './line-starts';
import type { Place } from './place';
import { isFound, previousArrival, type Found, type Nothing } from './previous';

/** Where a reverse step ends; the process stands there. START: at the start of history; CANCELLED: where it began. */
export type Reversed = PlanResult | Nothing;

/** Wrappers and helpers returned from in a row that are looked through for a function worth stepping into. */
const MOST_LAYERS = 20;

interface Position extends FrameId { readonly pc: number; readonly frame: Frame }

/** To the beginning of the line before this one: over the calls on it, or (`into`) into the last of them. */
export function reverseLine(history: History, context: StepContext, subject: Subject, into: boolean, progress?: Progress): Reversed {
  const position = innermost(context, subject);
  if (!position) return reverseInstruction(history, context, subject, false, progress);
  const from = { place: history.here, tid: threadOf(context, subject) ?? 0, pc: position.pc };
  return orStay(history, () => lineBack(history, context, position, from, { into, mayStay: false }, progress));
}

/**
 * To the call that led into the frame `index` (0: the innermost) of the subject: its thread is about to execute it.
 * @throws StepError when the frame has no caller
 */
export function reverseOut(history: History, context: StepContext, subject: Subject, index = 0, progress?: Progress): Reversed {
  const { scheduler } = context;
  const frames = (subject.kind === 'goroutine' ? scheduler.goroutineStack(subject.g, 0, index + 20) : scheduler.threadStack(subject.tid, 0, index + 20)).frames;
  // An inlined body has no call of its own: the function around it is left.
  const frame = frames.slice(index).find(({ kind, inlined }) => kind === 'code' && !inlined);
  const position = frame && positionOf(context, subject, frame);
  if (!position) throw new StepError(frame ? `${frame.name}: the frame's beginning is not known here; step by instruction instead.` : 'There is no such frame to step out of.');
  const call = orStay(history, () => callInto(history, context, position, progress));
  if (call === undefined) throw new StepError(`${frame.name} is the outermost frame: there is no call that led into it.`);
  return isFound(call) ? done(call) : call;
}

/** To the instruction that the subject executed last; with `over`, a call with all that it called is one. */
export function reverseInstruction(history: History, context: StepContext, subject: Subject, over: boolean, progress?: Progress): Reversed {
  return orStay(history, () => instructionBack(history, context, subject, over, progress));
}

function instructionBack(history: History, context: StepContext, subject: Subject, over: boolean, progress?: Progress): Reversed {
  const thread = threadOf(context, subject);
  if (thread === undefined) {
    const left = subject.kind === 'goroutine' ? lastOnCpu(history, context, subject.g.address, progress) : START;
    return isFound(left) ? done(left) : left;
  }
  const { stack } = context;
  const pc = stack.pc(thread);
  const g = stack.currentG(thread);
  const sp = stack.sp(thread);
  const depth = stack.depthOf(g, sp);
  const place = history.stepBack(thread);
  if (place === START) return START;
  const was = stack.pc(thread);
  const { flow } = context.instructionAt(was);
  // A signal was handled since: what was executed last is what the handler interrupted.
  if (flow === 'syscall' && /^runtime\.sigreturn/.test(context.image.functions.at(was)?.name ?? '') && context.signalEntry) {
    const signal = previousArrival(history, [context.signalEntry.entry], (tid) => tid === thread, progress);
    if (!isFound(signal)) return signal;
    return history.stepBack(thread) === START ? START : done({ tid: thread });
  }
  if (over && flow === 'return') {
    const call = callBefore(context, pc);
    if (call !== undefined) {
      const found = previousArrival(history, [call], (tid) => stack.currentG(tid) === g && stack.depthOf(g, stack.sp(tid)) === depth, progress);
      return isFound(found) ? done(found) : found;
    }
  }
  return done({ tid: thread });
}

/** What reverse continue stops for. */
export interface Stops {
  readonly addresses: Iterable<number>;
  readonly watchpoints: readonly Watchpoint[];
  /** Ids of the breakpoints whose conditions hold for the thread at `pc`; none: it does not stop. */
  meets(pc: number, tid: number): readonly number[];
}

/** To the last hit before here of a breakpoint, or to before the last access to watched memory. */
export function reverseContinue(history: History, stops: Stops, progress?: Progress): PlanResult & { breakpointIds: readonly number[] } | Nothing {
  const { machine } = history.process;
  const addresses = [...stops.addresses];
  let last: { place: Place; tid: number; ids: readonly number[]; watch: boolean } | undefined;
  const outcome = history.scanBack({
    arm: () => {
      machine.setBreakpoints(addresses);
      machine.setWatchpoints(stops.watchpoints);
    },
    meet: (stop, place) => {
      if (stop.kind === 'watch') last = { place, tid: stop.tid, ids: stop.hits.map(({ id }) => id), watch: true };
      else if (stop.kind === 'breakpoint') {
        const ids = stops.meets(stop.pc, stop.tid);
        if (ids.length > 0) last = { place, tid: stop.tid, ids, watch: false };
      }
    },
    enough: () => last !== undefined,
  }, progress);
  if (outcome === CANCELLED) return CANCELLED;
  if (!last) {
    history.seek(history.start);
    return START;
  }
  const { place, tid, ids, watch } = last;
  if (watch) history.seekBeforeNext(place.retired - 1); else history.seek(place);
  return { reason: watch ? 'data breakpoint' : 'breakpoint', tid, description: `${watch ? 'Data breakpoint' : 'Breakpoint'} ${ids.join(', ')}`, breakpointIds: ids };
}

/** A cancelled step stays where it began, however many searches it was made of. */
function orStay<T>(history: History, step: () => T): T {
  const origin = history.here;
  const result = step();
  if (result === CANCELLED) history.seek(origin);
  return result;
}

interface LineStep {
  readonly into: boolean;
  /** The step has come out of a function, or into one from behind: the line's beginning is looked for, which may be right here. */
  readonly mayStay: boolean;
}

/** From a place in the frame (the process stands there) to the beginning of the line before. */
function lineBack(history: History, context: StepContext, frame: FrameId, from: Arrival, { into, mayStay }: LineStep, progress?: Progress): Reversed {
  // At its first instruction nothing of the frame lies behind: an earlier call's frame may have been at the same place.
  const line = from.pc === frame.fn.entry ? { start: undefined, returns: [] } : lineStartBefore(history, context, frame, into, progress);
  if (line === CANCELLED) return CANCELLED;
  if (mayStay && isLineStart(context, line.start, from.pc, into)) {
    history.seek(from.place);
    return done(from);
  }
  if (into) {
    // It may stand behind a call right now.
    for (const back of [from, ...[...line.returns].reverse()]) {
      const inside = intoReturned(history, context, back, progress);
      if (inside) return inside;
    }
  }
  if (line.start) {
    history.seek(line.start.place);
    return done(line.start);
  }
  history.seek(from.place);
  const call = callInto(history, context, frame, progress);
  if (call === undefined) return toEntry(history, frame, from.pc, progress);
  if (!isFound(call)) return call;
  const caller = frameAt(context, call.tid);
  if (!caller || isWrapper(caller.fn)) return done(call);
  return lineBack(history, context, caller, call, { into, mayStay: true }, progress);
}

/** From behind a call to the last line of the function that has returned there; undefined if it is not worth it. */
function intoReturned(history: History, context: StepContext, back: Arrival, progress?: Progress): Reversed | undefined {
  history.seek(back.place);
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const place = history.stepBack(back.tid);
    if (place === START) return undefined;
    const pc = context.stack.pc(back.tid);
    const fn = context.image.functions.at(pc);
    if (!fn || isHelper(fn)) return undefined;
    const inWrapper = isWrapper(fn);
    // At RET: straight into the function. In a wrapper: back through its few instructions to the RET of what it wraps.
    if (context.instructionAt(pc).flow !== 'return' && !inWrapper) return undefined;
    if (inWrapper) continue;
    const frame = frameAt(context, back.tid);
    return frame && lineBack(history, context, frame, { place, tid: back.tid, pc }, { into: true, mayStay: true }, progress);
  }
  return undefined;
}

/** The call instruction that led into the frame, about to be executed. undefined: nothing called it. */
function callInto(history: History, context: StepContext, frame: FrameId, progress?: Progress): Found | Nothing | undefined {
  const { stack } = context;
  const cfa = stack.depthOf(frame.g, 0) - frame.cfaDepth;
  const call = callBefore(context, stack.pointerAt(cfa - 8));
  if (call === undefined) return undefined;
  return previousArrival(history, [call], (tid) => stack.isAt(tid, frame.g, frame.cfaDepth), progress);
}

/** A goroutine's first function: back to its first instruction. */
function toEntry(history: History, { fn, g }: FrameId, pc: number, progress?: Progress): Reversed {
  if (pc === fn.entry) throw new StepError(`${fn.name} begins here, and nothing called it.`);
  const slot = (tid: number): number => history.process.thread(tid)?.registers.fsBase ?? 0;
  const { memory } = history.process.machine;
  const found = previousArrival(history, [fn.entry], (tid) => slot(tid) !== 0 && memory.readPointer(slot(tid) - 8) === g, progress);
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
function lastOnCpu(history: History, context: StepContext, g: number, progress?: Progress): Found | Nothing {
  const switches = ['runtime.mcall', 'runtime.systemstack', 'runtime.asyncPreempt'].flatMap((name) => context.image.functions.byName(name)?.entry ?? []);
  return previousArrival(history, switches, (tid) => context.stack.currentG(tid) === g, progress);
}

function done({ tid }: { readonly tid: number }): PlanResult { return { reason: 'step', description: 'Step back', tid }; }
