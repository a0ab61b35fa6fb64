/** Calls of predeclared functions and of package unsafe's. */
import type { Call, Expr } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import { exprText } from '../syntax/print';
import type { Checker } from './checker';
import { assignable, convertUntyped, defaultType, describe, isByteOrRuneSlice } from './conversion';
import { expr, exprWithType, indexValue, valueExpr } from './expressions';
import { typeExpr } from './typexpr';
import * as T from './types';

const COUNTS: Record<string, [number, number]> = {
  append: [1, Infinity], cap: [1, 1], close: [1, 1], copy: [2, 2], delete: [2, 2], len: [1, 1], make: [1, 3], new: [1, 1], panic: [1, 1], print: [0, Infinity], println: [0, Infinity], recover: [0, 0],
  'unsafe.Sizeof': [1, 1], 'unsafe.Offsetof': [1, 1], 'unsafe.Alignof': [1, 1], 'unsafe.Add': [2, 2], 'unsafe.Slice': [2, 2],
};

export function builtinCall(c: Checker, e: Call, hint?: T.Type): void {
  const name = e.builtin!, limits = COUNTS[name];
  if (!limits) {
    for (const a of e.args) expr(c, a);
    c.diagnostics.unsupported(e.pos, `complex numbers (${name}) are`);
    return c.invalid(e);
  }
  if (e.ellipsis && name !== 'append') { c.error(e.pos, `invalid operation: invalid use of ... with built-in ${name}`); return c.invalid(e); }
  if (e.args.length < limits[0] || e.args.length > limits[1]) {
    // append(f()) and the like are not worth their code: Go allows them, nobody writes them.
    for (const a of e.args) if (name !== 'make' && name !== 'new') expr(c, a);
    c.error(e.args.length < limits[0] ? e.end : e.args[limits[1]].pos, `${e.args.length < limits[0] ? 'not enough' : 'too many'} arguments for ${exprText(e)} (expected ${e.args.length < limits[0] ? limits[0] : limits[1]}, found ${e.args.length})`);
    return c.invalid(e);
  }
  const result = (t: T.Type): void => { e.type = t; e.mode = 'value'; };
  const none = (): void => { e.type = T.tupleOf([]); e.mode = 'novalue'; };
  const bad = (text: string, at: Expr = e.args[0]): void => { c.error(at.pos, text); c.invalid(e); };
  const [a, b] = e.args;
  switch (name) {
    case 'len': case 'cap': return lengthOf(c, e, name);
    case 'append': return append(c, e, hint);
    case 'copy': {
      if (!valueExpr(c, a) || !valueExpr(c, b)) return c.invalid(e);
      if (T.isUntyped(b.type!)) convertUntyped(c, b, defaultType(b.type!), 'copy');
      const to = T.underlying(a.type!), from = T.underlying(b.type!);
      if (to.tag !== 'slice') return bad(`invalid argument: copy expects slice arguments; found ${describe(a)} and ${describe(b)}`);
      if (!(from.tag === 'slice' && from.elem === to.elem) && !(T.isString(b.type!) && T.underlying(to.elem) === T.UINT8)) {
        return bad(from.tag === 'slice' ? `invalid argument: arguments to copy ${describe(a)} and ${describe(b)} have different element types ${to.elem} and ${from.elem}` : `invalid argument: copy expects slice arguments; found ${describe(a)} and ${describe(b)}`);
      }
      return result(T.INT);
    }
    case 'close': {
      if (!valueExpr(c, a)) return c.invalid(e);
      const u = T.underlying(a.type!);
      if (u.tag !== 'chan') return bad(`invalid operation: cannot close non-channel ${describe(a)}`);
      if (u.direction === 'recv') return bad(`invalid operation: cannot close receive-only channel ${describe(a)}`);
      return none();
    }
    case 'delete': {
      if (!valueExpr(c, a)) return c.invalid(e);
      const u = T.underlying(a.type!);
      if (u.tag !== 'map') return bad(`invalid argument: ${describe(a)} is not a map`);
      exprWithType(c, b, u.key, 'argument to delete');
      return none();
    }
    case 'new': {
      const t = typeExpr(c, a);
      return t === T.INVALID ? c.invalid(e) : result(T.pointerTo(t));
    }
    case 'make': {
      const t = typeExpr(c, a), u = T.underlying(t);
      if (t === T.INVALID) return c.invalid(e);
      if (u.tag !== 'slice' && u.tag !== 'map' && u.tag !== 'chan') return bad(`invalid argument: cannot make ${exprText(a)}; type must be slice, map, or channel`);
      if (u.tag === 'slice' && e.args.length < 2) { c.error(e.pos, `invalid operation: ${exprText(e)} expects 2 or 3 arguments; found 1`); return c.invalid(e); }
      if (u.tag !== 'slice' && e.args.length > 2) { c.error(e.pos, `invalid operation: ${exprText(e)} expects 1 or 2 arguments; found 3`); return c.invalid(e); }
      const sizes = e.args.slice(1).map((x) => indexValue(c, x, undefined));
      if (sizes.length === 2 && sizes[0] !== undefined && sizes[1] !== undefined && sizes[0] > sizes[1]) c.error(e.args[1].pos, `invalid argument: length and capacity swapped`);
      return result(t);
    }
    case 'panic': exprWithType(c, a, c.universe.any, 'argument to panic'); return none();
    case 'print': case 'println':
      if (e.args.length === 1) {
        // print(f()) prints all results of f.
        expr(c, e.args[0]);
        if (e.args[0].mode === 'tuple') return none();
      }
      for (const x of e.args) {
        if (!valueExpr(c, x)) continue;
        if (x.type === T.UNTYPED_NIL) { c.error(x.pos, 'use of untyped nil in argument to built-in ' + name); continue; }
        // Constants that need more than int are printed as int64 would be: the compiler picks the type.
        if (T.isUntyped(x.type!)) convertUntyped(c, x, x.type === T.UNTYPED_INT ? T.INT : x.type === T.UNTYPED_RUNE ? T.INT32 : defaultType(x.type!), `argument to built-in ${name}`);
      }
      return none();
    case 'recover': if (c.context.body) c.context.body.hasRecover = true; return result(c.universe.any);
    case 'unsafe.Sizeof': case 'unsafe.Alignof': {
      if (!valueExpr(c, a)) return c.invalid(e);
      if (T.isUntyped(a.type!)) convertUntyped(c, a, defaultType(a.type!), 'argument');
      result(T.UINTPTR);
      e.value = BigInt(name === 'unsafe.Sizeof' ? T.sizeOf(a.type!) : T.alignOf(a.type!));
      e.mode = 'constant';
      return;
    }
    case 'unsafe.Offsetof': {
      const x = unparen(a);
      if (x.kind !== 'Selector') return bad(`invalid argument: ${exprText(a)} is not a selector expression`);
      if (!valueExpr(c, a)) return c.invalid(e);
      if (x.selection?.kind !== 'field') return bad(`invalid argument: ${exprText(a)} is a method value`);
      let offset = 0;
      for (const s of x.selection.path) {
        const u = T.underlying(s.type) as T.Struct;
        offset += u.measure().offsets[s.index];
      }
      result(T.UINTPTR);
      e.value = BigInt(offset);
      e.mode = 'constant';
      return;
    }
    case 'unsafe.Add':
      exprWithType(c, a, T.UNSAFE_POINTER, 'argument to unsafe.Add');
      if (valueExpr(c, b)) { if (T.isUntyped(b.type!)) convertUntyped(c, b, T.INT, 'argument'); if (!T.isInteger(b.type!)) return bad(`invalid argument: ${describe(b)} must be integer`, b); }
      return result(T.UNSAFE_POINTER);
    default: { // unsafe.Slice
      if (!valueExpr(c, a)) return c.invalid(e);
      const u = T.underlying(a.type!);
      if (u.tag !== 'pointer') return bad(`invalid argument: ${describe(a)} is not a pointer`);
      indexValue(c, b, undefined);
      return result(T.sliceOf(u.elem));
    }
  }
}

