/** Operators of compiled conditions. */
import type { GoType } from '../../../image/program-image';
import { integerOperation, wrap } from '../operators';
import type { BinaryOperator } from '../syntax/ast';
import type { Code, Hit } from './code';

type Loaded = Exclude<Code, { kind: 'place' }>;
type Big = (hit: Hit) => bigint;

/** undefined if there is no closure for these operands: the general evaluator decides what they mean. */
export function binaryCode(operator: BinaryOperator, left: Loaded, right: Loaded): Code | undefined {
  if (operator === '&&' || operator === '||') {
    if (left.kind !== 'bool' || right.kind !== 'bool') return undefined;
    const [a, b] = [left.get, right.get];
    return { kind: 'bool', type: undefined, get: operator === '&&' ? (hit) => a(hit) && b(hit) : (hit) => a(hit) || b(hit) };
  }
  const compared = comparison(operator, left, right);
  if (compared) return { kind: 'bool', type: undefined, get: compared };
  if (isComparison(operator)) return undefined;
  if (!isInteger(left) || !isInteger(right)) return undefined;
  const [a, b] = [asBig(left), asBig(right)];
  const type: GoType | undefined = left.type ?? (operator === '<<' || operator === '>>' ? undefined : right.type);
  return { kind: 'big', type, get: (hit) => wrap(integerOperation(operator, a(hit), b(hit)), type) };
}

function isComparison(operator: BinaryOperator): boolean { return ['==', '!=', '<', '<=', '>', '>='].includes(operator); }
function isInteger(code: Loaded): code is Loaded & { kind: 'num' | 'big' } { return code.kind === 'num' || code.kind === 'big'; }

function comparison(operator: BinaryOperator, left: Loaded, right: Loaded): ((hit: Hit) => boolean) | undefined {
  if (!isComparison(operator)) return undefined;
  if (isInteger(left) && isInteger(right)) {
    const [a, b] = [asNumber(left), asNumber(right)];
    // Both fit a double exactly: no bigint is made.
    return a && b ? ordered(operator, a, b) : ordered(operator, asBig(left), asBig(right));
  }
  if (left.kind === 'string' && right.kind === 'string') return ordered(operator, left.get, right.get);
  if (left.kind === 'bool' && right.kind === 'bool' && (operator === '==' || operator === '!=')) return ordered(operator, left.get, right.get);
  return undefined;
}

function ordered<T extends number | bigint | string | boolean>(operator: BinaryOperator, a: (hit: Hit) => T, b: (hit: Hit) => T): (hit: Hit) => boolean {
  switch (operator) {
    case '==': return (hit) => a(hit) === b(hit);
    case '!=': return (hit) => a(hit) !== b(hit);
    case '<': return (hit) => a(hit) < b(hit);
    case '<=': return (hit) => a(hit) <= b(hit);
    case '>': return (hit) => a(hit) > b(hit);
    default: return (hit) => a(hit) >= b(hit);
  }
}

/** As an exact number, if that is certain; undefined otherwise. */
function asNumber(code: Loaded & { kind: 'num' | 'big' }): ((hit: Hit) => number) | undefined {
  if (code.kind === 'num') return code.get;
  const { constant } = code;
  if (constant === undefined || constant < -(2n ** 53n) || constant > 2n ** 53n) return undefined;
  const number = Number(constant);
  return () => number;
}

function asBig(code: Loaded & { kind: 'num' | 'big' }): Big {
  if (code.kind === 'big') return code.get;
  const { get } = code;
  return (hit) => BigInt(get(hit));
}

export function unaryCode(operator: '-' | '+' | '!' | '^', operand: Loaded): Code | undefined {
  if (operator === '!') {
    if (operand.kind !== 'bool') return undefined;
    const { get } = operand;
    return { kind: 'bool', type: operand.type, get: (hit) => !get(hit) };
  }
  if (!isInteger(operand)) return undefined;
  if (operator === '+') return operand;
  const get = asBig(operand);
  const { type } = operand;
  if (operand.kind === 'big' && operand.constant !== undefined) {
    const value = wrap(operator === '-' ? -operand.constant : ~operand.constant, type);
    return { kind: 'big', type, get: () => value, constant: value };
  }
  return { kind: 'big', type, get: operator === '-' ? (hit) => wrap(-get(hit), type) : (hit) => wrap(~get(hit), type) };
}
