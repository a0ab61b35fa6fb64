import assert from 'node:assert/strict';
import { Gpr } from '../../src/machine/api';
import { finish, start, type ToyRun } from './toy';
import { DATA, ToyProgram } from './toy-machine';

const GO_THREAD = 0x50f00 | 0x80000;
const SA = { SIGINFO: 4, RESTORER: 0x04000000, ONSTACK: 0x08000000, RESTART: 0x10000000, NODEFER: 0x40000000, RESETHAND: 0x80000000 };
const ACT = DATA + 0x200;
const TIME = DATA + 0x100;
const ALT = DATA + 0xa000;
const word = (run: ToyRun, at: number): number => Number(BigInt.asIntN(64, run.machine.memory.readU64(at)));

/** rt_sigaction(signal, {handler, flags, restorer, mask}). */
function action(p: ToyProgram, signal: number, handler: () => number, flags: number, mask = 0n): void {
  p.store(ACT, () => handler()).store(ACT + 8, flags | SA.RESTORER).store(ACT + 16, () => p.address('restorer')).store(ACT + 24, mask);
  p.syscall('rt_sigaction', signal, ACT, 0, 8);
}
const withRestorer = (p: ToyProgram): ToyProgram => p.label('restorer').syscall('rt_sigreturn');

describe('linux: signals', () => {
  it('a handler gets the interrupted registers and what it changes in them counts', () => {
    const p = new ToyProgram();
    action(p, 10, () => p.address('handler'), SA.SIGINFO);
    p.op((r) => { for (let i = 0; i < 16; i++) if (i !== Gpr.rsp && i !== Gpr.rax) r.setGpr(i, BigInt(1000 + i)); r.mxcsr = 0x1fa0; r.rflags = 0xcd5; });
    p.op((r) => { for (let i = 0; i < 16; i++) r.setXmm(i, new Uint8Array(16).fill(i + 1)); });
    p.set(Gpr.rdi, 1).set(Gpr.rsi, 10).set(Gpr.rax, 62).op(() => 'syscall');
    p.label('after').op(() => undefined);
    p.label('resumed').store(DATA, (r) => r.getGpr(Gpr.rbx)).store(DATA + 8, (r) => r.getGpr(Gpr.r15)).store(DATA + 16, (r) => r.getXmm(7)[0]!)
      .store(DATA + 24, (r) => r.rflags).store(DATA + 32, (r) => r.mxcsr).store(DATA + 40, (r) => r.getGpr(Gpr.rax)).syscall('exit', 0);
    p.label('handler').op((r, m) => {
      const uc = Number(r.getGpr(Gpr.rdx));
      const info = Number(r.getGpr(Gpr.rsi));
      assert.equal(r.getGpr(Gpr.rdi), 10n);
      assert.equal((Number(r.getGpr(Gpr.rsp)) + 8) % 16, 0, 'rsp is 8 modulo 16, as after a CALL');
      assert.equal(r.rflags & 0x400, 0, 'DF is clear');
      const sc = uc + 40;
      assert.equal(m.readPointer(sc + 128), p.address('after'));
      assert.equal(m.readU64(sc + 11 * 8), 1003n); // rbx
      assert.equal(m.readU64(sc + 13 * 8), 0n); // rax: kill's result
      assert.equal(m.readU64(sc + 136) & 0xcd5n, 0xcd5n);
      assert.equal(m.readU16(sc + 144), 0x33);
      assert.deepEqual([m.readU32(info), m.readU32(info + 8), m.readU32(info + 16), m.readU32(info + 20)], [10, 0, 1, 1000]);
      const fp = m.readPointer(sc + 184);
      assert.equal(fp % 64, 0);
      assert.equal(m.readU32(fp + 24), 0x1fa0);
      assert.deepEqual([...m.read(fp + 160 + 7 * 16, 2)], [8, 8]);
      // Changes: rbx, rip, xmm7, the mask.
      m.writeU64(sc + 11 * 8, 42);
      m.writeU64(sc + 128, p.address('resumed'));
      m.write(fp + 160 + 7 * 16, Uint8Array.of(99));
    });
    p.op((r) => { for (let i = 0; i < 16; i++) { if (i !== Gpr.rsp) r.setGpr(i, 0n); r.setXmm(i, new Uint8Array(16)); } r.rflags = 2; r.mxcsr = 0x1f80; }).ret();
    withRestorer(p);
    const run = start(p);
    assert.deepEqual(finish(run.process), { kind: 'exited', code: 0 });
    assert.equal(run.machine.memory.readU32(DATA + 24) & 0xcd5, 0xcd5);
    assert.deepEqual([0, 8, 16, 32, 40].map((offset) => word(run, DATA + offset)), [42, 1015, 99, 0x1fa0, 0]);
  });

  it('runs on the alternate stack, below the red zone without one, nested by the mask', () => {
    const p = new ToyProgram();
    p.store(DATA + 0x300, ALT).store(DATA + 0x308, 0).store(DATA + 0x310, 0x2000).syscall('sigaltstack', DATA + 0x300, 0);
    action(p, 10, () => p.address('on-alt'), SA.SIGINFO | SA.ONSTACK);
    action(p, 12, () => p.address('nested'), SA.ONSTACK);
    p.op((r, m) => { m.writeU64(DATA + 0x20, r.getGpr(Gpr.rsp)); m.write(Number(r.getGpr(Gpr.rsp)) - 128, new Uint8Array(128).fill(7)); });
    p.syscall('tgkill', 1, 1, 10);
    action(p, 10, () => p.address('plain'), 0);
    p.syscall('tgkill', 1, 1, 10);
    p.op((r, m) => { assert.ok(m.read(Number(r.getGpr(Gpr.rsp)) - 128, 128).every((byte) => byte === 7), 'red zone'); }).syscall('exit', 0);
    p.label('on-alt').op((r, m) => {
      const rsp = Number(r.getGpr(Gpr.rsp));
      assert.ok(rsp > ALT && rsp < ALT + 0x2000);
      const uc = Number(r.getGpr(Gpr.rdx));
      assert.deepEqual([m.readPointer(uc + 16), m.readU32(uc + 24), m.readPointer(uc + 32)], [ALT, 0, 0x2000]);
    });
    p.jump('again', (_r, m) => m.readU64(DATA) > 0n).syscall('tgkill', 1, 1, 10).label('again').syscall('tgkill', 1, 1, 12).add(DATA, 1).ret();
    p.label('nested').op((r, m) => {
      const rsp = Number(r.getGpr(Gpr.rsp));
      assert.ok(rsp > ALT && rsp < ALT + 0x2000, 'stays on the alternate stack');
      assert.equal(m.readU64(DATA), BigInt(m.readU64(DATA + 8)), 'before the handler that it interrupts is done');
      m.writeU64(DATA + 8, m.readU64(DATA + 8) + 1n);
    }).ret();
    p.label('plain').op((r, m) => { assert.ok(Number(r.getGpr(Gpr.rsp)) < Number(m.readU64(DATA + 0x20)) - 128); }).add(DATA + 16, 1).ret();
    withRestorer(p);
    const run = start(p);
    assert.deepEqual(finish(run.process), { kind: 'exited', code: 0 });
    // The signal that was blocked while its own handler ran came after it.
    assert.deepEqual([0, 8, 16].map((offset) => word(run, DATA + offset)), [2, 2, 1]);
  });

  it('faults: si_code, si_addr, trap number, error code; a blocked or unhandled one kills', () => {
    const p = new ToyProgram();
    for (const signal of [11, 8, 5]) action(p, signal, () => p.address('handler'), SA.SIGINFO);
    p.op((_r, m) => m.userWrite(0x1230, Uint8Array.of(1)));
    p.op((_r, m) => m.userWrite(0x400000, Uint8Array.of(1)));
    p.op(() => 'divide');
    p.op(() => 'int3');
    action(p, 11, () => 0, 0);
    p.label('last').op((_r, m) => { m.userRead(0x50, 1); });
    p.label('handler').op((r, m) => {
      const [info, uc, at] = [Number(r.getGpr(Gpr.rsi)), Number(r.getGpr(Gpr.rdx)), m.readPointer(DATA)];
      const sc = uc + 40;
      [m.readU32(info), m.readU32(info + 8), m.readPointer(info + 16), Number(m.readU64(sc + 152)), Number(m.readU64(sc + 160)), m.readPointer(sc + 176)]
        .forEach((value, index) => m.writeU64(DATA + 0x400 + at * 48 + index * 8, value));
      m.writeU64(DATA, at + 1);
      // Faults stand at the instruction: skip it. The trap of INT3 is behind it already.
      if (m.readU32(info) !== 5) m.writeU64(sc + 128, m.readPointer(sc + 128) + 2);
    }).ret();
    withRestorer(p);
    const run = start(p);
    const stop = finish(run.process);
    assert.deepEqual(stop, { kind: 'killed', signal: 11, signalName: 'SIGSEGV', pc: p.address('last') });
    assert.deepEqual(run.process.exit, { signal: 11 });
    const rows = [0, 1, 2, 3].map((i) => [0, 1, 2, 3, 4, 5].map((j) => word(run, DATA + 0x400 + i * 48 + j * 8)));
    const divide = p.executable.entry;
    assert.deepEqual(rows[0], [11, 1, 0x1230, 6, 14, 0x1230]);
    assert.deepEqual(rows[1], [11, 2, 0x400000, 7, 14, 0x400000]);
    assert.deepEqual([rows[2]![0], rows[2]![1], rows[2]![3], rows[2]![4]], [8, 1, 0, 0]);
    assert.ok(rows[2]![2]! > divide);
    assert.deepEqual(rows[3], [5, 128, 0, 0, 3, 0x400000]); // cr2 stays
  });

  it('interrupted syscalls: EINTR with the remaining time, or restarted under SA_RESTART', () => {
    for (const [flags, result] of [[0, -4], [SA.RESTART, 5]] as const) {
      const p = new ToyProgram();
      action(p, 10, () => p.address('handler'), flags);
      p.syscall('clone', GO_THREAD, DATA + 0x8000, 0, 0, 1).jump('other', (r) => r.getGpr(Gpr.rax) === 0n);
      p.syscall('nanosleep', TIME + 32, TIME + 48).store(DATA, (r) => r.getGpr(Gpr.rax));
      p.syscall('read', 0, DATA + 0x500, 5).store(DATA + 8, (r) => r.getGpr(Gpr.rax)).syscall('exit_group', 0);
      p.label('other').syscall('nanosleep', TIME, 0).syscall('tgkill', 1, 1, 10).syscall('nanosleep', TIME + 16, 0).syscall('tgkill', 1, 1, 10)
        .syscall('nanosleep', TIME + 16, 0).syscall('exit', 0);
      p.label('handler').add(DATA + 16, 1).ret();
      withRestorer(p);
      const run = start(p);
      run.machine.memory.writeU64(TIME + 8, 1_000_000);
      run.machine.memory.writeU64(TIME + 24, 500_000);
      run.machine.memory.writeU64(TIME + 40, 900_000_000);
      let stop = finish(run.process);
      if (result === 5) {
        assert.equal(stop.kind, 'stuck');
        run.process.provideInput(Buffer.from('hello'));
        stop = finish(run.process);
      }
      assert.equal(stop.kind, 'exited');
      assert.equal(word(run, DATA), -4, 'nanosleep is never restarted after a handler');
      const rest = word(run, TIME + 56);
      assert.ok(rest > 898_000_000 && rest < 899_100_000, String(rest));
      assert.equal(word(run, DATA + 8), result);
      assert.equal(word(run, DATA + 16), 2);
    }
  });

  it('sigsuspend: the handler runs under the temporary mask, and the old one comes back', () => {
    const p = new ToyProgram();
    action(p, 10, () => p.address('handler'), SA.SIGINFO);
    p.store(DATA + 0x300, 1n << 9n).store(DATA + 0x308, 0).syscall('rt_sigprocmask', 0, DATA + 0x300, 0, 8);
    p.syscall('kill', 1, 10).syscall('rt_sigpending', DATA + 0x310, 8).syscall('rt_sigsuspend', DATA + 0x308, 8).store(DATA + 8, (r) => r.getGpr(Gpr.rax));
    p.syscall('rt_sigprocmask', 0, 0, DATA + 0x318, 8).syscall('exit', 0);
    p.label('handler').op((r, m) => m.writeU64(DATA, m.readU64(Number(r.getGpr(Gpr.rdx)) + 296))).ret();
    withRestorer(p);
    const run = start(p);
    assert.equal(finish(run.process).kind, 'exited');
    assert.deepEqual([DATA, DATA + 8, DATA + 0x310, DATA + 0x318].map((at) => word(run, at)), [512, -4, 512, 512]);
  });

  it('sigtimedwait takes a blocked signal, in time or not', () => {
    const p = new ToyProgram();
    p.store(DATA + 0x300, 1n << 9n).syscall('rt_sigprocmask', 0, DATA + 0x300, 0, 8);
    p.syscall('rt_sigtimedwait', DATA + 0x300, 0, TIME, 8).store(DATA, (r) => r.getGpr(Gpr.rax));
    p.syscall('clone', GO_THREAD, DATA + 0x8000, 0, 0, 1).jump('other', (r) => r.getGpr(Gpr.rax) === 0n);
    p.syscall('rt_sigtimedwait', DATA + 0x300, DATA + 0x400, 0, 8).store(DATA + 8, (r) => r.getGpr(Gpr.rax)).syscall('exit_group', 0);
    p.label('other').syscall('nanosleep', TIME, 0).syscall('tgkill', 1, 1, 10).syscall('exit', 0);
    const run = start(p);
    run.machine.memory.writeU64(TIME + 8, 1_000_000);
    assert.equal(finish(run.process).kind, 'exited');
    assert.deepEqual([word(run, DATA), word(run, DATA + 8), run.machine.memory.readU32(DATA + 0x400)], [-11, 10, 10]);
  });

  it('all of 1 to 64 can be set but KILL and STOP; the old action is given back', () => {
    const p = new ToyProgram();
    for (let signal = 1; signal <= 65; signal++) {
      p.store(ACT, 0x400000 + signal).store(ACT + 8, SA.RESTORER).syscall('rt_sigaction', signal, ACT, 0, 8).store(DATA + 0x800 + signal * 8, (r) => r.getGpr(Gpr.rax));
    }
    p.syscall('rt_sigaction', 64, 0, DATA + 0x600, 8).syscall('exit', 0);
    const run = start(p);
    finish(run.process);
    for (let signal = 1; signal <= 65; signal++) assert.equal(word(run, DATA + 0x800 + signal * 8), signal === 9 || signal === 19 || signal === 65 ? -22 : 0, String(signal));
    assert.equal(word(run, DATA + 0x600), 0x400000 + 64);
  });

  it('a stop before delivery, and default actions', () => {
    const p = new ToyProgram().syscall('kill', 1, 23).syscall('kill', 1, 20).syscall('kill', 1, 15).label('end').spin(100);
    const run = start(p);
    run.process.stopOnSignals(new Set([15]));
    const stop = finish(run.process);
    assert.deepEqual(stop, { kind: 'signal', tid: 1, signal: 15, signalName: 'SIGTERM', pc: p.address('end') });
    assert.deepEqual(finish(run.process), { kind: 'killed', signal: 15, signalName: 'SIGTERM', pc: p.address('end') });
    assert.deepEqual(run.process.notices.map((notice) => notice.text), ['SIGTSTP would stop the process; it is ignored here']);
  });

  it('timers: an interval timer over real time and a thread timer over processor time', () => {
    const p = new ToyProgram();
    action(p, 14, () => p.address('alarm'), 0);
    action(p, 27, () => p.address('prof'), SA.SIGINFO);
    // setitimer(REAL, {1 ms, 1 ms}); timer_create(THREAD_CPUTIME, {value 77, SIGPROF, SIGEV_THREAD_ID, tid 1}), every 0.2 ms.
    p.store(DATA + 0x300, 0).store(DATA + 0x308, 1000).store(DATA + 0x310, 0).store(DATA + 0x318, 1000).syscall('setitimer', 0, DATA + 0x300, 0);
    p.store(DATA + 0x400, 77).store(DATA + 0x408, 27n | (4n << 32n)).store(DATA + 0x410, 1).syscall('timer_create', 3, DATA + 0x400, DATA + 0x440);
    p.store(DATA + 0x500, 0).store(DATA + 0x508, 200_000).store(DATA + 0x510, 0).store(DATA + 0x518, 200_000);
    p.syscall('timer_settime', (_r, m) => m.readU32(DATA + 0x440), 0, DATA + 0x500, 0);
    p.spin(1_900_000).syscall('timer_delete', 0).store(DATA + 16, (r) => r.getGpr(Gpr.rax)).syscall('exit', 0);
    p.label('alarm').add(DATA, 1).ret();
    p.label('prof').add(DATA + 8, 1).op((r, m) => assert.deepEqual([m.readU32(Number(r.getGpr(Gpr.rsi)) + 8) | 0, m.readU64(Number(r.getGpr(Gpr.rsi)) + 24)], [-2, 77n])).ret();
    withRestorer(p);
    const run = start(p);
    assert.equal(finish(run.process).kind, 'exited');
    assert.deepEqual([word(run, DATA), word(run, DATA + 8), word(run, DATA + 16)], [1, 9, 0]);
  });
});
