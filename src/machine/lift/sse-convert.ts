/**
 * Conversions of SSE and SSE2. To integers: NaN and what does not fit give the "integer indefinite", the most negative
 * number (SDM vol. 1, table 4-1 and 11.5.2.1); CVTT truncates, CVT rounds by MXCSR.RC. Between the float formats: to nearest,
 * a NaN keeps its sign and the upper part of its payload and becomes quiet.
 */
import { Mnemonic } from '../decode/iced';
import { f32, f64, i32, i64, select } from '../wasm/ops';
import { f32x4, f64x2, i32x4, i64x2, i8x16, v128 } from '../wasm/simd';
import type { Value } from '../wasm/value';
import type { Emitter, Lift, LiftTable } from './emitter';
import { DOUBLE, SINGLE, type Precision } from './sse-float';

const FORMAT = { f32, f64 } as const;

type Unary = (a: Value) => Value;

/** Rounds to an integral value as MXCSR.RC says: 0 nearest, 1 down, 2 up, 3 toward zero. */
function roundByMode(e: Emitter, operations: { nearest: Unary; floor: Unary; ceil: Unary; trunc: Unary }, value: Value): Value {
  const x = e.let(value);
  const mode = e.let(i32.and(i32.shr_u(e.readField('mxcsr'), i32.const(13)), i32.const(3)));
  const downOrUp = select(i32.eq(mode, i32.const(1)), operations.floor(x), operations.ceil(x));
  const directed = select(i32.eq(mode, i32.const(3)), operations.trunc(x), downOrUp);
  return e.let(select(mode, directed, operations.nearest(x)));
}

/** Scalar to a general register. Saturation gives the right answer below the range, the comparison above it and for NaN. */
const toInteger = (p: Precision, truncate: boolean): Lift => (e) => {
  if (e.form.operands[0].kind !== 'gpr') return e.unsupported();
  const source = e.readLane(1, p.lane);
  const x = truncate ? e.let(source) : roundByMode(e, p.scalar, source);
  const wide = e.form.operands[0].size === 8;
  const ops = wide ? i64 : i32;
  const converted = p === SINGLE ? ops.trunc_sat_f32_s(x) : ops.trunc_sat_f64_s(x);
  const indefinite = wide ? i64.const(-(1n << 63n)) : i32.const(-2147483648);
  e.write(0, select(p.scalar.lt(x, p.scalar.const(wide ? 2 ** 63 : 2 ** 31)), converted, indefinite));
};

const fromInteger = (lane: 'f32' | 'f64'): Lift => (e) => {
  const source = e.read(1);
  e.writeLane(0, source.type === 'i64' ? FORMAT[lane].convert_i64_s(source) : FORMAT[lane].convert_i32_s(source));
};

const singleToDouble: Lift = (e) => {
  const x = e.let(e.readLane(1, 'f32'));
  e.writeLane(0, f64.promote_f32(x));
  e.ifRare(f32.ne(x, x), () => {
    const bits = e.let(i64.extend_i32_s(i32.reinterpret_f32(x)));
    const sign = i64.and(bits, i64.const(-(1n << 63n)));
    const payload = i64.shl(i64.and(bits, i64.const(0x3fffff)), i64.const(29));
    e.writeLane(0, i64.or(i64.or(sign, payload), i64.const(0x7ff8000000000000n)));
  });
};

const doubleToSingle: Lift = (e) => {
  const x = e.let(e.readLane(1, 'f64'));
  e.writeLane(0, f32.demote_f64(x));
  e.ifRare(f64.ne(x, x), () => {
    const bits = e.let(i64.reinterpret_f64(x));
    const sign = i32.wrap_i64(i64.and(i64.shr_u(bits, i64.const(32)), i64.const(0x80000000n)));
    const payload = i32.wrap_i64(i64.and(i64.shr_u(bits, i64.const(29)), i64.const(0x3fffff)));
    e.writeLane(0, i32.or(i32.or(sign, payload), i32.const(0x7fc00000)));
  });
};

const lanes64 = (value: bigint): Value => {
  const view = new DataView(new ArrayBuffer(16));
  view.setBigUint64(0, value, true);
  view.setBigUint64(8, value, true);
  return v128.const(new Uint8Array(view.buffer));
};

