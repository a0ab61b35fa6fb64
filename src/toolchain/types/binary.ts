/** Binary operators: shifts, comparisons, arithmetic, and their constants. */
import type { Binary, Expr } from '../syntax/ast';
import { exprText } from '../syntax/print';
import type { Checker } from './checker';
import { constantBinary, Rational, toInteger } from './constants';
import { convertUntyped, defaultType, describe, isAssignableType, representable } from './conversion';
import { checkOverflow, valueExpr } from './expressions';
import * as T from './types';

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);

export function binary(c: Checker, e: Binary, hint?: T.Type): void {
  if (e.op === '<<' || e.op === '>>') return shift(c, e, hint);
  const okX = valueExpr(c, e.x), okY = valueExpr(c, e.y);
  if (!okX || !okY) return c.invalid(e);
  operation(c, e, e.op, e.x, e.y, e.opPos);
}

/** Checks x op y whose operands are checked already, and writes the result into e (also for `x op= y`). */
export function operation(c: Checker, e: Expr, op: string, x: Expr, y: Expr, opPos: number): void {
  if (!matchTypes(c, x, y, op, opPos)) return c.invalid(e);
  if (COMPARISONS.has(op)) return comparison(c, e, op, x, y);
  const t = x.type!;
  if (t !== y.type) { mismatched(c, op, x, y); return c.invalid(e); }
  const ok = op === '&&' || op === '||' ? T.isBoolean(t) : op === '+' ? T.isNumeric(t) || T.isString(t)
    : op === '-' || op === '*' || op === '/' ? T.isNumeric(t) : T.isInteger(t) || (t === T.UNTYPED_FLOAT && x.value !== undefined && toInteger(x.value) !== undefined && y.value !== undefined && toInteger(y.value) !== undefined);
  if (!ok) { c.error(opPos, `invalid operation: operator ${op} not defined on ${describe(x)}`); return c.invalid(e); }
  const integer = T.isInteger(t);
  if ((op === '/' || op === '%') && y.value !== undefined && (integer || x.value !== undefined) && isZero(y)) {
    c.error(y.pos, 'invalid operation: division by zero');
    return c.invalid(e);
  }
  e.type = t;
  e.mode = 'value';
  if (x.value === undefined || y.value === undefined) return;
  let a = x.value, b = y.value;
  if (!integer && (op === '%' || op === '&' || op === '|' || op === '^' || op === '&^')) { a = toInteger(a)!; b = toInteger(b)!; }
  let value = constantBinary(op, a, b, integer);
  if (value === undefined) return c.invalid(e);
  if (t === T.UNTYPED_FLOAT && typeof value === 'bigint') value = Rational.of(value, 1n);
  e.mode = 'constant';
  e.value = value;
  checkOverflow(c, e);
}

const isZero = (e: Expr): boolean => e.value === 0n || (e.value instanceof Rational && e.value.num === 0n);

function mismatched(c: Checker, op: string, x: Expr, y: Expr): void {
  c.error(x.pos, `invalid operation: ${exprText(x)} ${op} ${exprText(y)} (mismatched types ${x.type} and ${y.type})`);
}

/** Converts untyped operands to the other's type, or both to the larger untyped kind. */
function matchTypes(c: Checker, x: Expr, y: Expr, op: string, opPos: number): boolean {
  const ux = T.isUntyped(x.type!), uy = T.isUntyped(y.type!);
  if (ux && uy) {
    if (x.type === T.UNTYPED_NIL || y.type === T.UNTYPED_NIL) {
      if (x.type === y.type) c.error(opPos, `invalid operation: ${exprText(x)} ${op} ${exprText(y)} (operator ${op} not defined on nil)`);
      else mismatched(c, op, x, y);
      return false;
    }
    const numeric = [T.UNTYPED_INT, T.UNTYPED_RUNE, T.UNTYPED_FLOAT] as T.Type[];
    const i = numeric.indexOf(x.type!), j = numeric.indexOf(y.type!);
    if (i >= 0 && j >= 0) {
      const t = numeric[Math.max(i, j)];
      convertUntyped(c, x, t, 'operation');
      convertUntyped(c, y, t, 'operation');
    } else if (x.type !== y.type) { mismatched(c, op, x, y); return false; }
    return true;
  }
  if (ux || uy) {
    const [u, t] = ux ? [x, y.type!] : [y, x.type!];
    const target = T.underlying(t);
    const fits = u.type === T.UNTYPED_NIL ? T.hasNil(t) : target.tag === 'interface' ? true : target.tag === 'basic' && compatible(u, target);
    if (!fits) {
      if (u.type === T.UNTYPED_NIL) c.error(u.pos, `invalid operation: ${exprText(x)} ${op} ${exprText(y)} (mismatched types ${x.type} and ${y.type})`);
      else mismatched(c, op, x, y);
      return false;
    }
    if (u.value !== undefined && target.tag === 'basic' && representable(u.value, t) === undefined) {
      const truncated = T.isInteger(t) && toInteger(u.value) === undefined;
      c.error(u.pos, truncated ? `${describe(u)} truncated to ${t}` : `${describe(u)} overflows ${t}`);
      return false;
    }
    if (target.tag === 'interface' && u.type !== T.UNTYPED_NIL) { convertUntyped(c, u, defaultType(u.type!), 'operation'); return true; }
    convertUntyped(c, u, t, 'operation');
    return u.type !== T.INVALID;
  }
  return true;
}

