import type { Value } from '../../api';
import type { Console } from '../console';
import { splitElse } from '../scripts';
import { ConsoleError, type Command } from '../types';

function isTrue(value: Value): boolean {
  const scalar = value.scalar();
  if (typeof scalar === 'boolean') return scalar;
  if (typeof scalar === 'bigint' || typeof scalar === 'number') return Number(scalar) !== 0;
  throw new ConsoleError(`A condition was expected, not a value of type ${value.typeName}.`);
}

function condition(console: Console, expression: string): boolean {
  if (expression === '') throw new ConsoleError('if/while commands require arguments.');
  return isTrue(console.evaluate(expression));
}

function whileLoop(console: Console, expression: string): void {
  console.scripts.collect((lines) => {
    if (!condition(console, expression)) return;
    console.scripts.push([`while ${expression}`, ...lines, 'end'], { isHidden: true });
    console.scripts.push(lines);
  });
}

function define(console: Console, args: string): void {
  if (!/^[A-Za-z_][\w-]*$/.test(args)) throw new ConsoleError(args === '' ? 'Argument required (name of command to define).' : `"${args}" cannot be a command's name.`);
  if (console.isBuiltIn(args)) throw new ConsoleError(`"${args}" is a command of the debugger: choose another name.`);
  console.scripts.collect((body) => { console.scripts.commands.set(args, { body, help: console.scripts.commands.get(args)?.help }); });
}

function document(console: Console, args: string): void {
  const command = console.scripts.commands.get(args);
  if (!command) throw new ConsoleError(`Command "${args}" is not defined by you ("define" does that).`);
  console.scripts.collect((lines) => { command.help = lines.join('\n'); }, true);
}

/** `commands [N ...]`: for the breakpoint set last, if no number is given */
function commands(console: Console, args: string): void {
  const all = console.session.breakpoints.all();
  const ids = args === '' ? [console.lastBreakpoint() ?? -1] : args.split(/\s+/).flatMap((word) => {
    const range = /^(\d+)(?:-(\d+))?$/.exec(word);
    if (!range) throw new ConsoleError(`Bad breakpoint number "${word}".`);
    return Array.from({ length: Math.min(1000, Math.max(1, Number(range[2] ?? range[1]) - Number(range[1]) + 1)) }, (_, i) => Number(range[1]) + i);
  });
  for (const id of ids) if (!all.some((breakpoint) => breakpoint.id === id)) throw new ConsoleError(id < 0 ? 'No breakpoints specified.' : `No breakpoint number ${id}.`);
  console.scripts.collect((lines) => { for (const id of ids) console.scripts.setCommands(id, lines); });
}

function source(console: Console, args: string): void {
  if (args === '') throw new ConsoleError('source command requires file name of file to source.');
  const lines = console.sources.script?.(args) ?? console.sources.lines(args);
  if (!lines) throw new ConsoleError(`${args}: No such file or directory.`);
  console.scripts.push(lines, { where: args, depth: 1 });
}

/** The body of a user-defined command with its arguments put in. */
export function callUser(console: Console, name: string, args: string): void {
  const command = console.scripts.commands.get(name);
  if (!command) return;
  const words = args.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  const lines = command.body.map((line) => line.replace(/\$argc\b/g, String(words.length)).replace(/\$arg(\d+)\b/g, (whole, digits: string) => words[Number(digits)] ?? whole));
  console.scripts.push(lines, { depth: 1 });
}

export const scriptCommands: readonly Command[] = [
  { names: ['commands'], group: 'breakpoints', usage: 'commands [N ...]', whileRunning: true, help: 'Commands (lines up to "end") to carry out when a breakpoint stops the program; "silent" first keeps the stop from being shown.', run: (console, { args }) => { commands(console, args); return ''; } },
  { names: ['define'], group: 'user-defined', usage: 'define NAME', whileRunning: true, help: 'A command of your own: lines up to "end"; $arg0, $arg1 ... and $argc stand for its arguments.', run: (console, { args }) => { define(console, args); return ''; } },
  { names: ['document'], group: 'user-defined', usage: 'document NAME', whileRunning: true, help: 'The help text (lines up to "end") of a command of your own.', run: (console, { args }) => { document(console, args); return ''; } },
  { names: ['source'], group: 'support', usage: 'source FILE', whileRunning: true, help: 'Carry out the commands of a file.', run: (console, { args }) => { source(console, args.replace(/^-v\s+/, '')); return ''; } },
  {
    names: ['if'], group: 'support', usage: 'if EXPRESSION', whileRunning: true, help: 'Carry out the lines up to "else" or "end" if the expression is true.',
    run: (console, { args }) => {
      console.scripts.collect((lines) => { const [yes, no] = splitElse(lines); console.scripts.push(condition(console, args) ? yes : no); });
      return '';
    },
  },
  { names: ['while'], group: 'support', usage: 'while EXPRESSION', whileRunning: true, help: 'Carry out the lines up to "end" as long as the expression is true.', run: (console, { args }) => { whileLoop(console, args); return ''; } },
];