/** Dwords 0 and 2 of a vector in its low half, zeros above. */
const evenDwords = (value: Value): Value =>
  i8x16.shuffle(value, v128.const(new Uint8Array(16)), [0, 1, 2, 3, 8, 9, 10, 11, 16, 16, 16, 16, 16, 16, 16, 16]);

const packedSingleToDouble: Lift = (e) => {
  const x = e.let(e.readV128(1));
  const r = e.let(f64x2.promote_low_f32x4(x));
  const isNan = e.let(f64x2.ne(r, r));
  e.writeV128(0, r);
  e.ifRare(v128.any_true(isNan), () => {
    const bits = e.let(i64x2.extend_low_i32x4_s(x));
    const sign = v128.and(bits, lanes64(1n << 63n));
    const payload = i64x2.shl(v128.and(bits, lanes64(0x3fffffn)), i32.const(29));
    const nan = v128.or(v128.or(sign, payload), lanes64(0x7ff8000000000000n));
    e.writeV128(0, v128.bitselect(nan, r, isNan));
  });
};

const packedDoubleToSingle: Lift = (e) => {
  const x = e.let(e.readV128(1, true));
  const r = e.let(f32x4.demote_f64x2_zero(x));
  const isNan = e.let(f64x2.ne(x, x));
  e.writeV128(0, r);
  e.ifRare(v128.any_true(isNan), () => {
    const sign = v128.and(i64x2.shr_u(x, i32.const(32)), lanes64(0x80000000n));
    const payload = v128.and(i64x2.shr_u(x, i32.const(29)), lanes64(0x3fffffn));
    const nan = v128.or(v128.or(sign, payload), lanes64(0x7fc00000n));
    e.writeV128(0, v128.bitselect(evenDwords(nan), r, evenDwords(isNan)));
  });
};

const packedSingleToInteger = (truncate: boolean): Lift => (e) => {
  const source = e.readV128(1, true);
  const x = truncate ? e.let(source) : roundByMode(e, f32x4, source);
  const indefinite = i32x4.splat(i32.const(-2147483648));
  e.writeV128(0, v128.bitselect(i32x4.trunc_sat_f32x4_s(x), indefinite, f32x4.lt(x, f32x4.splat(f32.const(2 ** 31)))));
};

const packedDoubleToInteger = (truncate: boolean): Lift => (e) => {
  const source = e.readV128(1, true);
  const x = truncate ? e.let(source) : roundByMode(e, f64x2, source);
  // In the upper half the mask is zero and chooses the constant's zeros.
  const indefinite = v128.const(Uint8Array.from([0, 0, 0, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0]));
  e.writeV128(0, v128.bitselect(i32x4.trunc_sat_f64x2_s_zero(x), indefinite, evenDwords(f64x2.lt(x, f64x2.splat(f64.const(2 ** 31))))));
};

export const sseConvertLifts: LiftTable = {
  [Mnemonic.Cvtsi2ss]: fromInteger('f32'),
  [Mnemonic.Cvtsi2sd]: fromInteger('f64'),
  [Mnemonic.Cvtss2si]: toInteger(SINGLE, false),
  [Mnemonic.Cvtsd2si]: toInteger(DOUBLE, false),
  [Mnemonic.Cvttss2si]: toInteger(SINGLE, true),
  [Mnemonic.Cvttsd2si]: toInteger(DOUBLE, true),
  [Mnemonic.Cvtss2sd]: singleToDouble,
  [Mnemonic.Cvtsd2ss]: doubleToSingle,
  [Mnemonic.Cvtps2pd]: packedSingleToDouble,
  [Mnemonic.Cvtpd2ps]: packedDoubleToSingle,
  [Mnemonic.Cvtdq2ps]: (e) => e.writeV128(0, f32x4.convert_i32x4_s(e.readV128(1, true))),
  [Mnemonic.Cvtdq2pd]: (e) => e.writeV128(0, f64x2.convert_low_i32x4_s(e.readV128(1))),
  [Mnemonic.Cvtps2dq]: packedSingleToInteger(false),
  [Mnemonic.Cvttps2dq]: packedSingleToInteger(true),
  [Mnemonic.Cvtpd2dq]: packedDoubleToInteger(false),
  [Mnemonic.Cvttpd2dq]: packedDoubleToInteger(true),
};
