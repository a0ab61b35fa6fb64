/** What the user does from outside: holding, failing, latencies, inputs; and going back. */
import assert from 'node:assert/strict';
import type { LatencyRule } from '../../src/linux/api';
import { Gpr } from '../../src/machine/api';
import { finish, start } from './toy';
import { DATA, ToyProgram } from './toy-machine';

const GO_THREAD = 0x50f00 | 0x80000;
const TIME = DATA + 0x100;

/** One thread sleeps 1 ms over and over and counts; the main one reads standard input and echoes it until its end. */
function echo(): ToyProgram {
  const p = new ToyProgram();
  p.store(TIME + 8, 1_000_000);
  p.syscall('clone', GO_THREAD, DATA + 0x8000, 0, 0, 1).jump('sleeper', (r) => r.getGpr(Gpr.rax) === 0n);
  p.label('read').syscall('read', 0, DATA + 0x200, 64).set(Gpr.rbp, (r) => r.getGpr(Gpr.rax)).jump('end', (r) => r.getGpr(Gpr.rbp) === 0n);
  p.spin(101).syscall('write', 1, DATA + 0x200, (r) => r.getGpr(Gpr.rbp)).jump('read');
  p.label('end').syscall('exit_group', 0);
  p.label('sleeper').syscall('nanosleep', TIME, 0).spin(31).add(DATA, 1).jump('sleeper');
  return p;
}

