import type { Frame } from '../../scheduler/api';
import type { Plan } from '../execution';
import { overCall, untilBack } from './call';
import { StepError, type Part, type StepContext, type Subject } from './context';
import { bringToCpu, oneInstruction } from './instruction';
import { placeAt } from './place';
import { resultsOf } from './results';

/**
 * Runs until the frame `index` (0 = innermost) of the subject has returned: its goroutine is back in the caller, on whatever
 * thread. The outermost function on g0 (called by mcall) returns to where its goroutine goes on.
 * @throws StepError when the frame has no caller.
 */
export function stepOut(context: StepContext, subject: Subject, index = 0): Plan {
  const { scheduler } = context;
  const { frames } = subject.kind === 'goroutine' ? scheduler.goroutineStack(subject.g, 0, index + 20) : scheduler.threadStack(subject.tid, 0, index + 20);
  const frame = frames[index];
  if (!frame || frame.kind === 'label') throw new StepError('There is no such frame to step out of.');
  if (frame.inlined) return outOfInlined(context, subject, frame);
  const caller = callerOf(frames, index);
  const onG0 = frame.stack === 'g0';
  if (!caller && !onG0) throw new StepError(`${frame.name} is the outermost frame: there is no caller to return to.`);
  return out(context, subject, frame, caller);
}

/** The frame that goes on when `frames[index]` returns. What mcall and morestack call on g0 never comes back to them. */
function callerOf(frames: readonly Frame[], index: number): Frame | undefined {
  const { function: own, stack } = frames[index];
  const next = frames.slice(index + 1).find((frame) => frame.kind === 'code' && !(frame.function === own && frames[index].inlined !== undefined));
  if (next && next.stack === stack && stack === 'g0' && /^runtime\.(mcall|morestack(_noctxt)?)$/.test(next.name)) {
    return frames.slice(index + 1).find((frame) => frame.kind === 'code' && frame.stack === 'g');
  }
  return next;
}

function* out(context: StepContext, subject: Subject, frame: Frame, caller: Frame | undefined): Plan {
  const g = gOf(context, subject, caller?.stack ?? frame.stack);
  const tid = yield* bringToCpu(context, subject);
  // Behind the return, SP is the CFA of the frame that returned; a goroutine that is resumed has the SP it was saved with.
  const sp = caller && caller.stack === frame.stack && frame.cfa !== undefined ? frame.cfa : caller?.sp;
  const back = caller && sp !== undefined ? context.pointAt(caller.pc, g, sp) : undefined;
  const returned = yield* untilBack(context, tid, back);
  const isBack = frame.function !== undefined && !returned.elsewhere && caller?.stack === frame.stack;
  return { reason: 'step', description: 'Step out', tid: returned.tid, finished: true, ...(isBack ? { returned: resultsOf(context, frame.function, returned.tid) } : {}) };
}

/** Address of the g whose stack the frame is on. */
export function gOf(context: StepContext, subject: Subject, stack: Frame['stack']): number {
  const { scheduler } = context;
  if (subject.kind === 'goroutine' && stack === 'g') return subject.g.address;
  const thread = scheduler.onCpu().find((candidate) => subject.kind === 'thread' ? candidate.tid === subject.tid : scheduler.mByAddress(candidate.m)?.curg === subject.g.address);
  if (!thread) return subject.kind === 'goroutine' ? subject.g.address : 0;
  const m = scheduler.mByAddress(thread.m);
  if (stack === 'g') return thread.kind === 'g' ? thread.g : m?.curg ?? 0;
  if (stack === 'g0') return m?.g0 ?? thread.g;
  return stack === 'gsignal' ? m?.gsignal ?? thread.g : thread.g;
}

/** An inlined body has no return: it is left where the code around it goes on. */
function* outOfInlined(context: StepContext, subject: Subject, frame: Frame): Plan {
  let tid = yield* bringToCpu(context, subject);
  const start = placeAt(context.image, context.stack.pc(tid));
  const level = Math.max(0, start.level - frame.inlineDepth);
  const isInside = (): boolean => {
    const now = placeAt(context.image, context.stack.pc(tid));
    return now.fn === start.fn && now.level >= level && start.chain.slice(0, level + 1).every((name, i) => now.chain[i] === name);
  };
  while (isInside()) tid = yield* onward(context, tid);
  return { reason: 'step', description: 'Step out', tid };
}

function* onward(context: StepContext, tid: number): Part<number> {
  const { flow } = context.instructionAt(context.stack.pc(tid));
  return flow === 'call' ? (yield* overCall(context, tid)).tid : yield* oneInstruction(context, tid);
}
