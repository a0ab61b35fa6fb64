import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64 } from '../../src/machine/base64';
import { commonBeginnings } from '../../src/machine/decode/common-beginnings';
import { InstructionDecoder, type DecodedInstruction } from '../../src/machine/decode/iced';
import { ROW } from '../../src/machine/decode/template-rows';
import { DecodingTemplates } from '../../src/machine/decode/templates';
import { root } from '../support/gosched';

/** A generator of 32-bit numbers (xorshift). */
function numbers(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

describe('decoding by templates', () => {
  const decoder = new InstructionDecoder();
  const executable = readFileSync(join(root, 'node_modules', 'esbuild-go114', 'bin', 'esbuild'));

  function check(bytes: Uint8Array, address: number): void {
    const { instructions, end } = decoder.decode(bytes, address, () => false);
    const expected = decoder.decodeOne(bytes.subarray(0, 16), address);
    const hex = Buffer.from(bytes).toString('hex');
    if (typeof expected === 'string') assert.deepEqual({ instructions, end }, { instructions: [], end: expected }, hex);
    else assert.deepEqual(instructions, [expected], hex);
  }

  it('reads what the library reads, whatever the constants', () => {
    const next = numbers(12345);
    const bytes = new Uint8Array(16);
    const prefixes = [[], [0x48], [0x66], [0xf3], [0xf2], [0x0f], [0x48, 0x0f], [0x66, 0x0f], [0xf3, 0x0f], [0x64, 0x48], [0x67], [0x41]];
    for (let opcode = 0; opcode < 256; opcode++) {
      for (const prefix of prefixes) {
        for (let modrm = 0; modrm < 12; modrm++) {
          bytes.forEach((_, i) => { bytes[i] = next(); });
          bytes.set([...prefix, opcode]);
          if (modrm < 4) bytes[prefix.length + 1] = [0x05, 0x84, 0x44, 0x04][modrm];
          check(bytes, 0x400000);
          const { length } = decoder.decode(bytes, 0x400000, () => false).instructions[0] ?? { length: 1 };
          // The same beginning with other ends, cut off, and somewhere else.
          for (const end of [0, 1, 0x7f, 0x80, 0xff]) {
            const other = Uint8Array.from(bytes);
            for (const back of [1, 2, 4]) {
              if (length - back <= prefix.length) continue;
              other.fill(end, length - back, length);
              check(other, 0x7fff_0000_1234);
            }
          }
          check(bytes.slice(0, length - 1), 0x10);
        }
      }
    }
  });

  it('reads shifts by each count, which decides on the flags', () => {
    for (const bytes of [[0xc1, 0xe0], [0x48, 0xc1, 0xe8], [0xc0, 0xc8], [0x0f, 0xa4, 0xc2], [0xc1, 0x40, 0x10]]) {
      for (let count = 0; count < 256; count++) check(Uint8Array.from([...bytes, count]), 0x1000);
    }
  });

  it('keeps what it knows and learns nothing more when it is full', () => {
    const templates = new DecodingTemplates();
    const example = { ...decoder.decodeOne(Uint8Array.of(0x90), 0) as DecodedInstruction, length: 3 };
    const bytes = (n: number): Uint8Array => Uint8Array.of(n, n >> 8, n >> 16);
    for (let n = 0; n < 70_000; n++) templates.learn(bytes(n), example, undefined);
    assert.equal(templates.find(bytes(1), 0), 1);
    assert.equal(templates.find(bytes(69_999), 0), -1);
  });

  it('is the same after it was packed, and learns on', () => {
    const templates = new DecodingTemplates();
    const learn = (to: DecodingTemplates, ...bytes: number[]): void => { to.learn(Uint8Array.from(bytes), decoder.decodeOne(Uint8Array.from(bytes), 0) as DecodedInstruction, undefined); };
    for (let register = 0xc0; register < 0x100; register++) learn(templates, 0x48, 0x89, register);
    const unpacked = DecodingTemplates.unpack(templates.pack());
    assert.deepEqual(unpacked.rows, templates.rows.subarray(0, templates.count * ROW));
    learn(unpacked, 0x90);
    assert.deepEqual([0xc0, 0xff].map((register) => unpacked.find(Uint8Array.of(0x48, 0x89, register), 0)), [0, 63]);
    assert.equal(unpacked.find(Uint8Array.of(0x90), 0), 64);
  });

  it('has the beginnings of most instructions of a Go runtime beforehand', () => {
    const known = new Set([...commonBeginnings(fromBase64)].map((bytes) => Buffer.from(bytes).toString('hex')));
    const text = executable.subarray(0x1000, 0x41000);
    let read = 0, found = 0;
    for (let at = 0; at < text.length - 16;) {
      const decoded = decoder.decodeAt(text, at, 0x401000 + at);
      if (typeof decoded === 'string') {
        at++;
        continue;
      }
      const hex = text.subarray(at, at + decoded.length).toString('hex');
      read++;
      if (Array.from({ length: decoded.length }, (_, i) => hex.slice(0, 2 * i + 2)).some((beginning) => known.has(beginning))) found++;
      at += decoded.length;
    }
    assert.ok(read > 50_000 && found > read * 0.95, `${found} of ${read}`);
  });

  it('reads a program as the library does', () => {
    const text = executable.subarray(0x1000, 0x21000);
    let read = 0;
    for (let at = 0; at < text.length - 16;) {
      const { instructions } = decoder.decode(text.subarray(at), 0x401000 + at, () => true);
      for (const found of instructions) {
        const start = found.address - 0x401000;
        assert.deepEqual(found, decoder.decodeOne(text.subarray(start, start + 16), found.address));
        at = start + found.length;
      }
      at++;
      read += instructions.length;
    }
    assert.ok(read > 20_000, `${read} instructions`);
  });
});
