/** Types and constant values of expressions. */
import type { Expr, FuncLit, Ident, Index, Selector, SliceExpr, TypeAssert, Unary } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import { exprText } from '../syntax/print';
import { binary } from './binary';
import { call } from './calls';
import type { Checker } from './checker';
import { constantBinary, toInteger } from './constants';
import type { Constant } from './constants';
import type { Entity, Package } from './entities';
import { ADVICE } from '../source';
import { assignable, convertUntyped, defaultType, describe, representable } from './conversion';
import { compositeLit } from './literals';
import { fieldType, inMethodSet, isExported, lookup, missingMethod, receiverOf } from './lookup';
import { signatureType, typeExpr, typeOrUndefined } from './typexpr';
import * as T from './types';

/** Checks any expression; types, builtins and packages are allowed and marked by `mode`. */
export function expr(c: Checker, e: Expr, hint?: T.Type): void {
  switch (e.kind) {
    case 'Ident': ident(c, e); break;
    case 'BasicLit':
      e.mode = 'constant';
      e.value = e.constant;
      e.type = e.lit === 'int' ? T.UNTYPED_INT : e.lit === 'char' ? T.UNTYPED_RUNE : e.lit === 'float' ? T.UNTYPED_FLOAT : T.UNTYPED_STRING;
      break;
    case 'CompositeLit': compositeLit(c, e, hint); break;
    case 'FuncLit': funcLit(c, e); break;
    case 'Paren':
      expr(c, e.x, hint);
      e.type = e.x.type;
      e.value = e.x.value;
      e.mode = e.x.mode;
      break;
    case 'Selector': selector(c, e); break;
    case 'Index': index(c, e); break;
    case 'SliceExpr': slice(c, e); break;
    case 'TypeAssert': typeAssert(c, e); break;
    case 'Call': call(c, e, hint); break;
    case 'Star': star(c, e); break;
    case 'Unary': unary(c, e, hint); break;
    case 'Binary': binary(c, e, hint); break;
    default:
      typeExpr(c, e);
  }
}

/** Checks an expression that must have exactly one value. */
export function valueExpr(c: Checker, e: Expr, hint?: T.Type): boolean {
  expr(c, e, hint);
  return isValue(c, e);
}

export function isValue(c: Checker, e: Expr): boolean {
  if (e.type === T.INVALID) return false;
  let problem = '';
  if (e.mode === 'type') problem = `${exprText(e)} (type) is not an expression`;
  else if (e.mode === 'novalue') problem = `${exprText(e)} (no value) used as value`;
  else if (e.mode === 'builtin') problem = `${exprText(e)} (built-in) must be called`;
  else if (e.mode === 'package') problem = `use of package ${exprText(e)} not in selector`;
  else if (e.type?.tag === 'tuple') problem = `multiple-value ${exprText(e)} (value of type ${e.type}) in single-value context`;
  if (!problem) return true;
  c.error(e.pos, problem);
  c.invalid(e);
  return false;
}

/** Checks e and that it can be assigned to t. */
export function exprWithType(c: Checker, e: Expr, t: T.Type, context: string): boolean {
  return valueExpr(c, e, t) && assignable(c, e, t, context);
}

/** Types of the values of e where `count` are wanted: a call, or a comma-ok form. Undefined after an error. */
export function multiValue(c: Checker, e: Expr, count: number): T.Type[] | undefined {
  expr(c, e);
  if (e.type === T.INVALID) return undefined;
  if (count === 2 && (e.mode === 'commaok' || e.mode === 'mapindex')) {
    const inner = unparen(e) as Expr & { commaOk?: boolean };
    inner.commaOk = true;
    return [e.type!, T.UNTYPED_BOOL];
  }
  const types = e.type!.tag === 'tuple' ? e.type!.types : e.mode === 'novalue' ? [] : [e.type!];
  if (types.length !== count) {
    if (e.mode === 'type' || e.mode === 'builtin' || (count === 1 && e.mode === 'novalue')) { isValue(c, e); return undefined; }
    const what = e.kind === 'Call' ? `${exprText(e)} returns ${types.length} value${types.length === 1 ? '' : 's'}` : '1 value';
    c.error(e.pos, `assignment mismatch: ${count} variable${count === 1 ? '' : 's'} but ${what}`);
    return undefined;
  }
  return [...types];
}

