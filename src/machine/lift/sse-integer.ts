/** Packed integer arithmetic, logic, comparisons and shifts of SSE2 on XMM registers (the MMX forms are not supported). */
import { Mnemonic } from '../decode/iced';
import { i32, i64, select } from '../wasm/ops';
import { i16x8, i32x4, i64x2, i8x16, v128 } from '../wasm/simd';
import type { Value } from '../wasm/value';
import type { Emitter, Lift, LiftEntry, LiftTable } from './emitter';

const usesMmx = (e: Emitter): boolean => e.form.operands[0].kind === 'other';

/** destination = operation(destination, source), a 16-byte memory operand must be aligned. */
export const packed = (operation: (a: Value, b: Value) => Value): Lift => (e) => {
  if (usesMmx(e)) return e.unsupported();
  const b = e.readV128(1, true);
  e.writeV128(0, operation(e.readV128(0), b));
};

/** As `packed`, for an operation that uses its operands more than once. */
const packedTwice = (operation: (a: Value, b: Value) => Value): Lift => (e) => {
  if (usesMmx(e)) return e.unsupported();
  const b = e.let(e.readV128(1, true)), a = e.let(e.readV128(0));
  e.writeV128(0, operation(a, b));
};

/** PANDN and ANDNPx: the complement is the destination's. */
const andNot = packed((a, b) => v128.andnot(b, a));

/** Bytes of the upper words of two vectors of dwords. */
const UPPER_WORDS = [2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31];
const multiplyHighSigned = packedTwice((a, b) =>
  i8x16.shuffle(i32x4.extmul_low_i16x8_s(a, b), i32x4.extmul_high_i16x8_s(a, b), UPPER_WORDS));
const multiplyHighUnsigned = packedTwice((a, b) =>
  i8x16.shuffle(i32x4.extmul_low_i16x8_u(a, b), i32x4.extmul_high_i16x8_u(a, b), UPPER_WORDS));

const EVEN_DWORDS = [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11];
const evenDwords = (a: Value): Value => i8x16.shuffle(a, a, EVEN_DWORDS);
const multiplyEvenDwords = packedTwice((a, b) => i64x2.extmul_low_i32x4_u(evenDwords(a), evenDwords(b)));

/** Sum of absolute differences of the eight bytes in each half. */
const sumOfDifferences: Lift = (e) => {
  if (usesMmx(e)) return e.unsupported();
  const b = e.let(e.readV128(1, true)), a = e.let(e.readV128(0));
  const difference = v128.or(i8x16.sub_sat_u(a, b), i8x16.sub_sat_u(b, a));
  const dwords = e.let(i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(difference)));
  const low = i64x2.shr_u(i64x2.shl(dwords, i32.const(32)), i32.const(32));
  e.writeV128(0, i64x2.add(low, i64x2.shr_u(dwords, i32.const(32))));
};

interface ShiftKind { bits: number; arithmetic: boolean; shift: (a: Value, count: Value) => Value }

/**
 * PSLLx, PSRLx, PSRAx. A count of the element size or more gives zeros, or copies of the sign. The count is an immediate,
 * or the low 64 bits of the second operand.
 */
const shift = ({ bits, arithmetic, shift: operation }: ShiftKind): LiftEntry => ({
  immediateInForm: true,
  lift: (e) => {
    if (usesMmx(e)) return e.unsupported();
    if (e.form.operands[1].kind === 'immediate') {
      const count = e.staticImmediate(1) & 0xff;
      if (count < bits) e.writeV128(0, operation(e.readV128(0), i32.const(count)));
      else if (arithmetic) e.writeV128(0, operation(e.readV128(0), i32.const(bits - 1)));
      else e.writeV128(0, v128.const(new Uint8Array(16)));
      return;
    }
    const count = e.let(i64x2.extract_lane(e.readV128(1, true), 0));
    const fits = i64.lt_u(count, i64.const(bits));
    const value = e.readV128(0);
    if (arithmetic) e.writeV128(0, operation(value, select(fits, i32.wrap_i64(count), i32.const(bits - 1))));
    else e.writeV128(0, select(fits, operation(value, i32.wrap_i64(count)), v128.const(new Uint8Array(16))));
  },
});

