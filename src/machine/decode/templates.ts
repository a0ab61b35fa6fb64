/**
 * Remembers how instructions are decoded. What an instruction is depends on its bytes up to the constants (displacement and
 * immediate) at its end; programs use few such beginnings and many constants. Reading an instruction through the decoder library
 * takes some twenty calls into its WebAssembly, finding it here a step per byte.
 */
import type { DecodedInstruction } from './iced';
import { ROW, fitsRow, rowLength, writeRow, type ConstantPlaces } from './template-rows';

/** Enough for large programs (3 MB of Go: 37,000); one that makes up code all the time must not fill the host's memory. */
const MOST_TEMPLATES = 65_536;

/** Where a step begins to be looked for in the table: its key times the first, without the lowest bits. */
export const HASH_FACTOR = 0x9e37_79b1 | 0, HASH_SHIFT = 7;

/** Numbers of a pack before its arrays. */
const HEAD = 4;

const NONE: ConstantPlaces = { displacementAt: 0, displacementSize: 0, immediateAt: 0, immediateSize: 0, relativeDisplacement: false, relativeImmediate: false, immediateBits: 0 };

export class DecodingTemplates {
  /**
   * Steps from a node by a byte, as a hash table: keys are node * 256 + byte + 1 (0: free); values: positive the next node,
   * negative a template's row.
   */
  keys = new Int32Array(512);
  values = new Int32Array(512);
  /** Places in the table that have been filled since it has its size, for those who keep a copy of it. */
  changed: number[] = [];
  private steps = 0;
  private nodeCount = 1;
  count = 0;
  /** Row by row (template-rows.ts). */
  rows = new Int32Array(64 * ROW);

  /** Remembers an instruction, while there is room. `places`: undefined if its constants are part of what it is. */
  learn(bytes: Uint8Array, example: DecodedInstruction, places: ConstantPlaces | undefined): void {
    if (this.count >= MOST_TEMPLATES || !fitsRow(example)) return;
    const fixed = places ? Math.min(places.displacementSize ? places.displacementAt : example.length, places.immediateSize ? places.immediateAt : example.length) : example.length;
    let node = 0;
    for (let i = 0; i < fixed - 1; i++) {
      let next = this.values[this.place(node, bytes[i])];
      // A shorter instruction with these bytes is known: whatever this one is, it is found the long way.
      if (next < 0) return;
      if (next === 0) {
        next = this.nodeCount++;
        this.add(node, bytes[i], next);
      }
      node = next;
    }
    if (this.values[this.place(node, bytes[fixed - 1])] !== 0) return;
    if ((this.count + 1) * ROW > this.rows.length) {
      const larger = new Int32Array(this.rows.length * 2);
      larger.set(this.rows);
      this.rows = larger;
    }
    writeRow(this.rows, this.count * ROW, example, places ?? NONE);
    this.count++;
    this.add(node, bytes[fixed - 1], -this.count);
  }

  /** Where the step is in the table, or would be. */
  private place(node: number, byte: number): number {
    const { keys } = this;
    const key = node * 256 + byte + 1;
    const mask = keys.length - 1;
    let at = Math.imul(key, HASH_FACTOR) >>> HASH_SHIFT & mask;
    while (keys[at] !== key && keys[at] !== 0) at = at + 1 & mask;
    return at;
  }

  private add(node: number, byte: number, value: number): void {
    if (++this.steps * 2 > this.keys.length) {
      const { keys, values } = this;
      this.keys = new Int32Array(keys.length * 2);
      this.values = new Int32Array(keys.length * 2);
      this.changed = [];
      keys.forEach((key, i) => { if (key !== 0) this.put(Math.floor((key - 1) / 256), key - 1 & 0xff, values[i]); });
    }
    this.put(node, byte, value);
  }

  private put(node: number, byte: number, value: number): void {
    const at = this.place(node, byte);
    this.keys[at] = node * 256 + byte + 1;
    this.changed.push(at);
    this.values[at] = value;
  }

  /** Number of the template that the bytes from `start` on fit; -1 if none is known or the instruction is not all there. */
  find(bytes: Uint8Array, start: number): number {
    let found = 0;
    for (let i = start; found >= 0; i++) {
      if (i >= bytes.length) return -1;
      found = this.values[this.place(found, bytes[i])];
      if (found === 0) return -1;
    }
    const template = -found - 1;
    return start + rowLength(this.rows, template * ROW) > bytes.length ? -1 : template;
  }

  /** All templates as bytes, for `unpack` on a host with the same byte order (WebAssembly knows one only). */
  pack(): Uint8Array {
    const { keys, values } = this;
    const rows = this.rows.subarray(0, this.count * ROW);
    const numbers = new Int32Array(HEAD + keys.length * 2 + rows.length);
    numbers.set([this.steps, this.nodeCount, this.count, keys.length]);
    numbers.set(keys, HEAD);
    numbers.set(values, HEAD + keys.length);
    numbers.set(rows, HEAD + keys.length * 2);
    return new Uint8Array(numbers.buffer);
  }

  static unpack(packed: Uint8Array): DecodingTemplates {
    const numbers = new Int32Array(packed.slice().buffer);
    const templates = new DecodingTemplates();
    const length = numbers[3];
    [templates.steps, templates.nodeCount, templates.count] = numbers;
    templates.keys = numbers.subarray(HEAD, HEAD + length);
    templates.values = numbers.subarray(HEAD + length, HEAD + length * 2);
    templates.rows = numbers.subarray(HEAD + length * 2);
    return templates;
  }
}
