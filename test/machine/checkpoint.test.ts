import assert from 'node:assert/strict';
import { MemoryFault, Prot } from '../../src/machine/api';
import { createMachine } from '../../src/machine/machine';
import { DATA, SORT, hashOf, machineWith } from './programs';

describe('machine: checkpoints, hash and memory', () => {
  it('comes back to any checkpoint and runs the same future again', () => {
    const machine = machineWith(SORT);
    const past: { checkpoint: ReturnType<typeof machine.checkpoint>; hash: string; retired: number }[] = [];
    for (let i = 0; i < 20; i++) {
      past.push({ checkpoint: machine.checkpoint(), hash: hashOf(machine), retired: machine.retired });
      machine.run(3000);
    }
    const end = hashOf(machine);
    for (const i of [7, 19, 0, 12, 3]) {
      machine.restore(past[i].checkpoint);
      assert.equal(machine.retired, past[i].retired);
      assert.equal(hashOf(machine), past[i].hash);
      machine.run(60_000 - past[i].retired);
      assert.equal(hashOf(machine), end);
    }
    const used = machine.stats.frames;
    for (const { checkpoint } of past) machine.release(checkpoint);
    assert.equal(machine.stats.checkpoints, 0);
    assert.ok(machine.stats.frames <= used);
    assert.equal(machine.stats.frames * 4096, machine.memory.residentBytes, 'frames of released checkpoints are given back');
    assert.throws(() => machine.restore(past[0].checkpoint), /released/);
  });

  it('brings mappings and permissions back', () => {
    const machine = createMachine();
    const { memory } = machine;
    memory.map(0x10000, 0x4000, Prot.read | Prot.write, 'a');
    memory.write(0x11000, Uint8Array.of(1, 2, 3));
    const checkpoint = machine.checkpoint();
    const before = memory.regions();
    memory.unmap(0x11000, 0x1000);
    memory.protect(0x10000, 0x1000, Prot.read);
    memory.map(0x90000, 0x1000, Prot.read);
    machine.restore(checkpoint);
    assert.deepEqual(memory.regions(), before);
    assert.deepEqual(memory.read(0x11000, 3), Uint8Array.of(1, 2, 3));
    assert.ok(checkpoint.ownBytes === 0);
    memory.writeU8(0x11000, 9);
    assert.equal(checkpoint.ownBytes, 4096);
  });

  it('gives equal hashes for equal contents only', () => {
    const a = createMachine(), b = createMachine();
    for (const machine of [a, b]) machine.memory.map(DATA, 0x100000, Prot.read | Prot.write, 'data');
    assert.equal(hashOf(a), hashOf(b));
    a.memory.writeU8(DATA + 5, 0);
    assert.equal(hashOf(a), hashOf(b), 'a touched page of zeros is a page of zeros');
    a.memory.writeU8(DATA + 5, 1);
    assert.notEqual(hashOf(a), hashOf(b));
    b.memory.writeU8(DATA + 0x1005, 1);
    assert.notEqual(hashOf(a), hashOf(b), 'the address counts');
    b.memory.discard(DATA + 0x1000, 0x1000);
    b.memory.writeU8(DATA + 5, 1);
    assert.equal(hashOf(a), hashOf(b));
    b.memory.protect(DATA, 0x1000, Prot.read);
    assert.notEqual(hashOf(a), hashOf(b), 'permissions count');
    b.memory.protect(DATA, 0x1000, Prot.read | Prot.write);
    assert.equal(hashOf(a), hashOf(b), 'neighbouring regions are merged');
    a.registers.setXmm(3, new Uint8Array(16).fill(1));
    assert.notEqual(hashOf(a), hashOf(b));
  });

  it('keeps huge reservations for free', () => {
    const { memory } = createMachine();
    memory.map(0xc000000000, 2 ** 40, Prot.read | Prot.write, 'arena');
    memory.writeU64(0xc000000000 + 2 ** 39, 42);
    assert.equal(memory.residentBytes, 4096);
    assert.equal(memory.readU64(0xc000000000 + 2 ** 39), 42n);
    memory.protect(0xc000000000 + 2 ** 38, 2 ** 38, Prot.none);
    memory.unmap(0xc000000000, 2 ** 40);
    assert.deepEqual([memory.residentBytes, memory.regions()], [0, []]);
  });

  it('lists regions, finds room and checks permissions for the kernel', () => {
    const { memory } = createMachine();
    memory.map(0x10000, 0x3000, Prot.read | Prot.write, 'x');
    memory.map(0x20000, 0x1000, Prot.read, 'y');
    memory.map(0x11000, 0x1000, Prot.read, 'x');
    assert.deepEqual(memory.regions().map(({ start, end, prot }) => [start, end, prot]), [[0x10000, 0x11000, 3], [0x11000, 0x12000, 1], [0x12000, 0x13000, 3], [0x20000, 0x21000, 1]]);
    assert.equal(memory.protect(0x11000, 0x1000, 3), true);
    assert.equal(memory.regions().length, 2);
    assert.equal(memory.protect(0x12000, 0x2000, 1), false);
    assert.equal(memory.findFree(0x10000, 0x1000, 0x30000), 0x13000);
    assert.equal(memory.findFree(0x10000, 0xd001, 0x30000), 0x21000);
    assert.equal(memory.findFree(0x10000, 0x10000, 0x30000), undefined);
    assert.equal(memory.isFree(0x13000, 0xd000), true);
    assert.equal(memory.isFree(0x13000, 0xd001), false);
    memory.userWrite(0x10ff0, new TextEncoder().encode('a string over a border\0'));
    assert.equal(memory.userCString(0x10ff0, 100), 'a string over a border');
    assert.throws(() => memory.userCString(0x10ff0, 5), RangeError);
    assert.throws(() => memory.userWrite(0x20000, Uint8Array.of(1)), (error: unknown) => error instanceof MemoryFault && error.mapped && error.access === 'write');
    assert.throws(() => memory.userRead(0x12fff, 2), (error: unknown) => error instanceof MemoryFault && !error.mapped && error.address === 0x13000);
    memory.write(0x20000, Uint8Array.of(7));
    assert.equal(memory.readU8(0x20000), 7);
    assert.throws(() => memory.map(0x10001, 0x1000, 1), /whole pages/);
  });
});