function ident(c: Checker, e: Ident): void {
  if (e.name === '_') { c.error(e.pos, 'cannot use _ as value'); return c.invalid(e); }
  const entity = c.find(e.name);
  if (!entity) { c.error(e.pos, `undefined: ${e.name}`); return c.invalid(e); }
  e.object = entity;
  use(c, e, entity);
}

/** Sets type, mode and value of a name (plain or qualified) from what it denotes. */
function use(c: Checker, e: Expr, entity: Entity): void {
  const context = c.context;
  if (entity.state !== 'resolved') c.resolve(entity);
  switch (entity.tag) {
    case 'var':
      entity.used = true;
      e.type = entity.type;
      e.mode = 'variable';
      if (entity.role === 'global') context.uses?.add(entity); else c.capture(entity);
      break;
    case 'const':
      e.type = entity.type;
      e.mode = 'constant';
      e.value = entity.value;
      if (entity.name === 'iota' && !entity.pkg) {
        if (context.iota === undefined) { c.error(e.pos, 'cannot use iota outside constant declaration'); return c.invalid(e); }
        e.value = context.iota;
      }
      if (entity.type === T.INVALID) c.invalid(e);
      break;
    case 'type': typeExpr(c, e); break;
    case 'func':
      context.uses?.add(entity);
      if (entity.name === 'getclosureptr' && context.body) context.body.usesClosurePointer = true;
      e.type = entity.signature ?? T.INVALID;
      e.mode = 'value';
      break;
    case 'builtin': e.mode = 'builtin'; e.type = T.tupleOf([]); break;
    case 'nil': e.mode = 'nil'; e.type = T.UNTYPED_NIL; break;
    case 'package': e.mode = 'package'; e.type = T.tupleOf([]); entity.used = true; break;
  }
}

function funcLit(c: Checker, e: FuncLit): void {
  const signature = signatureType(c, e.signature);
  e.signature.type = signature;
  e.type = signature;
  e.mode = 'value';
  c.checkLiteral(e, signature);
}

/** Go's own library is larger than the embedded one: what is not here may well be there. */
function lacking(pkg: Package, name: string): string {
  return pkg.isUser || !isExported(name) ? '' : ` (gosched's embedded package ${pkg.path} lacks it; if Go's has it: ${ADVICE})`;
}

