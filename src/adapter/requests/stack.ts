import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Frame } from '../../scheduler/api';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import { frameName } from '../frame-name';
import type { Subject } from '../../debugger/stepping/context';
import { programFrame } from '../../debugger/user-frame';
import { FOCUS_REASON, type FocusAnswer, type FocusArguments, type SettingsArguments } from '../protocol';
import { listThreads, M_THREADS, stoppedThread, subjectOf, threadIdOf } from '../threads';
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

function presentFrame(context: AdapterContext, id: number, frame: Frame, format: DebugProtocol.StackFrameFormat, isFolded: boolean): DebugProtocol.StackFrame {
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
    // Of the frame, not of its source: VS Code has one hint for all frames of a file.
    presentationHint: isFolded ? 'subtle' : undefined,
  };
}

/** Frames of the library in which a goroutine waits, at most. */
const MOST_FOLDED = 32;

/**
 * How many frames of the thread the user has chosen are the library's, if it is a goroutine that waits, in the runtime or in
 * a syscall: who looks for it among others wants its own code. What runs, or stopped, is shown where it is. The same for each
 * page: VS Code asks for the first frame alone, then for the others.
 */
function foldedFrames({ focus, session }: AdapterContext, threadId: number, subject: Subject): number {
  if (threadId !== focus || threadId === stoppedThread(session) || subject.kind !== 'goroutine' || subject.g.status === 'running') return 0;
  const { frames } = session.stackOf(subject, 0, MOST_FOLDED);
  const own = programFrame(frames, session.image);
  return own ? frames.indexOf(own) : 0;
}

export const stack: Topic = {
  capabilities: { supportsDelayedStackTraceLoading: true },
  handlers: {
    threads(context) {
      if (context.state === 'ended') return { threads: [] };
      const { session, launch } = context.loaded;
      if (session.hasEnded) return { threads: [] };
      const { threads, all } = listThreads(session, { maxThreads: launch.maxThreads ?? MOST_THREADS, showSystem: launch.showSystemGoroutines ?? true, focus: context.focus });
      sayCut(context, threads.length, all);
      return { threads };
    },

    'gosched/settings'(context, { maxThreads, showSystemGoroutines }: SettingsArguments) {
      if (maxThreads !== undefined && maxThreads < 1) throw new AdapterError('badArgument', { command: 'gosched/settings', text: `maxThreads is a number from 1 on, not ${maxThreads}` });
      const { launch } = context.loaded;
      launch.maxThreads = maxThreads ?? launch.maxThreads;
      launch.showSystemGoroutines = showSystemGoroutines ?? launch.showSystemGoroutines;
      if (context.client.supportsInvalidatedEvent) context.protocol.event('invalidated', { areas: maxThreads === undefined && showSystemGoroutines === undefined ? ['variables'] : ['threads'] });
      return {};
    },

    'gosched/focus'(context, { threadId, tid }: FocusArguments) {
      if (tid === undefined && threadId === undefined) throw new AdapterError('badArgument', { command: 'gosched/focus', text: 'a threadId or a tid was expected' });
      const { session } = context;
      const known = tid === undefined ? subjectOf(session, threadId ?? -1) : subjectOf(session, M_THREADS + tid) && session.subjectOf(tid);
      if (!known) throw new AdapterError('unknownThread', { id: String(tid ?? threadId) });
      context.focus = threadIdOf(known);
      // Of this thread alone: a client takes the others' reasons and descriptions away when it hears that all have stopped.
      const description = context.focus === stoppedThread(session) ? session.stop?.description : 'Paused';
      context.protocol.event('stopped', { reason: FOCUS_REASON, description, threadId: context.focus, allThreadsStopped: false });
      const { frames } = session.stackOf(known, 0, MOST_FOLDED);
      return { threadId: context.focus, hasSource: frames.some((frame) => frame.kind !== 'label' && frame.position !== undefined) } satisfies FocusAnswer;
    },

    stackTrace(context, { threadId, startFrame = 0, levels = 0, format = {} }: DebugProtocol.StackTraceArguments) {
      const { session } = context;
      const subject = subjectOf(session, threadId);
      if (!subject) throw new AdapterError('unknownThread', { id: String(threadId) });
      const { frames, total } = session.stackOf(subject, startFrame, levels > 0 ? levels : undefined);
      const folded = foldedFrames(context, threadId, subject);
      return {
        stackFrames: frames.map((frame, i) => presentFrame(context, context.references.addFrame({ subject, index: startFrame + i, frame }), frame, format, startFrame + i < folded)),
        // Not known before the end has been reached: one more than was asked for makes the client ask on.
        totalFrames: total ?? startFrame + frames.length + 1,
      };
    },
  },
};
