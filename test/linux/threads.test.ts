import assert from 'node:assert/strict';
import type { LaunchOptions } from '../../src/linux/api';
import { Gpr } from '../../src/machine/api';
import { finish, start } from './toy';
import { DATA, ToyProgram } from './toy-machine';

/** What Go's clone passes: VM FS FILES SIGHAND THREAD SYSVSEM SETTLS. */
const GO_THREAD = 0x50f00 | 0x80000;
const FUTEX_WAIT_PRIVATE = 128;
const FUTEX_WAKE_PRIVATE = 129;
const word = (machine: { memory: { readU64(at: number): bigint } }, at: number): number => Number(machine.memory.readU64(at));

/**
 * `threads` threads each add to their own counter and append their number to a shared log at every step, so that the log is the
 * interleaving; the last one out of all makes the process exit with 7.
 */
function interleaving(threads: number, steps: number): ToyProgram {
  const p = new ToyProgram();
  const log = DATA + 0x1000;
  const cursor = DATA;
  const done = DATA + 8;
  for (let i = 0; i < threads; i++) {
    p.syscall('clone', GO_THREAD, DATA + 0x8000 + i * 256, 0, 0, i + 1);
    p.jump('child', (r) => r.getGpr(Gpr.rax) === 0n);
  }
  p.label('wait').jump('wait', (_r, m) => m.readU64(done) < BigInt(threads)).syscall('exit_group', 7);
  p.label('child').set(Gpr.rbp, steps);
  p.label('step').op((r, m) => {
    const at = m.readPointer(cursor);
    m.writeU8(log + at, r.fsBase);
    m.writeU64(cursor, at + 1);
  });
  p.op((r) => r.setGpr(Gpr.rbp, r.getGpr(Gpr.rbp) - 1n)).jump('step', (r) => r.getGpr(Gpr.rbp) !== 0n);
  p.add(done, 1).syscall('exit', 0);
  return p;
}

function history(options: Partial<LaunchOptions>, slice: number): { log: string; hash: string; retired: number; ns: number } {
  const { process, machine } = start(interleaving(5, 300), options);
  const stop = finish(process, slice);
  assert.deepEqual(stop, { kind: 'exited', code: 7 });
  const log = Buffer.from(machine.memory.read(DATA + 0x1000, 1500)).toString('hex');
  return { log, hash: process.stateHash(), retired: process.retired, ns: process.virtualNs };
}

