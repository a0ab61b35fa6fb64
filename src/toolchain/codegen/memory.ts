/** Moving values between memory, and addresses of expressions. */
import type { Expr, Index, Selector } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import * as T from '../types/types';
import type { Variable } from '../types/entities';
import { R10, R11, R9, RAX, RBP, RCX, RDI, RIP, RSI, RSP } from '../x86/code-buffer';
import { ADD, CC, CMP, Label } from '../x86/emitter';
import type { Place } from './frame';
import type { Fn } from './function';
import type { RuntimeCall } from './runtime-calls';
import { into, value } from './values';

export const offsetPlace = (p: Place, by: number): Place => ({ ...p, disp: p.disp + by });

/** Values that fit a register: everything but strings, slices, interfaces, structs and arrays. */
export function isScalar(t: T.Type): boolean {
  const u = T.underlying(t);
  return u.tag === 'basic' ? u.cls !== 'string' : u.tag === 'pointer' || u.tag === 'map' || u.tag === 'chan' || u.tag === 'func';
}
export const isSigned = (t: T.Type): boolean => T.isBasic(t, 'int');

/** Loads a scalar into AX (or X0). */
export function loadScalar(f: Fn, p: Place, t: T.Type, reg = RAX): void {
  if (T.isFloat(t)) f.e.loadFloat(0, f.mem(p, R11), T.sizeOf(t) === 8);
  else f.e.load(reg, f.mem(p, R11), T.sizeOf(t), isSigned(t));
}

/** Stores AX (or X0). */
export function storeScalar(f: Fn, p: Place, t: T.Type, reg = RAX): void {
  if (T.isFloat(t)) f.e.storeFloat(f.mem(p, R10), 0, T.sizeOf(t) === 8);
  else f.e.store(f.mem(p, R10), reg, T.sizeOf(t));
}

export function copy(f: Fn, to: Place, from: Place, size: number): void {
  if (size === 0) return;
  const e = f.e;
  if (size > 128) {
    e.lea(RSI, f.mem(from, R11));
    e.lea(RDI, f.mem(to, R10));
    e.moveImm(RCX, BigInt(size >> 3));
    e.repMovsq();
    if (size & 7) { e.moveImm(RCX, BigInt(size & 7)); e.repMovsb(); }
    return;
  }
  const src = f.mem(from, R11), dst = f.mem(to, R10);
  let at = 0;
  // 16 bytes at a time only where source and target cannot overlap by less than that: they are the same or apart.
  for (; size - at >= 16; at += 16) {
    e.loadWide(15, { ...src, disp: src.disp + at });
    e.storeWide({ ...dst, disp: dst.disp + at }, 15);
  }
  for (const n of [8, 4, 2, 1]) {
    for (; size - at >= n; at += n) {
      e.load(R9, { ...src, disp: src.disp + at }, n, false);
      e.store({ ...dst, disp: dst.disp + at }, R9, n);
    }
  }
}

export function zero(f: Fn, to: Place, size: number): void {
  if (size === 0) return;
  const e = f.e;
  if (size > 128) {
    e.lea(RDI, f.mem(to, R10));
    e.moveImm(RAX, 0n);
    e.moveImm(RCX, BigInt((size + 7) >> 3));
    // Sizes over 128 that are no multiple of 8 are packed byte arrays: the last word is cleared separately.
    if (size & 7) {
      e.moveImm(RCX, BigInt(size >> 3));
      e.repStosq();
      for (let i = 0; i < (size & 7); i++) e.store({ base: RDI, disp: i }, RAX, 1);
    } else e.repStosq();
    return;
  }
  const dst = f.mem(to, R10);
  let at = 0;
  if (size >= 16) {
    e.xorps(15, 15);
    for (; size - at >= 16; at += 16) e.storeWide({ ...dst, disp: dst.disp + at }, 15);
  }
  for (const n of [8, 4, 2, 1]) for (; size - at >= n; at += n) e.storeImm({ ...dst, disp: dst.disp + at }, 0, n);
}

/** Loads the address of a place into a register. */
export function addressOf(f: Fn, p: Place, reg = RAX): void {
  if (p.slot !== undefined) {
    f.e.load(reg, { base: RBP, disp: p.slot }, 8, false);
    if (p.disp) f.e.aluImm(ADD, reg, p.disp);
    return;
  }
  if (p.base >= 0 && p.disp === 0) f.e.move(reg, p.base);
  else f.e.lea(reg, { base: p.base, disp: p.disp, symbol: p.symbol });
}

export function variablePlace(f: Fn, v: Variable): Place {
  if (v.role === 'global') return { base: RIP, disp: 0, symbol: f.gen.globalSymbol(v) };
  const p = f.places.get(v);
  if (!p) throw new Error(`internal error: ${f.symbol}: no place for ${v.name}`);
  return p;
}

/** Faults if the pointer in `reg` is nil. */
export function nilCheck(f: Fn, reg: number): void { f.e.modrm(0, false, 0x84, RAX, { base: reg, disp: 0 }); }

