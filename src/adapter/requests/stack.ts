import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Frame } from '../../scheduler/api';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import { frameName } from '../frame-name';
import { listThreads, subjectOf } from '../threads';
import { hexAddress } from '../values';
import type { Topic } from '../topic';
import { sourceOf } from './sources';

/** Goroutines listed when the launch configuration names no other number. */
const MOST_THREADS = 1000;
const cutReported = new WeakMap<AdapterContext, number>();

/** Says once for each number of goroutines that the list is cut. */
function sayCut(context: AdapterContext, shown: number, all: number): void {
  if (shown >= all || cutReported.get(context) === all) return;
  cutReported.set(context, all);
  context.output('console', `${shown} of ${all} goroutines and threads are listed ("maxThreads").\n`);
}

function presentFrame(context: AdapterContext, id: number, frame: Frame, format: DebugProtocol.StackFrameFormat): DebugProtocol.StackFrame {
  if (frame.kind === 'label') return { id, name: frame.name, line: 0, column: 0, presentationHint: 'label' };
  const { position } = frame;
  return {
    id,
    name: frameName(context, frame, format),
    source: position && sourceOf(context, position.file),
    line: position ? context.lineToClient(position.line) : 0,
    column: position ? context.firstColumn : 0,
    instructionPointerReference: hexAddress(frame.pc),
    moduleId: 1,
  };
}

export const stack: Topic = {
  capabilities: { supportsDelayedStackTraceLoading: true },
  handlers: {
    threads(context) {
      if (context.state === 'ended') return { threads: [] };
      const { session, launch } = context.loaded;
      if (session.hasEnded) return { threads: [] };
      const { threads, all } = listThreads(session, { maxThreads: launch.maxThreads ?? MOST_THREADS, showSystem: launch.showSystemGoroutines ?? true });
      sayCut(context, threads.length, all);
      return { threads };
    },

    stackTrace(context, { threadId, startFrame = 0, levels = 0, format = {} }: DebugProtocol.StackTraceArguments) {
      const { session } = context;
      const subject = subjectOf(session, threadId);
      if (!subject) throw new AdapterError('unknownThread', { id: String(threadId) });
      const { frames, total } = session.stackOf(subject, startFrame, levels > 0 ? levels : undefined);
      return {
        stackFrames: frames.map((frame, i) => presentFrame(context, context.references.addFrame({ subject, index: startFrame + i, frame }), frame, format)),
        // Not known before the end has been reached: one more than was asked for makes the client ask on.
        totalFrames: total ?? startFrame + frames.length + 1,
      };
    },
  },
};
