/** xorshift128 (Marsaglia 2003): the only source of "randomness" that the guest and the scheduler ever see. */
import type { RandomState } from './state';

/** Streams drawn from one seed, so that using one never shifts another. */
export type Stream = 'schedule' | 'entropy' | 'auxv';
const SALTS: Record<Stream, number> = { schedule: 0x5ced, entropy: 0xe47, auxv: 0xa4d0 };

/** Mixes a 32-bit word (murmur3's finaliser). */
function mix(word: number): number {
  let x = word >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** `seed` may be any finite number; its low and high 32 bits count. */
export function newRandom(seed: number, stream: Stream): RandomState {
  const whole = Math.floor(Math.abs(seed));
  const low = whole >>> 0;
  const high = Math.floor(whole / 2 ** 32) >>> 0;
  const start = mix(low ^ mix(high ^ SALTS[stream]) ^ (seed < 0 ? 0x80000000 : 0));
  // A state of four zero words would stay zero: | 1 excludes it.
  return { a: mix(start + 1), b: mix(start + 2), c: mix(start + 3), d: (mix(start + 4) | 1) >>> 0 };
}

/** The next 32 bits. */
export function nextWord(state: RandomState): number {
  const t = state.d ^ (state.d << 11);
  state.d = state.c; state.c = state.b; state.b = state.a;
  state.a = (state.a ^ (state.a >>> 19) ^ t ^ (t >>> 8)) >>> 0;
  return state.a;
}

/** Integer in [0, limit), limit <= 2^32. The bias of the multiplication is below 2^-20 for the limits used here. */
export function nextBelow(state: RandomState, limit: number): number {
  return Math.floor(nextWord(state) / 2 ** 32 * limit);
}

export function nextBytes(state: RandomState, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i += 4) {
    const word = nextWord(state);
    for (let j = 0; j < 4 && i + j < length; j++) bytes[i + j] = word >>> (8 * j);
  }
  return bytes;
}
