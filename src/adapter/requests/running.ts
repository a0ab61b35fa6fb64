import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Subject } from '../../debugger/stepping/context';
import { StepError } from '../../debugger/stepping/context';
import type { Execution } from '../../debugger/execution';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import { subjectOf, threadIdOf } from '../threads';
import type { Topic } from '../topic';
import { sequence, targetAddress } from '../targets';

/** @throws AdapterError when the thread has ended */
export function subject(context: AdapterContext, threadId: number): Subject {
  const found = subjectOf(context.session, threadId);
  if (!found) throw new AdapterError('unknownThread', { id: String(threadId) });
  return found;
}

interface SingleThread { readonly singleThread?: boolean; readonly threadId: number }

/** The answer goes out before the program runs: the stop that follows is a new message. */
export function run(context: AdapterContext, begin: () => Execution, only?: SingleThread): void {
  let execution: Execution;
  try {
    execution = begin();
  } catch (error) {
    if (error instanceof StepError) throw new AdapterError('step', { text: error.message }, { cause: error });
    throw error;
  }
  if (only?.singleThread) freezeOthers(context, only.threadId);
  context.run(execution);
}

/** Id of the thread that stopped; 0 if none is known. */
export function stoppedThread({ session }: AdapterContext): number { return session.stop?.tid === undefined ? 0 : threadIdOf(session.subjectOf(session.stop.tid)); }

/**
 * Tells the client that all threads run on, where no request of the protocol's own says so: it forgets what it shows of the stop
 * (VS Code would show that reason at the next one). `threadId`: the one that had stopped
 */
export function tellContinued({ protocol }: AdapterContext, threadId: number): void { protocol.event('continued', { threadId, allThreadsContinued: true }); }

type StepArguments = DebugProtocol.NextArguments;

/** Other threads stand still until the next stop. What the subject waits for them for never comes: then nothing can run. */
function freezeOthers(context: AdapterContext, threadId: number): void {
  const { session } = context;
  const { tid } = session.scopeOf(subject(context, threadId), undefined);
  const others = session.process.threads.filter((thread) => thread.tid !== tid && thread.state !== 'exited' && !thread.frozen).map((thread) => thread.tid);
  for (const other of others) {
    const thread = session.process.thread(other);
    if (thread) thread.frozen = true;
  }
  context.atNextStop((stop) => {
    for (const other of others) {
      const thread = session.process.thread(other);
      if (thread && thread.state !== 'exited') thread.frozen = false;
    }
    return stop;
  });
}

export const running: Topic = {
  capabilities: { supportsSteppingGranularity: true, supportsSingleThreadExecutionRequests: true },
  handlers: {
    continue(context, args: DebugProtocol.ContinueArguments) {
      run(context, () => context.session.continue(), args);
      return { allThreadsContinued: !args.singleThread };
    },

    pause(context) {
      if (context.state === 'running') context.pause();
    },

    next(context, args: StepArguments) {
      const { threadId, granularity } = args;
      const who = subject(context, threadId);
      run(context, () => (granularity === 'instruction' ? context.session.stepInstruction(who, true) : context.session.stepLine(who, false)), args);
    },

    stepIn(context, args: DebugProtocol.StepInArguments) {
      const { threadId, granularity, targetId } = args;
      const who = subject(context, threadId);
      if (targetId !== undefined) {
        const call = targetAddress(context, 'stepIn', targetId);
        const into = (): Execution => context.session.stepLine(subject(context, threadId), true);
        const isThere = context.session.stackOf(who, 0, 1).frames[0]?.pc === call;
        run(context, () => (isThere ? into() : sequence(() => context.session.runTo([call], who, context.session.stackOf(who, 0, 1).frames[0]), into)), args);
        return;
      }
      run(context, () => (granularity === 'instruction' ? context.session.stepInstruction(who, false) : context.session.stepLine(who, true)), args);
    },

    stepOut(context, args: DebugProtocol.StepOutArguments) {
      const who = subject(context, args.threadId);
      run(context, () => context.session.stepOut(who), args);
    },
  },
};
