/** What is translated, and when, never shows: the same programs by the interpreter alone and with regions, hash by hash. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadElf } from '../../src/image/load-elf';
import type { HostFiles } from '../../src/linux/api';
import { createProcess, defaultLaunch, type GuestProcess } from '../../src/linux/process';
import { Gpr, Prot, type Machine, type Stop } from '../../src/machine/api';
import { createMachine, type MachineOptions } from '../../src/machine/machine';
import { buildGo } from '../support/go';
import { requireTool } from '../support/tools';
import { CODE, DATA, SORT, code, hashOf, machineWith, start, xorshift } from './programs';

/** So often looked at that nearly everything that repeats is translated. */
const EAGER: MachineOptions = { sampleInterval: 5, warmUpSamples: 0 };
const INTERPRETED: MachineOptions = { translate: false };

function pair(program: Uint8Array): [interpreted: Machine, translated: Machine] {
  return [machineWith(program, INTERPRETED), machineWith(program, EAGER)];
}

function sameRun(machines: readonly Machine[], budget: number): Stop {
  const [a, b] = machines.map((machine) => machine.run(budget));
  assert.deepEqual(b, a);
  assert.equal(machines[1].retired, machines[0].retired);
  assert.equal(hashOf(machines[1]), hashOf(machines[0]), `after ${machines[0].retired} instructions`);
  return a;
}

