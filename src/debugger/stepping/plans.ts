import type { Plan, Point } from '../execution';
import { overCall } from './call';
import { until, type StepContext, type Subject } from './context';
import { bringToCpu, oneInstruction } from './instruction';

export { stepLine } from './line';
export { stepOut } from './out';

/** Executes `count` instructions of the subject; with `over`, a call with all that it calls is one. */
export function* stepInstruction(context: StepContext, subject: Subject, over: boolean, count = 1): Plan {
  let tid = yield* bringToCpu(context, subject);
  for (let i = 0; i < count; i++) {
    const isCall = over && context.instructionAt(context.stack.pc(tid)).flow === 'call';
    tid = isCall ? (yield* overCall(context, tid)).tid : yield* oneInstruction(context, tid);
  }
  return { reason: 'step', description: 'Step', tid };
}

/**
 * Runs until the subject's goroutine reaches one of the addresses, or its frame (the CFA of which is given) returns.
 * Without a subject: until anything reaches one of them.
 */
export function* runTo(context: StepContext, addresses: readonly number[], g: number | undefined, frame?: { returnPc: number; cfa: number }): Plan {
  const points: Point[] = addresses.map((pc) => ({ pc, accept: (tid) => g === undefined || context.stack.currentG(tid) === g }));
  if (frame && g !== undefined) points.push(context.pointAt(frame.returnPc, g, frame.cfa));
  const { tid } = yield* until(points);
  return { reason: 'step', description: 'Run to location', tid };
}
