/** Conditions as jumps, and equality of every comparable type. */
import type { Expr } from '../syntax/ast';
import { unparen } from '../syntax/parser-expr';
import * as T from '../types/types';
import { R10, R11, RAX, RCX, RDX } from '../x86/code-buffer';
import { CC, CMP, Label } from '../x86/emitter';
import { operands } from './arithmetic';
import type { Place } from './frame';
import type { Fn } from './function';
import { addressOf, isScalar, isSigned, offsetPlace, placeOf } from './memory';
import { convertInto, needsConversion, value } from './values';

const SIGNED: Record<string, number> = { '==': CC.E, '!=': CC.NE, '<': CC.L, '<=': CC.LE, '>': CC.G, '>=': CC.GE };
const UNSIGNED: Record<string, number> = { '==': CC.E, '!=': CC.NE, '<': CC.B, '<=': CC.BE, '>': CC.A, '>=': CC.AE };
const INVERSE: Record<string, string> = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** Jumps to `no` if e is false, else to `yes` (undefined: falls through). */
export function condition(f: Fn, e: Expr, yes: Label | undefined, no: Label): void {
  const x = unparen(e);
  if (e.value !== undefined) {
    if (!e.value) f.e.jump(no); else if (yes) f.e.jump(yes);
    return;
  }
  if (x.kind === 'Unary' && x.op === '!') {
    const through = new Label();
    condition(f, x.x, no, yes ?? through);
    f.e.place(through);
    return;
  }
  if (x.kind === 'Binary') {
    if (x.op === '&&') {
      condition(f, x.x, undefined, no);
      condition(f, x.y, yes, no);
      return;
    }
    if (x.op === '||') {
      const second = new Label(), through = new Label();
      condition(f, x.x, yes ?? through, second);
      f.e.place(second);
      condition(f, x.y, yes, no);
      f.e.place(through);
      return;
    }
    if (x.op in SIGNED) {
      const mark = f.mark();
      comparison(f, x.op, x.x, x.y, no);
      f.release(mark);
      if (yes) f.e.jump(yes);
      return;
    }
  }
  value(f, x);
  f.e.testByte(RAX);
  f.e.jcc(CC.E, no);
  if (yes) f.e.jump(yes);
}

/** Goes to `no` unless x op y. */
function comparison(f: Fn, op: string, x: Expr, y: Expr, no: Label): void {
  const e = f.e;
  if (x.mode === 'nil' || y.mode === 'nil') {
    // nil: the first word decides, of slices and interfaces too.
    const other = x.mode === 'nil' ? y : x;
    if (isScalar(other.type!)) value(f, other); else e.load(RAX, f.mem(placeOf(f, other), R11), 8, false);
    e.test(RAX, RAX);
    e.jcc(op === '==' ? CC.NE : CC.E, no);
    return;
  }
  const tx = x.type!;
  if (isScalar(tx) && isScalar(y.type!)) {
    operands(f, x, y);
    if (T.isFloat(tx)) { compareFloats(f, op, T.sizeOf(tx) === 8, no); return; }
    e.alu(CMP, RAX, RCX);
    e.jcc((isSigned(tx) ? SIGNED : UNSIGNED)[INVERSE[op]], no);
    return;
  }
  if (T.isString(tx) && op !== '==' && op !== '!=') {
    const a = placeOf(f, x), b = placeOf(f, y);
    f.copyOut(a, 0, 16);
    f.copyOut(b, 16, 16);
    f.runtime('cmpstring', 40);
    e.load(RAX, f.out(32), 8, true);
    e.test(RAX, RAX);
    e.jcc(SIGNED[INVERSE[op]], no);
    return;
  }
  // Mixed: the concrete side becomes an interface.
  const t = T.isInterface(tx) ? tx : T.isInterface(y.type!) ? y.type! : tx;
  const side = (s: Expr): Place => {
    if (!needsConversion(s, t)) return placeOf(f, s);
    const p = f.temp(16);
    convertInto(f, s, t, p);
    return p;
  };
  const a = side(x), b = side(y);
  if (op === '==') equal(f, t, a, b, no);
  else {
    const differ = new Label();
    equal(f, t, a, b, differ);
    e.jump(no);
    e.place(differ);
  }
}

