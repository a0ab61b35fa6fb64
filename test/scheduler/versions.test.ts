/** Real executables of Go 1.13, 1.14, 1.19, 1.25 and 1.26 (esbuild's), with DWARF and stripped, on the machine: views hold all the way. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEvaluator } from '../../src/debugger/expressions/evaluator';
import { loadElf } from '../../src/image/load-elf';
import { functionAliases } from '../../src/scheduler/versions';
import { stopIn } from './machine-stops';
import { withoutSymbols } from './native-core';

const packages = join(__dirname, '../../node_modules');
const programs: [string, string, boolean][] = [
  ['go1.13', 'esbuild-go113/bin/esbuild', false], ['go1.13 stripped', 'esbuild-go113/bin/esbuild', true], ['go1.14', 'esbuild-go114/bin/esbuild', false],
  ['go1.14 stripped', 'esbuild-go114/bin/esbuild', true], ['go1.19 stripped', 'esbuild-go119/bin/esbuild', false],
  ['go1.25 stripped', 'esbuild-go125/bin/esbuild', false], ['current, stripped', '@esbuild/linux-x64/bin/esbuild', false],
];

describe('views of real executables', function () {
  for (const [what, path, strip] of programs) {
    it(`${what}: every goroutine's stack, M and P is whole at forty places of a run`, function () {
      const program = join(packages, path);
      if (!existsSync(program)) this.skip();
      const bytes = readFileSync(program);
      const image = loadElf(program, strip ? withoutSymbols(bytes) : bytes);
      const stopped = stopIn(program, 'runtime.main', { env: ['GOMAXPROCS=2'] }, image);
      const { scheduler, process } = stopped;
      assert.equal(scheduler.unavailable, undefined);
      assert.equal(scheduler.layoutSource, image.hasDwarf ? 'dwarf' : 'offset-table');
      process.machine.setBreakpoints([]);
      const evaluator = createEvaluator(scheduler);
      let stacks = 0;
      let resumeFrom: number | undefined = stopped.tid;
      for (let place = 0; place < 40; place++) {
        const stop = process.run({ maxInstructions: 20_011, resumeFrom });
        resumeFrom = undefined;
        if (stop.kind === 'exited') break;
        assert.equal(stop.kind, 'limit');
        const ms = scheduler.ms();
        assert.ok(ms.some((m) => m.id === 0 && m.tid === 1));
        assert.deepEqual(scheduler.ps().map((p) => p.id), [0, 1]);
        assert.deepEqual(scheduler.sched()?.broken, []);
        for (const m of ms) if (m.curg !== 0) assert.match(scheduler.nameOf(m.curg), /^G\d+$/);
        for (const g of scheduler.gs()) {
          const { frames } = scheduler.goroutineStack(g);
          const last = frames.at(-1);
          if (!last) continue;
          stacks++;
          assert.ok(last.name === 'runtime.goexit' || /has been let go|^gogo/.test(last.name), `G${g.goid} ${g.status}: ${frames.map((frame) => frame.name).join(' < ')}`);
          if (g.status === 'waiting') assert.match(g.waitReason ?? '', /^[A-Za-z][\w ()/.-]+$/, `G${g.goid}`);
        }
        assert.match(evaluator.pTable().text, /^2 Ps: /);
        assert.match(evaluator.evaluate('allgs[0].goid', { frame: undefined, g: undefined, tid: 1 }).text, /^1$/);
      }
      assert.ok(stacks > 40, `${stacks} stacks`);
      assert.equal(scheduler.gById(1)?.system, false);
      assert.ok(scheduler.gs().some((g) => g.system && image.functions.at(g.startPc)?.name === 'runtime.forcegchelper'));
    });
  }

  for (const [what, path] of programs.filter(([, , strip]) => !strip)) {
    it(`${what}: stacks reach their end at every instruction of runtime.main's beginning`, function () {
      const program = join(packages, path);
      if (!existsSync(program)) this.skip();
      const stopped = stopIn(program, 'runtime.main', { env: ['GOMAXPROCS=2'] });
      stopped.process.machine.setBreakpoints([]);
      for (let step = 0; step < 8000; step++) {
        assert.equal(stopped.process.run({ maxInstructions: 1, resumeFrom: stopped.tid }).kind, 'limit');
        const { frames } = stopped.scheduler.threadStack(stopped.process.currentTid);
        const last = frames[frames.length - 1];
        const complete = last.kind === 'label' ? /\(its goroutine has been let go\)$/ : /^runtime\.(goexit|mstart|rt0_go|clone)$/;
        assert.match(last.name, complete, frames.map((frame) => `${frame.name} at 0x${frame.pc.toString(16)}`).join('\n'));
      }
    });
  }

  it('a version without a table says so, and shows the stacks of threads', function () {
    const program = join(packages, 'esbuild-go119/bin/esbuild');
    if (!existsSync(program)) this.skip();
    const image = Object.create(loadElf(program, readFileSync(program)), { goVersion: { value: { text: 'go1.17.2', minor: 17, patch: 2 } } }) as ReturnType<typeof loadElf>;
    const stopped = stopIn(program, 'runtime.main', {}, image);
    const { scheduler, tid } = stopped;
    assert.match(scheduler.unavailable ?? '', /^go1\.17\.2 without DWARF: the layout of its scheduler is known only for Go 1\.10, 1\.13, .*1\.26; functions, lines/);
    assert.deepEqual([scheduler.layoutSource, scheduler.gs(), scheduler.ms(), scheduler.ps(), scheduler.sched(), scheduler.nameOf(0x1234)], ['none', [], [], [], undefined, '0x1234']);
    assert.deepEqual(scheduler.threadStack(tid).frames.map((frame) => frame.name), ['runtime.main', 'runtime.goexit']);
    const evaluator = createEvaluator(scheduler);
    const scope = { frame: scheduler.threadStack(tid).frames[0], g: undefined, tid };
    assert.equal(evaluator.evaluate('$pc == runtime.main', scope).text, 'true');
    assert.throws(() => evaluator.evaluate('g.goid', scope), /^EvaluationError: g: go1\.17\.2 without DWARF|^Error: g: go1\.17\.2 without DWARF/);
    assert.throws(() => evaluator.schedValue(), /go1\.17\.2 without DWARF/);
    assert.equal(evaluator.pTable().text, '0 Ps');
  });

  it('names of renamed functions lead to each other', () => {
    assert.deepEqual(functionAliases('runtime.exitsyscall0', { text: 'go1.26.1', minor: 26, patch: 1 }), ['runtime.exitsyscall0', 'runtime.exitsyscallNoP']);
    assert.deepEqual(functionAliases('findrunnable'), ['findrunnable', 'runtime.findrunnable', 'runtime.findRunnable']);
    assert.equal(functionAliases('Syscall6', { text: 'go1.19.3', minor: 19, patch: 3 })[1], 'runtime/internal/syscall.Syscall6');
    assert.deepEqual(functionAliases('main.main'), ['main.main']);
  });
});
