/**
 * Floating point arithmetic of SSE and SSE2, scalar and packed.
 *
 * NaN (SDM vol. 1, 4.8.3.5 and table 4-7): an operation with a NaN operand gives the first operand (the destination) if
 * that is a NaN, else the second, made quiet; an invalid operation without one gives the default NaN, which is negative.
 * WebAssembly leaves the bits of a NaN result to the host, so each result is looked at and a NaN is made anew.
 *
 * MXCSR: exceptions are always masked and their flags are not recorded; denormals are neither flushed nor taken as zero;
 * rounding is to nearest, except that conversions to integers honour MXCSR.RC (sse-convert.ts). Go never sets any of it.
 */
import { Mnemonic } from '../decode/iced';
import { f32, f64, i32, i64, select } from '../wasm/ops';
import { f32x4, f64x2, v128 } from '../wasm/simd';
import type { Value } from '../wasm/value';
import type { Emitter, Lift, LiftEntry, LiftTable } from './emitter';

/** What differs between single and double precision. */
export interface Precision {
  readonly lane: 'f32' | 'f64';
  readonly scalar: typeof f32 | typeof f64;
  readonly vector: typeof f32x4 | typeof f64x2;
  /** A float from its bits and back. */
  fromBits(bits: Value): Value;
  toBits(value: Value): Value;
  readonly orBits: (a: Value, b: Value) => Value;
  /** The quiet bit, and the default NaN, as scalar bits and in each lane. */
  readonly quiet: Value;
  readonly defaultNan: Value;
  readonly quietLanes: Value;
  readonly defaultNanLanes: Value;
}

function lanes32(value: number): Value {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i += 4) new DataView(bytes.buffer).setUint32(i, value, true);
  return v128.const(bytes);
}

function lanes64(value: bigint): Value {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i += 8) new DataView(bytes.buffer).setBigUint64(i, value, true);
  return v128.const(bytes);
}

export const SINGLE: Precision = {
  lane: 'f32', scalar: f32, vector: f32x4,
  fromBits: f32.reinterpret_i32, toBits: i32.reinterpret_f32, orBits: i32.or,
  quiet: i32.const(0x00400000), defaultNan: i32.const(0xffc00000),
  quietLanes: lanes32(0x00400000), defaultNanLanes: lanes32(0xffc00000),
};

export const DOUBLE: Precision = {
  lane: 'f64', scalar: f64, vector: f64x2,
  fromBits: f64.reinterpret_i64, toBits: i64.reinterpret_f64, orBits: i64.or,
  quiet: i64.const(0x0008000000000000n), defaultNan: i64.const(0xfff8000000000000n),
  quietLanes: lanes64(0x0008000000000000n), defaultNanLanes: lanes64(0xfff8000000000000n),
};

/** The NaN that an operation on these operands gives (the first of them that is a NaN, quiet, or the default NaN), as a float. */
function nanOf(p: Precision, operands: readonly Value[]): Value {
  let bits = p.defaultNan;
  for (const operand of [...operands].reverse()) {
    bits = select(p.scalar.ne(operand, operand), p.orBits(p.toBits(operand), p.quiet), bits);
  }
  return p.fromBits(bits);
}

function nanLanesOf(p: Precision, operands: readonly Value[]): Value {
  let lanes = p.defaultNanLanes;
  for (const operand of [...operands].reverse()) {
    lanes = v128.bitselect(v128.or(operand, p.quietLanes), lanes, p.vector.ne(operand, operand));
  }
  return lanes;
}

/** Writes a scalar result to the low lane of operand 0; `operands` decide what a NaN becomes. */
function writeScalar(e: Emitter, p: Precision, operands: readonly Value[], result: Value): void {
  const r = e.let(result);
  e.writeLane(0, r);
  // NaNs are rare: a branch that is never taken costs less than computing the NaN each time.
  // Of an ordered comparison V8 makes one branch, of `ne` two.
  e.ifRare(i32.eqz(p.scalar.ge(r, r)), () => e.writeLane(0, nanOf(p, operands)));
}