/**
 * The place of an addressable expression. It may be relative to AX: use it at once, or make it stable.
 * `forAddress`: the address itself is wanted, so a nil base has to fault here.
 */
export function addr(f: Fn, e: Expr, forAddress = false): Place {
  const x = unparen(e);
  switch (x.kind) {
    case 'Ident': {
      if (x.object?.tag === 'var') return variablePlace(f, x.object);
      const given = f.given.get(x);
      if (given) return given;
      break;
    }
    case 'Star':
      value(f, x.x);
      if (forAddress) nilCheck(f, RAX);
      return { base: RAX, disp: 0 };
    case 'Selector':
      if (x.object?.tag === 'var') return variablePlace(f, x.object);
      if (x.selection?.kind === 'field') return walkPath(f, x.x, x.selection.path, forAddress);
      break;
    case 'Index': {
      const u = T.underlying(x.x.type!);
      if (u.tag !== 'map' && !T.isString(x.x.type!)) return indexPlace(f, x, forAddress);
      break;
    }
    default:
  }
  const t = f.temp(T.sizeOf(e.type!));
  into(f, e, t);
  return t;
}

/** Follows embedded fields (and a last field) from x. */
export function walkPath(f: Fn, x: Expr, path: NonNullable<Selector['selection']>['path'], forAddress = false): Place {
  if (!path.length) return addr(f, x, forAddress);
  let p: Place;
  if (path[0].throughPointer) {
    value(f, x);
    p = { base: RAX, disp: 0 };
  } else p = addr(f, x, forAddress);
  path.forEach((step, i) => {
    if (step.throughPointer) {
      if (i > 0) { f.e.load(RAX, f.mem(p, RAX), 8, false); p = { base: RAX, disp: 0 }; }
      const offset = (T.underlying(step.type) as T.Struct).measure().offsets[step.index];
      // Fields far behind a nil pointer would not fault by themselves.
      if (forAddress || offset >= 4096) nilCheck(f, RAX);
    }
    p = offsetPlace(p, (T.underlying(step.type) as T.Struct).measure().offsets[step.index]);
  });
  return p;
}

/** An index into a register as 64 bits: AX. */
export function indexInto(f: Fn, e: Expr): void { value(f, e); }

/** Compares index AX with length CX and goes to the panic if it is not below. */
export function boundsCheck(f: Fn, panic: RuntimeCall, cc: number = CC.AE): void {
  const bad = new Label();
  f.e.alu(CMP, RAX, RCX);
  f.e.jcc(cc, bad);
  f.outline(bad, () => {
    f.e.store({ base: RSP, disp: 0 }, RAX, 8);
    f.e.store({ base: RSP, disp: 8 }, RCX, 8);
    f.runtime(panic, 16);
  });
}

function indexPlace(f: Fn, x: Index, forAddress: boolean): Place {
  const e = f.e, u = T.underlying(x.x.type!);
  const elem = (u.tag === 'pointer' ? T.underlying(u.elem) as T.ArrayType : u as T.ArrayType | T.Slice).elem;
  const size = T.sizeOf(elem);
  if (u.tag === 'slice') {
    const p = placeOf(f, x.x);
    indexInto(f, x.index);
    e.load(RCX, f.mem(offsetPlace(p, 8), R11), 8, false);
    boundsCheck(f, 'panicIndex');
    e.load(RCX, f.mem(p, R11), 8, false);
    return scaled(f, size);
  }
  const length = (u.tag === 'pointer' ? T.underlying(u.elem) as T.ArrayType : u as T.ArrayType).length;
  let base: Place;
  if (u.tag === 'pointer') {
    value(f, x.x);
    if (forAddress || length * size >= 4096) nilCheck(f, RAX);
    base = { base: RAX, disp: 0 };
  } else base = addr(f, x.x, forAddress);
  if (x.index.value !== undefined) return offsetPlace(base, Number(x.index.value) * size);
  base = f.stable(base);
  indexInto(f, x.index);
  e.moveImm(RCX, BigInt(length));
  boundsCheck(f, 'panicIndex');
  addressOf(f, base, RCX);
  return scaled(f, size);
}

/** CX + AX*size, as a place. */
function scaled(f: Fn, size: number): Place {
  const e = f.e;
  if (size === 1 || size === 2 || size === 4 || size === 8) e.lea(RAX, { base: RCX, disp: 0, index: RAX, scale: size });
  else {
    e.imulImm(RAX, RAX, size);
    e.alu(ADD, RAX, RCX);
  }
  return { base: RAX, disp: 0 };
}

/** A place where the value of e can be read until the end of the statement. */
export function placeOf(f: Fn, e: Expr): Place {
  const x = unparen(e);
  if (e.value === undefined && (x.mode === 'variable' || (x.kind === 'Selector' && x.selection?.kind === 'field') || (x.kind === 'Index' && T.underlying(x.x.type!).tag === 'array')) && x.mode !== 'nil') return f.stable(addr(f, e));
  const t = f.temp(T.sizeOf(e.type!));
  into(f, e, t);
  return t;
}

