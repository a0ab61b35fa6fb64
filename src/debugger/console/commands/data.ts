import { numberedLines } from '../../sources';
import { resolveLocation } from '../../breakpoints/resolve';
import type { Value } from '../../api';
import type { Console } from '../console';
import { symbolText } from '../frame-text';
import { examine } from '../examine';
import { parseLocation, fileNamed, hasBegun } from '../locations';
import { ConsoleError, type Command, type Invocation } from '../types';
import { formatOf } from '../formats';

/** gdb's `EXPRESSION@COUNT`, an array of COUNT values that begins at the expression's place, in Go's syntax. @throws ConsoleError */
function withoutAt(console: Console, text: string): string {
  const match = /^([^"'`]+?)\s*@\s*([^"'`@]+)$/.exec(text);
  if (!match) return text;
  const first = console.evaluate(match[1]);
  const count = console.evaluate(match[2]).scalar();
  if (first.address === undefined || !first.type) throw new ConsoleError('Only values in memory can be extended with "@".');
  if (typeof count !== 'bigint' || count < 1n || count > 100_000n) throw new ConsoleError('Behind "@" stands a number from 1 to 100000.');
  return `*(*[${count}]${first.typeName})(0x${first.address.toString(16)})`;
}

function print(console: Console, { args, modifiers }: Invocation): string {
  const value = console.evaluate(args === '' ? '$' : withoutAt(console, args), { format: formatOf(modifiers), allowSideEffects: true, maxStringLength: 4096 });
  const text = typed(value);
  const symbol = formatOf(modifiers) === 'address' || /^\$(pc|rip)$/.test(args) ? symbolOf(console, value) : '';
  return `$${console.values.add(value)} = ${text}${symbol}`;
}

function symbolOf(console: Console, value: Value): string {
  const address = value.scalar();
  return typeof address === 'bigint' ? symbolText(console, Number(BigInt.asUintN(64, address))) : '';
}

/** gdb puts the type in front of pointers to other things than strings. */
function typed(value: Value): string {
  const isPointer = value.type?.kind === 'pointer' || value.type?.kind === 'unsafe.Pointer';
  return isPointer && !value.text.startsWith('(') ? `(${value.typeName}) ${value.text}` : value.text;
}

function setVariable(console: Console, args: string): string {
  const settings = /^(\S+)\s*(?:=\s*)?(.*)$/.exec(args);
  if (settings && /^disassembly-(flavor|syntax)$/.test(settings[1])) {
    if (settings[2] !== 'go' && settings[2] !== 'intel') throw new ConsoleError('set disassembly-flavor: go or intel.');
    console.settings.disassembly = settings[2];
    return '';
  }
  if (settings && settings[1] === 'scheduler-locking') {
    if (settings[2] !== 'off' && settings[2] !== 'on' && settings[2] !== 'step') throw new ConsoleError('set scheduler-locking: off, on or step.');
    console.settings.schedulerLocking = settings[2];
    return '';
  }
  if (settings && settings[1] === 'trace-commands') {
    console.settings.traceCommands = settings[2] !== 'off';
    return '';
  }
  if (settings && settings[1] === 'listsize') {
    if (!/^\d+$/.test(settings[2])) throw new ConsoleError('set listsize: a number.');
    console.settings.listSize = Number(settings[2]);
    return '';
  }
  // Settings that gdb scripts make and that mean nothing here.
  if (settings && /^(pagination|confirm|width|height|print|logging|breakpoint|style)$/.test(settings[1])) return '';
  if (settings && /^(args|environment|env|cwd)$/.test(settings[1])) throw new ConsoleError('Arguments and environment are given at the start (gosched debug PROGRAM ARGS, --env; or "args" and "env" in the launch configuration).');
  const expression = args.replace(/^var(iable)?\s+/, '');
  if (!/[^=!<>]=[^=]/.test(expression)) throw new ConsoleError('Write: set var VARIABLE = EXPRESSION.');
  console.evaluate(expression, { allowSideEffects: true });
  return '';
}

/** `list`, `list N`, `list A,B`, `list FUNCTION`, `list FILE:N`, `list -` */
function list(console: Console, args: string): string {
  const size = console.settings.listSize;
  const range = /^([^,]*?)\s*,\s*([^,]*)$/.exec(args);
  const before = console.listing;
  let file: string;
  let from: number;
  let to: number | undefined;
  if (args === '' && before) ({ file, next: from } = before);
  else if (args === '-' && before) [file, from, to] = [before.file, Math.max(1, before.first - size), before.first - 1];
  else if (range && range[1] + range[2] !== '') ({ file, from, to } = listRange(console, range[1], range[2], size));
  else {
    const place = args === '' ? currentPlace(console) : placeNamed(console, args);
    [file, from] = [place.file, Math.max(1, place.line - Math.floor(size / 2))];
  }
  const end = to ?? from + size - 1;
  const lines = console.sources.lines(file);
  if (!lines) throw new ConsoleError(`${from}\tin ${file}: the source cannot be read.`);
  const shown = numberedLines(lines, from, end);
  if (shown.length === 0) throw new ConsoleError(`Line number ${from} out of range; "${file}" has ${lines.length} lines.`);
  console.listing = { file, first: from, next: end + 1 };
  return shown.join('\n');
}

/** `A,B`, `A,` and `,B`, where A and B are lines or anything that names a place. */
function listRange(console: Console, first: string, last: string, size: number): { file: string; from: number; to: number } {
  const file = console.listing?.file ?? currentPlace(console).file;
  const place = (text: string, inFile: string): { file: string; line: number } => (/^\d+$/.test(text) ? { file: inFile, line: Number(text) } : placeNamed(console, text));
  if (first === '') {
    const end = place(last, file);
    return { file: end.file, from: Math.max(1, end.line - size + 1), to: end.line };
  }
  const start = place(first, file);
  if (last === '') return { file: start.file, from: start.line, to: start.line + size - 1 };
  const end = place(last, start.file);
  if (end.file !== start.file) throw new ConsoleError('Specified first and last lines are in different files.');
  if (end.line < start.line) throw new ConsoleError('Second line of the range is before the first.');
  return { file: start.file, from: start.line, to: end.line };
}

function currentPlace(console: Console): { file: string; line: number } {
  const position = hasBegun(console) ? console.frameOrNone()?.position : undefined;
  if (position) return position;
  return placeNamed(console, 'main.main');
}

function placeNamed(console: Console, text: string): { file: string; line: number } {
  const location = parseLocation(console, text);
  if (location.kind === 'line') return { file: fileNamed(console, location.file), line: location.line };
  const { message, addresses } = resolveLocation(console.session.image, location);
  const fn = location.kind === 'function' ? console.session.image.functions.byName(location.name) : undefined;
  if (fn && fn.startLine > 0) return { file: fn.file, line: fn.startLine };
  const position = addresses.length > 0 ? console.session.image.lines.at(addresses[0]) : undefined;
  if (!position) throw new ConsoleError(message ?? `No line information for "${text}".`);
  return position;
}

export const dataCommands: readonly Command[] = [
  { names: ['print', 'p', 'inspect', 'call'], takesModifiers: true, usage: 'print[/FORMAT] EXPRESSION', repeat: 'same', help: 'Value of a Go expression; formats x d u o t c a s i.', run: print },
  {
    names: ['output'], takesModifiers: true, usage: 'output[/FORMAT] EXPRESSION', help: 'Like print, without the number of the value.',
    run: (console, { args, modifiers }) => console.evaluate(args, { format: formatOf(modifiers) }).text,
  },
  { names: ['x'], takesModifiers: true, usage: 'x[/COUNT FORMAT UNIT] ADDRESS', repeat: 'without arguments', help: 'Examine memory: formats x d u o t a c s i, units b h w g.', run: examine },
  { names: ['set'], usage: 'set var VARIABLE = EXPRESSION', help: 'Assign to a variable, register ($rax) or memory; or change a setting.', run: (console, { args }) => ({ text: setVariable(console, args), changed: true }) },
  { names: ['list', 'l'], usage: 'list [LINE | FROM,TO | FUNCTION | FILE:LINE | -]', repeat: 'without arguments', help: 'Source lines.', run: (console, { args }) => list(console, args) },
];