function selector(c: Checker, e: Selector): void {
  if (e.x.kind === 'Ident') {
    const p = c.find(e.x.name);
    if (p?.tag === 'package') {
      p.used = true;
      e.x.object = p;
      e.x.mode = 'package';
      const entity = p.imported.scope.get(e.sel.name);
      if (!entity) { c.error(e.sel.pos, `undefined: ${exprText(e)}${lacking(p.imported, e.sel.name)}`); return c.invalid(e); }
      if (!isExported(e.sel.name)) { c.error(e.sel.pos, `${e.sel.name} not exported by package ${p.imported.name}`); return c.invalid(e); }
      e.object = entity;
      e.sel.object = entity;
      return use(c, e, entity);
    }
  }
  expr(c, e.x);
  if (e.x.type === T.INVALID) return c.invalid(e);
  const isType = e.x.mode === 'type';
  if (!isType && !isValue(c, e.x)) return c.invalid(e);
  if (T.isUntyped(e.x.type!)) convertUntyped(c, e.x, defaultType(e.x.type!), 'selector');
  const t = e.x.type!, name = e.sel.name;
  if (t.tag === 'pointer' && T.underlying(t.elem).tag === 'interface') {
    c.error(e.sel.pos, `${exprText(e)} undefined (type ${t} is pointer to interface, not interface)`);
    return c.invalid(e);
  }
  const s = lookup(t, name, c.context.pkg);
  if (s === 'ambiguous') { c.error(e.sel.pos, `ambiguous selector ${exprText(e)}`); return c.invalid(e); }
  if (!s) {
    let hint = `type ${t} has no field or method ${name}`;
    const other = name[0] === name[0].toUpperCase() ? name[0].toLowerCase() + name.slice(1) : name[0].toUpperCase() + name.slice(1);
    const near = lookup(t, other, c.context.pkg);
    if (near && near !== 'ambiguous') hint += `, but does have ${other}`;
    const declared = t.tag === 'pointer' ? t.elem : t;
    c.error(e.sel.pos, `${exprText(e)} undefined (${hint})${declared.tag === 'named' && declared.pkg ? lacking(declared.pkg, name) : ''}`);
    return c.invalid(e);
  }
  e.selection = s;
  if (s.kind === 'field') {
    if (isType) { c.error(e.sel.pos, `${exprText(e)} undefined (type ${t} has no method ${name})`); return c.invalid(e); }
    e.type = fieldType(s);
    e.mode = e.x.mode === 'variable' || s.path.some((p) => p.throughPointer) ? 'variable' : 'value';
    return;
  }
  if (s.kind === 'method') { c.resolve(s.method!); s.signature = s.method!.signature; c.context.uses?.add(s.method!); }
  if (!s.signature) return c.invalid(e);
  e.mode = 'value';
  if (isType) {
    if (!inMethodSet(t, s)) {
      c.error(e.sel.pos, `invalid method expression ${exprText(e)} (needs pointer receiver (*${t}).${name})`);
      return c.invalid(e);
    }
    e.selection = { ...s, kind: 'methodExpr', receiverType: t, interfaceIndex: s.interfaceIndex };
    e.type = T.signatureOf([t, ...s.signature.params], s.signature.results, s.signature.variadic);
    return;
  }
  e.type = s.signature;
  if (s.kind === 'method' && s.method!.receiver!.pointer && !inMethodSet(t, s)) {
    // x.M() with M on *T: x must be addressable, its address is taken.
    if (e.x.mode !== 'variable') { c.error(e.pos, `cannot call pointer method ${name} on ${receiverOf(s.method!).tag === 'pointer' ? t : t}`); return c.invalid(e); }
    markAddressed(e.x);
  }
}

/** Notes that the address of (a part of) a variable is taken. */
export function markAddressed(e: Expr): void {
  const x = unparen(e);
  if (x.kind === 'Ident' && x.object?.tag === 'var') x.object.addressed = true;
  else if (x.kind === 'Selector' && x.selection?.kind === 'field' && !x.selection.path.some((p) => p.throughPointer)) markAddressed(x.x);
  else if (x.kind === 'Index' && x.x.type && T.underlying(x.x.type).tag === 'array') markAddressed(x.x);
}

/** Checks an index or slice bound: integer, not negative, below `length` if that is known. */
export function indexValue(c: Checker, e: Expr, length: number | undefined, what = 'index', inclusive = false): number | undefined {
  if (!valueExpr(c, e)) return undefined;
  if (e.value !== undefined && T.isUntyped(e.type!)) {
    if (representable(e.value, T.INT) === undefined) {
      c.error(e.pos, toInteger(e.value) === undefined ? `invalid argument: ${what} ${describe(e)} must be integer` : `invalid argument: ${what} ${describe(e)} overflows int`);
      return undefined;
    }
    convertUntyped(c, e, T.INT, what);
  } else if (T.isUntyped(e.type!)) convertUntyped(c, e, T.INT, what);
  if (e.type === T.INVALID) return undefined;
  if (!T.isInteger(e.type!)) { c.error(e.pos, `invalid argument: ${what} ${describe(e)} must be integer`); return undefined; }
  if (e.value === undefined) return undefined;
  const n = e.value as bigint;
  if (n < 0n) { c.error(e.pos, `invalid argument: ${what} ${describe(e)} must not be negative`); return undefined; }
  if (length !== undefined && (inclusive ? n > BigInt(length) : n >= BigInt(length))) {
    c.error(e.pos, `invalid argument: ${what} ${exprText(e)} out of bounds [0:${inclusive ? length + 1 : length}]`);
    return undefined;
  }
  return Number(n);
}

