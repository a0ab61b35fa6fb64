/** FXSAVE and FXRSTOR: the image of x87 and SSE state (SDM vol. 1, 10.5.1), of which this machine has the SSE part. */
import { Mnemonic } from '../decode/iced';
import { i32, i64 } from '../wasm/ops';
import { i64x2 } from '../wasm/simd';
import type { Value } from '../wasm/value';
import type { Emitter, Lift, LiftTable } from './emitter';

/** x87 control word after FNINIT: exceptions masked, 64-bit precision. */
const INITIAL_FCW = 0x37f;
const MXCSR_AT = 24, MXCSR_MASK_AT = 28, XMM_AT = 160;
/** Bits that MXCSR has: none of the reserved upper 16. */
const MXCSR_BITS = 0xffff;

function alignedAddress(e: Emitter): Value {
  const address = e.let(e.linearAddress(0));
  e.ifRare(i64.ne(i64.and(address, i64.const(15)), i64.const(0)), () => e.trap('general-protection'));
  return address;
}

const at = (address: Value, offset: number): Value => i64.add(address, i64.const(offset));

/** The x87 part is that of a processor whose x87 was never used. */
const save: Lift = (e) => {
  const address = alignedAddress(e);
  const mxcsr = i64.extend_i32_u(e.readField('mxcsr'));
  const words = new Map<number, Value>([
    [0, i64.const(INITIAL_FCW)], [8, i64.const(0)], [16, i64.const(0)],
    [MXCSR_AT, i64.or(mxcsr, i64.const(BigInt(MXCSR_BITS) << BigInt((MXCSR_MASK_AT - MXCSR_AT) * 8)))],
  ]);
  for (let offset = 32; offset < XMM_AT; offset += 8) words.set(offset, i64.const(0));
  // The image may straddle a page boundary: the last byte written is looked at first, so that it is all or nothing.
  e.store(at(address, XMM_AT + 15 * 16 + 8), 8, i64x2.extract_lane(e.readXmm(15), 1));
  for (const [offset, value] of words) e.store(at(address, offset), 8, value);
  for (let register = 0; register < 16; register++) {
    const value = e.readXmm(register);
    e.store(at(address, XMM_AT + register * 16), 8, i64x2.extract_lane(value, 0));
    e.store(at(address, XMM_AT + register * 16 + 8), 8, i64x2.extract_lane(value, 1));
  }
};

const restore: Lift = (e) => {
  const address = alignedAddress(e);
  const mxcsr = e.load(at(address, MXCSR_AT), 4);
  e.ifRare(i32.and(mxcsr, i32.const(~MXCSR_BITS)), () => e.trap('general-protection'));
  const values = Array.from({ length: 16 }, (_, register) => {
    const low = e.load(at(address, XMM_AT + register * 16), 8), high = e.load(at(address, XMM_AT + register * 16 + 8), 8);
    return e.let(i64x2.replace_lane(i64x2.splat(low), 1, high));
  });
  values.forEach((value, register) => e.writeXmm(register, value));
  e.writeField('mxcsr', mxcsr);
};

export const sseStateLifts: LiftTable = {
  [Mnemonic.Fxsave]: save,
  [Mnemonic.Fxsave64]: save,
  [Mnemonic.Fxrstor]: restore,
  [Mnemonic.Fxrstor64]: restore,
};
