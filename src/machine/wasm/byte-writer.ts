/** A number below 2^20 that is known only when all has been written. */
export class Late {
  constructor(readonly resolve: () => number) {}
}

/** Growing byte buffer with WebAssembly's integer encodings (core specification, 5.2.2). */
export class ByteWriter {
  private bytes: Uint8Array;
  length = 0;
  private readonly open: { at: number; late: Late }[] = [];

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  u8(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Unsigned LEB128 of a number below 2^32. */
  u32(value: number): void {
    this.reserve(5);
    if (value >= 0 && value < 0x80) {
      this.bytes[this.length++] = value;
      return;
    }
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** Signed LEB128 of a 32-bit number. */
  s32(value: number): void {
    this.reserve(5);
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
        this.bytes[this.length++] = low;
        return;
      }
      this.bytes[this.length++] = low | 0x80;
    }
  }

  /** Signed LEB128 of a 64-bit number (taken modulo 2^64). */
  s64(value: bigint): void {
    // Most are small, and numbers are much cheaper.
    const near = Number(value);
    if (near >= -0x80000000 && near <= 0x7fffffff) {
      this.s32(near);
      return;
    }
    let rest = BigInt.asIntN(64, value);
    this.reserve(10);
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
        this.bytes[this.length++] = low;
        return;
      }
      this.bytes[this.length++] = low | 0x80;
    }
  }

  /** LEB128, signed or not, of a number that `fillIn` writes: three bytes, so that it keeps its length. */
  late(late: Late): void {
    this.open.push({ at: this.length, late });
    this.reserve(3);
    this.length += 3;
  }

  fillIn(): void {
    for (const { at, late } of this.open) {
      const value = late.resolve();
      if (!(value >= -0x100000 && value < 0x100000)) throw new RangeError(`${value} does not fit three bytes`);
      this.bytes[at] = (value & 0x7f) | 0x80;
      this.bytes[at + 1] = ((value >> 7) & 0x7f) | 0x80;
      this.bytes[at + 2] = (value >> 14) & 0x7f;
    }
    this.open.length = 0;
  }

  f32(value: number): void {
    this.reserve(4);
    new DataView(this.bytes.buffer).setFloat32(this.length, value, true);
    this.length += 4;
  }

  f64(value: number): void {
    this.reserve(8);
    new DataView(this.bytes.buffer).setFloat64(this.length, value, true);
    this.length += 8;
  }

  raw(data: ArrayLike<number>): void {
    this.reserve(data.length);
    this.bytes.set(data, this.length);
    this.length += data.length;
  }

  /** A vector of bytes: its length, then the bytes. */
  vector(data: Uint8Array): void {
    this.u32(data.length);
    this.raw(data);
  }

  name(text: string): void {
    this.vector(new TextEncoder().encode(text));
  }

  /** The bytes written so far (a view that the next write may make stale). */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}
