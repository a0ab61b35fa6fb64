/** Untyped values, assignability, representability, conversions. */
import type { Expr } from '../syntax/ast';
import { exprText } from '../syntax/print';
import type { Checker } from './checker';
import type { Constant } from './constants';
import type { Func } from './entities';
import { constantText, Rational, toInteger, toRational } from './constants';
import { missingMethod } from './lookup';
import * as T from './types';

export function defaultType(t: T.Type): T.Type {
  switch (t) {
    case T.UNTYPED_BOOL: return T.BOOL;
    case T.UNTYPED_INT: return T.INT;
    case T.UNTYPED_RUNE: return T.INT32;
    case T.UNTYPED_FLOAT: return T.FLOAT64;
    case T.UNTYPED_STRING: return T.STRING;
    default: return t;
  }
}

/** An operand as the go compiler describes it: `x (variable of type int)`. */
export function describe(e: Expr): string {
  const text = exprText(e);
  if (e.mode === 'nil' || e.type === T.UNTYPED_NIL) return 'untyped nil';
  if (e.mode === 'type') return `${text} (type)`;
  if (e.mode === 'builtin') return `${text} (built-in)`;
  if (e.mode === 'novalue') return `${text} (no value)`;
  if (e.value !== undefined) {
    const shown = constantText(e.value), same = shown === text || e.kind === 'BasicLit';
    return T.isUntyped(e.type!) ? `${text} (${e.type} constant${same ? '' : ` ${shown}`})` : `${text} (constant${same ? '' : ` ${shown}`} of type ${e.type})`;
  }
  const what = e.mode === 'variable' ? 'variable' : e.mode === 'mapindex' ? 'map index expression' : e.mode === 'commaok' ? 'comma, ok expression' : 'value';
  return T.isUntyped(e.type!) ? `${text} (${e.type} value)` : `${text} (${what} of type ${e.type})`;
}

/** The value a constant has as type t; undefined if t cannot hold it. */
export function representable(value: Constant, t: T.Type): Constant | undefined {
  const u = T.underlying(t);
  if (u.tag !== 'basic') return undefined;
  switch (u.cls) {
    case 'bool': return typeof value === 'boolean' ? value : undefined;
    case 'string': return typeof value === 'string' ? value : undefined;
    case 'int': case 'uint': {
      if (typeof value === 'string' || typeof value === 'boolean') return undefined;
      const n = toInteger(value);
      if (n === undefined) return undefined;
      if (u.untyped) return n;
      const bits = BigInt(u.size * 8);
      const fits = u.cls === 'uint' ? n >= 0n && n < 1n << bits : n >= -(1n << (bits - 1n)) && n < 1n << (bits - 1n);
      return fits ? n : undefined;
    }
    case 'float': {
      if (typeof value === 'string' || typeof value === 'boolean') return undefined;
      const r = toRational(value);
      if (u.untyped) return r;
      let x = r.toNumber();
      if (u.size === 4) x = Math.fround(x);
      return Number.isFinite(x) ? Rational.fromNumber(x) : undefined;
    }
    default: return undefined;
  }
}

/** Gives an untyped expression its final type; reports what does not fit. */
export function convertUntyped(c: Checker, e: Expr, target: T.Type, context: string): void {
  const from = e.type!;
  if (!T.isUntyped(from) || target === T.INVALID || from === T.INVALID) return;
  if (T.isUntyped(target)) { if (rank(target) > rank(from)) setType(e, target); return; }
  const u = T.underlying(target);
  const fail = (): void => { mismatch(c, e, target, context); c.invalid(e); };
  if (from === T.UNTYPED_NIL) {
    if (!T.hasNil(target)) return fail();
    e.type = target;
    e.mode = 'nil';
    return;
  }
  if (u.tag === 'interface') {
    if (u.methods.length) return fail();
    const t = defaultType(from);
    convertUntyped(c, e, t, context);
    return;
  }
  if (e.value !== undefined) {
    const value = representable(e.value, target);
    if (value === undefined) return fail();
    e.value = value;
    setType(e, target);
    return;
  }
  if (u.tag !== 'basic' || (from === T.UNTYPED_BOOL ? u.cls !== 'bool' : !(u.isInteger || u.cls === 'float'))) return fail();
  if (from !== T.UNTYPED_BOOL && !u.isInteger && containsShift(e)) {
    c.error(e.pos, `invalid operation: shifted operand ${describe(shiftOperand(e))} must be integer`.replace('(untyped int constant)', `(type ${target})`));
    return c.invalid(e);
  }
  setType(e, target);
}

