import { rows } from '../command-table';
import { allCommands } from '../commands';
import type { Console } from '../console';
import { ConsoleError, type Command, type CommandGroup } from '../types';
import { infoTable, topicList } from './info';

/** gdb's words for its classes, and ours. */
const CLASSES: Readonly<Record<CommandGroup, string>> = {
  breakpoints: 'Making program stop at certain points.', data: 'Examining data.', files: 'Specifying and examining files.', history: 'Going back and forth in time.',
  running: 'Running the program.', scheduler: 'Go\'s scheduler, and syscalls.', stack: 'Examining the stack.', status: 'Status inquiries.', support: 'Support facilities.',
  'user-defined': 'User-defined commands.',
};

function isClass(word: string): word is CommandGroup { return Object.hasOwn(CLASSES, word); }

function classList(): string {
  const used = (Object.keys(CLASSES) as CommandGroup[]).filter((name) => name === 'user-defined' || allCommands.listed.some(({ group }) => group === name));
  return ['List of classes of commands:', '', ...used.map((name) => `${name} -- ${CLASSES[name]}`), '',
    'Type "help" followed by a class name for a list of commands in that class.', 'Type "help all" for the list of all commands.',
    'Type "help" followed by command name for full documentation.', 'Command name abbreviations are allowed if unambiguous.'].join('\n');
}

function help(console: Console, args: string): string {
  const [word, rest] = args.split(/\s+/);
  const { commands: own } = console.scripts;
  if (!word) return classList();
  if (word === 'all') return rows(allCommands.listed).join('\n');
  if (isClass(word)) {
    const user = word === 'user-defined' ? [...own].map(([name, { help: text }]) => `${name} -- ${(text ?? 'User-defined.').split('\n')[0]}`) : [];
    return [CLASSES[word], '', 'List of commands:', '', ...rows(allCommands.listed.filter(({ group }) => group === word)), ...user].join('\n');
  }
  const defined = own.get(word);
  if (defined) return defined.help ?? 'User-defined.';
  const command = allCommands.find(word);
  if (!command) throw new ConsoleError(`Undefined command: "${word}". Try "help".`);
  const isInfo = command.names[0] === 'info';
  const topic = isInfo && rest ? infoTable.find(rest) : command;
  if (!topic) throw new ConsoleError(`Undefined info command: "${rest}".`);
  const list = isInfo && !rest ? `\n\n${topicList()}` : '';
  return `${topic.names.map((name) => (isInfo && rest ? `info ${name}` : name)).join(', ')}\n${topic.help}\nUsage: ${topic.usage}${list}`;
}

/** `show TOPIC` */
function show(console: Console, args: string): string {
  const [, topic, rest] = /^(\S*)\s*([\s\S]*)$/.exec(args) as RegExpExecArray;
  switch (topic) {
    case 'values': return console.values.lines(/^\d+$/.test(rest) ? Number(rest) : undefined).map(({ number, value }) => `$${number} = ${value.text}`).join('\n');
    case 'convenience': case 'conv': return console.values.convenience().map(([name, value]) => `$${name} = ${value.text}`).join('\n') || 'No debugger convenience values now defined.';
    case 'user': return [...console.scripts.commands].filter(([name]) => rest === '' || name === rest).map(([name, { body }]) => `User command "${name}":\n${body.map((line) => `  ${line}`).join('\n')}`).join('\n\n');
    case 'scheduler-locking': return `Mode for locking scheduler during execution is "${console.settings.schedulerLocking}".`;
    case 'listsize': return `Number of source lines gdb will list by default is ${console.settings.listSize}.`;
    case 'disassembly-flavor': return `The disassembly flavor is "${console.settings.disassembly}".`;
    case 'version': return 'gosched';
    default: throw new ConsoleError('Write: show values, convenience, user, scheduler-locking, listsize or disassembly-flavor.');
  }
}

export const generalCommands: readonly Command[] = [
  { names: ['help', 'h'], usage: 'help [CLASS | COMMAND]', whileRunning: true, help: 'Commands, or one of them.', run: (console, { args }) => help(console, args) },
  { names: ['show'], usage: 'show TOPIC', whileRunning: true, help: 'Values printed so far (values), variables and commands of your own (convenience, user), settings.', run: (console, { args }) => show(console, args) },
  {
    names: ['quit', 'q', 'exit'], usage: 'quit [CODE]', whileRunning: true, help: 'Leave the debugger.',
    run: (_console, { args }) => ({ text: '', quit: true, code: args === '' ? undefined : Number(args) || 0 }),
  },
  {
    names: ['apropos'], usage: 'apropos WORD', whileRunning: true, help: 'Commands whose help has the word.',
    run: (_console, { args }) => {
      if (args === '') throw new ConsoleError('Write: apropos WORD.');
      const has = ({ names, help: text, usage }: Command): boolean => [...names, text, usage].some((part) => part.toLowerCase().includes(args.toLowerCase()));
      return [...rows(allCommands.listed.filter(has)), ...rows(infoTable.commands.filter(has), 'info ')].join('\n');
    },
  },
  { names: ['echo'], usage: 'echo TEXT', whileRunning: true, help: 'Write a text.', run: (_console, { args }) => args.replace(/\\n/g, '\n').replace(/\n$/, '') },
];
