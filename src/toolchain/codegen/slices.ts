/** Slicing, make, append and copy. */
import type { Call, Expr, SliceExpr } from '../syntax/ast';
import * as T from '../types/types';
import { R10, RAX, RCX, RDX, RIP } from '../x86/code-buffer';
import { ADD, CC, CMP, Label, SUB } from '../x86/emitter';
import type { Place } from './frame';
import type { Fn } from './function';
import type { RuntimeCall } from './runtime-calls';
import { addr, addressOf, copy, nilCheck, offsetPlace, placeOf } from './memory';
import { convertInto, value } from './values';

/** x[lo:hi:max] */
export function sliceInto(f: Fn, x: SliceExpr, to: Place): void {
  const e = f.e, u = T.underlying(x.x.type!), isString = u.tag === 'basic';
  const base = f.temp(8), length = f.temp(8), capacity = f.temp(8);
  let elem: T.Type = T.UINT8;
  if (u.tag === 'slice' || isString) {
    if (u.tag === 'slice') elem = u.elem;
    const p = placeOf(f, x.x);
    copy(f, base, p, 8);
    copy(f, length, offsetPlace(p, 8), 8);
    copy(f, capacity, offsetPlace(p, isString ? 8 : 16), 8);
  } else {
    const array = (u.tag === 'pointer' ? T.underlying(u.elem) : u) as T.ArrayType;
    elem = array.elem;
    if (u.tag === 'pointer') { value(f, x.x); nilCheck(f, RAX); } else addressOf(f, addr(f, x.x, true), RAX);
    e.store(f.mem(base), RAX, 8);
    for (const p of [length, capacity]) e.storeImm(f.mem(p), array.length, 8);
  }
  const bound = (b: Expr | undefined, otherwise: Place | undefined): Place => {
    const t = f.temp(8);
    if (b) { value(f, b); e.store(f.mem(t), RAX, 8); } else if (otherwise) copy(f, t, otherwise, 8); else e.storeImm(f.mem(t), 0, 8);
    return t;
  };
  const lo = bound(x.lo, undefined), hi = bound(x.hi, length), max = x.max ? bound(x.max, undefined) : capacity;
  // Checked as Go does: max against cap, hi against max (or cap, or a string's length), lo against hi.
  const check = (a: Place, b: Place, panic: RuntimeCall): void => {
    const bad = new Label();
    e.load(RAX, f.mem(a), 8, false);
    e.load(RCX, f.mem(b), 8, false);
    e.alu(CMP, RAX, RCX);
    e.jcc(CC.A, bad);
    f.outline(bad, () => {
      e.store(f.out(0), RAX, 8);
      e.store(f.out(8), RCX, 8);
      f.runtime(panic, 16);
    });
  };
  const ofArray = u.tag === 'array' || u.tag === 'pointer';
  if (x.max) {
    check(max, capacity, ofArray ? 'panicSlice3Alen' : 'panicSlice3Acap');
    check(hi, max, 'panicSlice3B');
    check(lo, hi, 'panicSlice3C');
  } else {
    if (x.hi) check(hi, capacity, ofArray || isString ? 'panicSliceAlen' : 'panicSliceAcap');
    if (x.lo) check(lo, hi, 'panicSliceB');
  }
  e.load(RDX, f.mem(lo), 8, false);
  e.load(RCX, f.mem(max), 8, false);
  e.alu(SUB, RCX, RDX);
  // An empty rest keeps the old base: a pointer just behind an object would belong to another.
  const empty = new Label();
  e.load(RAX, f.mem(base), 8, false);
  e.test(RCX, RCX);
  e.jcc(CC.E, empty);
  if (T.sizeOf(elem) !== 1) e.imulImm(RDX, RDX, T.sizeOf(elem));
  e.alu(ADD, RAX, RDX);
  e.place(empty);
  const m = f.mem(to, R10);
  e.store(m, RAX, 8);
  if (!isString) e.store({ ...m, disp: m.disp + 16 }, RCX, 8);
  e.load(RAX, f.mem(hi), 8, false);
  e.alu(SUB, RAX, f.mem(lo));
  e.store({ ...m, disp: m.disp + 8 }, RAX, 8);
}