export const sseIntegerLifts: LiftTable = {
  [Mnemonic.Andps]: packed(v128.and),
  [Mnemonic.Andpd]: packed(v128.and),
  [Mnemonic.Pand]: packed(v128.and),
  [Mnemonic.Andnps]: andNot,
  [Mnemonic.Andnpd]: andNot,
  [Mnemonic.Pandn]: andNot,
  [Mnemonic.Orps]: packed(v128.or),
  [Mnemonic.Orpd]: packed(v128.or),
  [Mnemonic.Por]: packed(v128.or),
  [Mnemonic.Xorps]: packed(v128.xor),
  [Mnemonic.Xorpd]: packed(v128.xor),
  [Mnemonic.Pxor]: packed(v128.xor),

  [Mnemonic.Paddb]: packed(i8x16.add),
  [Mnemonic.Paddw]: packed(i16x8.add),
  [Mnemonic.Paddd]: packed(i32x4.add),
  [Mnemonic.Paddq]: packed(i64x2.add),
  [Mnemonic.Paddsb]: packed(i8x16.add_sat_s),
  [Mnemonic.Paddsw]: packed(i16x8.add_sat_s),
  [Mnemonic.Paddusb]: packed(i8x16.add_sat_u),
  [Mnemonic.Paddusw]: packed(i16x8.add_sat_u),
  [Mnemonic.Psubb]: packed(i8x16.sub),
  [Mnemonic.Psubw]: packed(i16x8.sub),
  [Mnemonic.Psubd]: packed(i32x4.sub),
  [Mnemonic.Psubq]: packed(i64x2.sub),
  [Mnemonic.Psubsb]: packed(i8x16.sub_sat_s),
  [Mnemonic.Psubsw]: packed(i16x8.sub_sat_s),
  [Mnemonic.Psubusb]: packed(i8x16.sub_sat_u),
  [Mnemonic.Psubusw]: packed(i16x8.sub_sat_u),

  [Mnemonic.Pmullw]: packed(i16x8.mul),
  [Mnemonic.Pmulhw]: multiplyHighSigned,
  [Mnemonic.Pmulhuw]: multiplyHighUnsigned,
  [Mnemonic.Pmuludq]: multiplyEvenDwords,
  [Mnemonic.Pmaddwd]: packed(i32x4.dot_i16x8_s),
  [Mnemonic.Psadbw]: sumOfDifferences,
  [Mnemonic.Pavgb]: packed(i8x16.avgr_u),
  [Mnemonic.Pavgw]: packed(i16x8.avgr_u),
  [Mnemonic.Pminub]: packed(i8x16.min_u),
  [Mnemonic.Pmaxub]: packed(i8x16.max_u),
  [Mnemonic.Pminsw]: packed(i16x8.min_s),
  [Mnemonic.Pmaxsw]: packed(i16x8.max_s),

  [Mnemonic.Pcmpeqb]: packed(i8x16.eq),
  [Mnemonic.Pcmpeqw]: packed(i16x8.eq),
  [Mnemonic.Pcmpeqd]: packed(i32x4.eq),
  [Mnemonic.Pcmpgtb]: packed(i8x16.gt_s),
  [Mnemonic.Pcmpgtw]: packed(i16x8.gt_s),
  [Mnemonic.Pcmpgtd]: packed(i32x4.gt_s),

  [Mnemonic.Psllw]: shift({ bits: 16, arithmetic: false, shift: i16x8.shl }),
  [Mnemonic.Pslld]: shift({ bits: 32, arithmetic: false, shift: i32x4.shl }),
  [Mnemonic.Psllq]: shift({ bits: 64, arithmetic: false, shift: i64x2.shl }),
  [Mnemonic.Psrlw]: shift({ bits: 16, arithmetic: false, shift: i16x8.shr_u }),
  [Mnemonic.Psrld]: shift({ bits: 32, arithmetic: false, shift: i32x4.shr_u }),
  [Mnemonic.Psrlq]: shift({ bits: 64, arithmetic: false, shift: i64x2.shr_u }),
  [Mnemonic.Psraw]: shift({ bits: 16, arithmetic: true, shift: i16x8.shr_s }),
  [Mnemonic.Psrad]: shift({ bits: 32, arithmetic: true, shift: i32x4.shr_s }),
};
