/** Integer operations by operand size: i32 nodes up to 4 bytes, i64 for 8. */
import { i32, i64 } from '../wasm/ops';
import type { Value } from '../wasm/value';
import type { IntegerSize } from './emitter';

export interface Width {
  readonly size: IntegerSize;
  readonly bits: number;
  const(value: number | bigint): Value;
  add(a: Value, b: Value): Value;
  sub(a: Value, b: Value): Value;
  and(a: Value, b: Value): Value;
  or(a: Value, b: Value): Value;
  xor(a: Value, b: Value): Value;
  /** The count must be below 32, or 64 for 8 bytes. */
  shl(a: Value, count: Value): Value;
  shrU(a: Value, count: Value): Value;
  shrS(a: Value, count: Value): Value;
  eqz(a: Value): Value;
  ltU(a: Value, b: Value): Value;
  /** Zero-extends what arithmetic left above the size (nothing to do for 4 and 8 bytes). */
  zeroExtend(a: Value): Value;
  /** Sign-extends to the node's type (nothing to do for 4 and 8 bytes). */
  signExtend(a: Value): Value;
  /** Sign-extends to i64. */
  signExtend64(a: Value): Value;
  /** Zero-extends to i64; the value must be zero-extended in its type. */
  zeroExtend64(a: Value): Value;
  /** From an i64, the low bytes. */
  from64(a: Value): Value;
}

const identity = (a: Value): Value => a;

function narrow(size: 1 | 2 | 4): Width {
  const signExtend = size === 1 ? i32.extend8_s : size === 2 ? i32.extend16_s : identity;
  const mask = size === 1 ? 0xff : 0xffff;
  const zeroExtend = size === 4 ? identity : (a: Value): Value => i32.and(a, i32.const(mask));
  return {
    size, bits: size * 8,
    const: (value) => i32.const(Number(BigInt.asIntN(32, BigInt(value)))),
    add: i32.add, sub: i32.sub, and: i32.and, or: i32.or, xor: i32.xor,
    shl: i32.shl, shrU: i32.shr_u, shrS: i32.shr_s, eqz: i32.eqz, ltU: i32.lt_u,
    zeroExtend, signExtend,
    signExtend64: (a) => i64.extend_i32_s(signExtend(a)),
    zeroExtend64: i64.extend_i32_u,
    from64: (a) => zeroExtend(i32.wrap_i64(a)),
  };
}

const WIDTHS: Record<IntegerSize, Width> = {
  1: narrow(1),
  2: narrow(2),
  4: narrow(4),
  8: {
    size: 8, bits: 64, const: i64.const,
    add: i64.add, sub: i64.sub, and: i64.and, or: i64.or, xor: i64.xor,
    shl: i64.shl, shrU: i64.shr_u, shrS: i64.shr_s, eqz: i64.eqz, ltU: i64.lt_u,
    zeroExtend: identity, signExtend: identity, signExtend64: identity, zeroExtend64: identity, from64: identity,
  },
};

export function width(size: number): Width {
  const found = WIDTHS[size as IntegerSize];
  if (!found) throw new Error(`no integer of ${size} bytes`);
  return found;
}
