/**
 * Maps of Go 1.24 and later. No toolchain of that age is here, so the memory is laid out by hand after
 * internal/runtime/maps (map.go, table.go, group.go): a small map of one group, and a directory of tables.
 */
import assert from 'node:assert/strict';
import type { GoType, ProgramImage } from '../../../src/image/program-image';
import { MemoryFault, type GuestMemory } from '../../../src/machine/api';
import type { GoSchedulerView } from '../../../src/scheduler/view';
import { Types } from '../../../src/debugger/expressions/types';
import type { ValueContext } from '../../../src/debugger/expressions/values/context';
import { GuestValue } from '../../../src/debugger/expressions/values/guest-value';
import { MemoryStorage } from '../../../src/debugger/expressions/values/storage';

const BASE = 0xc000000000;

class Heap {
  readonly bytes = Buffer.alloc(1 << 16);
  #end = 64;
  allocate(size: number): number {
    const at = this.#end;
    this.#end += Math.ceil(size / 16) * 16;
    return BASE + at;
  }
  word(address: number, value: number | bigint): void { this.bytes.writeBigUInt64LE(BigInt(value), address - BASE); }
  readonly memory = {
    read: (address: number, length: number) => {
      if (address < BASE || address + length > BASE + this.bytes.length) throw new MemoryFault(address, 'read', false);
      return new Uint8Array(this.bytes.subarray(address - BASE, address - BASE + length));
    },
    readPointer: (address: number) => {
      if (address < BASE || address + 8 > BASE + this.bytes.length) throw new MemoryFault(address, 'read', false);
      return Number(this.bytes.readBigUInt64LE(address - BASE));
    },
  } as unknown as GuestMemory;

  /** Groups of slots {key uint32, value uint64}: 4 bytes, 4 of padding, 8. */
  groups(contents: (readonly [number, number] | undefined)[][]): number {
    const size = 8 + 8 * 16;
    const start = this.allocate(contents.length * size);
    contents.forEach((slots, group) => {
      for (let slot = 0; slot < 8; slot++) {
        const entry = slots[slot];
        const at = start + group * size;
        this.bytes.writeUInt8(entry ? 0x12 : slot % 2 === 0 ? 0x80 : 0xfe, at + slot - BASE);
        if (!entry) continue;
        this.bytes.writeUInt32LE(entry[0], at + 8 + slot * 16 - BASE);
        this.word(at + 8 + slot * 16 + 8, entry[1]);
      }
    });
    return start;
  }
}

function mapValue(heap: Heap, map: number): GuestValue {
  const image = { goVersion: { text: 'go1.24.1', minor: 24, patch: 1 }, types: { byName: () => undefined, names: () => [] } } as unknown as ProgramImage;
  const context: ValueContext = { memory: heap.memory, image, types: new Types(image, undefined), scheduler: {} as GoSchedulerView, format: 'natural', maxStringLength: 64 };
  const type: GoType = { kind: 'map', name: 'map[uint32]uint64', size: 8, key: context.types.basic('uint32'), elem: context.types.basic('uint64') };
  const pointer = heap.allocate(8);
  heap.word(pointer, map);
  return new GuestValue(context, type, new MemoryStorage(heap.memory, pointer), 'm');
}

describe('maps of Go 1.24', () => {
  it('with one group', () => {
    const heap = new Heap();
    const map = heap.allocate(48);
    heap.word(map, 3);
    heap.word(map + 16, heap.groups([[undefined, [1, 10], undefined, [2, 20], undefined, undefined, undefined, [3, 30]]]));
    const value = mapValue(heap, map);
    assert.equal(value.indexedChildren, 3);
    assert.equal(value.text, 'len 3 [1: 10, 2: 20, 3: 30]');
    assert.deepEqual(value.children(1, 2).map((entry) => `${entry.name}=${entry.value.text}`), ['2=20', '3=30']);
  });

  it('with a directory whose tables stand in it more than once', () => {
    const heap = new Heap();
    const table = (groups: number, count: number): number => {
      const at = heap.allocate(32);
      heap.word(at + 16, groups);
      heap.word(at + 24, count - 1);
      return at;
    };
    const first = table(heap.groups([[[1, 10]], [undefined, [2, 20]]]), 2);
    const second = table(heap.groups([[[3, 30], [4, 40]]]), 1);
    const map = heap.allocate(48);
    const directory = heap.allocate(32);
    [first, first, second, second].forEach((entry, index) => heap.word(directory + index * 8, entry));
    heap.word(map, 4);
    heap.word(map + 16, directory);
    heap.word(map + 24, 4);
    assert.deepEqual(mapValue(heap, map).children().map((entry) => entry.name), ['1', '2', '3', '4']);
  });

  it('that is nil, empty or damaged', () => {
    const heap = new Heap();
    assert.equal(mapValue(heap, 0).text, 'nil');
    const empty = heap.allocate(48);
    assert.equal(mapValue(heap, empty).text, 'len 0 []');
    const damaged = heap.allocate(48);
    heap.word(damaged, 5);
    heap.word(damaged + 16, 0x1234);
    assert.match(mapValue(heap, damaged).text, /^<unreadable: read of unmapped address 0x1234>$/);
    assert.deepEqual([...mapValue(heap, 0x10).children()], []);
  });
});