const rank = (t: T.Type): number => [T.UNTYPED_INT, T.UNTYPED_RUNE, T.UNTYPED_FLOAT].indexOf(t as T.Basic);

function containsShift(e: Expr): boolean {
  if (e.kind === 'Paren' || e.kind === 'Unary') return containsShift(e.x);
  if (e.kind !== 'Binary' || e.value !== undefined) return false;
  return e.op === '<<' || e.op === '>>' || containsShift(e.x) || containsShift(e.y);
}
function shiftOperand(e: Expr): Expr {
  if (e.kind === 'Paren' || e.kind === 'Unary') return shiftOperand(e.x);
  if (e.kind !== 'Binary') return e;
  if (e.op === '<<' || e.op === '>>') return e.x;
  return containsShift(e.x) ? shiftOperand(e.x) : shiftOperand(e.y);
}

/** Writes the final type into an untyped expression and the operands it came from. */
function setType(e: Expr, t: T.Type): void {
  if (!e.type || !T.isUntyped(e.type)) return;
  e.type = t;
  if (e.kind === 'Paren') { setType(e.x, t); if (e.value !== undefined) e.x.value = e.value; return; }
  if (e.value !== undefined) return;
  if (e.kind === 'Unary') setType(e.x, t);
  else if (e.kind === 'Binary') {
    if (e.op === '<<' || e.op === '>>') setConstant(e.x, t);
    else if (!['==', '!=', '<', '<=', '>', '>='].includes(e.op)) { setConstant(e.x, t); setConstant(e.y, t); }
  }
}
function setConstant(e: Expr, t: T.Type): void {
  if (e.value !== undefined && !T.isUntyped(t)) e.value = representable(e.value, t) ?? e.value;
  setType(e, t);
}

function mismatch(c: Checker, e: Expr, target: T.Type, context: string): void {
  const u = T.underlying(target);
  if (e.value !== undefined && typeof e.value !== 'string' && typeof e.value !== 'boolean' && u.tag === 'basic' && (u.isInteger || u.cls === 'float')) {
    const shown = constantText(e.value), text = exprText(e), label = shown === text || e.kind === 'BasicLit' ? text : `${text} (untyped ${(e.type as T.Basic).name.slice(8)} constant ${shown})`;
    if (u.isInteger && toInteger(e.value) === undefined) { c.error(e.pos, `cannot use ${describe(e)} as ${target} value in ${context} (truncated)`); return; }
    c.error(e.pos, `cannot use ${e.kind === 'BasicLit' ? `${label} (${e.type} constant)` : describe(e)} as ${target} value in ${context} (overflows)`);
    return;
  }
  if (context === 'operation') c.error(e.pos, `invalid operation: mismatched types: cannot use ${describe(e)} as ${target} value`);
  else if (e.type === T.UNTYPED_NIL) c.error(e.pos, `cannot use nil as ${target} value in ${context}`);
  else c.error(e.pos, `cannot use ${describe(e)} as ${target} value in ${context}`);
}

/** Assignability of typed values. */
export function isAssignableType(from: T.Type, to: T.Type): boolean {
  if (from === to || from === T.INVALID || to === T.INVALID) return true;
  const f = T.underlying(from), t = T.underlying(to);
  if (t.tag === 'interface' && from !== T.UNTYPED_NIL) return missingMethod(from, t, (m) => resolver?.(m)) === undefined;
  if (from === T.UNTYPED_NIL) return T.hasNil(to);
  if (from === T.UNTYPED_BOOL) return t.tag === 'basic' && t.cls === 'bool';
  if (f === t && (from.tag !== 'named' || to.tag !== 'named') && !(f.tag === 'basic')) return true;
  if (f.tag === 'chan' && t.tag === 'chan' && f.direction === 'both' && f.elem === t.elem && (from.tag !== 'named' || to.tag !== 'named')) return true;
  return false;
}
let resolver: ((m: Func) => void) | undefined;
/** Called once per compilation: how a method's signature is completed. */
export function setMethodResolver(r: (m: Func) => void): void { resolver = r; }