/** Goes to `no` unless X0 op X1; unordered operands are only !=. */
function compareFloats(f: Fn, op: string, wide: boolean, no: Label): void {
  const e = f.e;
  if (op === '<' || op === '<=') { e.compareFloat(1, 0, wide); e.jcc(op === '<' ? CC.BE : CC.B, no); return; }
  e.compareFloat(0, 1, wide);
  if (op === '>' || op === '>=') { e.jcc(op === '>' ? CC.BE : CC.B, no); return; }
  if (op === '==') { e.jcc(CC.NE, no); e.jcc(CC.P, no); return; }
  const yes = new Label();
  e.jcc(CC.NE, yes);
  e.jcc(CC.NP, no);
  e.place(yes);
}

/** Goes to `no` if the two values of type t differ. */
export function equal(f: Fn, t: T.Type, a: Place, b: Place, no: Label): void {
  const e = f.e, u = T.underlying(t), size = T.sizeOf(t);
  if (size === 0) return;
  if (T.isPlainMemory(t) && [1, 2, 4, 8].includes(size)) {
    e.load(RAX, f.mem(a, R11), size, false);
    e.load(RCX, f.mem(b, R10), size, false);
    e.alu(CMP, RAX, RCX);
    e.jcc(CC.NE, no);
    return;
  }
  if (T.isPlainMemory(t)) {
    addressOf(f, a, RAX);
    e.store(f.out(0), RAX, 8);
    addressOf(f, b, RAX);
    e.store(f.out(8), RAX, 8);
    e.storeImm(f.out(16), size, 8);
    memequal(f, no);
    return;
  }
  switch (u.tag) {
    case 'basic':
      if (u.cls === 'string') {
        e.load(RCX, f.mem(offsetPlace(a, 8), R11), 8, false);
        e.alu(CMP, RCX, f.mem(offsetPlace(b, 8), R10));
        e.jcc(CC.NE, no);
        e.store(f.out(16), RCX, 8);
        e.load(RAX, f.mem(a, R11), 8, false);
        e.load(RDX, f.mem(b, R10), 8, false);
        e.store(f.out(0), RAX, 8);
        e.store(f.out(8), RDX, 8);
        memequal(f, no);
      } else {
        e.loadFloat(0, f.mem(a, R11), size === 8);
        e.loadFloat(1, f.mem(b, R10), size === 8);
        compareFloats(f, '==', size === 8, no);
      }
      return;
    case 'interface': {
      const same = new Label();
      e.load(RAX, f.mem(a, R11), 8, false);
      e.alu(CMP, RAX, f.mem(b, R10));
      e.jcc(CC.NE, no);
      e.test(RAX, RAX);
      e.jcc(CC.E, same);
      e.store(f.out(0), RAX, 8);
      e.load(RAX, f.mem(offsetPlace(a, 8), R11), 8, false);
      e.store(f.out(8), RAX, 8);
      e.load(RAX, f.mem(offsetPlace(b, 8), R10), 8, false);
      e.store(f.out(16), RAX, 8);
      f.runtime(u.methods.length ? 'ifaceeq' : 'efaceeq', 32);
      e.load(RAX, f.out(24), 1, false);
      e.testByte(RAX);
      e.jcc(CC.E, no);
      e.place(same);
      return;
    }
    case 'struct': {
      const offsets = u.measure().offsets;
      u.fields.forEach((field, i) => { if (field.name !== '_') equal(f, field.type, offsetPlace(a, offsets[i]), offsetPlace(b, offsets[i]), no); });
      return;
    }
    case 'array': {
      const n = T.sizeOf(u.elem);
      if (u.length <= 4) {
        for (let i = 0; i < u.length; i++) equal(f, u.elem, offsetPlace(a, i * n), offsetPlace(b, i * n), no);
        return;
      }
      // Counted loop over addresses kept in temporaries.
      const p = f.temp(8), q = f.temp(8), left = f.temp(8), loop = new Label();
      addressOf(f, a, RAX);
      e.store(f.mem(p), RAX, 8);
      addressOf(f, b, RAX);
      e.store(f.mem(q), RAX, 8);
      e.storeImm(f.mem(left), u.length, 8);
      e.place(loop);
      equal(f, u.elem, { base: 0, disp: 0, slot: p.disp }, { base: 0, disp: 0, slot: q.disp }, no);
      e.aluImm(0, f.mem(p), n);
      e.aluImm(0, f.mem(q), n);
      e.aluImm(5, f.mem(left), 1);
      e.jcc(CC.NE, loop);
      return;
    }
    default: throw new Error(`internal error: == of ${t}`);
  }
}

function memequal(f: Fn, no: Label): void {
  f.runtime('memequal', 32);
  f.e.load(RAX, f.out(24), 1, false);
  f.e.testByte(RAX);
  f.e.jcc(CC.E, no);
}
