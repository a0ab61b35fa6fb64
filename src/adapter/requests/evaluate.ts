import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EvaluationScope } from '../../debugger/api';
import { drain } from '../../debugger/console/scripts';
import type { ConsoleResult } from '../../debugger/console/types';
import { tellingBreakpoints } from '../console-breakpoints';
import { styled } from '../console-stops';
import type { AdapterContext } from '../context';
import { AdapterError } from '../errors';
import { presentValue } from '../values';
import type { Topic } from '../topic';
import { assign } from './variables';
import { restart } from './lifecycle';
import { stoppedThread, tellContinued } from './running';

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
    if (isConsole) {
      context.session.guestChanged();
      context.tellNewFuture();
    }
    const { value: result, ...rest } = presentValue(context, scope, value);
    return { result: (args.context === 'hover' ? context.session.evaluator.inWords(value) : undefined) ?? result, ...rest };
  } catch (error) {
    throw new AdapterError('evaluation', { text: (error as Error).message }, { cause: error });
  }
}

/** One line of the console or several, and what scripts make of them up to the first run. */
function command(context: AdapterContext, text: string): object {
  const { console } = context.loaded;
  // A run that begins forgets the stop before it.
  const threadId = stoppedThread(context);
  const [line, ...more] = text.split('\n');
  const texts: string[] = [];
  let result: ConsoleResult;
  try {
    result = tellingBreakpoints(context, () => {
      const first = console.execute(line);
      console.scripts.push(more);
      return drain(console, first, texts);
    });
  } catch (error) {
    if (texts.length > 0) context.output('console', `${styled(context, texts.join('\n'))}\n`);
    throw new AdapterError('evaluation', { text: (error as Error).message }, { cause: error });
  }
  if (result.changed) {
    context.guestChanged(['variables', 'stacks']);
  }
  if (result.run) {
    tellContinued(context, threadId);
    context.isConsoleRun = true;
    context.run(result.run);
  }
  if (result.restart) context.host.defer(() => restart(context));
  if (result.quit) context.end();
  // A terminal's prompt changes while lines of a block are read; here an answer has to say so.
  const isWaiting = console.scripts.isCollecting && result.text === '';
  return { result: isWaiting ? '> (more lines, then "end")' : styled(context, result.text), variablesReference: 0 };
}

export const evaluation: Topic = {
  capabilities: { supportsEvaluateForHovers: true, supportsClipboardContext: true, supportsSetExpression: true, supportsValueFormattingOptions: true, supportsANSIStyling: true },
  handlers: {
    setExpression(context, { expression, value, frameId, format }: DebugProtocol.SetExpressionArguments) {
      const { session, console } = context.loaded;
      const frame = frameId === undefined ? undefined : context.references.frame(frameId);
      const scope = frame ? session.scopeOf(frame.subject, frame.frame) : console.scope();
      try {
        assign(context, scope, { name: expression, value: session.evaluator.evaluate(expression, scope) }, value);
        return presentValue(context, scope, session.evaluator.evaluate(expression, scope, { format: format?.hex ? 'hex' : undefined }));
      } catch (error) {
        if (error instanceof AdapterError) throw error;
        throw new AdapterError('evaluation', { text: (error as Error).message }, { cause: error });
      }
    },

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