function writePacked(e: Emitter, p: Precision, operands: readonly Value[], result: Value): void {
  const r = e.let(result);
  const isNan = e.let(p.vector.ne(r, r));
  e.writeV128(0, r);
  e.ifRare(v128.any_true(isNan), () => e.writeV128(0, v128.bitselect(nanLanesOf(p, operands), r, isNan)));
}

type Operation = 'add' | 'sub' | 'mul' | 'div';

const scalarArithmetic = (p: Precision, operation: Operation): Lift => (e) => {
  const a = e.let(e.readLane(0, p.lane)), b = e.let(e.readLane(1, p.lane));
  writeScalar(e, p, [a, b], p.scalar[operation](a, b));
};

const packedArithmetic = (p: Precision, operation: Operation): Lift => (e) => {
  const b = e.let(e.readV128(1, true)), a = e.let(e.readV128(0));
  writePacked(e, p, [a, b], p.vector[operation](a, b));
};

const scalarSqrt = (p: Precision): Lift => (e) => {
  const a = e.let(e.readLane(1, p.lane));
  writeScalar(e, p, [a], p.scalar.sqrt(a));
};

const packedSqrt = (p: Precision): Lift => (e) => {
  const a = e.let(e.readV128(1, true));
  writePacked(e, p, [a], p.vector.sqrt(a));
};

/** MIN and MAX give the second operand, unchanged, if either is a NaN or both are zeros (SDM vol. 2, MINSD). */
const scalarMinMax = (p: Precision, comparison: 'lt' | 'gt'): Lift => (e) => {
  const a = e.let(e.readLane(0, p.lane)), b = e.let(e.readLane(1, p.lane));
  e.writeLane(0, select(p.scalar[comparison](a, b), a, b));
};

/** pmin(x, y) = y < x ? y : x, and pmax(x, y) = x < y ? y : x; so with the operands exchanged they are MINPD and MAXPD. */
const packedMinMax = (p: Precision, operation: 'pmin' | 'pmax'): Lift => (e) => {
  const b = e.readV128(1, true), a = e.readV128(0);
  e.writeV128(0, p.vector[operation](b, a));
};

/** Predicates 0 to 7 of CMPccxx: EQ LT LE UNORD NEQ NLT NLE ORD. Bits 3 to 7 of the immediate are ignored. */
function packedPredicate(p: Precision, immediate: number, a: Value, b: Value): Value {
  const { vector } = p;
  switch (immediate & 7) {
    case 0: return vector.eq(a, b);
    case 1: return vector.lt(a, b);
    case 2: return vector.le(a, b);
    case 3: return v128.or(vector.ne(a, a), vector.ne(b, b));
    case 4: return vector.ne(a, b);
    case 5: return v128.not(vector.lt(a, b));
    case 6: return v128.not(vector.le(a, b));
    default: return v128.and(vector.eq(a, a), vector.eq(b, b));
  }
}

function scalarPredicate(p: Precision, immediate: number, a: Value, b: Value): Value {
  const { scalar } = p;
  switch (immediate & 7) {
    case 0: return scalar.eq(a, b);
    case 1: return scalar.lt(a, b);
    case 2: return scalar.le(a, b);
    case 3: return i32.or(scalar.ne(a, a), scalar.ne(b, b));
    case 4: return scalar.ne(a, b);
    case 5: return i32.eqz(scalar.lt(a, b));
    case 6: return i32.eqz(scalar.le(a, b));
    default: return i32.and(scalar.eq(a, a), scalar.eq(b, b));
  }
}

const packedCompare = (p: Precision): LiftEntry => ({
  immediateInForm: true,
  lift: (e) => {
    const b = e.let(e.readV128(1, true)), a = e.let(e.readV128(0));
    e.writeV128(0, packedPredicate(p, e.staticImmediate(2), a, b));
  },
});

