/**
 * WebAssembly's numeric instructions as constructors of expression nodes, under their own names: `i64.add(a, b)`.
 * Opcodes: core specification, 5.4.6. Integer constructors fold constants where translated code profits.
 */
import type { Late } from './byte-writer';
import { Immediate, Value, call, constant, constant64, local, PREFIX_FC, type ValueType } from './value';

type Unary = (a: Value) => Value;
type Binary = (a: Value, b: Value) => Value;

const unaryOf = (type: ValueType, op: number, a: Value): Value => new Value(type, op, Immediate.none, undefined, [a]);
const unary = (type: ValueType, op: number): Unary => (a) => unaryOf(type, op, a);
const binary = (type: ValueType, op: number): Binary => (a, b) => new Value(type, op, Immediate.none, undefined, [a, b]);
const load = (type: ValueType, op: number) => (address: Value, offset: number | Late = 0): Value => new Value(type, op, Immediate.memory, offset, [address]);

/** condition ? a : b, both evaluated. */
export function select(condition: Value, a: Value, b: Value): Value {
  const known = condition.i32Constant;
  if (known !== undefined) return known !== 0 ? a : b;
  return new Value(a.type, 0x1b, Immediate.none, undefined, [a, b, condition]);
}

export { call, constant, constant64, local };

const signed32 = (value: number): Value => constant('i32', value);

/** Folds an i32 operation of two constants, or one with a neutral constant on its right. */
function fold32(op: number, compute: (a: number, b: number) => number, neutral?: number): Binary {
  const plain = binary('i32', op);
  return (a, b) => {
    const right = b.i32Constant;
    if (right === undefined) return plain(a, b);
    const left = a.i32Constant;
    if (left !== undefined) return signed32(compute(left, right));
    return right === neutral ? a : plain(a, b);
  };
}

function fold64(op: number, compute: (a: bigint, b: bigint) => bigint, neutral?: bigint): Binary {
  const plain = binary('i64', op);
  return (a, b) => {
    const right = b.i64Constant;
    if (right === undefined) return plain(a, b);
    const left = a.i64Constant;
    if (left !== undefined) return constant64(compute(left, right));
    return right === neutral ? a : plain(a, b);
  };
}

function compare32(op: number, compute: (a: number, b: number) => boolean): Binary {
  return fold32(op, (a, b) => (compute(a, b) ? 1 : 0));
}

const bits = (value: bigint): bigint => BigInt.asUintN(64, value);

export const i32 = {
  const: signed32,
  eqz: ((a) => (a.i32Constant !== undefined ? signed32(a.i32Constant === 0 ? 1 : 0) : unaryOf('i32', 0x45, a))) as Unary,
  eq: compare32(0x46, (a, b) => a === b),
  ne: compare32(0x47, (a, b) => a !== b),
  lt_s: compare32(0x48, (a, b) => a < b),
  lt_u: compare32(0x49, (a, b) => a >>> 0 < b >>> 0),
  gt_s: compare32(0x4a, (a, b) => a > b),
  gt_u: compare32(0x4b, (a, b) => a >>> 0 > b >>> 0),
  le_s: compare32(0x4c, (a, b) => a <= b),
  le_u: compare32(0x4d, (a, b) => a >>> 0 <= b >>> 0),
  ge_s: compare32(0x4e, (a, b) => a >= b),
  ge_u: compare32(0x4f, (a, b) => a >>> 0 >= b >>> 0),
  clz: unary('i32', 0x67),
  ctz: unary('i32', 0x68),
  popcnt: unary('i32', 0x69),
  add: fold32(0x6a, (a, b) => a + b, 0),
  sub: fold32(0x6b, (a, b) => a - b, 0),
  mul: fold32(0x6c, Math.imul, 1),
  div_s: binary('i32', 0x6d),
  div_u: binary('i32', 0x6e),
  rem_s: binary('i32', 0x6f),
  rem_u: binary('i32', 0x70),
  and: fold32(0x71, (a, b) => a & b, -1),
  or: fold32(0x72, (a, b) => a | b, 0),
  xor: fold32(0x73, (a, b) => a ^ b, 0),
  shl: fold32(0x74, (a, b) => a << b, 0),
  shr_s: fold32(0x75, (a, b) => a >> b, 0),
  shr_u: fold32(0x76, (a, b) => a >>> b, 0),
  rotl: fold32(0x77, (a, b) => (a << b) | (a >>> (32 - (b & 31))), 0),
  rotr: fold32(0x78, (a, b) => (a >>> b) | (a << (32 - (b & 31))), 0),
  wrap_i64: ((a) => (a.i64Constant !== undefined ? signed32(Number(BigInt.asIntN(32, a.i64Constant))) : unaryOf('i32', 0xa7, a))) as Unary,
  reinterpret_f32: unary('i32', 0xbc),
  trunc_sat_f32_s: unary('i32', PREFIX_FC | 0),
  trunc_sat_f64_s: unary('i32', PREFIX_FC | 2),
  extend8_s: ((a) => (a.i32Constant !== undefined ? signed32((a.i32Constant << 24) >> 24) : unaryOf('i32', 0xc0, a))) as Unary,
  extend16_s: ((a) => (a.i32Constant !== undefined ? signed32((a.i32Constant << 16) >> 16) : unaryOf('i32', 0xc1, a))) as Unary,
  load: load('i32', 0x28),
  load8_s: load('i32', 0x2c),
  load8_u: load('i32', 0x2d),
  load16_s: load('i32', 0x2e),
  load16_u: load('i32', 0x2f),
};

