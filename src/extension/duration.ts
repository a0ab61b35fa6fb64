import { parseDuration } from '../debugger/duration';

/** What is wrong with a duration that a user types; nothing with an empty one. */
export function durationProblem(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  try {
    parseDuration(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const UNITS = [['s', 1e9], ['ms', 1e6], ['µs', 1e3], ['ns', 1]] as const;
const unitOf = (ns: number): readonly [unit: string, size: number] => UNITS.find(([, size]) => ns >= size) ?? ['ns', 1];

/** Virtual nanoseconds for people: "340 ns", "25.001 ms", "1.5 s". */
export function formatNs(ns: number): string {
  const [unit, size] = unitOf(ns);
  const value = ns / size;
  return `${Number.isInteger(value) ? value : value.toFixed(3).replace(/\.?0+$/, '')} ${unit}`;
}

/** An instant with as many decimals as tell it from one `step` (ns) later: "113.585 25 ms". */
export function formatInstant(ns: number, step: number): string {
  const [unit, size] = unitOf(ns);
  const decimals = Math.max(0, Math.min(9, Math.ceil(Math.log10(size / step) - 1e-9)));
  const [whole, part = ''] = (ns / size).toFixed(decimals).split('.');
  return `${whole}${part && `.${part.replace(/(\d{3})(?=\d)/g, '$1\u2009')}`} ${unit}`;
}