function lengthOf(c: Checker, e: Call, name: string): void {
  const x = e.args[0];
  if (!valueExpr(c, x)) return c.invalid(e);
  e.type = T.INT;
  e.mode = 'value';
  const constant = (n: number): void => { e.value = BigInt(n); e.mode = 'constant'; };
  const u = T.underlying(x.type!), elem = u.tag === 'pointer' ? T.underlying(u.elem) : undefined;
  if (T.isString(x.type!) && name === 'len') {
    if (typeof x.value === 'string') constant(x.value.length);
    if (T.isUntyped(x.type!)) convertUntyped(c, x, T.STRING, 'len');
    return;
  }
  const array = u.tag === 'array' ? u : elem?.tag === 'array' ? elem : undefined;
  if (array) { if (!hasCallOrReceive(x)) constant(array.length); return; }
  if (u.tag === 'slice' || u.tag === 'chan' || (u.tag === 'map' && name === 'len')) return;
  c.error(x.pos, `invalid argument: ${describe(x)} for ${name}`);
  c.invalid(e);
}

/** Whether evaluating x calls a function or receives: then len(x) of an array is not constant. */
function hasCallOrReceive(x: Expr): boolean {
  switch (x.kind) {
    case 'Call': return x.form === 'call' || x.args.some(hasCallOrReceive);
    case 'Unary': return x.op === '<-' || hasCallOrReceive(x.x);
    case 'Paren': case 'Star': case 'Selector': case 'TypeAssert': return hasCallOrReceive(x.x);
    case 'Index': return hasCallOrReceive(x.x) || hasCallOrReceive(x.index);
    case 'Binary': return hasCallOrReceive(x.x) || hasCallOrReceive(x.y);
    case 'CompositeLit': return x.elements.some((el) => hasCallOrReceive(el.value));
    default: return false;
  }
}

function append(c: Checker, e: Call, hint?: T.Type): void {
  const s = e.args[0];
  if (!valueExpr(c, s, hint)) { for (const x of e.args.slice(1)) expr(c, x); return c.invalid(e); }
  if (s.type === T.UNTYPED_NIL) { c.error(s.pos, 'first argument to append must be a typed slice; have untyped nil'); return c.invalid(e); }
  const u = T.underlying(s.type!);
  if (u.tag !== 'slice') { c.error(s.pos, `first argument to append must be a slice; have ${describe(s)}`); return c.invalid(e); }
  e.type = s.type;
  e.mode = 'value';
  if (e.ellipsis) {
    if (e.args.length !== 2) { c.error(e.pos, 'can only use ... with final argument in list'); return c.invalid(e); }
    const x = e.args[1];
    if (!valueExpr(c, x)) return;
    if (T.isString(x.type!) && isByteOrRuneSlice(s.type!) && T.underlying(u.elem) === T.UINT8) { if (T.isUntyped(x.type!)) convertUntyped(c, x, T.STRING, 'append'); return; }
    assignable(c, x, T.sliceOf(u.elem), 'append');
    return;
  }
  for (const x of e.args.slice(1)) exprWithType(c, x, u.elem, 'argument to append');
}
