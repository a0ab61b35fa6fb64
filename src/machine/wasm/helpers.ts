/** Functions that generated code imports: their names and signatures. Implementations: runtime/*.ts. */
import type { Signature } from './module-builder';

export const HELPERS = {
  /** (guest address as signed number, bytes, AccessKind) -> host address, or 0 if the access cannot be served now. */
  miss: { params: ['f64', 'i32', 'i32'], results: ['i32'] },
  /** `miss` behind a look into the TLB; 0, too, if the region has to be left after a write (BOUNCE, or MOVED in layout.ts). */
  locate: { params: ['i64', 'i32', 'i32'], results: ['i32'] },
  /** Writes what a store left in BOUNCE to the two pages it belongs to. */
  commit: { params: [], results: [] },
  /** Computes the parts of the flags if they have not been computed yet (layout.ts, FLAG_KIND). */
  settleFlags: { params: [], results: [] },
  /** Quotient of the unsigned 128-bit number (high, low) by a divisor above `high`; the remainder is in HELPER_RESULT. */
  divideUnsigned128: { params: ['i64', 'i64', 'i64'], results: ['i64'] },
  /** (StringOperation, operand size, Repeat) -> 0, or 1 if it met a fault; the registers then tell how far it came. */
  stringInstruction: { params: ['i32', 'i32', 'i32'], results: ['i32'] },
  /** CPUID on the register file. */
  cpuid: { params: [], results: ['i32'] },
} as const satisfies Record<string, Signature>;

export type HelperName = keyof typeof HELPERS;
export const HELPER_NAMES = Object.keys(HELPERS) as HelperName[];
