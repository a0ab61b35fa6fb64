/** Conversions T(x). */
import type { Call } from '../syntax/ast';
import * as T from '../types/types';
import { isByteOrRuneSlice } from '../types/conversion';
import { RAX, RCX } from '../x86/code-buffer';
import { CC, CMP, Label, OR, SHR, XOR } from '../x86/emitter';
import type { Place } from './frame';
import type { Fn } from './function';
import { copy, isScalar, isSigned, loadScalar, offsetPlace, placeOf } from './memory';
import { toInterface } from './interfaces';
import { into, value } from './values';

export function conversionValue(f: Fn, x: Call): void {
  const a = x.args[0], from = a.type!, to = x.type!, e = f.e;
  const uf = T.underlying(from), ut = T.underlying(to);
  if (!isScalar(from)) {
    // A slice becomes a pointer to an array, or the value has the target's shape already.
    if (uf.tag === 'slice' && ut.tag === 'pointer') {
      const length = (T.underlying(ut.elem) as T.ArrayType).length;
      const p = placeOf(f, a), bad = new Label();
      e.load(RCX, f.mem(offsetPlace(p, 8)), 8, false);
      e.moveImm(RAX, BigInt(length));
      e.alu(CMP, RAX, RCX);
      e.jcc(CC.A, bad);
      f.outline(bad, () => {
        e.store(f.out(0), RCX, 8);
        e.store(f.out(8), RAX, 8);
        f.runtime('panicSliceConvert', 16);
      });
      e.load(RAX, f.mem(p), 8, false);
      return;
    }
    const p = f.temp(T.sizeOf(from));
    into(f, a, p);
    loadScalar(f, p, to);
    return;
  }
  value(f, a);
  if (T.isFloat(from) && T.isFloat(to)) {
    if (T.sizeOf(from) !== T.sizeOf(to)) e.floatOp(0x5a, 0, 0, T.sizeOf(from) === 8);
  } else if (T.isFloat(from)) floatToInteger(f, T.sizeOf(from) === 8, to);
  else if (T.isFloat(to)) integerToFloat(f, from, T.sizeOf(to) === 8);
  else if (T.sizeOf(to) < 8 && (T.sizeOf(to) < T.sizeOf(from) || isSigned(from) !== isSigned(to))) e.extend(RAX, T.sizeOf(to), isSigned(to));
}

/** X0 -> AX. uint64 values from 2^63 on take the other way round. */
function floatToInteger(f: Fn, wide: boolean, to: T.Type): void {
  const e = f.e, size = T.sizeOf(to);
  if (size === 8 && !isSigned(to)) {
    const big = new Label(), end = new Label();
    e.moveImm(RAX, wide ? 0x43e0000000000000n : 0x5f000000n);
    e.toXmm(1, RAX);
    e.compareFloat(0, 1, wide);
    e.jcc(CC.AE, big);
    e.floatToInt(RAX, 0, wide);
    e.jump(end);
    e.place(big);
    e.floatOp(0x5c, 0, 1, wide);
    e.floatToInt(RAX, 0, wide);
    e.moveImm(RCX, 1n << 63n);
    e.alu(XOR, RAX, RCX);
    e.place(end);
    return;
  }
  e.floatToInt(RAX, 0, wide);
  e.extend(RAX, size, isSigned(to));
}

/** AX -> X0. uint64 values from 2^63 on are halved (rounding to odd) and doubled. */
function integerToFloat(f: Fn, from: T.Type, wide: boolean): void {
  const e = f.e;
  if (T.sizeOf(from) < 8 || isSigned(from)) { e.intToFloat(0, RAX, wide); return; }
  const big = new Label(), end = new Label();
  e.test(RAX, RAX);
  e.jcc(CC.S, big);
  e.intToFloat(0, RAX, wide);
  e.jump(end);
  e.place(big);
  e.move(RCX, RAX);
  e.aluImm(4, RCX, 1);
  e.shiftImm(SHR, RAX, 1);
  e.alu(OR, RAX, RCX);
  e.intToFloat(0, RAX, wide);
  e.floatOp(0x58, 0, 0, wide);
  e.place(end);
}

export function conversionInto(f: Fn, x: Call, to: Place): void {
  const a = x.args[0], from = a.type!, t = x.type!, e = f.e;
  const ut = T.underlying(t), uf = T.underlying(from);
  if (ut.tag === 'interface') {
    if (a.mode === 'nil' || uf === ut) into(f, a, to); else toInterface(f, a, t, to);
    return;
  }
  if (uf === ut || (uf.tag === 'struct' && ut.tag === 'struct') || a.mode === 'nil') { into(f, a, to); return; }
  if (T.isString(t)) {
    if (T.isInteger(from)) {
      value(f, a);
      e.storeImm(f.out(0), 0, 8);
      e.store(f.out(8), RAX, 8);
      f.runtime('intstring', 32);
      copy(f, to, { base: 4, disp: 16 }, 16);
      return;
    }
    const bytes = T.underlying((uf as T.Slice).elem) === T.UINT8, p = placeOf(f, a);
    e.storeImm(f.out(0), 0, 8);
    f.copyOut(p, 8, bytes ? 16 : 24);
    f.runtime(bytes ? 'slicebytetostring' : 'slicerunetostring', bytes ? 40 : 48);
    copy(f, to, { base: 4, disp: bytes ? 24 : 32 }, 16);
    return;
  }
  if (T.isString(from) && isByteOrRuneSlice(t)) {
    const bytes = T.underlying((ut as T.Slice).elem) === T.UINT8, p = placeOf(f, a);
    e.storeImm(f.out(0), 0, 8);
    f.copyOut(p, 8, 16);
    f.runtime(bytes ? 'stringtoslicebyte' : 'stringtoslicerune', 48);
    copy(f, to, { base: 4, disp: 24 }, 24);
    return;
  }
  into(f, a, to);
}
