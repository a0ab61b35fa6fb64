/** A million goroutines: all are read (how fast: test/bench/debugger.ts), broken lists end. */
import assert from 'node:assert/strict';
import { loadElf } from '../../src/image/load-elf';
import { readFileSync } from 'node:fs';
import type { Process } from '../../src/linux/api';
import { MemoryFault, type GuestMemory } from '../../src/machine/api';
import { fieldAt } from '../../src/scheduler/layout/layout';
import { createSchedulerView } from '../../src/scheduler/view';
import { walkList } from '../../src/scheduler/views/walk';
import { MemoryReader } from '../../src/scheduler/memory-reader';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';

/** Memory of a few flat pieces. */
function flatMemory(pieces: { start: number; bytes: Buffer }[]): GuestMemory {
  const read = (address: number, length: number): Uint8Array => {
    const piece = pieces.find((candidate) => address >= candidate.start && address + length <= candidate.start + candidate.bytes.length);
    if (!piece) throw new MemoryFault(address, 'read', false);
    return new Uint8Array(piece.bytes.subarray(address - piece.start, address - piece.start + length));
  };
  return { read, readPointer: (address: number) => Number(Buffer.from(read(address, 8)).readBigUInt64LE(0)), readU32: (address: number) => Buffer.from(read(address, 4)).readUInt32LE(0) } as unknown as GuestMemory;
}

describe('many goroutines', function () {
  before(function () { requireTool(this, 'go'); });

  it('a million are read, by goid, without the dead ones', () => {
    const program = buildGo(['s8_coop.go', 'yield.go'], debugFlags);
    const image = loadElf(program, readFileSync(program));
    const count = 1_000_000;
    const g = image.types.byName('runtime.g');
    assert.ok(g);
    const stride = 416;
    const heap = Buffer.alloc(Math.ceil(count * stride / 4096) * 4096);
    const list = Buffer.alloc(Math.ceil(count * 8 / 4096) * 4096);
    const [heapStart, listStart] = [0xc000000000, 0xd000000000];
    const offset = (path: string) => fieldAt(g, path)?.offset as number;
    const [goid, status, lo, hi] = ['goid', 'atomicstatus', 'stack.lo', 'stack.hi'].map(offset);
    for (let index = 0; index < count; index++) {
      const at = index * stride;
      heap.writeBigUInt64LE(BigInt(index + 1), at + goid);
      heap.writeUInt32LE(index % 10 === 9 ? 6 : 4, at + status);
      heap.writeBigUInt64LE(BigInt(index * 2048), at + lo);
      heap.writeBigUInt64LE(BigInt(index * 2048 + 2048), at + hi);
      list.writeBigUInt64LE(BigInt(heapStart + at), index * 8);
    }
    const allgs = image.globals.byName('runtime.allgs')?.address as number;
    const page = Buffer.alloc(8192);
    const pageStart = Math.floor(allgs / 4096) * 4096;
    page.writeBigUInt64LE(BigInt(listStart), allgs - pageStart);
    page.writeBigUInt64LE(BigInt(count), allgs - pageStart + 8);
    const memory = flatMemory([{ start: heapStart, bytes: heap }, { start: listStart, bytes: list }, { start: pageStart, bytes: page }]);
    const process_ = { machine: { memory }, threads: [], retired: 0, virtualNs: 0, thread: () => undefined } as unknown as Process;
    const scheduler = createSchedulerView(process_, image);
    // The first by rank, and one by its id, before the rest is read.
    const first = scheduler.firstGs(3, ({ goid, status }) => (status !== 'waiting' || goid % 2 === 1 ? undefined : goid > 500_000 ? 1 : 2));
    assert.deepEqual([first.all, first.gs.map(({ goid }) => goid)], [400_000, [500_002, 500_004, 500_006]]);
    assert.equal(scheduler.gById(700_001)?.stack.lo, 700_000 * 2048);
    assert.equal(scheduler.gById(10), undefined);
    const gs = scheduler.gs();
    assert.equal(gs.length, 900_000);
    assert.equal(gs[899_999].goid, 999_999);
    assert.equal(scheduler.gs({ includeDead: true }).length, count);
    assert.equal(scheduler.gById(500_001)?.stack.lo, 500_000 * 2048);
  });

  it('lists that are cyclic, broken or endless end, and say why', () => {
    const bytes = Buffer.alloc(8192);
    const memory = flatMemory([{ start: 0x1000, bytes }]);
    const link = (from: number, to: number) => bytes.writeBigUInt64LE(BigInt(to), from - 0x1000);
    link(0x1000, 0x1010); link(0x1010, 0x1020); link(0x1020, 0x1010);
    assert.deepEqual(walkList(new MemoryReader(memory), 0x1000, 0, 'list'), { items: [0x1000, 0x1010, 0x1020], broken: 'list: cycle back to 0x1010 after 3' });
    link(0x1020, 0x99990000);
    assert.match(walkList(new MemoryReader(memory), 0x1000, 0, 'list').broken ?? '', /0x99990000 is not mapped, after 3/);
    link(0x1020, 0);
    assert.equal(walkList(new MemoryReader(memory), 0x1000, 0, 'list').broken, undefined);
    assert.match(walkList(new MemoryReader(memory), 0x1000, 0, 'list', 2).broken ?? '', /more than 2 elements/);
  });
});
