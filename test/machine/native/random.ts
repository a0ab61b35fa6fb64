/** Seeded pseudo-random numbers for test cases (sfc32, Doty-Humphrey's small fast counter generator). */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number) {
    this.a = seed | 0;
    this.b = 0x9e3779b9 | 0;
    this.c = 0x243f6a88 | 0;
    for (let i = 0; i < 12; i++) this.u32();
  }

  u32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum | 0;
    return sum >>> 0;
  }

  /** An integer in [0, limit), limit at most 2^32. */
  below(limit: number): number { return Math.floor(this.u32() / 4294967296 * limit); }
  /** An integer in [low, high]. */
  between(low: number, high: number): number { return low + this.below(high - low + 1); }
  /** True once in `n` times. */
  oneIn(n: number): boolean { return this.below(n) === 0; }
  u64(): bigint { return BigInt(this.u32()) << 32n | BigInt(this.u32()); }
  pick<T>(from: readonly T[]): T { return from[this.below(from.length)]; }
  fill(bytes: Uint8Array): void {
    for (let i = 0, word = 0; i < bytes.length; i++, word >>>= 8) {
      if ((i & 3) === 0) word = this.u32();
      bytes[i] = word;
    }
  }
}
