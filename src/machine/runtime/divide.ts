/** Division of 128 by 64 bits for DIV and IDIV. */
import { HELPER_RESULT } from '../layout';
import type { LinearMemory } from '../memory/linear-memory';

/** Helper of generated code. The divisor is greater than `high`, so the quotient fits. */
export function makeDivide(linear: LinearMemory): (high: bigint, low: bigint, divisor: bigint) => bigint {
  return (high, low, divisor) => {
    const n = (BigInt.asUintN(64, high) << 64n) | BigInt.asUintN(64, low);
    const d = BigInt.asUintN(64, divisor);
    const q = n / d;
    linear.u64[HELPER_RESULT >>> 3] = n - q * d;
    return BigInt.asIntN(64, q);
  };
}
