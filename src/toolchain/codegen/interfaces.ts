/** Making interface values, and type assertions. */
import type { Expr, TypeAssert } from '../syntax/ast';
import * as T from '../types/types';
import { R10, RAX, RCX, RIP } from '../x86/code-buffer';
import { CC, CMP, Label } from '../x86/emitter';
import type { Place } from './frame';
import type { Fn } from './function';
import { addressOf, copy, isScalar, loadScalar, offsetPlace, placeOf, zero } from './memory';
import { into, value } from './values';

/** e (concrete, or of another interface type) as interface type `target`. */
export function toInterface(f: Fn, e: Expr, target: T.Type, to: Place): void {
  const from = e.type!, em = f.e;
  if (T.isInterface(from)) { interfaceToInterface(f, e, target, to); return; }
  const word = f.gen.interfaceWord(from, target);
  if (T.isDirectInterface(from)) {
    if (isScalar(from)) value(f, e);
    else { const p = placeOf(f, e); em.load(RAX, f.mem(p), 8, false); }
  } else if (e.value !== undefined) em.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.constantSymbol(e.value, from) });
  else {
    const p = placeOf(f, e);
    em.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(from) });
    em.store(f.out(0), RAX, 8);
    addressOf(f, p, RAX);
    em.store(f.out(8), RAX, 8);
    f.runtime('convT', 24);
    em.load(RAX, f.out(16), 8, false);
  }
  em.lea(RCX, { base: RIP, disp: 0, symbol: word });
  const m = f.mem(to, R10);
  em.store(m, RCX, 8);
  em.store({ ...m, disp: m.disp + 8 }, RAX, 8);
}

function interfaceToInterface(f: Fn, e: Expr, target: T.Type, to: Place): void {
  const em = f.e, uf = T.underlying(e.type!) as T.Interface, ut = T.underlying(target) as T.Interface;
  const p = f.temp(16), isNil = new Label();
  into(f, e, p);
  em.load(RAX, f.mem(p), 8, false);
  em.test(RAX, RAX);
  em.jcc(CC.E, isNil);
  if (ut.methods.length === 0) {
    if (uf.methods.length) em.load(RAX, { base: RAX, disp: 8 }, 8, false);
  } else {
    em.store(f.out(8), RAX, 8);
    em.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(target) });
    em.store(f.out(0), RAX, 8);
    f.runtime('convI2I', 24);
    em.load(RAX, f.out(16), 8, false);
  }
  em.place(isNil);
  em.store(f.mem(p), RAX, 8);
  copy(f, to, p, 16);
}

/** x.(T) with a scalar T: into AX or X0. */
export function assertValue(f: Fn, x: TypeAssert): void {
  const t = x.type!, p = f.temp(T.sizeOf(t));
  assertInto(f, x, p, undefined);
  loadScalar(f, p, t);
}

/** x.(T) into `to`; with `ok`, no panic: a zero value and false. */
export function assertInto(f: Fn, x: TypeAssert, to: Place, ok: Place | undefined): void {
  const p = placeOf(f, x.x);
  assertPlace(f, p, x.x.type!, x.type!, to, ok);
}

/** Loads the dynamic type (nil if none) of the interface at p into AX. */
export function dynamicType(f: Fn, p: Place, type: T.Type): void {
  const e = f.e;
  e.load(RAX, f.mem(p), 8, false);
  if (!(T.underlying(type) as T.Interface).methods.length) return;
  const isNil = new Label();
  e.test(RAX, RAX);
  e.jcc(CC.E, isNil);
  e.load(RAX, { base: RAX, disp: 8 }, 8, false);
  e.place(isNil);
}

/** Goes to `no` unless the dynamic type of the interface at p is t (or implements it). With an interface t the itab (or type) is in AX. */
export function testType(f: Fn, p: Place, type: T.Type, t: T.Type, no: Label): void {
  const e = f.e, ut = T.underlying(t);
  dynamicType(f, p, type);
  if (ut.tag === 'interface') {
    if (ut.methods.length) {
      e.store(f.out(8), RAX, 8);
      e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(t) });
      e.store(f.out(0), RAX, 8);
      f.runtime('assertE2I2', 24);
      e.load(RAX, f.out(16), 8, false);
    }
    e.test(RAX, RAX);
    e.jcc(CC.E, no);
    return;
  }
  e.lea(RCX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(t) });
  e.alu(CMP, RAX, RCX);
  e.jcc(CC.NE, no);
}

/** Stores the value of concrete type t that the interface at p holds. */
export function unpack(f: Fn, p: Place, t: T.Type, to: Place): void {
  f.e.load(RAX, f.mem(offsetPlace(p, 8)), 8, false);
  if (T.isDirectInterface(t)) f.e.store(f.mem(to), RAX, 8);
  else copy(f, to, { base: RAX, disp: 0 }, T.sizeOf(t));
}

function assertPlace(f: Fn, p: Place, type: T.Type, t: T.Type, to: Place, ok: Place | undefined): void {
  const e = f.e, no = new Label(), end = new Label(), ut = T.underlying(t);
  if (!ok && ut.tag === 'interface' && ut.methods.length) {
    dynamicType(f, p, type);
    e.store(f.out(8), RAX, 8);
    e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(t) });
    e.store(f.out(0), RAX, 8);
    f.runtime('assertE2I', 24);
    e.load(RAX, f.out(16), 8, false);
    storeInterface(f, p, to);
    return;
  }
  testType(f, p, type, t, no);
  if (ut.tag === 'interface') storeInterface(f, p, to); else unpack(f, p, t, to);
  if (ok) {
    e.storeImm(f.mem(ok), 1, 1);
    e.jump(end);
    e.place(no);
    zero(f, to, T.sizeOf(t));
    e.storeImm(f.mem(ok), 0, 1);
    e.place(end);
    return;
  }
  f.outline(no, () => {
    dynamicType(f, p, type);
    e.store(f.out(0), RAX, 8);
    e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(t) });
    e.store(f.out(8), RAX, 8);
    e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(type) });
    e.store(f.out(16), RAX, 8);
    f.runtime('panicdottypeE', 24);
  });
}

/** {AX, data of p} -> to. */
function storeInterface(f: Fn, p: Place, to: Place): void {
  f.e.load(RCX, f.mem(offsetPlace(p, 8)), 8, false);
  const m = f.mem(to, R10);
  f.e.store(m, RAX, 8);
  f.e.store({ ...m, disp: m.disp + 8 }, RCX, 8);
}
