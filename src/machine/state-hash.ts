/**
 * A running 128-bit hash of typed input, for comparing states: four lanes of 32 bits, each a multiply-rotate chain, mixed at
 * the end. Not cryptographic. Only integer arithmetic, so every host gives the same digits.
 */
import type { StateHash } from './api';

// Odd constants with well spread bits.
const M0 = 0x9e3779b1, M1 = 0x85ebca77 | 0, M2 = 0xc2b2ae3d | 0, M3 = 0x27d4eb2f;

/** Every item starts with its kind and length, so that different sequences of items never give the same bytes. */
const enum Kind { bytes = 1, number, bigint, string, plainArray, plainObject, plainNull, plainBoolean, plainUndefined }

const words = new Uint32Array(2);
const doubles = new Float64Array(words.buffer);

export class RunningHash implements StateHash {
  private a = 0x243f6a88;
  private b = 0x85a308d3 | 0;
  private c = 0x13198a2e;
  private d = 0x03707344;
  private count = 0;

  private word(value: number): void {
    this.block(value, this.count, value ^ M2, this.count ^ M3);
  }

  private block(w0: number, w1: number, w2: number, w3: number): void {
    const a = Math.imul(this.a ^ w0, M0), b = Math.imul(this.b ^ w1, M1), c = Math.imul(this.c ^ w2, M2), d = Math.imul(this.d ^ w3, M3);
    this.a = ((a << 13) | (a >>> 19)) + d | 0;
    this.b = ((b << 15) | (b >>> 17)) + a | 0;
    this.c = ((c << 17) | (c >>> 15)) + b | 0;
    this.d = ((d << 11) | (d >>> 21)) + c | 0;
    this.count++;
  }

  bytes(data: Uint8Array): void {
    this.word(Kind.bytes);
    this.word(data.length);
    let at = 0;
    if (data.byteOffset % 4 === 0) {
      const whole = new Uint32Array(data.buffer, data.byteOffset, data.length >>> 2);
      const end = whole.length & ~3;
      for (let i = 0; i < end; i += 4) this.block(whole[i], whole[i + 1], whole[i + 2], whole[i + 3]);
      at = end * 4;
    }
    const byte = (i: number): number => (i < data.length ? data[i] : 0);
    const wordAt = (i: number): number => byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    for (; at < data.length; at += 16) this.block(wordAt(at), wordAt(at + 4), wordAt(at + 8), wordAt(at + 12));
  }

  number(value: number): void {
    doubles[0] = Object.is(value, -0) ? 0 : value;
    this.block(Kind.number, words[0], words[1], 0);
  }

  bigint(value: bigint): void {
    this.word(Kind.bigint);
    this.string(value.toString(16));
  }

  string(value: string): void {
    this.word(Kind.string);
    this.word(value.length);
    for (let i = 0; i < value.length; i += 4) this.block(value.charCodeAt(i), value.charCodeAt(i + 1) | 0, value.charCodeAt(i + 2) | 0, value.charCodeAt(i + 3) | 0);
  }

  plain(value: unknown): void {
    switch (typeof value) {
      case 'number': return this.number(value);
      case 'bigint': return this.bigint(value);
      case 'string': return this.string(value);
      case 'boolean': return this.block(Kind.plainBoolean, value ? 1 : 0, 0, 0);
      case 'undefined': return this.word(Kind.plainUndefined);
      case 'object': return this.object(value);
      default: throw new TypeError(`state that is no plain data: ${typeof value}`);
    }
  }

  private object(value: object | null): void {
    if (value === null) return this.word(Kind.plainNull);
    if (ArrayBuffer.isView(value)) return this.bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    const isList = Array.isArray(value) || value instanceof Set;
    if (isList || value instanceof Map) {
      // In their own order, which is part of the state.
      const items: unknown[] = value instanceof Map ? [...value].flat() : [...value];
      this.word(Kind.plainArray);
      this.word(items.length);
      for (const item of items) this.plain(item);
      return;
    }
    // A field that is undefined is the same as one that is not there.
    const fields = Object.entries(value).filter(([, field]) => field !== undefined).sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0));
    this.word(Kind.plainObject);
    this.word(fields.length);
    for (const [key, field] of fields) {
      this.string(key);
      this.plain(field);
    }
  }

  digest(): string {
    const end = new RunningHash();
    end.a = this.a;
    end.b = this.b;
    end.c = this.c;
    end.d = this.d;
    end.count = this.count;
    for (let round = 0; round < 6; round++) end.block(end.d >>> 7, end.a >>> 9, end.b >>> 11, end.c >>> 13);
    return [end.a, end.b, end.c, end.d].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

export function createStateHash(): StateHash {
  return new RunningHash();
}