/** make([]T, len, cap) */
export function makeSliceInto(f: Fn, x: Call, to: Place): void {
  const e = f.e, elem = (T.underlying(x.type!) as T.Slice).elem;
  const length = f.temp(8), capacity = x.args[2] ? f.temp(8) : length;
  value(f, x.args[1]);
  e.store(f.mem(length), RAX, 8);
  if (x.args[2]) { value(f, x.args[2]); e.store(f.mem(capacity), RAX, 8); }
  e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(elem) });
  e.store(f.out(0), RAX, 8);
  f.copyOut(length, 8, 8);
  f.copyOut(capacity, 16, 8);
  f.runtime('makeslice', 32);
  copy(f, to, { base: 4, disp: 24 }, 8);
  copy(f, offsetPlace(to, 8), length, 8);
  copy(f, offsetPlace(to, 16), capacity, 8);
}

/** Grows the slice at s so that AX more elements fit; s.len stays. `count` holds the number. */
function grow(f: Fn, s: Place, count: Place, elem: T.Type): void {
  const e = f.e, enough = new Label();
  e.load(RAX, f.mem(offsetPlace(s, 8)), 8, false);
  e.alu(ADD, RAX, f.mem(count));
  e.alu(CMP, RAX, f.mem(offsetPlace(s, 16)));
  e.jcc(CC.LE, enough);
  e.store(f.out(32), RAX, 8);
  e.lea(RAX, { base: RIP, disp: 0, symbol: f.gen.typeSymbol(elem) });
  e.store(f.out(0), RAX, 8);
  f.copyOut(s, 8, 24);
  f.runtime('growslice', 64);
  copy(f, s, { base: 4, disp: 40 }, 24);
  e.place(enough);
}

export function appendInto(f: Fn, x: Call, to: Place): void {
  const e = f.e, elem = (T.underlying(x.type!) as T.Slice).elem, size = T.sizeOf(elem);
  const s = f.temp(24), count = f.temp(8);
  f.into(x.args[0], s);
  if (x.ellipsis) {
    const from = placeOf(f, x.args[1]);
    // A nil constant appends nothing.
    copy(f, count, offsetPlace(from, 8), 8);
    grow(f, s, count, elem);
    e.load(RAX, f.mem(offsetPlace(s, 8)), 8, false);
    if (size !== 1) e.imulImm(RAX, RAX, size);
    e.alu(ADD, RAX, f.mem(s));
    e.store(f.out(0), RAX, 8);
    f.copyOut(from, 8, 8);
    e.load(RAX, f.mem(count), 8, false);
    if (size !== 1) e.imulImm(RAX, RAX, size);
    e.store(f.out(16), RAX, 8);
    f.runtime('memmove', 24);
    e.load(RAX, f.mem(count), 8, false);
    e.alu(ADD, RAX, f.mem(offsetPlace(s, 8)));
    e.store(f.mem(offsetPlace(s, 8)), RAX, 8);
  } else {
    // The elements are evaluated first: they may append to the same slice.
    const values = x.args.slice(1).map((a) => {
      const t = f.temp(size);
      convertInto(f, a, elem, t);
      return t;
    });
    e.storeImm(f.mem(count), values.length, 8);
    if (values.length) grow(f, s, count, elem);
    const at = f.temp(8);
    e.load(RAX, f.mem(offsetPlace(s, 8)), 8, false);
    if (size !== 1) e.imulImm(RAX, RAX, size);
    e.alu(ADD, RAX, f.mem(s));
    e.store(f.mem(at), RAX, 8);
    values.forEach((v, i) => copy(f, { base: 0, disp: i * size, slot: at.disp }, v, size));
    e.load(RAX, f.mem(offsetPlace(s, 8)), 8, false);
    e.aluImm(ADD, RAX, values.length);
    e.store(f.mem(offsetPlace(s, 8)), RAX, 8);
  }
  copy(f, to, s, 24);
}

/** copy(dst, src): the count is in AX. */
export function copyBuiltin(f: Fn, dst: Expr, src: Expr): void {
  const e = f.e, size = T.sizeOf((T.underlying(dst.type!) as T.Slice).elem);
  const d = placeOf(f, dst), s = placeOf(f, src), n = f.temp(8), less = new Label();
  e.load(RAX, f.mem(offsetPlace(d, 8)), 8, false);
  e.load(RCX, f.mem(offsetPlace(s, 8)), 8, false);
  e.alu(CMP, RAX, RCX);
  e.jcc(CC.LE, less);
  e.move(RAX, RCX);
  e.place(less);
  e.store(f.mem(n), RAX, 8);
  if (size !== 1) e.imulImm(RAX, RAX, size);
  e.store(f.out(16), RAX, 8);
  f.copyOut(d, 0, 8);
  f.copyOut(s, 8, 8);
  f.runtime('memmove', 24);
  e.load(RAX, f.mem(n), 8, false);
}