describe('machine: translated code', () => {
  for (const [name, program] of [['xorshift', xorshift(20_000)], ['sort', SORT]] as const) {
    it(`${name}: equal states at any distance`, () => {
      const machines = pair(program);
      let stop: Stop = { kind: 'budget' };
      for (let step = 1; stop.kind === 'budget'; step = (step * 31 + 7) % 997) stop = sameRun(machines, step + 1);
      assert.equal(stop.kind, 'int3');
      assert.ok(machines[1].stats.translatedRegions > 0);
      assert.equal(machines[0].stats.translatedRegions, 0);
    });
  }

  it('breakpoints set and taken away in translated code', () => {
    const machines = pair(SORT);
    sameRun(machines, 30_000);
    for (const machine of machines) machine.setBreakpoints([0x400069, 0x40004a]);
    for (let i = 0; i < 50; i++) {
      const [a, b] = machines.map((machine) => machine.run(1e6, true));
      assert.deepEqual(b, a);
      assert.equal(a.kind, 'breakpoint');
      assert.equal(hashOf(machines[1]), hashOf(machines[0]));
    }
    for (const machine of machines) machine.setBreakpoints([]);
    assert.equal(sameRun(machines, 1e6).kind, 'int3');
  });

  describe('where the TLB misses again and again a region is translated once more, so that it asks for the page', () => {
    /** Regions made for the program, which ends before the interpreter's way behind a miss could become a region of its own. */
    const regionsFor = (program: string): number => {
      const machines = [INTERPRETED, { sampleInterval: 100, warmUpSamples: 0 }].map((options) => machineWith(code(program), options));
      for (const machine of machines) machine.memory.map(0x10000000, 0x400000, Prot.read | Prot.write, 'pages');
      let stop: Stop = { kind: 'budget' };
      while (stop.kind === 'budget') stop = sameRun(machines, 501);
      assert.equal(stop.kind, 'int3');
      return machines[1].stats.translatedRegions;
    };

    it('a new page each time', () => {
      const walk = (step: string): string => `
        bf 00 00 00 10                  ; mov edi, 0x10000000
        31 c9                           ; xor ecx, ecx
        48 01 4f 08                     ; loop: add [rdi+8], rcx
        48 8b 5f 08                     ; mov rbx, [rdi+8]
        48 01 d8                        ; add rax, rbx
        48 81 c7 ${step}                ; add rdi, step
        ff c1                           ; inc ecx
        81 f9 bc 02 00 00               ; cmp ecx, 700
        75 e4                           ; jne loop
        cc                              ; int3`;
      assert.equal(regionsFor(walk('00 00 00 00')), 1);
      assert.equal(regionsFor(walk('00 10 00 00')), 2);
    });

    it('neighbouring accesses on two pages', () => {
      const neighbours = (from: string): string => `
        be ${from} 60 00                ; mov esi, from
        31 c9                           ; xor ecx, ecx
        48 01 0e                        ; loop: add [rsi], rcx
        48 03 46 08                     ; add rax, [rsi+8]
        48 01 46 08                     ; add [rsi+8], rax
        ff c1                           ; inc ecx
        81 f9 bc 02 00 00               ; cmp ecx, 700
        75 eb                           ; jne loop
        cc                              ; int3`;
      assert.equal(regionsFor(neighbours('00 0f')), 1);
      assert.equal(regionsFor(neighbours('f8 0f')), 2);
    });
  });

  it('watchpoints in translated code', () => {
    const machines = pair(SORT);
    sameRun(machines, 30_000);
    for (const machine of machines) machine.setWatchpoints([{ id: 1, start: DATA + 320, length: 16, read: true, write: true }]);
    let hits = 0;
    for (let stop = sameRun(machines, 1e6); stop.kind === 'watch'; stop = sameRun(machines, 1e6)) hits++;
    assert.ok(hits > 100);
  });

  it('page faults in translated code are exact, and the program goes on after them', () => {
    // rbx walks up to the end of the data; each page beyond is mapped when it is missed.
    const machines = pair(code(`
      48 83 c3 18                     ; loop: add rbx, 24
      48 01 03                        ; add [rbx], rax
      48 8b 0b                        ; mov rcx, [rbx]
      48 01 c8                        ; add rax, rcx
      48 ff ca                        ; dec rdx
      75 ee                           ; jne loop
      cc`));
    for (const machine of machines) {
      machine.registers.setGpr(Gpr.rbx, BigInt(DATA));
      machine.registers.setGpr(Gpr.rax, 0x123456789n);
      machine.registers.setGpr(Gpr.rdx, 8000n);
    }
    let faults = 0, stop = sameRun(machines, 1e6);
    for (; stop.kind === 'page-fault'; stop = sameRun(machines, 1e6), faults++) {
      const page = stop.address - (stop.address % 4096);
      for (const machine of machines) machine.memory.map(page, 4096, Prot.read | Prot.write, 'more');
    }
    assert.equal(stop.kind, 'int3');
    assert.equal(faults, Math.ceil((8000 * 24 - 0x10000) / 4096));
    assert.ok(machines[1].stats.translatedRegions > 0);
  });

  for (const [where, distance] of [['the same page of the TLB', 0x4000000], ['another page', 0x500000]] as const) {
    it(`a page that is moved by a write while a region has its address; between read and write it reads ${where}`, () => {
      const pages = 600, base = 0x10000000;
      const machines = pair(code(`
        48 8b 0e                        ; loop: mov rcx, [rsi]    (the page at rbx: now in the TLB)
        48 8b 03                        ; mov rax, [rbx]
        49 8b 08                        ; mov rcx, [r8]
        48 89 16                        ; mov [rsi], rdx
        48 8b 03                        ; mov rax, [rbx]
        48 01 c7                        ; add rdi, rax
        48 81 c3 00 10 00 00            ; add rbx, 4096
        48 81 c6 00 10 00 00            ; add rsi, 4096
        49 81 c0 00 10 00 00            ; add r8, 4096
        ff ca                           ; dec edx
        75 d5                           ; jne loop
        cc`));
      for (const machine of machines) {
        machine.memory.map(base, pages * 4096, Prot.read | Prot.write, 'moved');
        machine.memory.map(base + distance, pages * 4096, Prot.read | Prot.write, 'read');
      }
      const checkpoints = [];
      // The second time the pages are shared with a checkpoint instead of untouched.
      for (let round = 1; round <= 2; round++) {
        for (const machine of machines) {
          const { registers } = machine;
          registers.rip = CODE;
          registers.setGpr(Gpr.rbx, BigInt(base));
          registers.setGpr(Gpr.rsi, BigInt(base));
          registers.setGpr(Gpr.r8, BigInt(base + distance));
          registers.setGpr(Gpr.rdx, BigInt(pages));
          registers.setGpr(Gpr.rdi, 0n);
        }
        assert.equal(sameRun(machines, 1e6).kind, 'int3');
        assert.equal(machines[1].registers.getGpr(Gpr.rdi), BigInt(pages * (pages + 1) / 2));
        checkpoints.push(...machines.map((machine) => machine.checkpoint()));
      }
      assert.ok(machines[1].stats.translatedRegions > 0);
    });
  }

  it('code that changes itself while it is translated', () => {
    // Each time round the immediate of the add is counted up.
    const machines = pair(code(`
      80 43 06 01                     ; loop: add byte [rbx+6], 1
      48 05 00 00 00 00               ; add rax, imm32 (its first byte is at +6)
      ff ca                           ; dec edx
      75 f2                           ; jne loop
      cc`));
    for (const machine of machines) {
      machine.memory.protect(CODE, 0x1000, 7);
      machine.registers.setGpr(Gpr.rbx, BigInt(CODE));
      machine.registers.setGpr(Gpr.rdx, 200n);
    }
    assert.equal(sameRun(machines, 1e6).kind, 'int3');
    assert.equal(machines[0].registers.getGpr(Gpr.rax), 200n * 201n / 2n);
  });

  it('going back to a checkpoint from translated code', () => {
    const machines = pair(SORT);
    sameRun(machines, 10_000);
    const checkpoints = machines.map((machine) => machine.checkpoint());
    sameRun(machines, 50_000);
    machines.forEach((machine, i) => machine.restore(checkpoints[i]));
    sameRun(machines, 50_001);
    machines.forEach((machine) => start(machine));
    assert.equal(sameRun(machines, 1e7).kind, 'int3');
  });
});

const noFiles: HostFiles = { stat: () => undefined, read: () => new Uint8Array(0), readLink: () => '', list: () => [] };

describe('machine: real Go programs, interpreted and translated', function () {
  before(function () { requireTool(this, 'go'); });

  for (const load of ['sort', 'sha', 'map', 'chan', 'gc']) {
    it(`bench ${load}: equal state hashes along the way`, () => {
      const path = buildGo(['bench.go']);
      const processes = [INTERPRETED, { sampleInterval: 60, warmUpSamples: 0 }].map((options): GuestProcess =>
        createProcess(loadElf(path, readFileSync(path)), createMachine(options), noFiles, { ...defaultLaunch([path, load]), cpus: 2, env: ['GOMAXPROCS=2'] }));
      for (let i = 0; i < 8; i++) {
        const [a, b] = processes.map((process) => process.run({ maxInstructions: 1_000_003 }));
        assert.deepEqual(b, a);
        assert.equal(processes[1].stateHash(), processes[0].stateHash(), `after ${processes[0].retired} instructions`);
      }
      assert.ok(processes[1].machine.stats.translatedRegions > 20);
    });
  }
});
