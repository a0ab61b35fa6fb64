import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Subject } from '../../debugger/stepping/context';
import { StepError } from '../../debugger/stepping/context';
import type { Execution } from '../../debugger/execution';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import { subjectOf } from '../threads';
import type { Topic } from '../topic';

/** @throws AdapterError when the thread has ended */
export function subject(context: AdapterContext, threadId: number): Subject {
  const found = subjectOf(context.session, threadId);
  if (!found) throw new AdapterError('unknownThread', { id: String(threadId) });
  return found;
}

/** The answer goes out before the program runs: the stop that follows is a new message. */
export function run(context: AdapterContext, begin: () => Execution): void {
  let execution: Execution;
  try {
    execution = begin();
  } catch (error) {
    if (error instanceof StepError) throw new AdapterError('step', { text: error.message }, { cause: error });
    throw error;
  }
  context.run(execution);
}

type StepArguments = DebugProtocol.NextArguments;

export const running: Topic = {
  capabilities: { supportsSteppingGranularity: true },
  handlers: {
    continue(context) {
      run(context, () => context.session.continue());
      return { allThreadsContinued: true };
    },

    pause(context) {
      if (context.state === 'running') context.runner.pause();
    },

    next(context, { threadId, granularity }: StepArguments) {
      const who = subject(context, threadId);
      run(context, () => (granularity === 'instruction' ? context.session.stepInstruction(who, true) : context.session.stepLine(who, false)));
    },

    stepIn(context, { threadId, granularity }: StepArguments) {
      const who = subject(context, threadId);
      run(context, () => (granularity === 'instruction' ? context.session.stepInstruction(who, false) : context.session.stepLine(who, true)));
    },

    stepOut(context, { threadId }: StepArguments) {
      const who = subject(context, threadId);
      run(context, () => context.session.stepOut(who));
    },
  },
};