describe('linux: threads and virtual processors', () => {
  for (const schedule of ['round-robin', 'random', 'pct'] as const) {
    it(`${schedule}: where run ends changes nothing`, () => {
      const options = { schedule, quantum: 50, cpus: 3, seed: 5 };
      const whole = history(options, 1_000_000);
      assert.deepEqual(history(options, 1), whole);
      assert.deepEqual(history(options, 7), whole);
      assert.deepEqual(history({ ...options, nsPerInstruction: 0.3 }, 3), history({ ...options, nsPerInstruction: 0.3 }, 1_000));
    });
  }

  it('schedules differ by seed and policy, and every one lets all threads run', () => {
    const logs = [
      history({ quantum: 50, cpus: 2 }, 10_000).log, history({ schedule: 'random', quantum: 50, cpus: 2, seed: 1 }, 10_000).log,
      history({ schedule: 'random', quantum: 50, cpus: 2, seed: 2 }, 10_000).log, history({ schedule: 'pct', quantum: 50, cpus: 2, seed: 1 }, 10_000).log,
    ];
    assert.equal(new Set(logs).size, 4);
    for (const log of logs) for (let i = 1; i <= 5; i++) assert.equal(Buffer.from(log, 'hex').filter((byte) => byte === i).length, 300);
  });

  it('processors progress in parallel: two busy threads on two processors take the time of one', () => {
    const twoThreads = (cpus: number): number => {
      const p = new ToyProgram();
      p.syscall('clone', GO_THREAD, DATA + 0x8000, 0, 0, 1).jump('spin', (r) => r.getGpr(Gpr.rax) !== 0n);
      p.label('spin').spin(100_001).syscall('exit', 0);
      const { process } = start(p, { cpus });
      finish(process);
      return process.virtualNs;
    };
    assert.ok(Math.abs(twoThreads(1) - 200_000) < 2_000, String(twoThreads(1)));
    assert.ok(Math.abs(twoThreads(2) - 100_000) < 2_000, String(twoThreads(2)));
  });

  it('a processor that is alone has long turns, which end where others get something to do', () => {
    const quantum = 100;
    // Alone for 5,000 instructions; then a thread comes, which logs that it has begun, and sleeps while the first one goes on.
    const p = new ToyProgram().spin(5_001);
    p.syscall('clone', GO_THREAD, DATA + 0x8000, 0, 0, 1).jump('child', (r) => r.getGpr(Gpr.rax) === 0n);
    p.label('busy').add(DATA, 1).jump('busy', (_r, m) => m.readU64(DATA + 16) === 0n).syscall('exit_group', 5);
    p.label('child').store(DATA + 8, (_r, m) => m.readU64(DATA)).store(DATA + 32, 0).store(DATA + 40, 3_000).syscall('nanosleep', DATA + 32, 0);
    p.store(DATA + 24, (_r, m) => m.readU64(DATA)).store(DATA + 16, 1).syscall('exit', 0);
    const seen = (slice: number): { began: number; woke: number; hash: string; events: number } => {
      const { process, machine } = start(p, { quantum, cpus: 2 });
      assert.deepEqual(finish(process, slice), { kind: 'exited', code: 5 });
      return { began: word(machine, DATA + 8), woke: word(machine, DATA + 24), hash: process.stateHash(), events: process.events };
    };
    const whole = seen(1_000_000);
    assert.ok(whole.began <= quantum, `the new thread began after ${whole.began} rounds of the other one`);
    // Two instructions a round; the sleep of 3,000 ns ends within a turn.
    assert.ok(whole.woke - whole.began >= 3_000 / 2 - quantum && whole.woke - whole.began <= 3_000 / 2 + 2 * quantum, `slept for ${whole.woke - whole.began} rounds`);
    assert.ok(whole.events < 8_000 / quantum, `${whole.events} events: turns were not joined`);
    for (const slice of [1, 33, 100, 1_000]) assert.deepEqual(seen(slice), whole);
  });

  it('syscalls leave the random schedule\'s turns their lengths', () => {
    const quantum = 100, rounds = 10_000;
    const p = new ToyProgram().label('again').syscall('getpid').add(DATA, 1).jump('again', (_r, m) => m.readU64(DATA) < BigInt(rounds)).syscall('exit_group', 0);
    const { process } = start(p, { schedule: 'random', quantum, cpus: 1 });
    finish(process);
    // A turn has two events, and a syscall three.
    const turns = (process.events - 3 * rounds) / 2;
    assert.ok(Math.abs(turns / (process.retired / quantum) - 1) < 0.2, `${turns} turns in ${process.retired} instructions`);
  });

  it('clone gives the child its stack, TLS, tid words and a copy of the registers', () => {
    const p = new ToyProgram();
    const flags = GO_THREAD | 0x100000 | 0x1000000 | 0x200000; // PARENT_SETTID, CHILD_SETTID, CHILD_CLEARTID
    p.op((r) => r.setXmm(3, new Uint8Array(16).fill(9))).set(Gpr.r12, 77);
    p.syscall('clone', flags, DATA + 0x4000, DATA + 16, DATA + 24, 0x1234);
    p.jump('child', (r) => r.getGpr(Gpr.rax) === 0n).store(DATA + 32, (r) => r.getGpr(Gpr.rax));
    // Joining: wait until the kernel clears the word and wakes.
    p.label('join').syscall('futex', DATA + 24, FUTEX_WAIT_PRIVATE, 2, 0);
    p.jump('join', (_r, m) => m.readU32(DATA + 24) !== 0).syscall('exit', 3);
    p.label('child').store(DATA + 40, (r) => r.getGpr(Gpr.rsp)).store(DATA + 48, (r) => r.fsBase).store(DATA + 56, (r) => r.getGpr(Gpr.r12));
    p.store(DATA + 64, (r) => r.getXmm(3)[5]!).syscall('gettid').store(DATA + 72, (r) => r.getGpr(Gpr.rax)).spin(50_000).syscall('exit', 0);
    const { process, machine } = start(p);
    assert.deepEqual(finish(process), { kind: 'exited', code: 3 });
    const at = (offset: number): number => word(machine, DATA + offset);
    assert.deepEqual([16, 32, 40, 48, 56, 64, 72].map(at), [2, 2, DATA + 0x4000, 0x1234, 77, 9, 2]);
    assert.equal(machine.memory.readU32(DATA + 24), 0);
    assert.ok(process.syscallCounts.futex! >= 1);
  });

  it('processes are refused by name', () => {
    const p = new ToyProgram().syscall('fork').store(DATA, (r) => -r.getGpr(Gpr.rax)).syscall('clone', 17).store(DATA + 8, (r) => -r.getGpr(Gpr.rax)).syscall('exit', 0);
    const { process, machine } = start(p);
    finish(process);
    assert.equal(BigInt.asIntN(64, machine.memory.readU64(DATA)), 38n);
    assert.equal(BigInt.asIntN(64, machine.memory.readU64(DATA + 8)), 38n);
    assert.deepEqual(process.notices.map((notice) => notice.text), [
      'fork: starting other processes is not supported here; it returns ENOSYS', 'clone: starting other processes is not supported here; it returns ENOSYS',
    ]);
  });

  it('an unknown syscall returns ENOSYS and is told once, with its place', () => {
    const p = new ToyProgram().label('again').syscall('kexec_load').add(DATA, 1).jump('again', (_r, m) => m.readU64(DATA) < 3n)
      .store(DATA, (r) => r.getGpr(Gpr.rax)).syscall('exit', 0);
    const { process, machine } = start(p);
    finish(process);
    assert.equal(BigInt.asIntN(64, machine.memory.readU64(DATA)), -38n);
    assert.equal(process.notices.length, 1);
    assert.match(process.notices[0]!.text, /kexec_load \(number 246\)/);
    assert.equal(process.notices[0]!.pc, p.address('again') + 2);
  });

  it('futexes wake in the order of arrival, as many as asked', () => {
    const p = new ToyProgram();
    const lock = DATA;
    for (let i = 0; i < 3; i++) p.syscall('clone', GO_THREAD, DATA + 0x8000 + i * 256, 0, 0, i + 1).jump('waiter', (r) => r.getGpr(Gpr.rax) === 0n);
    p.syscall('nanosleep', DATA + 0x100, 0);
    p.syscall('futex', lock, FUTEX_WAKE_PRIVATE, 2).store(DATA + 16, (r) => r.getGpr(Gpr.rax));
    p.syscall('nanosleep', DATA + 0x100, 0);
    p.syscall('futex', lock, FUTEX_WAKE_PRIVATE, 10).store(DATA + 24, (r) => r.getGpr(Gpr.rax));
    p.syscall('nanosleep', DATA + 0x100, 0).syscall('exit_group', 0);
    p.label('waiter').syscall('futex', lock, FUTEX_WAIT_PRIVATE, 0, 0);
    p.op((r, m) => { const n = m.readPointer(DATA + 32); m.writeU8(DATA + 40 + n, r.fsBase); m.writeU64(DATA + 32, n + 1); }).syscall('exit', 0);
    const { process, machine } = start(p, { cpus: 1 });
    machine.memory.writeU64(DATA + 0x108, 1_000_000);
    assert.equal(finish(process).kind, 'exited');
    assert.deepEqual([word(machine, DATA + 16), word(machine, DATA + 24)], [2, 1]);
    assert.deepEqual([...machine.memory.read(DATA + 40, 3)], [1, 2, 3]);
    assert.ok(process.virtualNs >= 3_000_000 && process.virtualNs < 3_020_000, String(process.virtualNs));
  });

  it('futex: wrong value, timeouts relative and absolute, bad address, requeue', () => {
    const p = new ToyProgram();
    const results: number[] = [];
    let next = 0x1000;
    const record = (): void => { const at = DATA + next; next += 8; results.push(at); p.store(at, (r) => BigInt.asIntN(64, r.getGpr(Gpr.rax))); };
    p.syscall('futex', DATA, FUTEX_WAIT_PRIVATE, 5, 0); record();
    p.syscall('futex', DATA, FUTEX_WAIT_PRIVATE, 0, DATA + 0x100); record();
    p.syscall('futex', DATA, 137, 0, DATA + 0x100, 0, 0xffffffff); record(); // WAIT_BITSET: absolute, long past
    p.syscall('futex', 0x10, FUTEX_WAIT_PRIVATE, 0, 0); record();
    p.syscall('futex', DATA + 2, FUTEX_WAIT_PRIVATE, 0, 0); record();
    for (let i = 0; i < 3; i++) p.syscall('clone', GO_THREAD, DATA + 0x8000 + i * 256, 0, 0, i + 1).jump('waiter', (r) => r.getGpr(Gpr.rax) === 0n);
    p.syscall('nanosleep', DATA + 0x100, 0);
    p.syscall('futex', DATA, 132, 1, 5, DATA + 8, 0); record(); // CMP_REQUEUE
    p.syscall('futex', DATA, FUTEX_WAKE_PRIVATE, 9); record();
    p.syscall('futex', DATA + 8, FUTEX_WAKE_PRIVATE, 9); record();
    p.syscall('exit_group', 0);
    p.label('waiter').syscall('futex', DATA, FUTEX_WAIT_PRIVATE, 0, 0).syscall('exit', 0);
    const { process, machine } = start(p);
    machine.memory.writeU64(DATA + 0x108, 1_000_000);
    assert.equal(finish(process).kind, 'exited');
    assert.deepEqual(results.map((at) => Number(BigInt.asIntN(64, machine.memory.readU64(at)))), [-11, -110, -110, -14, -22, 3, 0, 2]);
  });
});
