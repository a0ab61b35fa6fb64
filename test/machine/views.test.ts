/** Pages that several ranges show: shared, and private until they are written. */
import assert from 'node:assert/strict';
import { Gpr, Prot, SHARED_HOME, type Machine } from '../../src/machine/api';
import { CODE, DATA, code, hashOf, machineWith, start } from './programs';

const READ_WRITE = Prot.read | Prot.write;
const SHARED = 0x900000, PRIVATE = 0xa00000, MOVED = 0xb00000;

/** The program in shared pages: CODE shows them for execution, SHARED and PRIVATE for writing. */
function views(program: string): Machine {
  const machine = machineWith(code(program));
  const { memory } = machine;
  memory.map(CODE, 0x2000, Prot.read | Prot.exec, 'text', { home: SHARED_HOME, private: false });
  memory.map(SHARED, 0x2000, READ_WRITE, 'shared', { home: SHARED_HOME, private: false });
  memory.map(PRIVATE, 0x2000, READ_WRITE, 'private', { home: SHARED_HOME, private: true });
  memory.writeShared(SHARED_HOME, code(program));
  return machine;
}

describe('machine: views of shared pages', () => {
  it('code that is changed through another view is executed as it is then', () => {
    const machine = views('66 c7 03 90 90 0f 0b cc'); // mov word [rbx], 0x9090; ud2, which becomes nop nop; int3
    const run = (target: number): unknown => {
      start(machine);
      machine.registers.setGpr(Gpr.rbx, BigInt(target + 5));
      return machine.run(100);
    };
    assert.deepEqual(run(DATA), { kind: 'invalid-opcode', pc: CODE + 5 }, 'decoded');
    assert.deepEqual(run(PRIVATE), { kind: 'invalid-opcode', pc: CODE + 5 }, 'a private page becomes another page');
    const before = machine.checkpoint();
    assert.deepEqual(run(SHARED), { kind: 'int3', pc: CODE + 7 });
    machine.memory.writeShared(SHARED_HOME + 5, code('0f 0b'));
    assert.deepEqual(run(DATA), { kind: 'invalid-opcode', pc: CODE + 5 }, 'written by the kernel');
    assert.deepEqual(run(SHARED), { kind: 'int3', pc: CODE + 7 });
    machine.restore(before);
    assert.deepEqual(run(DATA), { kind: 'invalid-opcode', pc: CODE + 5 }, 'back in the past');
    assert.deepEqual(run(SHARED), { kind: 'int3', pc: CODE + 7 });
  });

  it('code is watched through a view that comes later, and through one that comes back with a checkpoint', () => {
    const machine = views('66 c7 03 90 90 0f 0b cc');
    const run = (target: number): unknown => {
      start(machine);
      machine.registers.setGpr(Gpr.rbx, BigInt(target + 5));
      return machine.run(100);
    };
    const withView = machine.checkpoint();
    machine.memory.unmap(SHARED, 0x2000);
    assert.deepEqual(run(DATA), { kind: 'invalid-opcode', pc: CODE + 5 });
    machine.restore(withView);
    assert.deepEqual(run(SHARED), { kind: 'int3', pc: CODE + 7 });
    machine.restore(withView);
    assert.deepEqual(run(DATA), { kind: 'invalid-opcode', pc: CODE + 5 });
    machine.memory.map(MOVED, 0x2000, READ_WRITE, 'later', { home: SHARED_HOME, private: false });
    assert.deepEqual(run(MOVED), { kind: 'int3', pc: CODE + 7 });
  });

  it('a private page shows the shared one until it is written, and again when it is discarded', () => {
    const machine = views('48 8b 03 48 89 0b 48 8b 13'); // mov rax, [rbx]; mov [rbx], rcx; mov rdx, [rbx]
    const { memory, registers } = machine;
    const at = 0x1000;
    memory.writeShared(SHARED_HOME + at, Uint8Array.of(5));
    const run = (target: number, value: bigint): bigint[] => {
      start(machine);
      registers.setGpr(Gpr.rbx, BigInt(target + at));
      registers.setGpr(Gpr.rcx, value);
      machine.run(3);
      return [registers.getGpr(Gpr.rax), registers.getGpr(Gpr.rdx), memory.readU64(SHARED + at), memory.readU64(PRIVATE + at)];
    };
    const first = machine.checkpoint();
    assert.deepEqual(run(SHARED, 6n), [5n, 6n, 6n, 6n]);
    const shown = hashOf(machine);
    assert.deepEqual(run(PRIVATE, 6n), [6n, 6n, 6n, 6n]);
    assert.notEqual(hashOf(machine), shown, 'a copy with the same bytes is another state');
    const copied = machine.checkpoint();
    assert.deepEqual(run(SHARED, 7n), [6n, 7n, 7n, 6n]);
    assert.deepEqual(run(PRIVATE, 0n), [6n, 0n, 7n, 0n]);
    memory.map(MOVED, 0x2000, READ_WRITE, 'moved', { home: SHARED_HOME, private: true });
    memory.move(PRIVATE, MOVED, 0x2000);
    assert.deepEqual([memory.readU64(PRIVATE + at), memory.readU64(MOVED + at)], [7n, 0n]);
    memory.discard(MOVED, 0x2000);
    assert.equal(memory.readU64(MOVED + at), 7n);
    machine.restore(first);
    assert.deepEqual(run(PRIVATE, 8n), [5n, 8n, 5n, 8n]);
    machine.restore(copied);
    assert.deepEqual(run(SHARED, 9n), [6n, 9n, 9n, 6n]);
    machine.release(first);
    machine.release(copied);
    assert.equal(machine.stats.frames * 4096, memory.residentBytes);
  });
});
