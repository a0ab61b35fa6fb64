import { allCommands } from '../commands';
import { ConsoleError, type Command } from '../types';
import { infoTable } from './info';

function help(args: string): string {
  const [word, rest] = args.split(/\s+/);
  if (!word) return allCommands.commands.map(({ names, help: text }) => `${names[0].padEnd(12)} ${text}`).sort().join('\n');
  const command = allCommands.find(word);
  if (!command) throw new ConsoleError(`Undefined command: "${word}". Try "help".`);
  const topic = command.names[0] === 'info' && rest ? infoTable.find(rest) : command;
  if (!topic) throw new ConsoleError(`Undefined info command: "${rest}".`);
  const list = topic.names[0] === 'info' ? `\n${infoTable.commands.map(({ usage, help: text }) => `${usage.padEnd(30)} ${text}`).join('\n')}` : '';
  return `${topic.usage}\n${topic.help}${list}`;
}

export const generalCommands: readonly Command[] = [
  { names: ['help', 'h'], usage: 'help [COMMAND]', whileRunning: true, help: 'Commands, or one of them.', run: (_console, { args }) => help(args) },
  {
    names: ['quit', 'q', 'exit'], usage: 'quit [CODE]', whileRunning: true, help: 'Leave the debugger.',
    run: (_console, { args }) => ({ text: '', quit: true, code: args === '' ? undefined : Number(args) || 0 }),
  },
  { names: ['echo'], usage: 'echo TEXT', whileRunning: true, help: 'Write a text.', run: (_console, { args }) => args.replace(/\\n/g, '\n').replace(/\n$/, '') },
  { names: ['shell', '!', 'make'], usage: 'shell', whileRunning: true, help: 'Not available: the debugger runs no host commands.', run: () => { throw new ConsoleError('The debugger runs no host commands.'); } },
];
