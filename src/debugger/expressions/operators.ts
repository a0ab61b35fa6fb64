/** Go's operators on scalars: integers wrap at their type's width, comparisons give untyped booleans. */
import type { GoType } from '../../image/program-image';
import { EvaluationError } from '../api';
import type { BinaryOperator } from './syntax/ast';

export type Scalar = bigint | number | string | boolean;
export interface Operand { readonly value: Scalar; readonly type: GoType | undefined }

const COMPARISONS = new Set<BinaryOperator>(['==', '!=', '<', '<=', '>', '>=']);
/** Largest shift that is computed; more is a mistake and would fill the host's memory. */
const SHIFT_LIMIT = 4096n;

/** Throws EvaluationError (without an offset) for operands that the operator does not take. */
export function applyBinary(operator: BinaryOperator, left: Operand, right: Operand): Operand {
  if (operator === '&&' || operator === '||') {
    if (typeof left.value !== 'boolean' || typeof right.value !== 'boolean') throw new EvaluationError(`${operator} needs booleans`);
    return { value: operator === '&&' ? left.value && right.value : left.value || right.value, type: undefined };
  }
  const [a, b] = matched(left.value, right.value, operator);
  if (COMPARISONS.has(operator)) return { value: compare(operator, a, b), type: undefined };
  const type = left.type ?? (operator === '<<' || operator === '>>' ? undefined : right.type);
  if (typeof a === 'string' && typeof b === 'string' && operator === '+') return { value: a + b, type };
  if (typeof a === 'number' && typeof b === 'number') return { value: floatOperation(operator, a, b), type };
  if (typeof a === 'bigint' && typeof b === 'bigint') return { value: wrap(integerOperation(operator, a, b), type), type };
  throw new EvaluationError(`${operator} is not defined on ${typeof a === 'boolean' ? 'booleans' : typeof a === 'string' ? 'strings' : 'these operands'}`);
}

export function applyUnary(operator: '-' | '+' | '!' | '^', operand: Operand): Operand {
  const { value, type } = operand;
  if (operator === '!') {
    if (typeof value !== 'boolean') throw new EvaluationError('! needs a boolean');
    return { value: !value, type };
  }
  if (typeof value === 'number' && operator !== '^') return { value: operator === '-' ? -value : value, type };
  if (typeof value !== 'bigint') throw new EvaluationError(`${operator} needs a number`);
  return { value: wrap(operator === '-' ? -value : operator === '^' ? ~value : value, type), type };
}

/** The integer as a variable of the type holds it. */
export function wrap(value: bigint, type: GoType | undefined): bigint {
  if (!type || type.size === 0 || type.kind === 'float') return value;
  return type.kind === 'int' ? BigInt.asIntN(type.size * 8, value) : BigInt.asUintN(type.size * 8, value);
}

/** Both integers, or both floats if one is. */
function matched(a: Scalar, b: Scalar, operator: string): [Scalar, Scalar] {
  if (typeof a === 'bigint' && typeof b === 'number') return [Number(a), b];
  if (typeof a === 'number' && typeof b === 'bigint') return [a, Number(b)];
  if (typeof a !== typeof b) throw new EvaluationError(`${operator}: operands are of different kinds (${kindName(a)} and ${kindName(b)})`);
  return [a, b];
}

function kindName(value: Scalar): string { return { bigint: 'integer', number: 'float', string: 'string', boolean: 'boolean' }[typeof value as 'bigint']; }

export function compare(operator: BinaryOperator, a: Scalar, b: Scalar): boolean {
  switch (operator) {
    case '==': return a === b;
    case '!=': return a !== b;
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    default: return a >= b;
  }
}

function floatOperation(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    default: throw new EvaluationError(`${operator} is not defined on floats`);
  }
}

export function integerOperation(operator: BinaryOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': case '%':
      if (b === 0n) throw new EvaluationError('division by zero');
      return operator === '/' ? a / b : a % b;
    case '&': return a & b;
    case '|': return a | b;
    case '^': return a ^ b;
    case '&^': return a & ~b;
    case '<<': case '>>':
      if (b < 0n || b > SHIFT_LIMIT) throw new EvaluationError(`shift count ${b} is out of range`);
      return operator === '<<' ? a << b : a >> b;
    default: throw new EvaluationError(`${operator} is not defined on integers`);
  }
}
