import type { DebugProtocol } from '@vscode/debugprotocol';
import { completeLine } from '../../debugger/console/complete';
import type { AdapterContext } from '../context';
import type { Topic } from '../topic';

const types: Record<string, DebugProtocol.CompletionItemType> = { field: 'field', function: 'function', variable: 'variable' };

/** Console commands and their arguments; at the beginning of a line names of the program, too. */
function complete(context: AdapterContext, text: string): DebugProtocol.CompletionItem[] {
  const { session, console } = context.loaded;
  const [candidates, word] = completeLine(console, text);
  const names = context.state === 'stopped' ? session.evaluator.completions(text, text.length, console.scope()) : [];
  const kinds = new Map(names.map(({ label, kind }) => [label, types[kind] ?? 'value']));
  const items = new Map<string, DebugProtocol.CompletionItem>();
  for (const label of candidates) items.set(label, { label, start: text.length - word.length, length: word.length, type: kinds.get(label) ?? 'keyword' });
  // A word alone can be the beginning of an expression, too.
  if (!console.isCommand(text)) for (const { label, start, length } of names) if (!items.has(label)) items.set(label, { label, start, length, type: kinds.get(label) });
  return [...items.values()];
}

export const completions: Topic = {
  capabilities: { supportsCompletionsRequest: true, completionTriggerCharacters: ['.', '$', ' '] },
  handlers: {
    completions(context, { frameId, text, column, line = 1 }: DebugProtocol.CompletionsArguments) {
      if (frameId !== undefined && context.state === 'stopped') {
        const { subject, index } = context.references.frame(frameId);
        context.loaded.console.select(subject, index);
      }
      const wanted = text.split('\n')[Math.max(0, context.lineFromClient(line) - 1)] ?? '';
      return { targets: complete(context, wanted.slice(0, Math.max(0, column - context.firstColumn))) };
    },
  },
};
