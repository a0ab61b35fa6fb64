/** Calls and conversions. */
import { encodeRune } from '../source';
import type { Call, Expr } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import { exprText } from '../syntax/print';
import { builtinCall } from './builtins';
import type { Checker } from './checker';
import { toInteger, toRational } from './constants';
import { assignable, convertible, convertUntyped, defaultType, describe, representable } from './conversion';
import { expr, isValue, valueExpr } from './expressions';
import * as T from './types';

export function call(c: Checker, e: Call, hint?: T.Type): void {
  expr(c, e.fn);
  const fn = e.fn;
  if (fn.type === T.INVALID) { for (const a of e.args) expr(c, a); return c.invalid(e); }
  if (fn.mode === 'type') { e.form = 'conversion'; return conversion(c, e, fn.type!); }
  if (fn.mode === 'builtin') {
    e.form = 'builtin';
    const f = unparen(fn);
    e.builtin = f.kind === 'Ident' ? f.name : f.kind === 'Selector' ? `unsafe.${f.sel.name}` : '';
    return builtinCall(c, e, hint);
  }
  e.form = 'call';
  if (!isValue(c, fn)) return c.invalid(e);
  const signature = T.underlying(fn.type!);
  if (signature.tag !== 'func') {
    for (const a of e.args) expr(c, a);
    c.error(e.pos, `invalid operation: cannot call non-function ${describe(fn)}`);
    return c.invalid(e);
  }
  args(c, e, signature);
  const r = signature.results;
  e.type = r.length === 1 ? r[0] : T.tupleOf(r);
  e.mode = r.length === 0 ? 'novalue' : r.length === 1 ? 'value' : 'tuple';
}

function args(c: Checker, e: Call, s: T.Signature): void {
  const name = exprText(e.fn), fixed = s.variadic ? s.params.length - 1 : s.params.length;
  const count = (have: T.Type[], pos: number, tooMany: boolean): void => {
    const show = (t: T.Type): string => (T.isUntyped(t) && t !== T.UNTYPED_NIL && t !== T.UNTYPED_BOOL && t !== T.UNTYPED_STRING ? 'number' : t === T.UNTYPED_NIL ? 'nil' : T.isUntyped(t) ? `${defaultType(t)}` : `${t}`);
    c.error(pos, `${tooMany ? 'too many' : 'not enough'} arguments in call to ${name}\n\thave (${have.map(show).join(', ')})\n\twant ${T.signatureOf(s.params, [], s.variadic).suffix()}`);
  };
  // f(g()) with g of several results.
  if (e.args.length === 1 && !e.ellipsis) {
    expr(c, e.args[0], s.params[0] && (s.variadic && fixed === 0 ? (s.params[0] as T.Slice).elem : s.params[0]));
    const t = e.args[0].type!;
    if (t.tag === 'tuple' && e.args[0].mode === 'tuple') {
      const types = t.types;
      if (types.length < fixed || (!s.variadic && types.length > fixed)) return count([...types], e.args[0].pos, types.length > fixed);
      types.forEach((have, i) => {
        const want = i < fixed ? s.params[i] : (s.params[fixed] as T.Slice).elem;
        const x: Expr = { kind: 'Ident', pos: e.args[0].pos, name: exprText(e.args[0]), type: have, mode: 'value' };
        assignable(c, x, want, `argument to ${name}`);
      });
      return;
    }
    if (t === T.INVALID || !isValue(c, e.args[0])) return;
  } else {
    let ok = true;
    e.args.forEach((a, i) => {
      const p = i < fixed ? s.params[i] : s.variadic ? (e.ellipsis ? s.params[fixed] : (s.params[fixed] as T.Slice).elem) : undefined;
      if (!valueExpr(c, a, p)) ok = false;
    });
    if (!ok) return;
  }
  const have = e.args.map((a) => a.type!);
  if (e.ellipsis && !s.variadic) { c.error(e.args[e.args.length - 1].pos, `cannot use ... in call to non-variadic ${name}`); return; }
  if (e.args.length < fixed || (e.ellipsis && e.args.length < s.params.length)) return count(have, e.args.length ? e.args[e.args.length - 1].pos : e.end, false);
  if (e.args.length > fixed && (!s.variadic || (e.ellipsis && e.args.length > s.params.length))) return count(have, e.args[fixed].pos, true);
  e.args.forEach((a, i) => {
    const want = i < fixed ? s.params[i] : e.ellipsis ? s.params[fixed] : (s.params[fixed] as T.Slice).elem;
    assignable(c, a, want, `argument to ${name}`);
  });
}

function conversion(c: Checker, e: Call, t: T.Type): void {
  if (e.args.length !== 1) {
    for (const a of e.args) expr(c, a);
    c.error(e.args.length ? e.args[1].pos : e.end, e.args.length ? `too many arguments in conversion to ${t}` : `missing argument in conversion to ${t}`);
    return c.invalid(e);
  }
  const x = e.args[0];
  if (!valueExpr(c, x, t) || t === T.INVALID) return c.invalid(e);
  e.type = t;
  e.mode = 'value';
  const u = T.underlying(t);
  if (x.value !== undefined && u.tag === 'basic' && u.cls !== 'pointer') {
    const v = x.value;
    if (u.cls === 'string' && typeof v === 'bigint') {
      e.value = encodeRune(v >= 0n && v <= 0x10ffffn ? Number(v) : -1);
      e.mode = 'constant';
      if (T.isUntyped(x.type!)) convertUntyped(c, x, defaultType(x.type!), 'conversion');
      return;
    }
    let value = representable(v, t);
    if (value === undefined) {
      const numeric = typeof v !== 'string' && typeof v !== 'boolean' && (u.isInteger || u.cls === 'float');
      const truncated = numeric && toInteger(v) === undefined;
      c.error(x.pos, `cannot convert ${describe(x)} to type ${t}${truncated ? ' (truncated)' : ''}`);
      return c.invalid(e);
    }
    if (u.cls === 'float' && typeof value === 'bigint') value = toRational(value);
    e.value = value;
    e.mode = 'constant';
    if (T.isUntyped(x.type!)) convertUntyped(c, x, t, 'conversion');
    return;
  }
  if (T.isUntyped(x.type!)) {
    if (x.type === T.UNTYPED_NIL) {
      if (!T.hasNil(t)) { c.error(x.pos, `cannot convert nil to type ${t}`); return c.invalid(e); }
      convertUntyped(c, x, t, 'conversion');
      return;
    }
    // A non-constant shift or comparison, a constant that becomes an interface, a string that becomes bytes.
    const target = u.tag === 'interface' || (x.value !== undefined && u.tag !== 'basic') ? defaultType(x.type!) : x.value === undefined && u.tag === 'basic' && (u.isInteger || u.cls === 'bool' || u.cls === 'float') ? t : defaultType(x.type!);
    if (u.tag !== 'interface' && isUintptrToPointer(x, t)) convertUntyped(c, x, T.UINTPTR, 'conversion');
    else convertUntyped(c, x, target, 'conversion');
    if ((x.type as T.Type) === T.INVALID) return c.invalid(e);
  }
  if (!convertible(x.type!, t)) {
    c.error(x.pos, `cannot convert ${describe(x)} to type ${t}`);
    return c.invalid(e);
  }
}

const isUintptrToPointer = (x: Expr, t: T.Type): boolean => T.isUnsafePointer(t) && x.value !== undefined && typeof x.value === 'bigint';
