/**
 * RFLAGS' arithmetic flags in four parts (FlagParts in emitter.ts), and what conditions are in terms of them.
 * The parts are independent, so an instruction that changes only some flags writes only some parts (INC leaves the carry).
 */
import { f32, f64, i32, i64 } from '../wasm/ops';
import type { Value } from '../wasm/value';
import { Condition, type FlagParts, type IntegerSize } from './emitter';
import { width } from './width';

/** Bits of RFLAGS (SDM vol. 1, 3.4.3). */
export const enum Rflags {
  carry = 1 << 0, fixed = 1 << 1, parity = 1 << 2, adjust = 1 << 4, zero = 1 << 6, sign = 1 << 7, trap = 1 << 8,
  interrupt = 1 << 9, direction = 1 << 10, overflow = 1 << 11, nested = 1 << 14, alignment = 1 << 18, identification = 1 << 21,
}

export const ARITHMETIC_FLAGS = Rflags.carry | Rflags.parity | Rflags.adjust | Rflags.zero | Rflags.sign | Rflags.overflow;
/** The bits besides them that POPF changes in user mode and that are kept. TF is not: nobody single-steps himself here. */
export const OTHER_FLAGS = Rflags.direction | Rflags.nested | Rflags.alignment | Rflags.identification;

export type CompleteFlags = Required<FlagParts>;

/** AF is the carry into bit 4: bit 4 of a ^ b ^ r. */
function adjust(size: IntegerSize, a: Value, b: Value, r: Value): Value {
  const w = width(size);
  return w.zeroExtend64(w.and(w.xor(w.xor(a, b), r), w.const(16)));
}

/** Parts of r = a + b + carry in. The carry out must be given where there is a carry in. */
export function flagsOfAdd(size: IntegerSize, a: Value, b: Value, r: Value, carry = width(size).ltU(r, a)): CompleteFlags {
  const w = width(size);
  return {
    result: w.signExtend64(r),
    aux: adjust(size, a, b, r),
    overflow: w.signExtend64(w.and(w.xor(a, r), w.xor(b, r))),
    carry,
  };
}

/** Parts of r = a - b - borrow in. The borrow out must be given where there is a borrow in. */
export function flagsOfSub(size: IntegerSize, a: Value, b: Value, r: Value, carry = width(size).ltU(a, b)): CompleteFlags {
  const w = width(size);
  return {
    result: w.signExtend64(r),
    aux: adjust(size, a, b, r),
    overflow: w.signExtend64(w.and(w.xor(a, b), w.xor(a, r))),
    carry,
  };
}

export function flagsOfLogic(size: IntegerSize, r: Value): CompleteFlags {
  return { result: width(size).signExtend64(r), aux: i64.const(0), overflow: i64.const(0), carry: i32.const(0) };
}

/** The floats that bits (i32 or i64) stand for, and their comparisons. */
function asFloats(a: Value, b: Value) {
  return a.type === 'i32'
    ? { ops: f32, x: f32.reinterpret_i32(a), y: f32.reinterpret_i32(b) }
    : { ops: f64, x: f64.reinterpret_i64(a), y: f64.reinterpret_i64(b) };
}

/**
 * Flags of COMISx, from the operands' bits: ZF PF CF = 111 unordered, 000 greater, 001 less, 100 equal; OF SF AF = 0.
 * The result is 1 (not zero, odd parity) if ordered and unequal, else 0, whose even parity is corrected for "equal".
 */
export function flagsOfCompare(a: Value, b: Value): CompleteFlags {
  const { ops, x, y } = asFloats(a, b);
  return {
    result: i64.extend_i32_u(i32.or(ops.lt(x, y), ops.gt(x, y))),
    aux: i64.shl(i64.extend_i32_u(ops.eq(x, y)), i64.const(8)),
    overflow: i64.const(0),
    carry: i32.eqz(ops.ge(x, y)),
  };
}

