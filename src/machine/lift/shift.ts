/**
 * Shifts and rotates. A count of 0 leaves the flags. What the SDM leaves undefined is what AMD's processors were seen to do
 * (and Intel's as far as documented): OF by the rule for count 1 at any count, AF set by shifts.
 */
import { Mnemonic } from '../decode/iced';
import { i32, i64, select } from '../wasm/ops';
import type { Value } from '../wasm/value';
import type { Emitter, IntegerSize, Lift, LiftTable } from './emitter';
import { width, type Width } from './width';

const ADJUST_SET = i64.const(16);

interface Shift { w: Width; value: Value; /** i32 */ count: Value; /** in the width's type */ wide: Value; /** i32 */ nonZero: Value }

function start(e: Emitter, countOperand = 1): Shift {
  const w = width(e.form.operands[0].size as IntegerSize);
  const value = e.readModify(0);
  const count = e.let(i32.and(e.read(countOperand), i32.const(w.size === 8 ? 63 : 31)));
  const wide = w.size === 8 ? e.let(i64.extend_i32_u(count)) : count;
  return { w, value, count, wide, nonZero: i32.ne(count, i32.const(0)) };
}

/** Bit 0 of a value of the width, as i32. */
function lowBit(w: Width, v: Value): Value {
  return i32.and(w.size === 8 ? i32.wrap_i64(v) : v, i32.const(1));
}

/** The top bit of a zero-extended value, as i32 0 or 1. */
function topBit(w: Width, v: Value): Value {
  return lowBit(w, w.shrU(v, w.const(w.bits - 1)));
}

/** An i32 flag as FlagParts.overflow. */
function asOverflow(bit: Value): Value {
  return i64.shl(i64.extend_i32_u(bit), i64.const(63));
}

const shl: Lift = (e) => {
  const { w, value, wide, nonZero } = start(e);
  const shifted = w.size < 4 ? e.let(w.shl(value, wide)) : w.shl(value, wide);
  const r = e.let(w.zeroExtend(shifted));
  // The last bit shifted out: for bytes and words it stands above the result.
  const carry = w.size < 4 ? lowBit(w, w.shrU(shifted, w.const(w.bits))) : lowBit(w, w.shrU(value, w.sub(w.const(w.bits), wide)));
  e.setFlagsIf(nonZero, { result: w.signExtend64(r), aux: ADJUST_SET, carry, overflow: asOverflow(i32.xor(topBit(w, r), carry)) });
  e.write(0, r);
};

const shr: Lift = (e) => {
  const { w, value, wide, nonZero } = start(e);
  const r = e.let(w.shrU(value, wide));
  const carry = lowBit(w, w.shrU(value, w.sub(wide, w.const(1))));
  const overflow = asOverflow(i32.xor(topBit(w, r), topBit(w, w.zeroExtend(w.shl(r, w.const(1))))));
  e.setFlagsIf(nonZero, { result: w.signExtend64(r), aux: ADJUST_SET, carry, overflow });
  e.write(0, r);
};

const sar: Lift = (e) => {
  const { w, value, wide, nonZero } = start(e);
  const extended = w.size < 4 ? e.let(w.signExtend(value)) : value;
  const r = e.let(w.zeroExtend(w.shrS(extended, wide)));
  const carry = lowBit(w, w.shrS(extended, w.sub(wide, w.const(1))));
  e.setFlagsIf(nonZero, { result: w.signExtend64(r), aux: ADJUST_SET, carry, overflow: i64.const(0) });
  e.write(0, r);
};

function rotate(left: boolean): Lift {
  return (e) => {
    const { w, value, wide, nonZero } = start(e);
    let r: Value;
    if (w.size === 8) {
      r = e.let((left ? i64.rotl : i64.rotr)(value, wide));
    } else if (w.size === 4) {
      r = e.let((left ? i32.rotl : i32.rotr)(value, wide));
    } else {
      const count = e.let(w.and(wide, w.const(w.bits - 1)));
      const back = w.and(w.sub(w.const(w.bits), count), w.const(w.bits - 1));
      const [up, down] = left ? [count, back] : [back, count];
      r = e.let(w.zeroExtend(w.or(w.shl(value, up), w.shrU(value, down))));
    }
    const top = topBit(w, r);
    const carry = left ? lowBit(w, r) : top;
    const other = left ? carry : topBit(w, w.zeroExtend(w.shl(r, w.const(1))));
    e.setFlagsIf(nonZero, { carry, overflow: asOverflow(i32.xor(top, other)) });
    e.write(0, r);
  };
}

