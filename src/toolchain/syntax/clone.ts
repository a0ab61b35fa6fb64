/** A copy of an expression without the checker's findings (constants inherited in a const group are checked once each). */
import type { Expr } from './ast';
import { Rational } from '../types/constants';

const FINDINGS = new Set(['type', 'value', 'mode', 'object', 'selection', 'form', 'builtin', 'info']);

export function cloneExpr(e: Expr): Expr { return copy(e) as Expr; }

function copy(x: unknown): unknown {
  if (Array.isArray(x)) return x.map(copy);
  if (typeof x !== 'object' || x === null || x instanceof Rational) return x;
  const out: Record<string, unknown> = {};
  // An element's `value` is syntax, not a finding: elements have no kind.
  const isNode = 'kind' in x;
  for (const [key, value] of Object.entries(x)) if (!isNode || !FINDINGS.has(key)) out[key] = copy(value);
  return out;
}