/** Checks that e can be assigned to `target`, converting untyped values. */
export function assignable(c: Checker, e: Expr, target: T.Type, context: string): boolean {
  if (e.type === T.INVALID || target === T.INVALID) return false;
  if (e.mode === 'type') { c.error(e.pos, `${exprText(e)} (type) is not an expression`); return false; }
  if (e.mode === 'novalue') { c.error(e.pos, `${exprText(e)} (no value) used as value`); return false; }
  if (e.mode === 'builtin') { c.error(e.pos, `${exprText(e)} (built-in) must be called`); return false; }
  if (e.type!.tag === 'tuple') { c.error(e.pos, `multiple-value ${exprText(e)} (value of type ${e.type}) in single-value context`); return false; }
  if (T.isUntyped(e.type!)) {
    convertUntyped(c, e, target, context);
    return (e.type as T.Type) !== T.INVALID;
  }
  if (isAssignableType(e.type!, target)) return true;
  c.error(e.pos, `cannot use ${describe(e)} as type ${target} in ${context}${reason(e.type!, target)}`);
  return false;
}

/** ":\n\t..." explaining why an interface is not implemented. */
export function reason(from: T.Type, to: T.Type): string {
  const t = T.underlying(to);
  if (t.tag !== 'interface') {
    const f = T.underlying(from);
    if (f.tag === 'interface' && missingMethod(to, f, (m) => resolver?.(m)) === undefined) return ': need type assertion';
    return '';
  }
  const m = missingMethod(from, t, (f) => resolver?.(f));
  if (!m) return '';
  const head = `:\n\t${from} does not implement ${to}`;
  if (m.pointerReceiver) return `${head} (${m.method.name} method has pointer receiver)`;
  if (m.wrongType) return `${head} (wrong type for ${m.method.name} method)\n\t\thave ${m.method.name}${m.have ? (m.have as T.Signature).suffix() : ''}\n\t\twant ${m.method.name}${m.method.signature.suffix()}`;
  return `${head} (missing ${m.method.name} method)`;
}

/** Whether a non-constant value of type `from` converts to `to`. */
export function convertible(from: T.Type, to: T.Type): boolean {
  if (isAssignableType(from, to)) return true;
  const f = T.underlying(from), t = T.underlying(to);
  if (withoutTags(f) === withoutTags(t)) return true;
  if (f.tag === 'pointer' && t.tag === 'pointer' && withoutTags(T.underlying(f.elem)) === withoutTags(T.underlying(t.elem))) return true;
  if (T.isNumeric(from) && T.isNumeric(to)) return true;
  if (T.isString(to)) return T.isInteger(from) || isByteOrRuneSlice(f);
  if (T.isString(from)) return isByteOrRuneSlice(t);
  if (T.isUnsafePointer(to)) return f.tag === 'pointer' || f === T.UINTPTR;
  if (T.isUnsafePointer(from)) return t.tag === 'pointer' || t === T.UINTPTR;
  if (f.tag === 'slice' && t.tag === 'pointer') { const a = T.underlying(t.elem); return a.tag === 'array' && a.elem === f.elem; }
  return false;
}

function withoutTags(t: T.Underlying): T.Type {
  if (t.tag !== 'struct' || !t.fields.some((f) => f.tagText)) return t;
  return T.structOf(t.fields.map((f) => ({ ...f, tagText: '' })));
}

export function isByteOrRuneSlice(t: T.Type): boolean {
  const u = T.underlying(t);
  if (u.tag !== 'slice') return false;
  const e = T.underlying(u.elem);
  return e === T.UINT8 || e === T.INT32;
}