export const i64 = {
  const: constant64,
  eqz: unary('i32', 0x50),
  eq: binary('i32', 0x51),
  ne: binary('i32', 0x52),
  lt_s: binary('i32', 0x53),
  lt_u: binary('i32', 0x54),
  gt_s: binary('i32', 0x55),
  gt_u: binary('i32', 0x56),
  le_s: binary('i32', 0x57),
  le_u: binary('i32', 0x58),
  ge_s: binary('i32', 0x59),
  ge_u: binary('i32', 0x5a),
  clz: unary('i64', 0x79),
  ctz: unary('i64', 0x7a),
  popcnt: unary('i64', 0x7b),
  add: fold64(0x7c, (a, b) => a + b, 0n),
  sub: fold64(0x7d, (a, b) => a - b, 0n),
  mul: fold64(0x7e, (a, b) => a * b, 1n),
  div_s: binary('i64', 0x7f),
  div_u: binary('i64', 0x80),
  rem_s: binary('i64', 0x81),
  rem_u: binary('i64', 0x82),
  and: fold64(0x83, (a, b) => a & b, -1n),
  or: fold64(0x84, (a, b) => a | b, 0n),
  xor: fold64(0x85, (a, b) => a ^ b, 0n),
  shl: fold64(0x86, (a, b) => a << (b & 63n), 0n),
  shr_s: fold64(0x87, (a, b) => a >> (b & 63n), 0n),
  shr_u: fold64(0x88, (a, b) => bits(a) >> (b & 63n), 0n),
  rotl: binary('i64', 0x89),
  rotr: binary('i64', 0x8a),
  extend_i32_s: ((a) => (a.i32Constant !== undefined ? constant64(a.i32Constant) : unaryOf('i64', 0xac, a))) as Unary,
  extend_i32_u: ((a) => (a.i32Constant !== undefined ? constant64(a.i32Constant >>> 0) : unaryOf('i64', 0xad, a))) as Unary,
  reinterpret_f64: unary('i64', 0xbd),
  trunc_sat_f32_s: unary('i64', PREFIX_FC | 4),
  trunc_sat_f64_s: unary('i64', PREFIX_FC | 6),
  extend8_s: unary('i64', 0xc2),
  extend16_s: unary('i64', 0xc3),
  extend32_s: unary('i64', 0xc4),
  load: load('i64', 0x29),
  load8_s: load('i64', 0x30),
  load8_u: load('i64', 0x31),
  load16_s: load('i64', 0x32),
  load16_u: load('i64', 0x33),
  load32_s: load('i64', 0x34),
  load32_u: load('i64', 0x35),
};

function floats(type: 'f32' | 'f64', compare: number, arithmetic: number) {
  return {
    const: (value: number): Value => constant(type, value),
    eq: binary('i32', compare),
    ne: binary('i32', compare + 1),
    lt: binary('i32', compare + 2),
    gt: binary('i32', compare + 3),
    le: binary('i32', compare + 4),
    ge: binary('i32', compare + 5),
    abs: unary(type, arithmetic),
    neg: unary(type, arithmetic + 1),
    ceil: unary(type, arithmetic + 2),
    floor: unary(type, arithmetic + 3),
    trunc: unary(type, arithmetic + 4),
    nearest: unary(type, arithmetic + 5),
    sqrt: unary(type, arithmetic + 6),
    add: binary(type, arithmetic + 7),
    sub: binary(type, arithmetic + 8),
    mul: binary(type, arithmetic + 9),
    div: binary(type, arithmetic + 10),
    copysign: binary(type, arithmetic + 13),
    load: load(type, type === 'f32' ? 0x2a : 0x2b),
  };
}

export const f32 = {
  ...floats('f32', 0x5b, 0x8b),
  convert_i32_s: unary('f32', 0xb2),
  convert_i64_s: unary('f32', 0xb4),
  demote_f64: unary('f32', 0xb6),
  reinterpret_i32: unary('f32', 0xbe),
};

export const f64 = {
  ...floats('f64', 0x61, 0x99),
  convert_i32_s: unary('f64', 0xb7),
  convert_i32_u: unary('f64', 0xb8),
  convert_i64_s: unary('f64', 0xb9),
  promote_f32: unary('f64', 0xbb),
  reinterpret_i64: unary('f64', 0xbf),
};

/** Store opcodes, for FunctionBuilder.store. */
export const STORE = {
  i32: 0x36, i64: 0x37, f32: 0x38, f64: 0x39, i32_8: 0x3a, i32_16: 0x3b, i64_8: 0x3c, i64_16: 0x3d, i64_32: 0x3e, v128: 0xfd000b,
} as const;
