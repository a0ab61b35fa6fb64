import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EvaluationScope } from '../../debugger/api';
import type { ConsoleResult } from '../../debugger/console/types';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import { presentValue } from '../values';
import type { Topic } from '../topic';

/** Characters of a string that are shown in a hover or a tree; copying gives the whole value. */
const WHOLE = 1 << 20;

function expression(context: AdapterContext, text: string, scope: EvaluationScope, args: DebugProtocol.EvaluateArguments): object {
  const isConsole = args.context === 'repl';
  try {
    const value = context.session.evaluator.evaluate(text, scope, {
      allowSideEffects: isConsole,
      format: args.format?.hex ? 'hex' : undefined,
      maxStringLength: args.context === 'clipboard' ? WHOLE : undefined,
    });
    if (isConsole) context.session.guestChanged();
    const { value: result, ...rest } = presentValue(context.references, scope, value);
    return { result, ...rest };
  } catch (error) {
    throw new AdapterError('evaluation', { text: (error as Error).message }, { cause: error });
  }
}

function command(context: AdapterContext, line: string): object {
  const { console } = context.loaded;
  let result: ConsoleResult;
  try {
    result = console.execute(line);
  } catch (error) {
    throw new AdapterError('evaluation', { text: (error as Error).message }, { cause: error });
  }
  if (result.changed) {
    context.session.guestChanged();
    context.protocol.event('invalidated', { areas: ['variables', 'stacks'] });
  }
  if (result.run) {
    const { stop } = context.session;
    context.protocol.event('continued', { threadId: stop?.goid ?? 0, allThreadsContinued: true });
    context.run(result.run);
  }
  if (result.restart) throw new AdapterError('evaluation', { text: 'Use Restart of the debugger\'s toolbar to start the program again.' });
  if (result.quit) context.end();
  return { result: result.text, variablesReference: 0 };
}

export const evaluation: Topic = {
  capabilities: { supportsEvaluateForHovers: true, supportsClipboardContext: true },
  handlers: {
    evaluate(context, args: DebugProtocol.EvaluateArguments) {
      const { session, console } = context.loaded;
      const text = String(args.expression ?? '').trim();
      const frame = args.frameId === undefined ? undefined : context.references.frame(args.frameId);
      const isStopped = context.state === 'stopped';
      if (args.context === 'repl') {
        if (frame && isStopped) console.select(frame.subject, frame.index);
        if (text === '') return { result: '', variablesReference: 0 };
        if (console.isCommand(text)) return command(context, text);
      }
      if (!isStopped) throw new AdapterError('wrongState', { command: 'evaluate', when: 'while the program runs' });
      const scope = frame ? session.scopeOf(frame.subject, frame.frame) : console.scope();
      return expression(context, text, scope, args);
    },
  },
};