function compatible(u: Expr, t: T.Basic): boolean {
  if (u.type === T.UNTYPED_BOOL) return t.cls === 'bool';
  if (u.type === T.UNTYPED_STRING) return t.cls === 'string';
  return t.isInteger || t.cls === 'float';
}

function comparison(c: Checker, e: Expr, op: string, x: Expr, y: Expr): void {
  const tx = x.type!, ty = y.type!;
  if (tx !== ty && !isAssignableType(tx, ty) && !isAssignableType(ty, tx)) { mismatched(c, op, x, y); return c.invalid(e); }
  const isNil = x.mode === 'nil' || y.mode === 'nil';
  let problem = '';
  if (op === '==' || op === '!=') {
    if (!isNil) {
      for (const t of [tx, ty]) {
        if (T.isComparable(t) || problem) continue;
        const u = T.underlying(t);
        const what = u.tag === 'slice' || u.tag === 'map' || u.tag === 'func' ? `${u.tag} can only be compared to nil` : u.tag === 'struct' ? `struct containing ${u.fields.find((f) => !T.isComparable(f.type))?.type} cannot be compared` : `${t} cannot be compared`;
        problem = what;
      }
    }
  } else if (!T.isNumeric(tx) && !T.isString(tx)) problem = `operator ${op} not defined on ${T.underlying(tx).tag === 'basic' ? tx : T.underlying(tx).tag}`;
  if (problem) { c.error(x.pos, `invalid operation: ${exprText(x)} ${op} ${exprText(y)} (${problem})`); return c.invalid(e); }
  e.type = T.UNTYPED_BOOL;
  e.mode = 'value';
  if (x.value !== undefined && y.value !== undefined) {
    e.value = constantBinary(op, x.value, y.value, false);
    e.mode = 'constant';
  } else {
    for (const side of [x, y]) if (T.isUntyped(side.type!) && side.mode !== 'nil') convertUntyped(c, side, defaultType(side.type!), 'comparison');
  }
}

function shift(c: Checker, e: Binary, hint?: T.Type): void {
  const okX = valueExpr(c, e.x, hint), okY = valueExpr(c, e.y);
  if (!okX || !okY) return c.invalid(e);
  shiftOperation(c, e, e.op, e.x, e.y);
}

export function shiftOperation(c: Checker, e: Expr, op: string, x: Expr, y: Expr): void {
  if (y.value !== undefined) {
    const n = toInteger(y.value);
    if (n === undefined) { c.error(y.pos, `invalid operation: shift count ${describe(y)} must be integer`); return c.invalid(e); }
    if (n < 0n) { c.error(y.pos, `invalid operation: negative shift count ${describe(y)}`); return c.invalid(e); }
    if (T.isUntyped(y.type!)) convertUntyped(c, y, T.UINT, 'shift');
  } else if (T.isUntyped(y.type!)) convertUntyped(c, y, T.UINT, 'shift');
  if (!T.isInteger(y.type!)) { c.error(y.pos, `invalid operation: shift count ${describe(y)} must be integer`); return c.invalid(e); }
  const untypedX = T.isUntyped(x.type!);
  if (untypedX && (x.value === undefined ? !T.isInteger(x.type!) : toInteger(x.value) === undefined)) { c.error(x.pos, `invalid operation: shifted operand ${describe(x)} must be integer`); return c.invalid(e); }
  if (!untypedX && !T.isInteger(x.type!)) { c.error(x.pos, `invalid operation: shifted operand ${describe(x)} must be integer`); return c.invalid(e); }
  e.mode = 'value';
  if (x.value !== undefined && y.value !== undefined) {
    const n = toInteger(y.value)!, v = toInteger(x.value)!;
    if (n > 10000n) { c.error(y.pos, `invalid shift count ${describe(y)}`); return c.invalid(e); }
    e.type = untypedX && !T.isInteger(x.type!) ? T.UNTYPED_INT : x.type;
    e.mode = 'constant';
    e.value = op === '<<' ? v << n : v >> n;
    checkOverflow(c, e);
    return;
  }
  // An untyped operand of a non-constant shift takes the type the shift gets from its context.
  if (untypedX && x.value !== undefined) x.value = toInteger(x.value)!;
  if (untypedX && x.type === T.UNTYPED_FLOAT) x.type = T.UNTYPED_INT;
  e.type = x.type;
}
