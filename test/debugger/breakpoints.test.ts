/** Where breakpoints land, and when they count. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchFunctions, packageOf, similarFunctions, withoutPackage } from '../../src/debugger/breakpoints/function-names';
import { compileHitCondition, HitConditionError } from '../../src/debugger/breakpoints/hit-condition';
import { parseLogMessage } from '../../src/debugger/breakpoints/log-message';
import { resolveLocation } from '../../src/debugger/breakpoints/resolve';
import { BreakpointTable } from '../../src/debugger/breakpoints/table';
import type { BreakpointSpec } from '../../src/debugger/breakpoints/types';
import { loadElf } from '../../src/image/load-elf';
import type { ProgramImage } from '../../src/image/program-image';
import { functionAliases } from '../../src/scheduler/versions';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';

const steps = join(__dirname, 'fixtures', 'steps.go');

describe('names of functions', () => {
  it('are cut into package and the rest', () => {
    const names: [string, string, string][] = [
      ['main.main', 'main', 'main'], ['main.(*T).M', 'main', '(*T).M'], ['runtime/internal/syscall.Syscall6', 'runtime/internal/syscall', 'Syscall6'],
      ['gopkg.in/yaml%2ev2.(*parser).parse', 'gopkg.in/yaml%2ev2', '(*parser).parse'], ['main.f.func1', 'main', 'f.func1'], ['_rt0_amd64_linux', '', '_rt0_amd64_linux'],
    ];
    for (const [name, packagePath, rest] of names) assert.deepEqual([packageOf(name), withoutPackage(name)], [packagePath, rest]);
  });

  it('have aliases in other Go versions', () => {
    assert.deepEqual(functionAliases('runtime.findrunnable'), ['runtime.findrunnable', 'runtime.findRunnable']);
    assert.ok(functionAliases('exitsyscall0').includes('runtime.exitsyscallNoP'));
    assert.deepEqual(functionAliases('main.main'), ['main.main']);
  });
});

describe('hit conditions', () => {
  it('are operators and numbers', () => {
    const hits = (text: string): number[] => [1, 2, 3, 4, 5, 6].filter(compileHitCondition(text));
    assert.deepEqual([hits('>= 3'), hits('% 2'), hits('== 5'), hits('5'), hits('<2'), hits(' != 1 '), hits('<= 2'), hits('> 5')], [[3, 4, 5, 6], [2, 4, 6], [5], [5], [1], [2, 3, 4, 5, 6], [1, 2], [6]]);
    for (const wrong of ['', 'x', '>= x', '% 0', '3 4', '= 3', '-1']) assert.throws(() => compileHitCondition(wrong), HitConditionError, wrong);
  });
});

describe('log messages', () => {
  it('are cut at their expressions', () => {
    assert.deepEqual(parseLogMessage('i is {i}, {T{1}.x}!'), [{ kind: 'text', text: 'i is ' }, { kind: 'expression', text: 'i' }, { kind: 'text', text: ', ' }, { kind: 'expression', text: 'T{1}.x' }, { kind: 'text', text: '!' }]);
    assert.deepEqual(parseLogMessage('\\{i\\} {'), [{ kind: 'text', text: '{i} {' }]);
    assert.deepEqual(parseLogMessage(''), []);
  });
});

describe('breakpoint resolution', function () {
  let debug: ProgramImage;
  let optimised: ProgramImage;
  const load = (path: string): ProgramImage => loadElf(path, readFileSync(path));
  before(function () {
    requireTool(this, 'go');
    debug = load(buildGo([steps], debugFlags));
    optimised = load(buildGo([steps]));
  });
  const at = (image: ProgramImage, location: BreakpointSpec['location']): string[] => resolveLocation(image, location).addresses.map((pc) => {
    const position = image.lines.at(pc);
    return `${image.functions.inlinedAt(pc)[0]?.name ?? image.functions.at(pc)?.name}:${position?.line}`;
  });

  it('finds functions by full and short name, method, alias and pattern', () => {
    const { functions } = debug;
    assert.deepEqual(matchFunctions(functions, 'main.fib'), ['main.fib']);
    assert.deepEqual(matchFunctions(functions, 'fib'), ['main.fib']);
    assert.deepEqual(matchFunctions(functions, 'point.move'), ['main.(*point).move']);
    assert.deepEqual(matchFunctions(functions, '(*point).move'), ['main.(*point).move']);
    assert.deepEqual(matchFunctions(functions, 'main.point.move'), ['main.(*point).move']);
    assert.deepEqual(matchFunctions(functions, 'findrunnable'), ['runtime.findRunnable']);
    assert.deepEqual(matchFunctions(functions, '/^main\\.(fib|pair)$/'), ['main.fib', 'main.pair']);
    assert.deepEqual(matchFunctions(functions, 'cpu.Initialize'), ['internal/cpu.Initialize']);
    assert.deepEqual(matchFunctions(functions, 'nosuch'), []);
    assert.deepEqual(similarFunctions(functions, 'main.fi'), []);
    assert.ok(similarFunctions(functions, 'runtime.exitsyscal').includes('runtime.exitsyscall'));
    assert.match(resolveLocation(debug, { kind: 'function', name: 'runtime.exitsyscal' }).message ?? '', /No function .*there is .*runtime\.exitsyscall/);
    assert.match(resolveLocation(debug, { kind: 'function', name: '/(/' }).message ?? '', /\/\(\/: /);
  });

  it('lands on every inlined body', () => {
    assert.equal(optimised.functions.byName('main.pair'), undefined);
    assert.ok(at(optimised, { kind: 'function', name: 'main.pair' }).every((place) => place === 'main.pair:21'), at(optimised, { kind: 'function', name: 'main.pair' }).join());
    assert.ok(resolveLocation(optimised, { kind: 'function', name: 'runtime.globrunqput' }).addresses.length >= 2);
  });

  it('finds lines, moves to the next one with code, and stops once where a line is cut', () => {
    assert.deepEqual(at(debug, { kind: 'line', file: 'steps.go', line: 49 }), ['main.main:49']);
    assert.deepEqual(at(debug, { kind: 'line', file: 'steps.go', line: 18 }), ['main.pair:20']);
    const snapped = resolveLocation(debug, { kind: 'line', file: 'steps.go', line: 51 });
    assert.deepEqual([snapped.verified, snapped.line, snapped.message], [true, 52, 'moved to line 52, the next one with code']);
    assert.equal(resolveLocation(debug, { kind: 'line', file: 'steps.go', line: 4000 }).verified, false);
    assert.equal(resolveLocation(debug, { kind: 'line', file: 'teps.go', line: 49 }).verified, false);
  });

  it('finds lines of assembly', () => {
    const { verified, file, line } = resolveLocation(debug, { kind: 'line', file: 'runtime/asm_amd64.s', line: 425 });
    assert.ok(verified && file?.endsWith('runtime/asm_amd64.s') && line !== undefined && line >= 425 && line < 440);
  });

  it('takes addresses of the program only', () => {
    const entry = debug.functions.byName('main.fib')?.entry ?? 0;
    assert.deepEqual(resolveLocation(debug, { kind: 'address', address: entry }).addresses, [entry]);
    assert.match(resolveLocation(debug, { kind: 'address', address: 16 }).message ?? '', /0x10 is not part of the program/);
  });

  describe('the table', () => {
    const spec = (name: string, more: Partial<BreakpointSpec> = {}): BreakpointSpec => ({ location: { kind: 'function', name }, reason: 'function breakpoint', ...more });
    let values: Record<string, boolean>;
    let table: BreakpointTable;
    beforeEach(() => {
      values = { yes: true, no: false };
      const compileCondition = (text: string) => {
        if (!(text in values)) throw new Error(`undefined: ${text}`);
        return () => values[text];
      };
      table = new BreakpointTable(debug, { compileCondition }, (tid) => tid * 10);
    });
    const pcOf = (name: string): number => resolveLocation(debug, { kind: 'function', name }).addresses[0];
    const ids = (tid = 1): number[] => table.reached(pcOf('main.fib'), tid).stopping.map(({ id }) => id);

    it('tests conditions, goroutines, ignore counts and hits, in that order', () => {
      table.add(spec('main.fib', { condition: 'no' }));
      table.add(spec('main.fib', { condition: 'yes', hitCondition: '>= 2' }));
      table.add(spec('main.fib', { goid: 20 }));
      assert.deepEqual([ids(1), ids(1), ids(2)], [[], [2], [2, 3]]);
      assert.deepEqual(table.all().map(({ hits }) => hits), [0, 3, 1]);
      (table.byId(2) as { ignore: number }).ignore = 1;
      assert.deepEqual([ids(1), ids(1)], [[], [2]]);
    });

    it('says why a breakpoint cannot be', () => {
      const { resolution } = table.add(spec('main.fib', { condition: 'perhaps' }));
      assert.deepEqual([resolution.verified, resolution.message], [false, 'undefined: perhaps']);
      assert.equal(table.has(pcOf('main.fib')), false);
    });

    it('a condition that fails while running stops the program', () => {
      table.add(spec('main.fib', { condition: 'yes' }));
      Object.defineProperty(values, 'yes', { get() { throw new Error('memory fault'); } });
      assert.deepEqual(ids(), [1]);
    });

    it('keeps ids and hits of what a client sends again', () => {
      const [first, second] = table.replaceGroup('functions', [spec('main.fib'), spec('main.pair')]);
      ids();
      const [pair, fib, grow] = table.replaceGroup('functions', [spec('main.pair'), spec('main.fib'), spec('main.grow')]);
      assert.deepEqual([pair.id, fib.id, fib.hits, grow.id], [second.id, first.id, 1, 3]);
      table.replaceGroup('functions', []);
      assert.deepEqual(table.all(), []);
    });

    it('forgets temporary ones when they stop, and takes the others along to a restart', () => {
      table.add(spec('main.fib', { temporary: true }));
      table.add(spec('main.fib'));
      assert.deepEqual([ids(), ids()], [[1, 2], [2]]);
      const again = new BreakpointTable(debug, { compileCondition: () => () => true }, () => undefined);
      again.adopt(table);
      assert.deepEqual(again.all().map(({ id, hits }) => [id, hits]), [[2, 0]]);
      assert.equal(again.add(spec('main.pair')).id, 3);
    });

    it('leaves out what is disabled, and says when the addresses change', () => {
      table.add(spec('main.fib'));
      const { version } = table;
      table.setEnabled(1, false);
      assert.notEqual(table.version, version);
      assert.deepEqual([...table.addresses()], []);
      assert.deepEqual([table.setEnabled(9, true), table.remove(9), table.setCondition(9, 'yes')], [false, false, false]);
    });

    it('logs instead of stopping', () => {
      table.add(spec('main.fib', { logMessage: 'n is {n}' }));
      const { stopping, logging } = table.reached(pcOf('main.fib'), 1);
      assert.deepEqual([stopping.length, logging[0].parts.length], [0, 2]);
    });
  });
});
