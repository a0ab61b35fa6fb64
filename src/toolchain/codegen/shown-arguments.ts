/**
 * What a traceback prints of a call's arguments, as a template: "8@0, {8@8, 8@16}" stands for the 8-byte word at offset 0 of
 * the argument area, and a string (or other aggregate) of the words at 8 and 16. As Go from 1.17 on prints them: at most ten
 * values, aggregates at most five deep, blank fields left out (https://go.dev/doc/go1.17#runtime).
 */
import * as T from '../types/types';

const MOST = 10, DEEPEST = 5;

export function shownArguments(params: readonly T.Type[], offsets: readonly number[]): string {
  let count = 0;
  /** Texts of the parts; the last is "..." when there are more than are shown. */
  const list = (parts: readonly { type: T.Type; offset: number }[], depth: number): string => {
    const texts: string[] = [];
    for (const { type, offset } of parts) {
      if (count >= MOST) { texts.push('...'); break; }
      texts.push(shown(type, offset, depth));
    }
    return texts.join(', ');
  };
  const shown = (type: T.Type, offset: number, depth: number): string => {
    const parts = partsOf(type, offset);
    if (!parts) { count++; return `${T.sizeOf(type)}@${offset}`; }
    if (parts.length === 0) { count++; return '{}'; }
    if (depth + 1 >= DEEPEST) { count++; return '{...}'; }
    return `{${list(parts, depth + 1)}}`;
  };
  return list(params.map((type, index) => ({ type, offset: offsets[index] })), 0);
}

/** What an aggregate consists of; undefined: it is one value. */
function partsOf(type: T.Type, offset: number): { type: T.Type; offset: number }[] | undefined {
  const u = T.underlying(type);
  const words = (count: number) => Array.from({ length: count }, (_, index) => ({ type: T.UNSAFE_POINTER as T.Type, offset: offset + index * 8 }));
  switch (u.tag) {
    case 'basic': return u.cls === 'string' ? words(2) : undefined;
    case 'interface': return words(2);
    case 'slice': return words(3);
    case 'array': return Array.from({ length: Math.min(u.length, MOST + 1) }, (_, index) => ({ type: u.elem, offset: offset + index * T.sizeOf(u.elem) }));
    case 'struct': return u.fields.flatMap((field, index) => (field.name === '_' ? [] : [{ type: field.type, offset: offset + u.measure().offsets[index] }]));
    default: return undefined;
  }
}
