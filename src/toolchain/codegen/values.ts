/** Values of expressions: into AX or X0 (scalars), or into memory. */
import { Rational } from '../types/constants';
import type { Expr, Selector } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import * as T from '../types/types';
import { R10, RAX, RCX, RIP } from '../x86/code-buffer';
import { Label } from '../x86/emitter';
import { binaryValue, unaryValue } from './arithmetic';
import { builtinInto, builtinValue } from './builtins';
import { callInto, callValue } from './calls';
import { functionLiteral, methodValue } from './closures';
import { condition } from './compare';
import { conversionInto, conversionValue } from './conversions';
import type { Place } from './frame';
import type { Fn } from './function';
import { assertInto, assertValue, toInterface } from './interfaces';
import { addr, addressOf, boundsCheck, copy, isScalar, loadScalar, offsetPlace, placeOf, storeScalar, zero } from './memory';
import { compositeInto, pointerToLiteral } from './literals';
import { mapIndexPlace } from './maps';
import { receiveInto } from './channels';
import { concatInto } from './strings';
import { sliceInto } from './slices';

/** Computes a scalar into AX, or X0 for floats. Every other register may change. */
export function value(f: Fn, e: Expr): void {
  const t = e.type!;
  if (e.value !== undefined) return constantValue(f, e);
  if (e.mode === 'nil') { f.e.moveImm(RAX, 0n); return; }
  const x = unparen(e);
  switch (x.kind) {
    case 'Ident': case 'Selector': {
      const object = x.kind === 'Ident' ? x.object : x.object;
      if (object?.tag === 'func') { f.e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.funcValue(f.gen.functionSymbol(object)) }); return; }
      if (x.kind === 'Selector' && x.selection && x.selection.kind !== 'field') { methodValue(f, x as Selector); return; }
      loadScalar(f, addr(f, x), t);
      return;
    }
    case 'Star': loadScalar(f, addr(f, x), t); return;
    case 'Index': {
      if (T.isString(x.x.type!)) return stringIndex(f, x.x, x.index);
      if (T.underlying(x.x.type!).tag === 'map') { loadScalar(f, mapIndexPlace(f, x), t); return; }
      loadScalar(f, addr(f, x), t);
      return;
    }
    case 'Call':
      if (x.form === 'conversion') conversionValue(f, x);
      else if (x.form === 'builtin') builtinValue(f, x);
      else callValue(f, x);
      return;
    case 'Unary':
      if (x.op === '&') return addressValue(f, x.x);
      if (x.op === '<-') return viaTemp(f, t, (p) => receiveInto(f, x.x, p));
      unaryValue(f, x);
      return;
    case 'Binary': binaryValue(f, x); return;
    case 'TypeAssert': assertValue(f, x); return;
    case 'FuncLit': functionLiteral(f, x); return;
    case 'CompositeLit': return viaTemp(f, t, (p) => compositeInto(f, x, p));
    default: throw new Error(`internal error: ${f.symbol}: value of ${x.kind}`);
  }
}

function viaTemp(f: Fn, t: T.Type, fill: (p: Place) => void): void {
  const p = f.temp(T.sizeOf(t));
  fill(p);
  loadScalar(f, p, t);
}

function constantValue(f: Fn, e: Expr): void {
  const v = e.value!, t = e.type!;
  if (typeof v === 'boolean') f.e.moveImm(RAX, v ? 1n : 0n);
  else if (T.isFloat(t)) {
    f.e.moveImm(RAX, floatBits(v as Rational | bigint, T.sizeOf(t)));
    f.e.toXmm(0, RAX);
  } else f.e.moveImm(RAX, v as bigint);
}

/** IEEE bits of a float constant. */
export function floatBits(v: Rational | bigint, size: number): bigint {
  const view = new DataView(new ArrayBuffer(8)), x = typeof v === 'bigint' ? Number(v) : v.toNumber();
  if (size === 4) { view.setFloat32(0, x); return BigInt(view.getUint32(0)); }
  view.setFloat64(0, x);
  return view.getBigUint64(0);
}

/** s[i]: the byte into AX. */
function stringIndex(f: Fn, s: Expr, index: Expr): void {
  const p = placeOf(f, s);
  value(f, index);
  f.e.load(RCX, f.mem(offsetPlace(p, 8), R10), 8, false);
  boundsCheck(f, 'panicIndex');
  f.e.load(RCX, f.mem(p, R10), 8, false);
  f.e.load(RAX, { base: RCX, index: RAX, scale: 1, disp: 0 }, 1, false);
}

/** &x */
function addressValue(f: Fn, x: Expr): void {
  const target = unparen(x);
  if (target.kind === 'CompositeLit') { pointerToLiteral(f, target); return; }
  addressOf(f, addr(f, x, true));
}

/** Computes any value into memory. `to` must not be read by e except for plain copies, and must survive calls. */
export function into(f: Fn, e: Expr, to: Place): void {
  const t = e.type!;
  if (isScalar(t)) { value(f, e); storeScalar(f, to, t); return; }
  if (e.mode === 'nil') { zero(f, to, T.sizeOf(t)); return; }
  if (typeof e.value === 'string') { stringConstant(f, e.value, to); return; }
  const x = unparen(e), size = T.sizeOf(t);
  switch (x.kind) {
    case 'Call':
      if (x.form === 'conversion') conversionInto(f, x, to);
      else if (x.form === 'builtin') builtinInto(f, x, to);
      else callInto(f, x, to);
      return;
    case 'CompositeLit': compositeInto(f, x, to); return;
    case 'SliceExpr': sliceInto(f, x, to); return;
    case 'TypeAssert': assertInto(f, x, to, undefined); return;
    case 'Binary': concatInto(f, x, to); return;
    case 'Unary': receiveInto(f, x.x, to); return;
    case 'Index': if (T.underlying(x.x.type!).tag === 'map') { copy(f, to, f.stable(mapIndexPlace(f, x)), size); return; } break;
    default:
  }
  copy(f, to, addr(f, x), size);
}

export function stringConstant(f: Fn, bytes: string, to: Place): void {
  const m = f.mem(to, R10);
  if (bytes.length === 0) f.e.storeImm(m, 0, 8);
  else {
    f.e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.stringSymbol(bytes) });
    f.e.store(m, RAX, 8);
  }
  f.e.storeImm({ ...m, disp: m.disp + 8 }, bytes.length, 8);
}

/** As `into`, converting to an interface type if `target` is one and e is not of it. */
export function convertInto(f: Fn, e: Expr, target: T.Type, to: Place): void {
  if (needsConversion(e, target)) toInterface(f, e, target, to);
  else into(f, e, to);
}

export function needsConversion(e: Expr, target: T.Type): boolean {
  return T.isInterface(target) && e.mode !== 'nil' && T.underlying(e.type!) !== T.underlying(target);
}

/** Converts a value that is in memory. */
export function convertPlace(f: Fn, from: Place, type: T.Type, target: T.Type, to: Place): void {
  const e: Expr = { kind: 'Ident', pos: 0, name: '', type, mode: 'variable' };
  f.withPlace(e, from, () => convertInto(f, e, target, to));
}

/** A boolean expression as AX = 0 or 1, by its jumps. */
export function booleanValue(f: Fn, e: Expr): void {
  const no = new Label(), end = new Label();
  condition(f, e, undefined, no);
  f.e.moveImm(RAX, 1n);
  f.e.jump(end);
  f.e.place(no);
  f.e.moveImm(RAX, 0n);
  f.e.place(end);
}
