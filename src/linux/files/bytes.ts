/** Byte strings: joining, text, and little-endian structures as the kernel hands them out. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const EMPTY = new Uint8Array(0);

export function toBytes(text: string): Uint8Array { return encoder.encode(text); }
export function toText(bytes: Uint8Array): string { return decoder.decode(bytes); }

/** Length in UTF-8 bytes. */
export function byteLength(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return encoder.encode(text).length;
  return text.length;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  let length = 0;
  for (const part of parts) length += part.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}

/** A zeroed structure of `size` bytes with little-endian setters, chained. */
export class Struct {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }
  u8(at: number, value: number): this { this.view.setUint8(at, value); return this; }
  u16(at: number, value: number): this { this.view.setUint16(at, value, true); return this; }
  /** Network byte order. */
  be16(at: number, value: number): this { this.view.setUint16(at, value, false); return this; }
  be32(at: number, value: number): this { this.view.setUint32(at, value, false); return this; }
  u32(at: number, value: number): this { this.view.setUint32(at, value, true); return this; }
  /** 64 bits from a bigint, or a number that is exact (negative ones as two's complement). */
  u64(at: number, value: bigint | number): this { this.view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true); return this; }
  put(at: number, bytes: Uint8Array): this { this.bytes.set(bytes, at); return this; }
}

/** Little-endian view of bytes. */
export function view(bytes: Uint8Array): DataView { return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength); }
