/** WebAssembly's 128-bit SIMD instructions as node constructors (core specification, 5.4.8; opcodes after prefix 0xFD). */
import type { Late } from './byte-writer';
import { Immediate, Value, constant128, PREFIX_FD, type ValueType } from './value';

type Unary = (a: Value) => Value;
type Binary = (a: Value, b: Value) => Value;

const unary = (op: number, type: ValueType = 'v128'): Unary => (a) => new Value(type, PREFIX_FD | op, Immediate.none, undefined, [a]);
const binary = (op: number, type: ValueType = 'v128'): Binary => (a, b) => new Value(type, PREFIX_FD | op, Immediate.none, undefined, [a, b]);
const extract = (op: number, type: ValueType) => (a: Value, lane: number): Value => new Value(type, PREFIX_FD | op, Immediate.lane, lane, [a]);
const replace = (op: number) => (a: Value, lane: number, value: Value): Value => new Value('v128', PREFIX_FD | op, Immediate.lane, lane, [a, value]);
const load = (op: number) => (address: Value, offset: number | Late = 0): Value => new Value('v128', PREFIX_FD | op, Immediate.memory, offset, [address]);

export const v128 = {
  const: constant128,
  load: load(0),
  /** Loads 4 or 8 bytes into the low lane; the rest is zero. */
  load32_zero: load(92),
  load64_zero: load(93),
  not: unary(77),
  and: binary(78),
  /** a & ~b (mind the order: PANDN is ~a & b). */
  andnot: binary(79),
  or: binary(80),
  xor: binary(81),
  /** (a & mask) | (b & ~mask) */
  bitselect: (a: Value, b: Value, mask: Value): Value => new Value('v128', PREFIX_FD | 82, Immediate.none, undefined, [a, b, mask]),
  any_true: unary(83, 'i32'),
};

/** Signed and unsigned comparisons in the specification's order from `eq` on. */
function comparisons(eq: number) {
  return {
    eq: binary(eq), ne: binary(eq + 1), lt_s: binary(eq + 2), lt_u: binary(eq + 3), gt_s: binary(eq + 4), gt_u: binary(eq + 5),
    le_s: binary(eq + 6), le_u: binary(eq + 7), ge_s: binary(eq + 8), ge_u: binary(eq + 9),
  };
}

export const i8x16 = {
  ...comparisons(35),
  /** Lane i of the result is lane lanes[i] of a (0..15) or b (16..31). */
  shuffle: (a: Value, b: Value, lanes: readonly number[]): Value =>
    new Value('v128', PREFIX_FD | 13, Immediate.bytes16, Uint8Array.from(lanes), [a, b]),
  swizzle: binary(14),
  splat: unary(15),
  extract_lane_s: extract(21, 'i32'),
  extract_lane_u: extract(22, 'i32'),
  replace_lane: replace(23),
  abs: unary(96),
  neg: unary(97),
  all_true: unary(99, 'i32'),
  bitmask: unary(100, 'i32'),
  narrow_i16x8_s: binary(101),
  narrow_i16x8_u: binary(102),
  shl: binary(107),
  shr_s: binary(108),
  shr_u: binary(109),
  add: binary(110),
  add_sat_s: binary(111),
  add_sat_u: binary(112),
  sub: binary(113),
  sub_sat_s: binary(114),
  sub_sat_u: binary(115),
  min_s: binary(118),
  min_u: binary(119),
  max_s: binary(120),
  max_u: binary(121),
  avgr_u: binary(123),
};

export const i16x8 = {
  ...comparisons(45),
  splat: unary(16),
  extract_lane_s: extract(24, 'i32'),
  extract_lane_u: extract(25, 'i32'),
  replace_lane: replace(26),
  extadd_pairwise_i8x16_u: unary(125),
  abs: unary(128),
  neg: unary(129),
  all_true: unary(131, 'i32'),
  bitmask: unary(132, 'i32'),
  narrow_i32x4_s: binary(133),
  narrow_i32x4_u: binary(134),
  extend_low_i8x16_s: unary(135),
  extend_high_i8x16_s: unary(136),
  extend_low_i8x16_u: unary(137),
  extend_high_i8x16_u: unary(138),
  shl: binary(139),
  shr_s: binary(140),
  shr_u: binary(141),
  add: binary(142),
  add_sat_s: binary(143),
  add_sat_u: binary(144),
  sub: binary(145),
  sub_sat_s: binary(146),
  sub_sat_u: binary(147),
  mul: binary(149),
  min_s: binary(150),
  min_u: binary(151),
  max_s: binary(152),
  max_u: binary(153),
  avgr_u: binary(155),
};