describe('linux: control from outside, checkpoints', () => {
  it('latency by name delays the whole syscall', () => {
    const p = new ToyProgram().syscall('getpid').syscall('getppid').syscall('exit', 0);
    const { process } = start(p, { latencies: [{ syscall: 'getpid', ns: 5_000_000 }] });
    process.run({ maxInstructions: 2 });
    assert.equal(finish(process).kind, 'exited');
    assert.ok(process.virtualNs > 5_000_000 && process.virtualNs < 5_010_000);
    process.setLatency([]);
  });

  it('a new latency holds for the syscall in flight, too, from its begin, and for no other', () => {
    const p = new ToyProgram().syscall('getpid').syscall('getppid').syscall('exit', 0);
    const ended = (rules: LatencyRule[]): number => {
      const { process } = start(p, { latencies: [{ syscall: 'getpid', ns: 5_000_000 }] });
      process.run({ maxInstructions: 1e9, untilNs: 2_000_000 });
      assert.equal(process.thread(1)!.syscall!.name, 'getpid');
      process.setLatency(rules);
      assert.equal(finish(process).kind, 'exited');
      return Math.round(process.virtualNs / 1e6);
    };
    assert.deepEqual([[{ syscall: 'getpid', ns: 9_000_000 }], [{ syscall: 'getpid', ns: 1_000_000 }], [{ syscall: 'getpid', ns: 5_000_000 }, { syscall: 'read', ns: 1 }]].map(ended), [9, 1, 5]);
  });

  it('catchpoints stop at entry and exit; a held syscall returns after its release, a failed one at once', () => {
    const p = new ToyProgram().syscall('getpid').store(DATA, (r) => r.getGpr(Gpr.rax)).syscall('getppid').store(DATA + 8, (r) => r.getGpr(Gpr.rax)).syscall('exit', 0);
    const { process, machine } = start(p);
    process.setSyscallCatchpoints(new Set(['getpid', 'getppid']), new Set(['getpid']));
    assert.deepEqual(finish(process), { kind: 'syscall-entry', tid: 1, name: 'getpid', number: 39 });
    const inFlight = process.thread(1)!.syscall!;
    assert.deepEqual([inFlight.text, inFlight.held, process.thread(1)!.state], ['getpid()', false, 'syscall']);
    process.holdSyscall(1);
    const stuck = finish(process);
    assert.deepEqual(stuck, { kind: 'stuck', reason: 'every thread waits; held by the user: thread 1 (getpid)' });
    assert.equal(process.thread(1)!.syscall!.waitingFor, 'held by the user');
    process.releaseSyscall(1);
    assert.deepEqual(finish(process), { kind: 'syscall-exit', tid: 1, name: 'getpid', number: 39, result: 1n });
    assert.equal(finish(process).kind, 'syscall-entry');
    process.failSyscall(1, 4);
    assert.throws(() => process.holdSyscall(1), /thread 1 is not in a syscall/);
    assert.equal(finish(process).kind, 'exited');
    assert.deepEqual([machine.memory.readU64(DATA), BigInt.asIntN(64, machine.memory.readU64(DATA + 8))], [1n, -4n]);
  });

  it('a clock that is read at once leaves the state that the way of other syscalls leaves', () => {
    const p = new ToyProgram().syscall('clock_gettime', 1, TIME).syscall('clock_gettime', 0, TIME + 16).syscall('getpid').syscall('clock_gettime', 1, TIME + 32)
      .syscall('clock_gettime', 1, 8).store(DATA, (r) => r.getGpr(Gpr.rax)).syscall('exit', 0);
    const run = (catchpoint: boolean): { hash: string; events: number; virtualNs: number; read: bigint[] } => {
      const { process, machine } = start(p);
      // Any catchpoint sends all syscalls the long way.
      if (catchpoint) process.setSyscallCatchpoints(new Set(['getppid']), new Set());
      for (let i = 0; i < 4; i++) process.run({ maxInstructions: 20 });
      const { stateHash, virtualNs, events } = { stateHash: process.stateHash(), virtualNs: process.virtualNs, events: process.events };
      return { hash: stateHash, events, virtualNs, read: [0, 8, 16, 24, 32, 40].map((at) => machine.memory.readU64(TIME + at)).concat(machine.memory.readU64(DATA)) };
    };
    const short = run(false), long = run(true);
    assert.deepEqual(short, long);
    assert.equal(short.read[0], 1000n);
    assert.ok(short.read[5]! > short.read[1]!, 'time goes on');
    assert.equal(BigInt.asIntN(64, short.read[6]!), -14n);
  });

  it('a sleep held beyond its time ends with the release', () => {
    const p = new ToyProgram().store(TIME + 8, 1000).syscall('clone', GO_THREAD, DATA + 0x8000, 0, 0, 1).jump('busy', (r) => r.getGpr(Gpr.rax) === 0n)
      .syscall('nanosleep', TIME, 0).syscall('exit_group', 0).label('busy').jump('busy');
    const { process } = start(p);
    process.run({ maxInstructions: 500 });
    assert.match(process.thread(1)!.syscall!.text, /nanosleep\(\{tv_sec=0, tv_nsec=1000\}, NULL\)/);
    process.holdSyscall(1);
    assert.equal(process.run({ maxInstructions: 200_000 }).kind, 'limit');
    assert.equal(process.thread(1)!.state, 'syscall');
    process.releaseSyscall(1);
    assert.equal(finish(process).kind, 'exited');
  });

  it('inputs are replayed where they came, with the same history; output is not delivered twice', () => {
    const drive = (slice: number): { hashes: string[]; text: string } => {
      const { process, output } = start(echo());
      const hashes: string[] = [];
      const begin = process.checkpoint();
      for (let i = 0; i < 5; i++) {
        process.run({ maxInstructions: 777 });
        process.provideInput(Buffer.from(`line ${i}\n`));
        process.run({ maxInstructions: 333 });
        if (i === 2) process.sendSignal(23);
        hashes.push(process.stateHash());
      }
      process.run({ maxInstructions: 10 });
      process.provideInput(undefined);
      assert.equal(finish(process).kind, 'exited');
      hashes.push(process.stateHash());
      const [retired, text] = [process.retired, output()];

      process.restore(begin);
      assert.equal(process.retired, 0);
      for (let i = 0; i < 5; i++) {
        for (let left = 1110; left > 0; left -= slice) process.run({ maxInstructions: Math.min(slice, left) });
        assert.equal(process.stateHash(), hashes[i], `slice ${slice}, after ${i}`);
      }
      assert.deepEqual(finish(process, slice), { kind: 'exited', code: 0 });
      assert.equal(process.stateHash(), hashes[5]);
      assert.equal(process.retired, retired);
      assert.equal(output(), text);
      process.release(begin);
      return { hashes, text };
    };
    const first = drive(1);
    assert.equal(first.text, 'line 0\nline 1\nline 2\nline 3\nline 4\n');
    assert.deepEqual(drive(10_000), first);
    assert.deepEqual(drive(13), first);
  });

  it('an input in the past starts another future, whose output is new', () => {
    const { process, output } = start(echo());
    process.run({ maxInstructions: 500 });
    const early = process.checkpoint();
    process.provideInput(Buffer.from('a'));
    process.run({ maxInstructions: 2000 });
    process.provideInput(undefined);
    assert.equal(finish(process).kind, 'exited');
    const old = process.stateHash();
    process.restore(early);
    assert.equal(process.futureInputs, 2);
    process.provideInput(Buffer.from('b'));
    assert.equal(process.futureInputs, 0);
    process.run({ maxInstructions: 2000 });
    assert.equal(output(), 'ab');
    process.provideInput(undefined);
    finish(process);
    assert.notEqual(process.stateHash(), old);
  });

  it('inputs given at a syscall\'s entry come there again without the catchpoint', () => {
    const p = new ToyProgram().store(TIME + 8, 1000);
    p.syscall('clone', GO_THREAD, DATA + 0x8000, 0, 0, 1).jump('busy', (r) => r.getGpr(Gpr.rax) === 0n);
    p.syscall('getpid').syscall('exit_group', (_r, m) => m.readU64(DATA) & 0xffn);
    p.label('busy').add(DATA, 1).jump('busy');
    const { process } = start(p, { quantum: 100 });
    const begin = process.checkpoint();
    process.setSyscallCatchpoints(new Set(['getpid']), new Set());
    assert.equal(finish(process).kind, 'syscall-entry');
    process.holdSyscall(1);
    process.run({ maxInstructions: 12_345 });
    process.releaseSyscall(1);
    const stop = finish(process);
    assert.equal(stop.kind, 'exited');
    const hash = process.stateHash();
    process.restore(begin);
    process.setSyscallCatchpoints(new Set(), new Set());
    assert.deepEqual(finish(process, 17), stop);
    assert.equal(process.stateHash(), hash);
  });

  it('steps count one thread; frozen threads do not run; breakpoints are passed once', () => {
    const { process, machine } = start(echo(), { quantum: 10 });
    process.run({ maxInstructions: 3 });
    const before = machine.retired;
    const rip = process.thread(1)!.registers.rip;
    assert.deepEqual(process.run({ maxInstructions: 1000, step: { tid: 1, instructions: 1 } }), { kind: 'stepped', tid: 1 });
    assert.notEqual(process.thread(1)!.registers.rip, rip);
    assert.ok(machine.retired > before);

    const p = new ToyProgram().label('loop').add(DATA, 1).jump('loop');
    const looping = start(p);
    looping.machine.setBreakpoints([p.address('loop')]);
    assert.deepEqual(looping.process.run({ maxInstructions: 100 }), { kind: 'breakpoint', tid: 1, pc: p.address('loop') });
    assert.equal(looping.process.retired, 0);
    assert.deepEqual(looping.process.run({ maxInstructions: 100 }), { kind: 'breakpoint', tid: 1, pc: p.address('loop') });
    assert.equal(looping.process.retired, 0);
    assert.deepEqual(looping.process.run({ maxInstructions: 100, resumeFrom: 1 }), { kind: 'breakpoint', tid: 1, pc: p.address('loop') });
    assert.equal(looping.process.retired, 2);

    looping.process.thread(1)!.frozen = true;
    assert.deepEqual(looping.process.run({ maxInstructions: 100, resumeFrom: 1 }), { kind: 'stuck', reason: 'every thread waits; frozen by the user: thread 1' });
    looping.process.thread(1)!.frozen = false;
    looping.machine.setBreakpoints([]);
    assert.deepEqual(looping.process.run({ maxInstructions: 100 }), { kind: 'limit' });
    assert.equal(looping.process.retired, 102);
  });

  it('a place in history has a name: instructions and events', () => {
    const { process } = start(echo(), { quantum: 50 });
    const begin = process.checkpoint();
    process.setSyscallCatchpoints(new Set(['nanosleep']), new Set(['nanosleep']));
    const places: { retired: number; events: number; hash: string }[] = [];
    for (let i = 0; i < 12; i++) {
      const stop = process.run({ maxInstructions: 10_000 });
      assert.ok(stop.kind === 'syscall-entry' || stop.kind === 'syscall-exit', stop.kind);
      places.push({ retired: process.retired, events: process.events, hash: process.stateHash() });
    }
    assert.ok(places.some((place, i) => i > 0 && place.retired === places[i - 1]!.retired), 'entry and exit of a sleep that all wait for');
    process.setSyscallCatchpoints(new Set(), new Set());
    for (const place of [...places].reverse()) {
      process.restore(begin);
      assert.deepEqual(process.run({ maxInstructions: place.retired, untilEvents: place.events }), { kind: 'limit' });
      assert.deepEqual([process.retired, process.events, process.stateHash()], [place.retired, place.events, place.hash]);
    }
  });

  it("a user's change of memory is recorded, and starts a new future", () => {
    const { process, machine, output } = start(echo());
    process.run({ maxInstructions: 200 });
    const early = process.checkpoint();
    process.run({ maxInstructions: 1000 });
    process.provideInput(Buffer.from('later'));
    process.run({ maxInstructions: 1000 });
    assert.equal(output(), 'later');
    process.restore(early);
    assert.equal(process.futureInputs, 1);
    machine.memory.writeU64(TIME + 8, 2_000_000_000); // from now on nanosleep fails at once
    assert.equal(process.futureInputs, 0);
    process.run({ maxInstructions: 3000 });
    const hash = process.stateHash();
    process.restore(early);
    assert.equal(process.futureInputs, 1, 'the change itself');
    process.run({ maxInstructions: 3000 });
    assert.equal(process.stateHash(), hash);

    process.restore(early);
    process.forgetFuture();
    process.run({ maxInstructions: 3000 });
    assert.equal(process.notices.length, 0);
  });

  it('untilNs ends a run before time jumps', () => {
    const p = new ToyProgram().store(TIME, 10).syscall('nanosleep', TIME, 0).syscall('exit', 0);
    const { process } = start(p);
    assert.deepEqual(process.run({ maxInstructions: 1000, untilNs: 5e9 }), { kind: 'limit' });
    assert.ok(process.virtualNs < 1e6);
    assert.equal(process.run({ maxInstructions: 1000, untilNs: 11e9 }).kind, 'exited');
    assert.ok(process.virtualNs >= 10e9);
  });

  it('untilNs ends a run at the instruction that reaches it', () => {
    for (const [nsPerInstruction, until] of [[1, 12_345], [0.3, 12_345], [7, 12_345]] as const) {
      const { process } = start(new ToyProgram().label('busy').add(DATA, 1).jump('busy'), { nsPerInstruction });
      assert.deepEqual(process.run({ maxInstructions: 1e6, untilNs: until }), { kind: 'limit' });
      assert.equal(process.retired, Math.ceil(until / nsPerInstruction));
    }
  });

  it('a released or thawed thread does not run ahead of the others to catch up', () => {
    const p = new ToyProgram();
    p.syscall('clone', GO_THREAD, DATA + 0x8000, 0, 0, 1).jump('busy', (r) => r.getGpr(Gpr.rax) === 0n);
    p.store(TIME + 8, 1000).syscall('nanosleep', TIME, 0).label('main').add(DATA, 1).jump('main');
    p.label('busy').add(DATA + 8, 1).jump('busy');
    for (const how of ['hold', 'freeze'] as const) {
      const { process, machine } = start(p, { quantum: 100, cpus: 2 });
      process.run({ maxInstructions: 200 });
      if (how === 'hold') process.holdSyscall(1);
      else process.thread(1)!.frozen = true;
      process.run({ maxInstructions: 100_000 });
      const busy = Number(machine.memory.readU64(DATA + 8));
      if (how === 'hold') process.releaseSyscall(1);
      else process.thread(1)!.frozen = false;
      process.run({ maxInstructions: 20_000 });
      const both = [Number(machine.memory.readU64(DATA)), Number(machine.memory.readU64(DATA + 8)) - busy];
      assert.ok(both.every((count) => count > 4_500 && count < 5_500), `${how}: ${both.join(' and ')}`);
    }
  });

  it('a program that only waits, for a timer that nobody hears, does not keep run from returning', () => {
    // setitimer(REAL, every us) with SIGALRM ignored, and then a wait without end.
    const p = new ToyProgram().store(DATA + 0x200, 1).syscall('rt_sigaction', 14, DATA + 0x200, 0, 8);
    p.store(DATA + 0x308, 1).store(DATA + 0x318, 1).syscall('setitimer', 0, DATA + 0x300, 0).syscall('pause');
    const { process } = start(p);
    assert.deepEqual(process.run({ maxInstructions: 1_000_000 }), { kind: 'limit' });
    assert.ok(process.virtualNs > 1_000_000 && process.retired < 20);
  });

  it('the memory limit stops the run', () => {
    const p = new ToyProgram().syscall('mmap', 0, 1 << 30, 3, 0x22, -1, 0).set(Gpr.rbp, (r) => r.getGpr(Gpr.rax))
      .label('touch').op((r, m) => m.writeU8(Number(r.getGpr(Gpr.rbp)), 1)).op((r) => r.setGpr(Gpr.rbp, r.getGpr(Gpr.rbp) + 4096n)).jump('touch');
    const { process } = start(p, { memoryLimit: 1 << 20 });
    const stop = finish(process);
    assert.equal(stop.kind, 'memory-limit');
    assert.ok(stop.kind === 'memory-limit' && stop.bytes > 1 << 20);
  });
});