function index(c: Checker, e: Index): void {
  if (typeOrUndefined(c, e.x) && e.x.kind !== 'Ident') { c.diagnostics.unsupported(e.pos, 'type arguments (generics) are'); return c.invalid(e); }
  if (!valueExpr(c, e.x)) { expr(c, e.index); return c.invalid(e); }
  const t = e.x.type!, u = T.underlying(t);
  e.mode = 'variable';
  if (T.isString(t)) {
    indexValue(c, e.index, typeof e.x.value === 'string' ? e.x.value.length : undefined);
    if (typeof e.x.value === 'string' && e.index.value !== undefined && Number(e.index.value) < e.x.value.length) {
      if (T.isUntyped(t)) convertUntyped(c, e.x, T.STRING, 'index');
    }
    if (T.isUntyped(t)) convertUntyped(c, e.x, T.STRING, 'index');
    e.type = T.UINT8;
    e.mode = 'value';
  } else if (u.tag === 'slice') {
    indexValue(c, e.index, undefined);
    e.type = u.elem;
  } else if (u.tag === 'array') {
    indexValue(c, e.index, u.length);
    e.type = u.elem;
    e.mode = e.x.mode === 'variable' ? 'variable' : 'value';
  } else if (u.tag === 'pointer' && T.underlying(u.elem).tag === 'array') {
    const a = T.underlying(u.elem) as T.ArrayType;
    indexValue(c, e.index, a.length);
    e.type = a.elem;
  } else if (u.tag === 'map') {
    if (valueExpr(c, e.index)) assignable(c, e.index, u.key, 'map index');
    e.type = u.elem;
    e.mode = 'mapindex';
  } else {
    expr(c, e.index);
    c.error(e.pos, `invalid operation: cannot index ${describe(e.x)}`);
    c.invalid(e);
  }
}

function slice(c: Checker, e: SliceExpr): void {
  if (!valueExpr(c, e.x)) return c.invalid(e);
  const t = e.x.type!, u = T.underlying(t);
  let length: number | undefined;
  e.mode = 'value';
  if (T.isString(t)) {
    if (e.max) { c.error(e.pos, `invalid operation: 3-index slice of string`); return c.invalid(e); }
    if (typeof e.x.value === 'string') length = e.x.value.length;
    if (T.isUntyped(t)) convertUntyped(c, e.x, T.STRING, 'slice');
    e.type = e.x.type!;
  } else if (u.tag === 'slice') e.type = t;
  else if (u.tag === 'array') {
    length = u.length;
    if (e.x.mode !== 'variable') { c.error(e.pos, `invalid operation: ${describe(e.x)} (slice of unaddressable value)`); return c.invalid(e); }
    markAddressed(e.x);
    e.type = T.sliceOf(u.elem);
  } else if (u.tag === 'pointer' && T.underlying(u.elem).tag === 'array') {
    const a = T.underlying(u.elem) as T.ArrayType;
    length = a.length;
    e.type = T.sliceOf(a.elem);
  } else { c.error(e.pos, `cannot slice ${describe(e.x)}`); return c.invalid(e); }
  const bounds = [e.lo, e.hi, e.max].map((b) => b && indexValue(c, b, length, 'index', true));
  const known = bounds.filter((b): b is number => b !== undefined);
  for (let i = 1; i < known.length; i++) if (known[i] < known[i - 1]) { c.error(e.hi?.pos ?? e.pos, `invalid slice indices: ${known[i]} < ${known[i - 1]}`); break; }
}

function typeAssert(c: Checker, e: TypeAssert): void {
  if (!valueExpr(c, e.x)) return c.invalid(e);
  if (!e.typeExpr) { c.error(e.pos, 'use of .(type) outside type switch'); return c.invalid(e); }
  const u = T.underlying(e.x.type!);
  if (u.tag !== 'interface') { c.error(e.x.pos, `invalid operation: ${exprText(e.x)} (${describe(e.x).slice(exprText(e.x).length + 2)} is not an interface`); return c.invalid(e); }
  const t = typeExpr(c, e.typeExpr);
  if (t === T.INVALID) return c.invalid(e);
  impossible(c, e.x, u, t, e.pos, exprText(e));
  e.type = t;
  e.mode = 'commaok';
}