export const i32x4 = {
  ...comparisons(55),
  splat: unary(17),
  extract_lane: extract(27, 'i32'),
  replace_lane: replace(28),
  extadd_pairwise_i16x8_s: unary(126),
  extadd_pairwise_i16x8_u: unary(127),
  abs: unary(160),
  neg: unary(161),
  all_true: unary(163, 'i32'),
  bitmask: unary(164, 'i32'),
  extend_low_i16x8_s: unary(167),
  extend_high_i16x8_s: unary(168),
  extend_low_i16x8_u: unary(169),
  extend_high_i16x8_u: unary(170),
  shl: binary(171),
  shr_s: binary(172),
  shr_u: binary(173),
  add: binary(174),
  sub: binary(177),
  mul: binary(181),
  min_s: binary(182),
  min_u: binary(183),
  max_s: binary(184),
  max_u: binary(185),
  dot_i16x8_s: binary(186),
  extmul_low_i16x8_s: binary(188),
  extmul_high_i16x8_s: binary(189),
  extmul_low_i16x8_u: binary(190),
  extmul_high_i16x8_u: binary(191),
  trunc_sat_f32x4_s: unary(248),
  trunc_sat_f64x2_s_zero: unary(252),
};

export const i64x2 = {
  splat: unary(18),
  extract_lane: extract(29, 'i64'),
  replace_lane: replace(30),
  neg: unary(193),
  all_true: unary(195, 'i32'),
  bitmask: unary(196, 'i32'),
  extend_low_i32x4_s: unary(199),
  extend_low_i32x4_u: unary(201),
  shl: binary(203),
  shr_s: binary(204),
  shr_u: binary(205),
  add: binary(206),
  sub: binary(209),
  mul: binary(213),
  eq: binary(214),
  ne: binary(215),
  lt_s: binary(216),
  gt_s: binary(217),
  le_s: binary(218),
  ge_s: binary(219),
  extmul_low_i32x4_s: binary(220),
  extmul_high_i32x4_s: binary(221),
  extmul_low_i32x4_u: binary(222),
  extmul_high_i32x4_u: binary(223),
};

function floats(compare: number, sign: number, arithmetic: number) {
  return {
    eq: binary(compare), ne: binary(compare + 1), lt: binary(compare + 2), gt: binary(compare + 3), le: binary(compare + 4), ge: binary(compare + 5),
    abs: unary(sign), neg: unary(sign + 1), sqrt: unary(arithmetic),
    add: binary(arithmetic + 1), sub: binary(arithmetic + 2), mul: binary(arithmetic + 3), div: binary(arithmetic + 4),
    min: binary(arithmetic + 5), max: binary(arithmetic + 6),
    /** b < a ? b : a */
    pmin: binary(arithmetic + 7),
    /** a < b ? b : a */
    pmax: binary(arithmetic + 8),
  };
}

export const f32x4 = {
  ...floats(65, 224, 227),
  splat: unary(19),
  extract_lane: extract(31, 'f32'),
  replace_lane: replace(32),
  ceil: unary(103),
  floor: unary(104),
  trunc: unary(105),
  nearest: unary(106),
  demote_f64x2_zero: unary(94),
  convert_i32x4_s: unary(250),
};

export const f64x2 = {
  ...floats(71, 236, 239),
  splat: unary(20),
  extract_lane: extract(33, 'f64'),
  replace_lane: replace(34),
  ceil: unary(116),
  floor: unary(117),
  trunc: unary(122),
  nearest: unary(148),
  promote_low_f32x4: unary(95),
  convert_low_i32x4_s: unary(254),
};