/** The conditions that are asked for after COMISx, from the operands' bits; undefined for others. */
export function conditionOfCompare(condition: Condition, a: Value, b: Value): Value | undefined {
  const { ops, x, y } = asFloats(a, b);
  switch (condition) {
    case Condition.ae: return ops.ge(x, y);
    case Condition.b: return i32.eqz(ops.ge(x, y));
    case Condition.a: return ops.gt(x, y);
    case Condition.be: return i32.eqz(ops.gt(x, y));
    case Condition.e: return i32.eqz(i32.or(ops.lt(x, y), ops.gt(x, y)));
    case Condition.ne: return i32.or(ops.lt(x, y), ops.gt(x, y));
    case Condition.p: return i32.or(ops.ne(x, x), ops.ne(y, y));
    case Condition.np: return i32.and(ops.eq(x, x), ops.eq(y, y));
    default: return undefined;
  }
}

/** i32 0 or 1: PF. */
function parity(parts: CompleteFlags): Value {
  const byte = i32.and(i32.wrap_i64(i64.xor(parts.result, i64.shr_u(parts.aux, i64.const(8)))), i32.const(0xff));
  return i32.eqz(i32.and(i32.popcnt(byte), i32.const(1)));
}

/** i32 0 or 1. */
export function conditionOf(condition: Condition, parts: CompleteFlags): Value {
  const zero = (): Value => i64.eqz(parts.result);
  const signDiffers = (): Value => i64.lt_s(i64.xor(i64.xor(parts.result, parts.aux), parts.overflow), i64.const(0));
  switch (condition) {
    case Condition.o: return i64.lt_s(parts.overflow, i64.const(0));
    case Condition.no: return i64.ge_s(parts.overflow, i64.const(0));
    case Condition.b: return parts.carry;
    case Condition.ae: return i32.eqz(parts.carry);
    case Condition.e: return zero();
    case Condition.ne: return i64.ne(parts.result, i64.const(0));
    case Condition.be: return i32.or(parts.carry, zero());
    case Condition.a: return i32.eqz(i32.or(parts.carry, zero()));
    case Condition.s: return i64.lt_s(i64.xor(parts.result, parts.aux), i64.const(0));
    case Condition.ns: return i64.ge_s(i64.xor(parts.result, parts.aux), i64.const(0));
    case Condition.p: return parity(parts);
    case Condition.np: return i32.eqz(parity(parts));
    case Condition.l: return signDiffers();
    case Condition.ge: return i32.eqz(signDiffers());
    case Condition.le: return i32.or(zero(), signDiffers());
    case Condition.g: return i32.eqz(i32.or(zero(), signDiffers()));
  }
}

/** The arithmetic flags at their places in RFLAGS, i32. */
export function arithmeticFlags(parts: CompleteFlags): Value {
  const at = (condition: Condition, bit: number): Value => i32.shl(conditionOf(condition, parts), i32.const(bit));
  const adjustBit = i32.and(i32.wrap_i64(parts.aux), i32.const(Rflags.adjust));
  return [at(Condition.p, 2), adjustBit, at(Condition.e, 6), at(Condition.s, 7), at(Condition.o, 11)].reduce(i32.or, parts.carry);
}

/** Parts that stand for given arithmetic flags; `flags` is used five times. */
export function partsFromFlags(flags: Value): CompleteFlags {
  const bit = (mask: number): Value => i64.extend_i32_u(i32.and(flags, i32.const(mask)));
  const notZero = i32.eqz(i32.and(flags, i32.const(Rflags.zero)));
  // A result of 0 has even parity and one of 1 has odd parity: PF needs a correction where it is not what the result says.
  const parityNow = i32.eqz(notZero);
  const parityWanted = i32.and(i32.shr_u(flags, i32.const(2)), i32.const(1));
  const correction = i64.shl(i64.extend_i32_u(i32.xor(parityNow, parityWanted)), i64.const(8));
  return {
    result: i64.extend_i32_u(notZero),
    aux: i64.or(i64.or(bit(Rflags.adjust), correction), i64.shl(bit(Rflags.sign), i64.const(56))),
    overflow: i64.shl(bit(Rflags.overflow), i64.const(52)),
    carry: i32.and(flags, i32.const(Rflags.carry)),
  };
}
