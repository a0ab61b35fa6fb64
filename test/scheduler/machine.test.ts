/** Stacks and views on our machine: stops inside the scheduler, and every instruction of its switches. */
import assert from 'node:assert/strict';
import { createEvaluator } from '../../src/debugger/expressions/evaluator';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { stopIn, type Stopped } from './machine-stops';

const COOPERATIVE = ['GOMAXPROCS=1', 'GODEBUG=asyncpreemptoff=1'];
const build = (source: string, flags = debugFlags) => buildGo([source, 'yield.go'], flags);
const names = (stopped: Stopped, tid = stopped.tid) => stopped.scheduler.threadStack(tid).frames.map((frame) => frame.name);

describe('stacks on the machine', function () {
  before(function () { requireTool(this, 'go'); });

  it('in exitsyscall0: g0 down to mcall, then the goroutine from g.sched', () => {
    const stopped = stopIn(build('s2_slow_globrunq.go'), 'runtime.exitsyscall0', { env: COOPERATIVE });
    const expected = ['runtime.exitsyscall0', 'runtime.mcall', 'g0 <- mcall from G5', 'runtime.exitsyscall', 'syscall.Syscall', 'syscall.read', 'syscall.Read', 'main.reader', 'runtime.goexit'];
    assert.deepEqual(names(stopped), expected);
    for (const { g0 } of stopped.scheduler.ms()) assert.equal(stopped.scheduler.gByAddress(g0)?.goid, 0);
    assert.ok(stopped.scheduler.gById(0) === undefined, 'a g0 is no goroutine, though it has been read');
    const five = stopped.scheduler.gById(5);
    assert.ok(five);
    assert.equal(five.status, 'syscall');
    assert.equal(five.waitReason, undefined, 'a stale wait reason is not shown');
    assert.deepEqual(stopped.scheduler.goroutineStack(five).frames.map((frame) => frame.name), expected);
    const { frames } = stopped.scheduler.threadStack(stopped.tid);
    assert.deepEqual(frames.map((frame) => frame.stack), ['g0', 'g0', 'g0', 'g', 'g', 'g', 'g', 'g', 'g']);
    assert.ok(frames[0].registers && !frames[0].isCaller && frames[3].isCaller && !frames[3].registers);
    for (const frame of frames) if (frame.kind === 'code') assert.ok(frame.cfa === undefined || frame.cfa > frame.sp);
    assert.equal(stopped.scheduler.ms().find((m) => m.id === 1)?.syscall?.name, 'nanosleep');
    assert.match(createEvaluator(stopped.scheduler).pTable().children()[0].value.text, /^P0 running M2 rq=0/);
  });

  it('in newstack: morestack\'s goroutine from where its prologue was', () => {
    const stopped = stopIn(build('s8_coop.go'), 'runtime.gopreempt_m', { env: COOPERATIVE });
    assert.deepEqual(names(stopped), ['runtime.gopreempt_m', 'runtime.newstack', 'runtime.morestack', 'g0 <- morestack from G5', 'main.leaf', 'main.hot', 'runtime.goexit']);
  });

  it('in a signal handler: gsignal, then the interrupted instruction with all its registers', () => {
    const stopped = stopIn(build('s7_async.go'), 'runtime.doSigPreempt', { env: ['GOMAXPROCS=1'] });
    assert.deepEqual(names(stopped), ['runtime.doSigPreempt', 'runtime.sighandler', 'runtime.sigtrampgo', 'runtime.sigtramp', 'gsignal <- SIGURG from G5', 'main.hot', 'runtime.goexit']);
    const interrupted = stopped.scheduler.threadStack(stopped.tid).frames[5];
    assert.equal(interrupted.isCaller, false);
    assert.equal(interrupted.registers?.rip, interrupted.pc);
    assert.equal(Number(interrupted.registers?.getGpr(4)), interrupted.sp);
    assert.equal(stopped.scheduler.onCpu().find((thread) => thread.tid === stopped.tid)?.kind, 'gsignal');

    stopped.next('runtime.asyncPreempt2');
    const injected = ['runtime.asyncPreempt2', 'runtime.asyncPreempt', 'asyncPreempt <- injected by SIGURG at the instruction below', 'main.hot', 'runtime.goexit'];
    assert.deepEqual(names(stopped), injected);
    stopped.next('runtime.gopreempt_m');
    assert.deepEqual(names(stopped), ['runtime.gopreempt_m', 'runtime.mcall', 'g0 <- mcall from G5', ...injected]);
  });

  it('in systemstack', () => {
    const stopped = stopIn(build('s8_coop.go'), 'runtime.main', { env: COOPERATIVE });
    stopped.next('runtime.newm');
    assert.deepEqual(names(stopped), ['runtime.newm', 'runtime.main.func1', 'runtime.systemstack', 'g0 <- systemstack from G1', 'runtime.systemstack_switch', 'runtime.main', 'runtime.goexit']);
  });

  it('before the runtime has begun', () => {
    const stopped = stopIn(build('s8_coop.go'), '_rt0_amd64_linux');
    assert.deepEqual(names(stopped), ['_rt0_amd64_linux']);
    assert.deepEqual([stopped.scheduler.gs(), stopped.scheduler.ps()], [[], []]);
    assert.equal(stopped.scheduler.onCpu()[0].kind, 'none');
    stopped.next('runtime.schedinit');
    assert.deepEqual(names(stopped), ['runtime.schedinit', 'runtime.rt0_go']);
  });

  const runs: [string, string, string, string[], number][] = [
    ['a syscall that loses its P', 's2_slow_globrunq.go', 'main.main', COOPERATIVE, 12_000],
    ['signals and asynchronous preemption', 's7_async.go', 'runtime.preemptM', ['GOMAXPROCS=1'], 6_000],
    ['sigreturn', 's7_async.go', 'runtime.sigtrampgo', ['GOMAXPROCS=1'], 3_000],
    ['stack growth', 's8_coop.go', 'runtime.newstack', COOPERATIVE, 6_000],
    ['start-up', 's8_coop.go', '_rt0_amd64_linux', COOPERATIVE, 4_000],
  ];
  for (const [what, source, from, env, count] of runs) {
    it(`reach their end at every instruction of ${what}`, () => {
      const stopped = stopIn(build(source), from, { env });
      stopped.process.machine.setBreakpoints([]);
      for (let step = 0; step < count; step++) {
        const stop = stopped.process.run({ maxInstructions: 1, resumeFrom: stopped.tid });
        assert.equal(stop.kind, 'limit');
        const { frames } = stopped.scheduler.threadStack(stopped.process.currentTid);
        const last = frames[frames.length - 1];
        const complete = last.kind === 'label' ? /\(its goroutine has been let go\)$/ : /^(runtime\.(goexit|mstart|rt0_go|clone)|_rt0_amd64(_linux)?)$/;
        assert.match(last.name, complete, frames.map((frame) => `${frame.name} at 0x${frame.pc.toString(16)}`).join('\n'));
      }
    });
  }
});

