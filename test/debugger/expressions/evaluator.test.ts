/** Expressions over a core dump of a native Go 1.19 program: values that its source states. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { EvaluationError, EvaluationScope, Evaluator, NamedValue } from '../../../src/debugger/api';
import { createEvaluator } from '../../../src/debugger/expressions/evaluator';
import { buildGo, debugFlags } from '../../support/go';
import { requireTool } from '../../support/tools';
import { coreOf, openNative, type NativeCore } from '../../scheduler/native-core';

const source = join(__dirname, '../../fixtures/scheduler/states.go');

describe('expressions on a native core', function () {
  let core: NativeCore;
  let evaluator: Evaluator;
  let inner: EvaluationScope;
  let main: EvaluationScope;

  function scopeOf(native: NativeCore, name: string): EvaluationScope {
    const g = native.scheduler.gById(1);
    assert.ok(g);
    const frames = native.scheduler.goroutineStack(g).frames;
    const thread = native.scheduler.onCpu().find((candidate) => candidate.g === g.address);
    return { g, tid: thread?.tid, frame: frames.find((frame) => frame.name === name) };
  }
  before(async function () {
    requireTool(this, 'go', 'gdb');
    core = await coreOf(buildGo([source], debugFlags), /ready \d+/, [], { GOMAXPROCS: '2' });
    evaluator = createEvaluator(core.scheduler);
    inner = scopeOf(core, 'main.inner');
    main = scopeOf(core, 'main.main');
  });
  after(() => core?.close());

  const text = (expression: string, scope = inner, options = {}): string => evaluator.evaluate(expression, scope, options).text;
  const fails = (expression: string, scope = inner): { message: string; offset: number | undefined } => {
    try {
      const value = evaluator.evaluate(expression, scope);
      return assert.fail(`${expression} gave ${value.text}`);
    } catch (error) {
      if ((error as Error).name === 'AssertionError') throw error;
      return { message: (error as EvaluationError).message, offset: (error as EvaluationError).offset };
    }
  };

  const values: [string, string | RegExp][] = [
    ['1 + 2 * 3', '7'], ['7 / 2', '3'], ['-7 % 3', '-1'], ['1 << 40', '1099511627776'], ['0x10 | 0b1', '17'], ['^0', '-1'], ['6 &^ 2', '4'],
    ['1.5 * 2', '3'], ['"a" + "b"', '"ab"'], ["'é'", '233'], ['!(1 == 2) && 3 >= 3', 'true'], ['false && nosuch', /unknown/], ['1 << 3 >> 1', '4'],
    ['counter', '250'], ['counter + 10', '4'], ['int8(counter)', '-6'], ['uint16(counter) << 8', '64000'],
    ['text', '"héllo \\"Go\\"\\n"'], ['len(text)', '12'], ['text[1:3]', '"é"'], ['text[0]', '104'],
    ['list.X', '1'], ['list.point.name', '"first"'], ['list.next.name', '"second"'], ['list.next.next == nil', 'true'],
    ['list.tags[1]', '"b"'], ['list.tags[1:2]', 'len 1 cap 1 ["b"]'], ['list.sizes', '[7 8 9]'], ['len(list.sizes)', '3'],
    ['list.any', 'int(42)'], ['list.shape', 'main.square({side: 2})'], ['list.ok', 'true'], ['list.ratio', '1.5'], ['list.c', '(1-2i)'],
    ['list.fn', 'main.double'], ['list.ch', /^0x[0-9a-f]+ \(len 2, cap 4\)$/], ['cap(list.ch)', '4'],
    ['list.err', /^\*errors\.errorString\(0x[0-9a-f]+\)$/], ['list.more["k"]', '5'], ['big[299]', '"v299"'], ['len(big)', '300'], ['empty', 'nil'], ['len(empty)', '0'],
    ['wide["one"].Y', '2'], ['grid[1][2]', '6'], ['grid', '[[1 2 3] [4 5 6]]'], ['main.counter', '250'], ['&counter == &main.counter', 'true'],
    ['*(*uint8)(&counter)', '250'], ['(*main.point)(p).name', '"here"'], ['p.X', '5'], ['(*p).Y', '6'], ['depth', '0'], ['double', /\(main\.double\)$/],
    ['runtime.sched.npidle', /^\d+$/], ['os.Args', /^len 1 cap 1 \[".*states-/], ['*list.next', /^\{point: \{X: 3, Y: 4, name: "second"\}, next: nil/],
    ['_Psyscall', '2'], ['runtime._Gwaiting', '4'], ['_Gscan | _Grunning', '4098'], ['p.X == 5 || p.nosuch == 1', 'true'],
    ['g.goid', '1'], ['g.atomicstatus', '_Grunning (2)'], ['m.curg.goid', '1'], ['m.curg == g', 'true'], ['g.m.p.ptr().status', '_Prunning (1)'],
    ['$p.status == _Prunning', 'true'], ['$p.m.ptr() == m', 'true'], ['len(allp)', '2'], ['allgs[0].goid', '1'], ['allp[0].id', '0'], ['sched.runqsize', /^\d+$/],
    ['allm.g0.m == allm', 'true'], ['$rip == $pc', 'true'], ['$sp == $rsp', 'true'], ['g.stack.lo < $rsp && $rsp < g.stack.hi', 'true'], ["'main.counter' + 1", '251'],
    ['g.startpc', /\(runtime\.main\)$/], ['runtime.exitsyscallNoP == runtime.exitsyscall0', 'true'],
  ];
  for (const [expression, expected] of values) {
    it(`${expression} is ${expected}`, () => {
      if (expression === 'false && nosuch') assert.equal(text(expression), 'false');
      else if (typeof expected === 'string') assert.equal(text(expression), expected);
      else assert.match(text(expression), expected);
    });
  }

  const errors: [string, RegExp, number][] = [
    ['runtime.sched.npidel', /^runtime\.schedt has no field npidel; did you mean npidle/, 14],
    ['countre + 1', /^unknown name countre; did you mean counter\?$/, 0],
    ['1 + countre', /^unknown name countre/, 4],
    ['runtime.nosuchthing', /^package runtime has no nosuchthing/, 8],
    ['p.X = 1', /^assignments are not allowed here/, 4],
    ['list.tags[2]', /^index 2 is out of range: length 2$/, 9],
    ['text[5:99]', /out of range/, 4],
    ['double(2)', /run no code of the program/, 0],
    ['list.next.next.X', /^main\.list\.next\.next is nil: it has no field X$/, 15],
    ['1 +', /^expression ends too early$/, 3],
    ['(1', /^expected "\)", found the end/, 2],
    ['a ? b', /^unexpected character "\?"$/, 2],
    ['1 / 0', /^division by zero$/, 2],
    ['"a" < 1', /different kinds/, 4],
    ['$rxa', /^there is no register \$rxa; did you mean rax/, 0],
    ['runtime.g', /is a type/, 8],
    ['1 << 99999999', /shift count/, 2],
    ['big[1000]', /^the map has no key 1000$/, 3],
    ['*counter', /is no pointer/, 0],
    ['&(1+2)', /no address/, 0],
    [`${'('.repeat(500)}1${')'.repeat(500)}`, /nested too deeply/, 200],
    ['\'unterminated', /missing closing/, 0],
  ];
  for (const [expression, message, offset] of errors) {
    it(`${expression.length > 40 ? `${expression.slice(0, 20)}…` : expression} is an error at ${offset}`, () => {
      const error = fails(expression);
      assert.match(error.message, message);
      assert.equal(error.offset, offset);
    });
  }

  it('shows integers in the formats that DAP asks for', () => {
    assert.equal(text('counter', inner, { format: 'hex' }), '0xfa');
    assert.equal(text('counter', inner, { format: 'binary' }), '0b11111010');
    assert.equal(text('counter', inner, { format: 'octal' }), '0o372');
    assert.equal(text('list.X + 64', inner, { format: 'char' }), "65 'A'");
    assert.equal(text('g.atomicstatus', inner, { format: 'decimal' }), '2');
    assert.equal(text('text', inner, { maxStringLength: 3 }), '"hé"… (12 bytes)');
  });

  it('reads arguments and locals of every frame, also of callers', () => {
    const names = (list: NamedValue[]) => list.map((entry) => entry.name);
    assert.ok(inner.frame && main.frame);
    assert.deepEqual(names(evaluator.argumentsOf(inner.frame)).slice(0, 2), ['depth', 'p']);
    assert.ok(names(evaluator.localsOf(inner.frame)).includes('local'));
    assert.equal(evaluator.localsOf(main.frame).find((entry) => entry.name === 'next')?.value.children()[0].name, 'point');
    assert.equal(text('p.name', main), '"here"');
    const depths = core.scheduler.goroutineStack(inner.g as NonNullable<EvaluationScope['g']>).frames.filter((frame) => frame.name === 'main.inner').map((frame) => text('depth', { ...inner, frame }));
    assert.deepEqual(depths, ['0', '1', '2', '3']);
  });

  it('gives children that their own expressions yield again', () => {
    let visited = 0;
    const visit = (entry: NamedValue, level: number): void => {
      const { value } = entry;
      visited++;
      if (value.expression !== undefined) assert.equal(text(value.expression), value.text, value.expression);
      if (level < 2) for (const child of value.children(0, 40)) visit(child, level + 1);
    };
    for (const expression of ['list', 'grid', 'g', 'm', '$p', 'allp', 'allgs', 'runtime.sched', 'big']) visit({ name: expression, value: evaluator.evaluate(expression, inner) }, 0);
    assert.ok(visited > 300, `${visited}`);
  });

  it('pages arrays and maps', () => {
    const map = evaluator.evaluate('big', inner);
    assert.equal(map.indexedChildren, 300);
    const keys = new Set([0, 100, 200].flatMap((start) => map.children(start, 100).map((entry) => entry.name)));
    assert.equal(keys.size, 300);
    for (const entry of map.children(0, 300)) assert.equal(entry.value.text, `"v${entry.name}"`);
  });

  it('reads maps that are growing, and keys and values that are stored by pointer', () => {
    const growing = evaluator.evaluate('growing', inner);
    const entries = growing.children(0, 100).map((entry) => `${entry.name} ${entry.value.text}`);
    assert.deepEqual(entries.sort(), Array.from({ length: 53 }, (_, index) => `${index} ${index % 2 === 0}`).sort());
    assert.notEqual(evaluator.evaluate('*(*uintptr)(*(*uintptr)(&growing) + 24)', inner).scalar(), 0n, 'it is growing');
    const [entry] = evaluator.evaluate('heavy', inner).children();
    assert.match(entry.name, /^\[1 0 0/);
    assert.match(entry.value.text, /^\[2 0 0/);
  });

  it('assigns only when it may, with the type\'s width', () => {
    const options = { allowSideEffects: true };
    assert.equal(text('counter = 255', inner, options), '255');
    assert.equal(text('counter++', inner, options), '0');
    assert.equal(text('counter -= 6', inner, options), '250');
    assert.equal(text('grid[1][0] = grid[0][0] + 10', inner, options), '11');
    assert.equal(text('grid[1][0] = 4', inner, options), '4');
    assert.match((() => { try { text('list.tags = 5', inner, options); return ''; } catch (error) { return (error as Error).message; } })(), /cannot be stored/);
  });

  it('shows tables of Ps and Ms, queues with their goroutines, and sched', () => {
    assert.match(evaluator.pTable().text, /^2 Ps: /);
    const running = evaluator.pTable().children().find((entry) => /running/.test(entry.value.text));
    assert.match(running?.value.text ?? '', /^P\d running M\d+ rq=\d+(\+next)? schedtick=\d+ syscalltick=\d+$/);
    const fields = running?.value.children().map((entry) => entry.name) ?? [];
    assert.equal(fields[0], 'queue');
    assert.ok(fields.includes('status') && fields.includes('runqhead'));
    assert.ok(evaluator.mTable().children().some((entry) => /^M\d+ G1 P\d locks=0$/.test(entry.value.text)), evaluator.mTable().children().map((entry) => entry.value.text).join('\n'));
    assert.match(evaluator.schedValue().text, /^grunq=\d+ npidle=\d+/);
    assert.match(evaluator.gValue(inner.g as NonNullable<EvaluationScope['g']>).text, /^G1 running M\d+/);
  });

  it('completes names, fields and registers', () => {
    const labels = (line: string) => evaluator.completions(line, line.length, inner).map((entry) => entry.label);
    assert.ok(labels('runtime.sched.np').includes('npidle'));
    assert.ok(labels('list.next.').includes('tags'));
    assert.deepEqual(labels('dep'), ['depth']);
    assert.ok(labels('$r').includes('$rax'));
    assert.ok(labels('_Ps').includes('_Psyscall'));
    assert.ok(labels('runtime.exitsysc').includes('exitsyscall0'));
    assert.deepEqual(labels('g.m.p.pt'), ['ptr()']);
  });

  it('works on scheduler objects without DWARF', () => {
    const stripped = openNative(core.image.path, core.path, true);
    try {
      const bare = createEvaluator(stripped.scheduler);
      const scope = { ...inner, frame: undefined };
      for (const expression of ['g.goid', 'm.curg.goid', 'g.m.p.ptr().status', '$p.syscalltick', 'runtime.sched.npidle', 'allp[1].id', 'len(allgs)', '(*runtime.g)(g).startpc', 'sched.sysmonwait == 0', '_Psyscall']) {
        assert.equal(bare.evaluate(expression, scope).text, text(expression, scope), expression);
      }
      assert.equal(bare.pTable().text, evaluator.pTable().text);
      assert.match(fails('$p.stattus').message, /did you mean status/);
    } finally {
      stripped.close();
    }
  });

  it('compiles conditions that agree with evaluation', () => {
    const { frame, tid } = inner;
    assert.ok(frame && tid !== undefined);
    const conditions = ['g.goid == 1', 'g.goid != 1', 'depth == 0', 'depth > 0', 'p.X == 5 && p.Y == 6', 'p.name == "here"', 'counter == 250', 'counter + 10 == 4', '$p.status == _Prunning',
      'm.curg.goid == 1', 'm.p.ptr().id >= 0', 'len(list.tags) == 2', 'list.tags[1] == "b"', 'list.sizes[2] == 9', '$rsp > g.stack.lo', 'runtime.sched.npidle < 3', '!list.ok', 'list.next.next == nil',
      'list.next.next.X == 1', 'big[5] == "v5"', 'list.ratio > 1.0', 'grid[1][2] == 6', '^counter == 5', 'allp[0].id == 0', '(*runtime.g)(g).goid == 1', 'local > 0', '*&counter == 250'];
    for (const condition of conditions) {
      let expected: unknown;
      try {
        expected = evaluator.evaluate(condition, inner).scalar();
      } catch {
        expected = false;
      }
      assert.equal(evaluator.compileCondition(condition, frame.pc)(tid), expected, condition);
    }
    assert.throws(() => evaluator.compileCondition('depht == 1', frame.pc), /unknown name depht; did you mean depth/);
    assert.throws(() => evaluator.compileCondition('p.Z == 1', frame.pc), /has no field Z/);
    assert.throws(() => evaluator.compileCondition('depth = 1', frame.pc), /must not assign/);
  });
});
