/** The run decoder in WebAssembly makes the records that the decoder library asks for. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_SIZE } from '../../src/machine/api';
import { Flow, InstructionDecoder, type DecodedInstruction } from '../../src/machine/decode/iced';
import { GeneratedCode } from '../../src/machine/interpret/generated-code';
import { RECORD_SIZE, RecordField } from '../../src/machine/interpret/record';
import { RunDecoder } from '../../src/machine/interpret/run-decoder';
import { FramePool } from '../../src/machine/memory/frames';
import { LinearMemory } from '../../src/machine/memory/linear-memory';
import { root } from '../support/gosched';

const MOST = 64;
const HANDLER = 77;

describe('the run decoder', () => {
  const linear = new LinearMemory();
  const frames = new FramePool(linear);
  const runs = new RunDecoder(linear, frames, new GeneratedCode(linear), 1000);
  const page = frames.reserve(1);
  const table = frames.reserve(4);
  const records = frames.reserve(1);
  const decoder = new InstructionDecoder();

  /** What the decoder library makes of the bytes, which learns templates from it; each of them gets a handler. */
  function expected(bytes: Uint8Array, address: number): { instruction: DecodedInstruction; handler: number }[] {
    const { instructions } = decoder.decode(bytes, address, ({ flow }) => flow === Flow.next || flow === Flow.branch);
    const known: { instruction: DecodedInstruction; handler: number }[] = [];
    for (const instruction of instructions.slice(0, MOST)) {
      const template = InstructionDecoder.templates.find(bytes, instruction.address - address);
      if (template < 0) break;
      runs.setHandler(template, HANDLER + template);
      known.push({ instruction, handler: HANDLER + template });
    }
    return known;
  }

  const signed = (value: bigint): bigint => BigInt.asIntN(64, value);

  function check(instruction: DecodedInstruction, handler: number, record: number): void {
    const { u8, u16, u32, i64 } = linear;
    const place = instruction.address.toString(16);
    assert.deepEqual([u32[record + RecordField.handler >>> 2], u32[record + RecordField.link >>> 2]], [handler, 0], place);
    assert.equal(linear.readAddress(record + RecordField.address), instruction.address);
    assert.deepEqual([0, 1, 2].map((i) => u16[(record + RecordField.operand0 >>> 1) + i]), [0, 1, 2].map((i) => instruction.registers[i] ?? 0), place);
    assert.deepEqual([u16[record + RecordField.base >>> 1], u16[record + RecordField.index >>> 1], u8[record + RecordField.scale], u8[record + RecordField.length]],
      [instruction.base, instruction.index, instruction.scale, instruction.length], place);
    assert.equal(i64[record + RecordField.displacement >>> 3], signed(instruction.displacement), place);
    assert.equal(i64[record + RecordField.immediate >>> 3], signed(instruction.immediate), place);
  }

  it('makes the records of a large program, run by run', () => {
    const executable = readFileSync(join(root, 'node_modules', 'esbuild-go114', 'bin', 'esbuild'));
    let made = 0;
    for (const [first, base] of [[0x1000, 0x401000], [0x200000, 0x7fff_ffe0_0000]]) {
      for (let start = first; start < first + 40 * PAGE_SIZE; start += PAGE_SIZE) {
        const bytes = executable.subarray(start, start + PAGE_SIZE);
        linear.u8.set(bytes, page);
        for (let at = 0; at < PAGE_SIZE;) {
          linear.u32.fill(0, table >>> 2, (table >>> 2) + PAGE_SIZE);
          const address = base + start - first + at;
          const wanted = expected(bytes.subarray(at), address);
          const end = runs.decode(page + at, page + PAGE_SIZE, address, records, table, 0, MOST);
          assert.equal(runs.count, wanted.length, address.toString(16));
          wanted.forEach(({ instruction, handler }, i) => {
            check(instruction, handler, records + i * RECORD_SIZE);
            assert.equal(linear.u32[(table >>> 2) + instruction.address % PAGE_SIZE], records + i * RECORD_SIZE);
          });
          const last = wanted.at(-1)?.instruction;
          assert.equal(end - page - at, last ? last.address + last.length - address : 0);
          assert.equal(runs.ended, last !== undefined && last.flow !== Flow.next && last.flow !== Flow.branch);
          made += wanted.length;
          at += Math.max(end - page - at, 1);
        }
      }
    }
    assert.ok(made > 50_000, `${made} instructions`);
  });

  it('ends in front of a record that is there, and at the end of what it may read', () => {
    const nops = new Uint8Array(PAGE_SIZE).fill(0x90);
    linear.u8.set(nops, page);
    expected(nops.subarray(0, 16), 0);
    linear.u32.fill(0, table >>> 2, (table >>> 2) + PAGE_SIZE);
    linear.u32[(table >>> 2) + 5] = records;
    assert.equal(runs.decode(page, page + PAGE_SIZE, 0x1000, records, table, 0, MOST), page + 5);
    assert.deepEqual([runs.count, runs.ended], [5, false]);
    assert.equal(runs.decode(page + PAGE_SIZE - 3, page + PAGE_SIZE, 0x1ffd, records, table, 10, MOST), page + PAGE_SIZE);
    assert.equal(runs.count, 13);
    linear.u8.set([0xe8, 1, 2, 3, 4], page + 100);
    expected(Uint8Array.of(0xe8, 1, 2, 3, 4), 0);
    assert.equal(runs.decode(page + 100, page + 104, 0x1064, records, table, 0, MOST), page + 100);
    assert.equal(runs.count, 0);
  });
});
