/** Names that can stand at the cursor. */
import { EvaluationError, type EvaluationScope, type Value } from '../api';
import { evaluate } from './evaluate';
import { packageMembers, visibleNames } from './names';
import { REGISTER_NAMES } from './registers';
import { parseExpression } from './syntax/parser';
import { DecoratedValue } from './values/constant-value';
import type { ValueContext } from './values/context';
import { GuestValue } from './values/guest-value';
import { pointee } from './values/parts';

export interface Completion { label: string; start: number; length: number; kind: string }

/** More are of no use in a list that narrows with each letter. */
const LIMIT = 200;

/** `column` is the cursor's offset in `text`. */
export function complete(context: ValueContext, text: string, column: number, scope: EvaluationScope): Completion[] {
  const before = text.slice(0, column);
  const word = /[$\p{L}_][\p{L}\p{Nd}_]*$/u.exec(before)?.[0] ?? '';
  const start = column - word.length;
  const make = (names: Iterable<string>, kind: string): Completion[] => [...new Set(names)]
    .filter((name) => name.toLowerCase().startsWith(word.toLowerCase()) && name !== word)
    .sort().slice(0, LIMIT)
    .map((label) => ({ label, start, length: word.length, kind }));
  if (word.startsWith('$')) return make(REGISTER_NAMES.map((name) => `$${name}`), 'variable');
  if (before[start - 1] === '.') {
    const operand = operandBefore(before.slice(0, start - 1));
    return operand === '' ? [] : [...make(fieldNames(context, operand, scope), 'field'), ...make(packageMembers(context.image, operand), 'function')].slice(0, LIMIT);
  }
  return make(visibleNames(context, scope), 'variable');
}

/** The longest expression that ends where the dot stands. */
function operandBefore(text: string): string {
  let depth = 0;
  let at = text.length;
  while (at > 0) {
    const character = text[at - 1];
    if (character === ')' || character === ']') depth++;
    else if (character === '(' || character === '[') {
      if (depth === 0) break;
      depth--;
    } else if (depth === 0 && !/[\p{L}\p{Nd}_.$*']/u.test(character)) break;
    at--;
  }
  return text.slice(at).trim();
}

function fieldNames(context: ValueContext, operand: string, scope: EvaluationScope): string[] {
  let value: Value;
  try {
    value = evaluate({ context, scope, allowSideEffects: false }, parseExpression(operand));
  } catch (error) {
    if (error instanceof EvaluationError) return [];
    throw error;
  }
  const inner = value instanceof DecoratedValue ? value.inner : value;
  if (!(inner instanceof GuestValue)) return [];
  // A nil pointer still has a type whose fields can be offered.
  const type = inner.type.kind === 'pointer' ? inner.type.elem : context.types.targetOf(inner.type) ?? (pointee(inner)?.type ?? inner.type);
  const names = (type?.fields ?? []).map((field) => field.name).filter((name) => name !== '_');
  return context.types.targetOf(inner.type) ? [...names, 'ptr()'] : names;
}
