import type { EvaluateOptions } from '../api';
import { ConsoleError } from './types';

const formats: Record<string, EvaluateOptions['format']> = {
  x: 'hex', z: 'hex', d: 'decimal', u: 'decimal', o: 'octal', t: 'binary', c: 'char', a: 'address', s: 'string', i: 'instruction', f: 'natural',
};

/** gdb's format letter; undefined when there is none. @throws ConsoleError for an unknown one. */
export function formatOf(modifiers: string): EvaluateOptions['format'] {
  const letter = modifiers.replace(/[\d\s]/g, '').slice(-1);
  if (letter === '') return undefined;
  const format = formats[letter];
  if (!format) throw new ConsoleError(`Undefined output format "${letter}".`);
  return format;
}
