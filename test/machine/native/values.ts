/** Values that tend to find mistakes: edges of the integer sizes, special floating point numbers, shift-count edges. */
import type { Random } from './random';

const MASK64 = (1n << 64n) - 1n;

/** A 64-bit integer whose low 8, 16, 32 or 64 bits are often at an edge. */
export function integer(random: Random): bigint {
  switch (random.below(8)) {
    case 0: return BigInt(random.below(70));
    case 1: return (-BigInt(random.below(70))) & MASK64;
    case 2: { // 2^n - 1, 2^n or 2^n + 1
      const edge = 1n << BigInt(random.pick([7, 8, 15, 16, 31, 32, 62, 63]));
      return (edge + BigInt(random.between(-1, 1))) & MASK64;
    }
    case 3: { // edges in the low part under random high bits
      const size = random.pick([8n, 16n, 32n]);
      const low = ((1n << (size - BigInt(random.below(2)))) + BigInt(random.between(-1, 1))) & ((1n << size) - 1n);
      return (random.u64() >> size << size) | low;
    }
    case 4: return random.u64() >> BigInt(random.below(64));
    case 5: return 1n << BigInt(random.below(64));
    default: return random.u64();
  }
}

const doubles = [0, 1, -1, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 3, 1e10, -1e10, 2147483647, 2147483647.5, 2147483648, -2147483648, -2147483648.5,
  -2147483649, 4294967295, 4294967296, 9007199254740993, 9223372036854774784, 9223372036854775808, -9223372036854775808,
  -9223372036854777856, 18446744073709551616, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, 3.4028234663852886e38,
  3.4028235677973366e38, 1.1754943508222875e-38, 1.401298464324817e-45, 7e-46, 0.1, 1 / 3, Math.PI, Infinity];
const doubleNans = [0x7ff8000000000000n, 0xfff8000000000000n, 0x7ff0000000000001n, 0xfff4000000000123n, 0x7ff8000000012345n, 0xffffffffffffffffn];
const floatNans = [0x7fc00000, 0xffc00000, 0x7f800001, 0xffa00123, 0x7fc12345, 0xffffffff];

function putDouble(view: DataView, offset: number, random: Random): void {
  const kind = random.below(8);
  if (kind === 0) view.setBigUint64(offset, random.pick(doubleNans), true);
  else if (kind < 4) view.setFloat64(offset, random.pick(doubles) * random.pick([1, -1]), true);
  else if (kind === 4) view.setBigUint64(offset, random.u64(), true);
  else if (kind === 5) view.setFloat64(offset, (random.u32() - 2147483648) * 2 ** random.between(-40, 40), true);
  else view.setFloat64(offset, random.between(-1000000, 1000000) / random.pick([1, 2, 4, 3, 1000]), true);
}

function putFloat(view: DataView, offset: number, random: Random): void {
  const kind = random.below(8);
  if (kind === 0) view.setUint32(offset, random.pick(floatNans), true);
  else if (kind < 4) view.setFloat32(offset, random.pick(doubles) * random.pick([1, -1]), true);
  else if (kind === 4) view.setUint32(offset, random.u32(), true);
  else view.setFloat32(offset, random.between(-100000, 100000) / random.pick([1, 2, 4, 3, 1000]), true);
}

export type LaneStyle = 'f32' | 'f64' | 'integer';

/** 16 bytes for an XMM register or memory operand. */
export function vector(bytes: Uint8Array, random: Random, style: LaneStyle): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chosen = random.oneIn(10) ? random.pick<LaneStyle>(['f32', 'f64', 'integer']) : style;
  if (chosen === 'f64') { putDouble(view, 0, random); putDouble(view, 8, random); }
  else if (chosen === 'f32') for (let i = 0; i < 16; i += 4) putFloat(view, i, random);
  else {
    const edges = [0, 1, 0x7f, 0x80, 0xff];
    const edgy = random.below(3);
    random.fill(bytes);
    if (edgy > 0) for (let i = 0; i < 16; i++) if (random.below(3) < edgy) bytes[i] = random.pick(edges);
    // Short counts for the shifts by register, small numbers for conversions.
    if (random.oneIn(4)) bytes.fill(0, 1, 8);
  }
}

/** Arithmetic flags and DF, as RFLAGS bits; bit 1 and IF are always set in user mode. */
export function flags(random: Random): number { return (random.u32() & 0x8d5) | 0x202; }
