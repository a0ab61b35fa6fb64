/**
 * Reading little-endian binary formats.
 * `ByteReader` throws DamageError at the end of its bytes; the free functions never throw: beyond the end they read zeros
 * (used where a table is read lazily, long after the file was accepted, and a lookup has to answer something).
 */

/** A structure that contradicts itself or leaves its section. Caught inside src/image; never reaches a caller. */
export class DamageError extends Error {}

export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8)) & 0xffff;
}

export function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

export function i32(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

/** 64 bits as a number: exact below 2^53, rounded above. */
export function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) + u32(bytes, at + 4) * 0x1_0000_0000;
}

const utf8 = new TextDecoder();

/** Text of bytes [start, end). Short ASCII, by far the most common case, avoids TextDecoder's fixed cost. */
export function text(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 120) return utf8.decode(bytes.subarray(start, end));
  let out = '';
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte >= 0x80) return utf8.decode(bytes.subarray(start, end));
    out += String.fromCharCode(byte);
  }
  return out;
}

/** Text up to the next NUL, or up to the end of the bytes. */
export function zeroTerminated(bytes: Uint8Array, start: number): string {
  if (!(start >= 0 && start < bytes.length)) return '';
  const end = bytes.indexOf(0, start);
  return text(bytes, start, end < 0 ? bytes.length : end);
}

/** Index of `needle` in bytes at or after `from`, stepping by `alignment`; -1 if it is not there. */
export function findBytes(bytes: Uint8Array, needle: Uint8Array, from = 0, alignment = 1): number {
  const first = needle[0];
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at % alignment !== 0) continue;
    let i = 1;
    while (i < needle.length && bytes[at + i] === needle[i]) i++;
    if (i === needle.length) return at;
  }
  return -1;
}

export class ByteReader {
  constructor(readonly bytes: Uint8Array, public at = 0, readonly end = bytes.length) {
    if (at < 0 || end > bytes.length || at > end) throw new DamageError(`range ${at}..${end} lies outside of ${bytes.length} bytes`);
  }

  /** Reserves n bytes and returns where they begin. */
  skip(n: number): number {
    const at = this.at;
    if (!(n >= 0) || at + n > this.end) throw new DamageError(`${n} bytes wanted at offset ${at}, ${this.end - at} left`);
    this.at = at + n;
    return at;
  }

  u8(): number { return this.bytes[this.skip(1)]; }
  i8(): number { return (this.bytes[this.skip(1)] << 24) >> 24; }
  u16(): number { return u16(this.bytes, this.skip(2)); }
  u32(): number { return u32(this.bytes, this.skip(4)); }
  i32(): number { return i32(this.bytes, this.skip(4)); }
  u64(): number { return u64(this.bytes, this.skip(8)); }

  /** Signed 64 bits, exact within ±2^53. */
  i64(): number {
    const at = this.skip(8);
    return u32(this.bytes, at) + i32(this.bytes, at + 4) * 0x1_0000_0000;
  }

  bytesOf(n: number): Uint8Array {
    const at = this.skip(n);
    return this.bytes.subarray(at, at + n);
  }

  /** Unsigned LEB128; exact below 2^53. */
  uleb(): number { return this.leb(false); }

  /** Signed LEB128; exact within ±2^53. */
  sleb(): number { return this.leb(true); }

  private leb(isSigned: boolean): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; ; i++) {
      if (this.at >= this.end || i > 10) throw new DamageError(`LEB128 number without an end at offset ${this.at}`);
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return isSigned && byte & 0x40 ? value - scale : value;
    }
  }

  zeroTerminated(): string {
    const start = this.at;
    const end = this.bytes.indexOf(0, start);
    if (end < 0 || end >= this.end) throw new DamageError(`text without an end at offset ${start}`);
    this.at = end + 1;
    return text(this.bytes, start, end);
  }
}