describe('formats of memory on the machine', function () {
  before(function () { requireTool(this, 'go'); });

  it('an address as an instruction or a text', () => {
    const stopped = stopIn(build('s2_slow_globrunq.go'), 'runtime.exitsyscall0', { env: COOPERATIVE });
    const evaluator = createEvaluator(stopped.scheduler);
    const scope = { frame: stopped.scheduler.threadStack(stopped.tid).frames[0], g: undefined, tid: stopped.tid };
    assert.match(evaluator.evaluate('$pc', scope, { format: 'instruction' }).text, /^0x[0-9a-f]+ <runtime\.exitsyscall0\+0>: \S+/);
    assert.match(evaluator.evaluate('*runtime.argv', scope, { format: 'string' }).text, /^0x[0-9a-f]+ "[^"]*s2_slow_globrunq[^"]*"$/);
    assert.throws(() => evaluator.evaluate('-1', scope, { format: 'instruction' }), /no address/);
  });
});

describe('conditions on the machine', function () {
  before(function () { requireTool(this, 'go'); });

  it('are compiled once for a place, and hold or not for a thread', () => {
    const stopped = stopIn(build('s2_slow_globrunq.go'), 'runtime.exitsyscall0', { env: COOPERATIVE });
    const evaluator = createEvaluator(stopped.scheduler);
    const { pc } = stopped.scheduler.threadStack(stopped.tid).frames[0];
    for (const [condition, expected] of [['g.goid == 5', true], ['m.id == 0 && g.goid != 1', true], ['p.status == _Prunning', false], ['$rax == 1 || runtime.sched.npidle > 0', false], ['allp[0].status == _Prunning && m.g0.m.oldp == 0', true]] as const) {
      assert.equal(evaluator.compileCondition(condition, pc)(stopped.tid), expected, condition);
    }
  });
});
