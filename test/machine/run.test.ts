import assert from 'node:assert/strict';
import { Gpr, type Stop } from '../../src/machine/api';
import { CODE, DATA, SORT, STACK_TOP, code, hashOf, machineWith, start, xorshift } from './programs';

describe('machine: run', () => {
  it('computes what the program says', () => {
    const machine = machineWith(SORT);
    assert.deepEqual(machine.run(10_000_000), { kind: 'int3', pc: 0x400063 });
    const words = [...new BigUint64Array(machine.memory.read(DATA, 2048).buffer)];
    assert.deepEqual(words, [...words].sort((a, b) => Number(a - b)));
    assert.equal(words.reduce((a, b) => a + b), machine.registers.getGpr(Gpr.rax));
    assert.equal(words[255] > words[0], true);
  });

  it('stops exactly: one by one, in odd pieces and at once give the same states', () => {
    const whole = machineWith(SORT);
    const total = 100_000;
    assert.equal(whole.run(total).kind, 'budget');
    const singly = machineWith(SORT);
    for (let i = 0; i < total; i++) assert.equal(singly.run(1).kind, 'budget');
    const pieces = machineWith(SORT);
    for (let done = 0, step = 1; done < total; step = (step * 7 + 3) % 501) {
      const budget = Math.min(step + 1, total - done);
      assert.equal(pieces.run(budget).kind, 'budget');
      done += budget;
      assert.equal(pieces.retired, done);
    }
    assert.equal(whole.retired, total);
    assert.equal(singly.retired, total);
    assert.equal(hashOf(singly), hashOf(whole));
    assert.equal(hashOf(pieces), hashOf(whole));
  });

  it('counts the instruction that stops, if it was executed', () => {
    const machine = machineWith(code('90 90 cc 90 0f 05 90 0f 0b'));
    const stops: [Stop, number][] = [];
    for (let i = 0; i < 3; i++) stops.push([machine.run(100), machine.retired]);
    assert.deepEqual(stops, [
      [{ kind: 'int3', pc: CODE + 2 }, 3],
      [{ kind: 'syscall' }, 5],
      [{ kind: 'invalid-opcode', pc: CODE + 7 }, 6],
    ]);
    assert.equal(machine.registers.rip, CODE + 7);
    assert.equal(machine.registers.getGpr(Gpr.rcx), BigInt(CODE + 6));
    assert.equal(machine.registers.getGpr(Gpr.r11), 0x202n);
  });

  it('says budget when the budget ends right before a trap or a breakpoint', () => {
    const machine = machineWith(code('90 90 0f 0b'));
    machine.setBreakpoints([CODE + 1]);
    assert.deepEqual(machine.run(1), { kind: 'budget' });
    assert.deepEqual(machine.run(1), { kind: 'breakpoint', pc: CODE + 1 });
    assert.deepEqual(machine.run(1, true), { kind: 'budget' });
    assert.equal(machine.run(1).kind, 'invalid-opcode');
    assert.equal(machine.retired, 2);
  });

  it('reports page faults with address and access, before anything has changed', () => {
    const cases: [string, Partial<Record<Gpr, bigint>>, object][] = [
      ['48 8b 03', { [Gpr.rbx]: 0x10n }, { address: 0x10, access: 'read', mapped: false }],
      ['48 89 03', { [Gpr.rbx]: BigInt(CODE) }, { address: CODE, access: 'write', mapped: true }],
      ['48 01 03', { [Gpr.rbx]: 0x10n }, { address: 0x10, access: 'write', mapped: false }],
      // Half on the last page: the first byte that is missing.
      ['48 8b 03', { [Gpr.rbx]: BigInt(DATA + 0x10000 - 3) }, { address: DATA + 0x10000, access: 'read', mapped: false }],
      ['48 8b 03', { [Gpr.rbx]: -16n }, { address: -16, access: 'read', mapped: false }],
      ['50', { [Gpr.rsp]: 0x1000n }, { address: 0xff8, access: 'write', mapped: false }],
      ['ff e3', { [Gpr.rbx]: 0x5000n }, { pc: 0x5000, address: 0x5000, access: 'exec', mapped: false }],
      ['ff e3', { [Gpr.rbx]: BigInt(DATA) }, { pc: DATA, address: DATA, access: 'exec', mapped: true }],
    ];
    for (const [text, registers, expected] of cases) {
      const machine = machineWith(code(text));
      for (const [register, value] of Object.entries(registers)) machine.registers.setGpr(Number(register), value);
      const before = [...GPRS].map((r) => machine.registers.getGpr(r));
      assert.deepEqual(machine.run(10), { kind: 'page-fault', pc: CODE, ...expected }, text);
      assert.deepEqual([...GPRS].map((r) => machine.registers.getGpr(r)), before, text);
    }
  });

  it('refuses addresses that are none, privileged instructions and misaligned SSE operands', () => {
    const cases: [string, bigint, Stop['kind']][] = [
      ['48 8b 03', 1n << 47n, 'general-protection'], // mov rax, [rbx]
      ['f4', 0n, 'general-protection'], // hlt
      ['cd 80', 0n, 'general-protection'], // int 0x80
      ['0f 28 03', BigInt(DATA + 8), 'general-protection'], // movaps xmm0, [rbx]
      ['0f 10 03', BigInt(DATA + 8), 'budget'], // movups xmm0, [rbx]
      ['48 f7 f3', 0n, 'divide-error'], // div rbx
      ['06', 0n, 'invalid-opcode'],
    ];
    for (const [text, rbx, kind] of cases) {
      const machine = machineWith(code(text));
      machine.registers.setGpr(Gpr.rbx, rbx);
      assert.equal(machine.run(1).kind, kind, text);
      assert.equal(machine.retired, kind === 'budget' ? 1 : 0, text);
    }
  });

  it('a return to an address that is none is not executed', () => {
    const machine = machineWith(code('53 c3')); // push rbx; ret
    machine.registers.setGpr(Gpr.rbx, 1n << 47n);
    const top = machine.registers.getGpr(Gpr.rsp);
    assert.deepEqual(machine.run(5), { kind: 'general-protection', pc: CODE + 1 });
    assert.equal(machine.registers.rip, CODE + 1);
    assert.equal(machine.registers.getGpr(Gpr.rsp), top - 8n);
    assert.equal(machine.retired, 1);
  });

  it('int 3 in two bytes is a breakpoint, too', () => {
    const machine = machineWith(code('90 cd 03'));
    assert.deepEqual(machine.run(5), { kind: 'int3', pc: CODE + 1 });
    assert.equal(machine.registers.rip, CODE + 3);
    assert.equal(machine.retired, 2);
  });

  it('names instructions that it lacks', () => {
    const machine = machineWith(code('c5 fd 6f 03')); // vmovdqa ymm0, [rbx]
    assert.deepEqual(machine.run(1), { kind: 'invalid-opcode', pc: CODE, unsupported: 'vmovdqa' });
  });

  it('faults at the page where the code ends', () => {
    const machine = machineWith(code(''));
    machine.memory.write(CODE + 0x1ffe, code('90 48')); // nop, half an instruction
    machine.registers.rip = CODE + 0x1ffe;
    assert.deepEqual(machine.run(5), { kind: 'page-fault', pc: CODE + 0x1fff, address: CODE + 0x2000, access: 'exec', mapped: false });
    assert.equal(machine.retired, 1);
  });

  it('reads and writes across page borders, also where the frames do not follow each other', () => {
    const machine = machineWith(code('48 89 03 48 8b 0b 48 01 03 48 ff 03')); // mov [rbx], rax; mov rcx, [rbx]; add [rbx], rax; inc qword [rbx]
    machine.memory.writeU8(DATA + 0x3000, 1); // the second page gets its frame first
    machine.registers.setGpr(Gpr.rbx, BigInt(DATA + 0x3000 - 3));
    machine.registers.setGpr(Gpr.rax, 0x1122334455667788n);
    assert.equal(machine.run(4).kind, 'budget');
    assert.equal(machine.registers.getGpr(Gpr.rcx), 0x1122334455667788n);
    assert.equal(machine.memory.readU64(DATA + 0x3000 - 3), 0x1122334455667788n * 2n + 1n);
  });

  it('shows what was written after it had been read as zero', () => {
    const machine = machineWith(code('48 8b 03 48 c7 03 07 00 00 00 48 8b 0b')); // mov rax, [rbx]; mov qword [rbx], 7; mov rcx, [rbx]
    machine.registers.setGpr(Gpr.rbx, BigInt(DATA));
    machine.run(3);
    assert.deepEqual([machine.registers.getGpr(Gpr.rax), machine.registers.getGpr(Gpr.rcx)], [0n, 7n]);
  });

  it('executes code that it has just changed', () => {
    // mov byte [rbx], 0x90 over the ud2 that follows, then nop nop int3
    const machine = machineWith(code('66 c7 03 90 90 0f 0b cc'));
    machine.memory.protect(CODE, 0x1000, 7);
    machine.registers.setGpr(Gpr.rbx, BigInt(CODE + 5));
    assert.deepEqual(machine.run(100), { kind: 'int3', pc: CODE + 7 });
    assert.equal(machine.retired, 4);
    // And once more, the other way, with the code decoded before.
    start(machine);
    machine.registers.setGpr(Gpr.rbx, BigInt(CODE + 5));
    machine.memory.write(CODE + 3, code('0f 0b'));
    assert.deepEqual(machine.run(100), { kind: 'invalid-opcode', pc: CODE + 5 });
  });

  it('keeps contexts apart', () => {
    const machine = machineWith(xorshift(1_000_000));
    const a = machine.newContext(), b = machine.newContext();
    machine.run(1000);
    machine.save(a);
    start(machine);
    machine.run(500);
    machine.save(b);
    machine.load(a);
    machine.run(1000);
    const twice = hashOfRegisters(machine);
    start(machine);
    machine.run(2000);
    assert.equal(hashOfRegisters(machine), twice);
    assert.notEqual(machine.view(b).getGpr(Gpr.rax), machine.view(a).getGpr(Gpr.rax));
    assert.equal(machine.view(b).getGpr(Gpr.rsp), BigInt(STACK_TOP - 0x100));
  });

  it('keeps RFLAGS through its setter and POPF and PUSHF', () => {
    const machine = machineWith(code('9c 58 50 9d')); // pushf; pop rax; push rax; popf
    for (let bits = 0; bits < 128; bits++) {
      const flags = [1, 4, 0x10, 0x40, 0x80, 0x800, 0x400].reduce((sum, flag, i) => sum | (bits & (1 << i) ? flag : 0), 0x202);
      start(machine);
      machine.registers.rflags = flags;
      assert.equal(machine.registers.rflags, flags);
      machine.run(2);
      assert.equal(machine.registers.getGpr(Gpr.rax), BigInt(flags));
      machine.registers.rflags = 0;
      machine.run(2);
      assert.equal(machine.registers.rflags, flags);
    }
  });

  it('answers CPUID as an SSE2 processor and RDTSC with the count of instructions', () => {
    const machine = machineWith(code('0f a2 90 0f 31')); // cpuid; nop; rdtsc
    machine.registers.setGpr(Gpr.rax, 1n);
    machine.run(1);
    const ecx = Number(machine.registers.getGpr(Gpr.rcx)), edx = Number(machine.registers.getGpr(Gpr.rdx));
    assert.equal(edx & 1 << 26, 1 << 26, 'SSE2');
    assert.equal(ecx & (1 | 1 << 9 | 1 << 19 | 1 << 20 | 1 << 23 | 1 << 27 | 1 << 28), 0, 'SSE3, SSSE3, SSE4, POPCNT, OSXSAVE, AVX');
    machine.run(2);
    assert.equal(machine.registers.getGpr(Gpr.rax), 3n);
  });
});

const GPRS = Array.from({ length: 16 }, (_, i) => i);

function hashOfRegisters(machine: ReturnType<typeof machineWith>): string {
  return GPRS.map((r) => machine.registers.getGpr(r).toString(16)).join() + machine.registers.rip + machine.registers.rflags;
}