const scalarCompare = (p: Precision): LiftEntry => ({
  immediateInForm: true,
  lift: (e) => {
    const a = e.let(e.readLane(0, p.lane)), b = e.let(e.readLane(1, p.lane));
    const mask = i32.sub(i32.const(0), scalarPredicate(p, e.staticImmediate(2), a, b));
    e.writeLane(0, p === SINGLE ? mask : i64.extend_i32_s(mask));
  },
});

/** UCOMISx and COMISx differ only in exceptions. */
const compareToFlags = (p: Precision): Lift => (e) => {
  const a = e.let(e.readLane(0, p.lane));
  e.flagsCompare(a, e.readLane(1, p.lane));
};

/** CMPSD; to be listed with `immediateInForm`. */
export const scalarDoubleCompare = scalarCompare(DOUBLE);

/** Without CMPSD, whose mnemonic is also a string instruction's (table.ts tells them apart). */
export const sseFloatLifts: LiftTable = {
  [Mnemonic.Addss]: scalarArithmetic(SINGLE, 'add'),
  [Mnemonic.Addsd]: scalarArithmetic(DOUBLE, 'add'),
  [Mnemonic.Addps]: packedArithmetic(SINGLE, 'add'),
  [Mnemonic.Addpd]: packedArithmetic(DOUBLE, 'add'),
  [Mnemonic.Subss]: scalarArithmetic(SINGLE, 'sub'),
  [Mnemonic.Subsd]: scalarArithmetic(DOUBLE, 'sub'),
  [Mnemonic.Subps]: packedArithmetic(SINGLE, 'sub'),
  [Mnemonic.Subpd]: packedArithmetic(DOUBLE, 'sub'),
  [Mnemonic.Mulss]: scalarArithmetic(SINGLE, 'mul'),
  [Mnemonic.Mulsd]: scalarArithmetic(DOUBLE, 'mul'),
  [Mnemonic.Mulps]: packedArithmetic(SINGLE, 'mul'),
  [Mnemonic.Mulpd]: packedArithmetic(DOUBLE, 'mul'),
  [Mnemonic.Divss]: scalarArithmetic(SINGLE, 'div'),
  [Mnemonic.Divsd]: scalarArithmetic(DOUBLE, 'div'),
  [Mnemonic.Divps]: packedArithmetic(SINGLE, 'div'),
  [Mnemonic.Divpd]: packedArithmetic(DOUBLE, 'div'),
  [Mnemonic.Sqrtss]: scalarSqrt(SINGLE),
  [Mnemonic.Sqrtsd]: scalarSqrt(DOUBLE),
  [Mnemonic.Sqrtps]: packedSqrt(SINGLE),
  [Mnemonic.Sqrtpd]: packedSqrt(DOUBLE),
  [Mnemonic.Minss]: scalarMinMax(SINGLE, 'lt'),
  [Mnemonic.Minsd]: scalarMinMax(DOUBLE, 'lt'),
  [Mnemonic.Minps]: packedMinMax(SINGLE, 'pmin'),
  [Mnemonic.Minpd]: packedMinMax(DOUBLE, 'pmin'),
  [Mnemonic.Maxss]: scalarMinMax(SINGLE, 'gt'),
  [Mnemonic.Maxsd]: scalarMinMax(DOUBLE, 'gt'),
  [Mnemonic.Maxps]: packedMinMax(SINGLE, 'pmax'),
  [Mnemonic.Maxpd]: packedMinMax(DOUBLE, 'pmax'),
  [Mnemonic.Cmpss]: scalarCompare(SINGLE),
  [Mnemonic.Cmpps]: packedCompare(SINGLE),
  [Mnemonic.Cmppd]: packedCompare(DOUBLE),
  [Mnemonic.Ucomiss]: compareToFlags(SINGLE),
  [Mnemonic.Ucomisd]: compareToFlags(DOUBLE),
  [Mnemonic.Comiss]: compareToFlags(SINGLE),
  [Mnemonic.Comisd]: compareToFlags(DOUBLE),
};
