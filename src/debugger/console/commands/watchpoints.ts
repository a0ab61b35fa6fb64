import type { Value } from '../../api';
import type { Breakpoint, DataAccess, DataLocation } from '../../breakpoints/types';
import type { WatchHit } from '../../../machine/api';
import type { Console } from '../console';
import { addressValue } from '../locations';
import { ConsoleError, type Command } from '../types';

interface Kind { readonly access: DataAccess; readonly onlyChanges: boolean; readonly title: string; readonly type: string }

const KINDS: Readonly<Record<DataAccess, Kind>> = {
  write: { access: 'write', onlyChanges: true, title: 'Hardware watchpoint', type: 'hw watchpoint' },
  read: { access: 'read', onlyChanges: false, title: 'Hardware read watchpoint', type: 'read watchpoint' },
  readWrite: { access: 'readWrite', onlyChanges: false, title: 'Hardware access (read/write) watchpoint', type: 'acc watchpoint' },
};

export function watchType({ access }: DataLocation): string { return KINDS[access].type; }

/** The bytes of an expression, or `ADDRESS,LENGTH`. @throws ConsoleError for what is not in memory */
function placeOf(console: Console, text: string): Pick<DataLocation, 'address' | 'length' | 'name' | 'format'> {
  const range = /^([^,()[\]]+),\s*(\w+)$/.exec(text);
  if (range) {
    const length = addressValue(console, range[2]);
    if (length < 1) throw new ConsoleError('The length must be 1 byte at least.');
    return { address: addressValue(console, range[1]), length, name: text };
  }
  const expression = text.replace(/^(-l|-location)\s+/, '');
  if (expression === '') throw new ConsoleError('Argument required (expression to compute).');
  const value: Value = console.evaluate(expression);
  if (value.address === undefined || value.size < 1) throw new ConsoleError(`Cannot watch "${expression}": it is not in memory.`);
  return { address: value.address, length: value.size, name: text, format: console.session.evaluator.formatOf(value) };
}

function watch(console: Console, args: string, { access, onlyChanges, title }: Kind): string {
  console.requireRunning();
  const conditional = /^([\s\S]*?)\s+if\b\s*([\s\S]+)$/.exec(args);
  const goroutine = /^(.*?)\s+goroutine\s+(\d+)$/.exec(conditional ? conditional[1] : args);
  const location: DataLocation = { kind: 'data', access, onlyChanges, ...placeOf(console, (goroutine?.[1] ?? conditional?.[1] ?? args).trim()) };
  const { breakpoints } = console.session;
  const breakpoint = breakpoints.add({ location, condition: conditional?.[2].trim(), goid: goroutine ? Number(goroutine[2]) : undefined, reason: 'data breakpoint' });
  if (!breakpoint.resolution.verified) {
    breakpoints.remove(breakpoint.id);
    throw new ConsoleError(breakpoint.resolution.message ?? 'This cannot be watched.');
  }
  console.noteBreakpoint(breakpoint.id);
  return `${title} ${breakpoint.id}: ${location.name}`;
}

/** "Hardware watchpoint 2: s", a blank line, and the values before and after. Backwards the older value is the new one. */
export function watchHeading(console: Console, breakpoint: Breakpoint, hit: WatchHit | undefined, isBackwards: boolean): string {
  const { location } = breakpoint.spec;
  if (location.kind !== 'data') return '';
  const heading = `${KINDS[location.access].title} ${breakpoint.id}: ${location.name}\n`;
  if (!hit) return heading;
  const [first, second] = (isBackwards ? [hit.after, hit.before] : [hit.before, hit.after]).map((bytes) => valueText(console, location, bytes));
  if (hit.access === 'read' || first === second) return `${heading}\nValue = ${second}`;
  return `${heading}\nOld value = ${first}\nNew value = ${second}`;
}

function valueText(console: Console, { format, length }: DataLocation, bytes: Uint8Array): string {
  if (format && bytes.length === length && format.type.size === length) {
    try {
      return console.session.evaluator.fromBytes(format, bytes).text;
    } catch { /* A half-written string leads nowhere: its bytes are shown. */ }
  }
  return [...bytes.subarray(0, 32)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

export const watchCommands: readonly Command[] = [
  { names: ['watch', 'wa'], usage: 'watch [-l] EXPRESSION | ADDRESS,LENGTH [goroutine N] [if CONDITION]', help: 'Stop when a value changes; any number of them, of any size.', run: (console, { args }) => watch(console, args, KINDS.write) },
  { names: ['rwatch', 'rw'], usage: 'rwatch EXPRESSION', help: 'Stop when a value is read.', run: (console, { args }) => watch(console, args, KINDS.read) },
  { names: ['awatch', 'aw'], usage: 'awatch EXPRESSION', help: 'Stop when a value is read or written.', run: (console, { args }) => watch(console, args, KINDS.readWrite) },
];
