import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ReverseKind } from '../../debugger/session';
import type { Subject } from '../../debugger/stepping/context';
import { AdapterError } from '../errors';
import type { ReverseArguments, SeekArguments } from '../protocol';
import type { Topic } from '../topic';
import { run, stoppedThread, subject, tellContinued } from './running';

function kindOf({ kind, granularity }: ReverseArguments): ReverseKind {
  switch (kind) {
    case 'next': return granularity === 'instruction' ? 'nextInstruction' : 'next';
    case 'stepIn': return granularity === 'instruction' ? 'stepInstruction' : 'stepIn';
    case 'stepOut': case 'continue': return kind;
    default: throw new AdapterError('badArgument', { command: 'gosched/reverse', text: `"kind" is stepIn, next, stepOut or continue, not "${kind as string}"` });
  }
}

export const reverse: Topic = {
  capabilities: { supportsStepBack: true },
  handlers: {
    /** By line over calls, as `next` forwards: editors send no granularity with it but from the disassembly. */
    stepBack(context, { threadId, granularity }: DebugProtocol.StepBackArguments) {
      const who = subject(context, threadId);
      run(context, () => context.session.reverse(granularity === 'instruction' ? 'stepInstruction' : 'next', who));
    },

    /** All threads go back: which one is asked for does not matter, and it may not exist there. */
    reverseContinue(context) {
      const { session } = context;
      run(context, () => session.reverse('continue', { kind: 'thread', tid: session.process.currentTid }));
    },

    'gosched/reverse': (context, args: ReverseArguments) => {
      const kind = kindOf(args);
      const threadId = stoppedThread(context);
      const who: Subject = kind === 'continue' ? { kind: 'thread', tid: context.session.process.currentTid } : subject(context, args.threadId);
      run(context, () => context.session.reverse(kind, who));
      tellContinued(context, threadId);
    },

    async 'gosched/seek'(context, { retired, ns }: SeekArguments) {
      const target = retired !== undefined ? { retired } : ns !== undefined ? { ns } : undefined;
      if (!target) throw new AdapterError('badArgument', { command: 'gosched/seek', text: '"retired" or "ns" says where to' });
      const told = new Promise<void>((resolve) => { context.whenStopped(resolve); });
      tellContinued(context, stoppedThread(context));
      run(context, () => context.session.seek(target));
      await told;
    },
  },
};
