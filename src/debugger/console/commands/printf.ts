import type { Value } from '../../api';
import type { Console } from '../console';
import { formatOf } from '../formats';
import { ConsoleError, type Command } from '../types';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', e: '\x1b', '\\': '\\', '"': '"' };

function unescaped(text: string): string { return text.replace(/\\(.)/g, (whole, letter: string) => ESCAPES[letter] ?? whole); }

/** Cuts at commas that are in no brackets and no quotes. */
function splitArguments(text: string): string[] {
  const parts = [''];
  let depth = 0;
  let quote = '';
  for (const character of text) {
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (/["'`]/.test(character)) quote = character;
    else if (/[([{]/.test(character)) depth++;
    else if (/[)\]}]/.test(character)) depth--;
    if (character === ',' && depth === 0 && quote === '') parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

/** One value as %d, %x ... have it; %s and %v show what `print` shows, a string without its quotes. */
function formatted(console: Console, letter: string, flags: string, expression: string): string {
  const format = letter === 'p' ? 'hex' : 'xoc'.includes(letter) ? formatOf(letter) : undefined;
  const value: Value = console.evaluate(expression, { format, allowSideEffects: true });
  const scalar = value.scalar();
  let text = value.text;
  if (letter === 'c') text = typeof scalar === 'bigint' ? String.fromCodePoint(Number(scalar & 0xffffn)) : text;
  else if (letter === 'x' && !flags.includes('#')) text = text.replace(/^(-?)0x/, '$1');
  else if (/[feg]/.test(letter) && typeof scalar === 'number') text = letter === 'f' ? scalar.toFixed(Number(/\.(\d+)/.exec(flags)?.[1] ?? 6)) : String(scalar);
  else if (/[du]/.test(letter) && typeof scalar === 'bigint') text = String(scalar);
  else if (/[sv]/.test(letter)) text = /^"(.*)"$/s.exec(text)?.[1] ?? text;
  const width = Number(/[1-9]\d*/.exec(flags.replace(/\..*/, ''))?.[0] ?? 0);
  if (flags.includes('-')) return text.padEnd(width);
  return /^#?0/.test(flags) ? text.padStart(width, '0') : text.padStart(width);
}

/** `printf "FORMAT", EXPRESSION, ...` @throws ConsoleError */
function printf(console: Console, args: string): string {
  const match = /^"((?:[^"\\]|\\.)*)"\s*(?:,([\s\S]*))?$/.exec(args);
  if (!match) throw new ConsoleError('Write: printf "FORMAT", EXPRESSION, ...');
  const expressions = match[2] === undefined ? [] : splitArguments(match[2]);
  const wanted = match[1].replaceAll('%%', '').split('%').length - 1;
  if (wanted !== expressions.length) throw new ConsoleError(`Wrong number of arguments for specified format-string: ${expressions.length} for ${wanted}.`);
  let next = 0;
  const text = match[1].replace(/%(?:%|([-#0-9.]*)(?:hh|h|ll|l|z)?([a-zA-Z]?))/g, (whole: string, flags: string | undefined, letter: string | undefined) => {
    if (whole === '%%') return '%';
    if (!letter || !'dixucspvfego'.includes(letter)) throw new ConsoleError(`Unrecognized format specifier "${whole}" in printf.`);
    return formatted(console, letter === 'i' ? 'd' : letter, flags ?? '', expressions[next++]);
  });
  return unescaped(text).replace(/\n$/, '');
}

export const printfCommands: readonly Command[] = [
  { names: ['printf'], group: 'data', usage: 'printf "FORMAT", EXPRESSION, ...', help: 'Write values as a format says: %d %u %x %o %c %f %s %p, and %v as print shows them.', run: (console, { args }) => printf(console, args) },
];