/** Rotates through the carry: of size + 1 bits. Up to 4 bytes in one i64. */
function rotateThroughCarry(left: boolean): Lift {
  return (e) => {
    const { w, value, count, wide, nonZero } = start(e);
    const carryIn = e.carry();
    let r: Value, carry: Value;
    if (w.size === 8) {
      // (value << 1) >> ... and its mirror image: shifts by 64 do not exist, and a count of 0 changes nothing anyway.
      const c = i64.extend_i32_u(carryIn);
      const back = i64.sub(i64.const(64), wide);
      const moved = left
        ? i64.or(i64.or(i64.shl(value, wide), i64.shl(c, i64.sub(wide, i64.const(1)))), i64.shr_u(i64.shr_u(value, i64.const(1)), back))
        : i64.or(i64.or(i64.shr_u(value, wide), i64.shl(c, back)), i64.shl(i64.shl(value, i64.const(1)), back));
      r = e.let(select(nonZero, moved, value));
      carry = lowBit(w, i64.shr_u(value, left ? back : i64.sub(wide, i64.const(1))));
    } else {
      const bits = w.bits + 1;
      const steps = e.let(i64.extend_i32_u(i32.rem_u(count, i32.const(bits))));
      const all = e.let(i64.or(i64.extend_i32_u(value), i64.shl(i64.extend_i32_u(carryIn), i64.const(w.bits))));
      const back = i64.sub(i64.const(bits), steps);
      const turned = e.let(left ? i64.or(i64.shl(all, steps), i64.shr_u(all, back)) : i64.or(i64.shr_u(all, steps), i64.shl(all, back)));
      r = e.let(w.from64(turned));
      carry = i32.and(i32.wrap_i64(i64.shr_u(turned, i64.const(w.bits))), i32.const(1));
    }
    const top = topBit(w, r);
    const other = left ? carry : topBit(w, w.zeroExtend(w.shl(r, w.const(1))));
    e.setFlagsIf(nonZero, { carry, overflow: asOverflow(i32.xor(top, other)) });
    e.write(0, r);
  };
}

/** SHLD and SHRD. A count above the operand size (16 bits only) is undefined; here the value is shifted as if in one piece. */
function doubleShift(left: boolean): Lift {
  return (e) => {
    const { w, value, wide, nonZero } = start(e, 2);
    const other = e.read(1);
    const back = w.sub(w.const(w.bits), wide);
    const moved = left ? w.or(w.shl(value, wide), w.shrU(other, back)) : w.or(w.shrU(value, wide), w.shl(other, back));
    const r = e.let(select(nonZero, w.zeroExtend(moved), value));
    const carry = lowBit(w, w.shrU(value, left ? back : w.sub(wide, w.const(1))));
    const overflow = asOverflow(i32.xor(topBit(w, r), topBit(w, value)));
    e.setFlagsIf(nonZero, { result: w.signExtend64(r), aux: ADJUST_SET, carry, overflow });
    e.write(0, r);
  };
}

export const shiftLifts: LiftTable = {
  [Mnemonic.Shl]: shl,
  [Mnemonic.Sal]: shl,
  [Mnemonic.Shr]: shr,
  [Mnemonic.Sar]: sar,
  [Mnemonic.Rol]: rotate(true),
  [Mnemonic.Ror]: rotate(false),
  [Mnemonic.Rcl]: rotateThroughCarry(true),
  [Mnemonic.Rcr]: rotateThroughCarry(false),
  [Mnemonic.Shld]: doubleShift(true),
  [Mnemonic.Shrd]: doubleShift(false),
};
