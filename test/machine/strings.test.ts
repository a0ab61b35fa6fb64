import assert from 'node:assert/strict';
import { GPR_NAMES, Gpr } from '../../src/machine/api';
import { DATA, code, machineWith } from './programs';

const REP_MOVSB = code('f3 a4'), REP_MOVSQ = code('f3 48 a5'), REP_STOSQ = code('f3 48 ab'), REPNE_SCASB = code('f2 ae'), REPE_CMPSB = code('f3 a6');

function prepared(program: Uint8Array, registers: Partial<Record<'rax' | 'rcx' | 'rsi' | 'rdi', number | bigint>>, flags = 0x202) {
  const machine = machineWith(program);
  for (const [name, value] of Object.entries(registers)) machine.registers.setGpr(GPR_NAMES.indexOf(name as 'rax'), BigInt(value));
  machine.registers.rflags = flags;
  return machine;
}

describe('machine: string instructions', () => {
  const pattern = Uint8Array.from({ length: 9000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);

  it('REP MOVS copies over page borders and counts as one instruction', () => {
    const machine = prepared(REP_MOVSB, { rcx: 9000, rsi: DATA + 100, rdi: DATA + 0x8003 });
    machine.memory.write(DATA + 100, pattern);
    assert.equal(machine.run(1).kind, 'budget');
    assert.equal(machine.retired, 1);
    assert.deepEqual(machine.memory.read(DATA + 0x8003, 9000), pattern);
    assert.deepEqual([Gpr.rcx, Gpr.rsi, Gpr.rdi].map((r) => machine.registers.getGpr(r)), [0n, BigInt(DATA + 9100), BigInt(DATA + 0x8003 + 9000)]);
  });

  it('REP MOVS repeats a pattern when the destination is just behind the source', () => {
    const machine = prepared(REP_MOVSB, { rcx: 5000, rsi: DATA, rdi: DATA + 3 });
    machine.memory.write(DATA, Uint8Array.of(1, 2, 3));
    machine.run(1);
    assert.deepEqual(machine.memory.read(DATA, 5003), Uint8Array.from({ length: 5003 }, (_, i) => (i % 3) + 1));
  });

  it('REP MOVSQ downwards moves an overlapping block up', () => {
    const count = 1000, last = (count - 1) * 8;
    const machine = prepared(REP_MOVSQ, { rcx: count, rsi: DATA + 4 + last, rdi: DATA + 4 + 40 + last }, 0x602);
    machine.memory.write(DATA + 4, pattern.subarray(0, 8000));
    machine.run(1);
    assert.deepEqual(machine.memory.read(DATA + 44, 8000), pattern.subarray(0, 8000));
    assert.equal(machine.registers.getGpr(Gpr.rsi), BigInt(DATA + 4 - 8));
  });

  it('REP MOVS stops at a fault with the registers where it got', () => {
    const end = DATA + 0x10000;
    const machine = prepared(REP_MOVSQ, { rcx: 100, rsi: DATA, rdi: end - 0x28 });
    machine.memory.write(DATA, pattern.subarray(0, 800));
    assert.deepEqual(machine.run(1), { kind: 'page-fault', pc: 0x400000, address: end, access: 'write', mapped: false });
    assert.equal(machine.retired, 0);
    assert.deepEqual([Gpr.rcx, Gpr.rsi, Gpr.rdi].map((r) => machine.registers.getGpr(r)), [95n, BigInt(DATA + 40), BigInt(end)]);
    machine.memory.map(end, 0x1000, 3);
    assert.equal(machine.run(1).kind, 'budget');
    assert.deepEqual(machine.memory.read(end - 0x28, 800), pattern.subarray(0, 800));
  });

  it('REP STOS fills, also misaligned and with other values than zero', () => {
    for (const [rax, start] of [[0n, DATA], [0x1122334455667788n, DATA + 8], [0x1122334455667788n, DATA + 5]] as const) {
      const machine = prepared(REP_STOSQ, { rcx: 1030, rdi: start, rax });
      machine.run(1);
      const words = new BigUint64Array(machine.memory.read(start, 1030 * 8).buffer);
      assert.ok(words.every((word) => word === rax));
      assert.equal(machine.memory.readU64(start + 1030 * 8), 0n);
      assert.equal(machine.registers.getGpr(Gpr.rdi), BigInt(start + 1030 * 8));
    }
  });

  it('REPNE SCAS finds a byte; REPE CMPS finds a difference; a count of 0 does nothing', () => {
    const scan = prepared(REPNE_SCASB, { rcx: 9000, rdi: DATA, rax: 0xee });
    scan.memory.writeU8(DATA + 5000, 0xee);
    scan.run(1);
    assert.deepEqual([scan.registers.getGpr(Gpr.rdi), scan.registers.getGpr(Gpr.rcx), scan.registers.rflags & 0x40], [BigInt(DATA + 5001), 3999n, 0x40]);

    const compare = prepared(REPE_CMPSB, { rcx: 6000, rsi: DATA, rdi: DATA + 0x8000 });
    compare.memory.writeU8(DATA + 4500, 9);
    compare.run(1);
    assert.deepEqual([compare.registers.getGpr(Gpr.rsi), compare.registers.getGpr(Gpr.rcx), compare.registers.rflags & 0x41], [BigInt(DATA + 4501), 1499n, 0]);

    const none = prepared(REP_MOVSB, { rcx: 0, rsi: 1, rdi: 2 });
    assert.equal(none.run(1).kind, 'budget');
    assert.equal(none.registers.getGpr(Gpr.rsi), 1n);
  });
});