/** Reports an assertion to a concrete type that lacks a method of the interface. */
export function impossible(c: Checker, x: Expr, u: T.Interface, t: T.Type, pos: number, text: string): void {
  if (T.isInterface(t)) return;
  const m = missingMethod(t, u, (f) => c.resolve(f));
  if (m) c.error(pos, `impossible type ${text.includes('case') ? 'switch case' : 'assertion'}: ${text}\n\t${t} does not implement ${x.type} (${m.pointerReceiver ? `${m.method.name} method has pointer receiver` : m.wrongType ? `wrong type for ${m.method.name} method` : `missing ${m.method.name} method`})`);
}

function star(c: Checker, e: Expr & { kind: 'Star' }): void {
  expr(c, e.x);
  if (e.x.type === T.INVALID) return c.invalid(e);
  if (e.x.mode === 'type') { e.type = T.pointerTo(e.x.type!); e.mode = 'type'; return; }
  if (!isValue(c, e.x)) return c.invalid(e);
  if (e.x.type === T.UNTYPED_NIL) { c.error(e.pos, 'invalid operation: cannot indirect nil'); return c.invalid(e); }
  const u = T.underlying(e.x.type!);
  if (u.tag !== 'pointer') { c.error(e.x.pos, `invalid operation: cannot indirect ${describe(e.x)}`); return c.invalid(e); }
  e.type = u.elem;
  e.mode = 'variable';
}

function unary(c: Checker, e: Unary, hint?: T.Type): void {
  if (e.op === '&') {
    const x = unparen(e.x);
    const inner = hint && T.underlying(hint).tag === 'pointer' ? (T.underlying(hint) as T.Pointer).elem : undefined;
    if (!valueExpr(c, e.x, inner)) return c.invalid(e);
    if (x.kind !== 'CompositeLit' && e.x.mode !== 'variable') { c.error(e.x.pos, `invalid operation: cannot take address of ${describe(e.x)}`); return c.invalid(e); }
    if (x.kind !== 'CompositeLit') markAddressed(e.x);
    e.type = T.pointerTo(e.x.type!);
    e.mode = 'value';
    return;
  }
  if (!valueExpr(c, e.x, hint)) return c.invalid(e);
  const t = e.x.type!;
  if (e.op === '<-') {
    const u = T.underlying(t);
    if (u.tag !== 'chan') { c.error(e.x.pos, `invalid operation: cannot receive from non-channel ${describe(e.x)}`); return c.invalid(e); }
    if (u.direction === 'send') { c.error(e.x.pos, `invalid operation: cannot receive from send-only channel ${describe(e.x)}`); return c.invalid(e); }
    e.type = u.elem;
    e.mode = 'commaok';
    return;
  }
  const ok = e.op === '!' ? T.isBoolean(t) : e.op === '^' ? T.isInteger(t) : T.isNumeric(t);
  if (!ok) { c.error(e.x.pos, `invalid operation: operator ${e.op} not defined on ${describe(e.x)}`); return c.invalid(e); }
  e.type = t;
  e.mode = 'value';
  const v = e.x.value;
  if (v === undefined) return;
  e.mode = 'constant';
  if (e.op === '!') e.value = !v;
  else if (e.op === '+') e.value = v;
  else if (e.op === '-') e.value = typeof v === 'bigint' ? -v : negate(v);
  else {
    const u = T.underlying(t) as T.Basic;
    e.value = u.cls === 'uint' ? BigInt.asUintN(u.size * 8, ~(v as bigint)) : ~(v as bigint);
  }
  checkOverflow(c, e);
}
function negate(v: Constant): Constant { return constantBinary('-', 0n, v, false)!; }

/** Reports a typed constant that its type cannot hold. */
export function checkOverflow(c: Checker, e: Expr): void {
  if (e.value === undefined || T.isUntyped(e.type!)) return;
  const v = representable(e.value, e.type!);
  if (v !== undefined) { e.value = v; return; }
  c.error(e.pos, `${exprText(e)} (constant ${String(e.value)} of type ${e.type}) overflows ${e.type}`);
  c.invalid(e);
}
