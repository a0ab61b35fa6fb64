import assert from 'node:assert/strict';
import { Gpr } from '../../src/machine/api';
import { CODE, DATA, SORT, code, hashOf, machineWith, start } from './programs';

describe('machine: breakpoints and watchpoints', () => {
  it('stops before the instruction, once per visit', () => {
    const machine = machineWith(SORT);
    machine.setBreakpoints([0x400040, 0x400063]);
    let hits = 0, stop = machine.run(1e7);
    for (; stop.kind === 'breakpoint' && stop.pc === 0x400040; stop = machine.run(1e7, true)) {
      assert.equal(machine.registers.rip, 0x400040);
      hits++;
    }
    assert.deepEqual(stop, { kind: 'breakpoint', pc: 0x400063 });
    const undisturbed = machineWith(SORT);
    undisturbed.run(machine.retired);
    assert.equal(hashOf(machine), hashOf(undisturbed));
    assert.ok(hits > 1000);
  });

  it('takes breakpoints away and sets them in code that was already decoded', () => {
    const machine = machineWith(SORT);
    machine.run(100);
    machine.setBreakpoints([0x40004e]);
    assert.deepEqual(machine.run(1e7), { kind: 'breakpoint', pc: 0x40004e });
    assert.deepEqual(machine.run(1e7), { kind: 'breakpoint', pc: 0x40004e }, 'still there without moving');
    machine.setBreakpoints([]);
    assert.equal(machine.run(1e7).kind, 'int3');
  });

  it('stops at a breakpoint in the middle of code that was entered before it', () => {
    const machine = machineWith(code('90 90 90 eb fb')); // nop nop nop; jmp start+0
    machine.setBreakpoints([CODE + 2]);
    assert.deepEqual(machine.run(50), { kind: 'breakpoint', pc: CODE + 2 });
    assert.deepEqual(machine.run(50, true), { kind: 'breakpoint', pc: CODE + 2 });
    assert.equal(machine.retired, 2 + 4);
  });

  it('reports writes after the instruction, with the bytes before and after', () => {
    const machine = machineWith(code('48 c7 03 05 00 00 00 48 83 03 02 48 8b 0b cc')); // mov qword [rbx], 5; add qword [rbx], 2; mov rcx, [rbx]
    machine.registers.setGpr(Gpr.rbx, BigInt(DATA + 0x10));
    machine.setWatchpoints([{ id: 7, start: DATA + 0x12, length: 2, read: false, write: true }, { id: 8, start: DATA + 0x17, length: 4, read: true, write: false }]);
    assert.deepEqual(machine.run(10), { kind: 'watch', pc: CODE, hits: [{ id: 7, access: 'write', before: Uint8Array.of(0, 0), after: Uint8Array.of(0, 0) }] });
    assert.equal(machine.registers.rip, CODE + 7);
    const second = machine.run(10);
    assert.ok(second.kind === 'watch' && second.pc === CODE + 7);
    // The addition reads its operand as well.
    assert.deepEqual(second.hits.map(({ id, access }) => [id, access]), [[7, 'write'], [8, 'read']]);
    const third = machine.run(10);
    assert.ok(third.kind === 'watch' && third.hits.length === 1 && third.hits[0].id === 8);
    assert.equal(machine.retired, 3);
    assert.equal(machine.run(10).kind, 'int3');
  });

  it('sees every write of a run, and changes nothing about it', () => {
    const machine = machineWith(SORT);
    machine.setWatchpoints([{ id: 1, start: DATA + 8 * 40, length: 8, read: false, write: true }]);
    const values: bigint[] = [];
    let stop = machine.run(1e7);
    for (; stop.kind === 'watch'; stop = machine.run(1e7)) {
      const { before, after } = stop.hits[0];
      assert.equal(new BigUint64Array(before.buffer)[0], values.at(-1) ?? 0n);
      values.push(new BigUint64Array(after.buffer)[0]);
    }
    assert.equal(stop.kind, 'int3');
    assert.ok(values.length > 3);
    assert.equal(values.at(-1), machine.memory.readU64(DATA + 8 * 40));
    const undisturbed = machineWith(SORT);
    undisturbed.run(1e7);
    assert.equal(hashOf(machine), hashOf(undisturbed));
    machine.setWatchpoints([]);
    start(machine);
    assert.equal(machine.run(1e7).kind, 'int3');
  });

  it('watches string instructions and accesses that straddle pages', () => {
    const machine = machineWith(code('f3 a4 48 89 03')); // rep movsb; mov [rbx], rax
    machine.registers.setGpr(Gpr.rcx, 0x3000n);
    machine.registers.setGpr(Gpr.rsi, BigInt(DATA));
    machine.registers.setGpr(Gpr.rdi, BigInt(DATA + 0x8000));
    machine.registers.setGpr(Gpr.rbx, BigInt(DATA + 0xa000 - 4));
    machine.registers.setGpr(Gpr.rax, -1n);
    machine.memory.writeU8(DATA + 0x2000, 3);
    machine.setWatchpoints([{ id: 1, start: DATA + 0xa000, length: 1, read: true, write: true }]);
    assert.deepEqual(machine.run(5), { kind: 'watch', pc: CODE, hits: [{ id: 1, access: 'write', before: Uint8Array.of(0), after: Uint8Array.of(3) }] });
    assert.equal(machine.registers.getGpr(Gpr.rcx), 0n);
    assert.deepEqual(machine.run(5), { kind: 'watch', pc: CODE + 2, hits: [{ id: 1, access: 'write', before: Uint8Array.of(3), after: Uint8Array.of(255) }] });
  });
});
