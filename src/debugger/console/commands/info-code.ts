import { resolveLocation } from '../../breakpoints/resolve';
import { symbolAt } from '../../disassembly';
import type { Console } from '../console';
import { hex, symbolText } from '../frame-text';
import { addressValue, parseLocation } from '../locations';
import { ConsoleError, type Command } from '../types';

/** Names that `info functions` and `info variables` list; the rest is counted. */
const MOST_NAMES = 500;

function place(console: Console, at: number): string { return `${hex(at)}${symbolText(console, at)}`; }

function line(console: Console, args: string): string {
  const { image } = console.session;
  const frame = args === '' ? console.frame() : undefined;
  // A caller's pc is behind its call, which may be the next line already.
  const { verified, addresses, message } = frame ? { verified: true, addresses: [frame.isCaller ? frame.pc - 1 : frame.pc], message: undefined } : resolveLocation(image, parseLocation(console, args));
  if (!verified) throw new ConsoleError(message ?? 'No such place.');
  return addresses.map((at) => {
    const position = image.lines.at(at);
    if (!position) return `No line number information available for address ${place(console, at)}`;
    const fn = image.functions.at(at);
    let start = at;
    let end = at + 1;
    const isSame = (pc: number): boolean => {
      const other = image.lines.at(pc);
      return other?.file === position.file && other.line === position.line;
    };
    while (fn && start > fn.entry && isSame(start - 1)) start--;
    while (fn && end < fn.end && isSame(end)) end++;
    const here = frame?.pc ?? at;
    const where = here === start ? '' : ` (here ${place(console, here)})`;
    return `Line ${position.line} of "${position.file}" starts at address ${place(console, start)} and ends at ${place(console, end)}${where}.`;
  }).join('\n');
}

function symbol(console: Console, args: string): string {
  const at = addressValue(console, args);
  const name = symbolAt(console.session.image, at) ?? globalAt(console, at);
  if (!name) throw new ConsoleError(`No symbol matches ${args}.`);
  return name.replace(/\+(\d+)$/, ' + $1');
}

function globalAt(console: Console, at: number): string | undefined {
  const global = console.session.image.globals.at(at);
  return global && (at === global.address ? global.name : `${global.name}+${at - global.address}`);
}

function names(list: Iterable<string>, args: string): string {
  let pattern: RegExp;
  try {
    pattern = new RegExp(args);
  } catch (error) {
    throw new ConsoleError(`${args}: ${(error as Error).message}`, { cause: error });
  }
  const found = [...new Set(list)].filter((name) => pattern.test(name)).sort();
  if (found.length === 0) return 'None.';
  return `${found.slice(0, MOST_NAMES).join('\n')}${found.length > MOST_NAMES ? `\n(${MOST_NAMES} of ${found.length})` : ''}`;
}

function source(console: Console): string {
  const position = console.frameOrNone()?.position;
  if (!position) return 'No current source file.';
  const known = console.sources.lines(position.file);
  return `Current source file is ${position.file}, line ${position.line}${known ? `, of ${known.length}` : ' (its text cannot be read)'}.`;
}

function* allFunctions(console: Console): Iterable<string> {
  for (const fn of console.session.image.functions.all) yield fn.name;
  yield* console.session.image.functions.inlinedNames();
}

function* globalNames(console: Console): Iterable<string> {
  for (const global of console.session.image.globals.all()) yield global.name;
}

function mappings(console: Console): string {
  const row = (start: string, end: string, size: string, offset: string, permissions: string, name: string): string =>
    `${start.padStart(18)} ${end.padStart(18)} ${size.padStart(10)} ${offset.padStart(10)}  ${permissions.padEnd(5)}  ${name}`.trimEnd();
  return [
    row('Start Addr', 'End Addr', 'Size', 'Offset', 'Perms', 'objfile'),
    ...console.session.process.maps().map(({ start, end, prot, shared, offset, name }) =>
      row(hex(start), hex(end), hex(end - start), hex(offset), `${prot & 1 ? 'r' : '-'}${prot & 2 ? 'w' : '-'}${prot & 4 ? 'x' : '-'}${shared ? 's' : 'p'}`, name)),
  ].join('\n');
}

export const infoCode: readonly Command[] = [
  { names: ['line'], usage: 'info line [LOCATION]', help: 'Addresses of a line.', run: (console, { args }) => line(console, args) },
  { names: ['symbol'], usage: 'info symbol ADDRESS', help: 'What is at an address.', run: (console, { args }) => symbol(console, args) },
  { names: ['source'], usage: 'info source', help: 'The current source file.', run: (console) => source(console) },
  { names: ['sources'], usage: 'info sources [REGEX]', help: 'Source files of the program.', run: (console, { args }) => names(console.session.image.lines.files, args) },
  { names: ['functions'], usage: 'info functions [REGEX]', help: 'Functions, also those that are only inlined.', run: (console, { args }) => names(allFunctions(console), args) },
  { names: ['variables'], usage: 'info variables [REGEX]', help: 'Global variables.', run: (console, { args }) => names(globalNames(console), args) },
  { names: ['types'], usage: 'info types [REGEX]', help: 'Types.', run: (console, { args }) => names(console.session.image.types.names(), args) },
  { names: ['sharedlibrary', 'dll'], usage: 'info sharedlibrary', help: 'Shared libraries: a Go program that runs here has none.', run: () => 'No shared libraries loaded at this time.' },
  { names: ['files', 'target', 'proc'], usage: 'info files', help: 'Memory map of the program.', run: (console) => mappings(console) },
];
