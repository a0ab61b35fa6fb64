import type { BreakpointLocation } from '../breakpoints/types';
import { matchFiles } from '../breakpoints/resolve';
import type { Console } from './console';
import { ConsoleError } from './types';

/**
 * Reads gdb's way of naming a place: `FUNCTION`, `/regex/`, `FILE:LINE`, `LINE` (of the current file), `+N`, `-N`,
 * `*ADDRESS-EXPRESSION`; nothing: the current pc.
 */
export function parseLocation(console: Console, text: string): BreakpointLocation {
  const wanted = text.trim();
  if (wanted === '') return { kind: 'address', address: console.frame().pc };
  if (wanted.startsWith('*')) return { kind: 'address', address: addressValue(console, wanted.slice(1)) };
  const line = /^(?:(.+):)?([+-]?)(\d+)$/.exec(wanted);
  if (line) {
    const [, file, sign, digits] = line;
    const current = (file === undefined || sign !== '') && hasBegun(console) ? console.frameOrNone()?.position : undefined;
    const name = file ?? current?.file ?? mainFile(console);
    const number = Number(digits) * (sign === '-' ? -1 : 1) + (sign !== '' ? current?.line ?? 0 : 0);
    return { kind: 'line', file: name, line: number };
  }
  const inFile = /^([^:]+\.(?:go|s)):(.+)$/.exec(wanted);
  if (inFile) return { kind: 'function', name: inFile[2] };
  return { kind: 'function', name: wanted };
}

/** Value of an expression that stands for an address. @throws ConsoleError when it is none. */
export function addressValue(console: Console, expression: string): number {
  const text = expression.trim();
  if (/^0x[0-9a-f]+$/i.test(text) || /^\d+$/.test(text)) return Number(text);
  const fn = console.session.image.functions.byName(text);
  if (fn) return fn.entry;
  const value = console.evaluate(text);
  const scalar = value.scalar();
  if (typeof scalar === 'bigint' || typeof scalar === 'number') return Number(BigInt.asUintN(64, BigInt(scalar)));
  if (value.address !== undefined) return value.address;
  throw new ConsoleError(`"${text}" is no address: it is ${value.typeName || 'a value'} without one.`);
}

/** Before `run` the default file is main.main's: nobody means that of the machine's first instruction. */
export function hasBegun({ session: { stop, process } }: Console): boolean { return stop?.reason !== 'entry' || process.retired > 0; }

function mainFile(console: Console): string {
  const { image } = console.session;
  const main = image.functions.byName('main.main');
  if (!main) throw new ConsoleError('No default file: write FILE:LINE.');
  return main.file;
}

/** A file of the program by its path or last path elements. @throws ConsoleError when there is none. */
export function fileNamed(console: Console, name: string): string {
  const [file] = matchFiles(console.session.image, name);
  if (!file) throw new ConsoleError(`No source file named ${name}.`);
  return file;
}
