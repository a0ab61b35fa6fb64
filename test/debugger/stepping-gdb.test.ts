/** Stepping by line, compared with gdb on the same program: the lines of the stops are the same. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { buildGo, debugFlags } from '../support/go';
import { gosched } from '../support/gosched';
import { requireTool } from '../support/tools';
import { PATIENCE_MS } from '../support/patience';

/** Numbers of the source lines shown at the stops. */
function lines(text: string): number[] {
  return [...text.matchAll(/^(?:0x[0-9a-f]+\s)?(\d+)\t/gm)].map((match) => Number(match[1]));
}

describe('stepping like gdb', function () {
  let program: string;
  before(function () {
    requireTool(this, 'go', 'gdb');
    program = buildGo([join(__dirname, 'fixtures', 'steps.go')], debugFlags);
  });

  function runGdb(script: readonly string[]): string {
    return execFileSync('gdb', ['-q', '-nx', '-batch', '-ex', 'set pagination off', '-ex', 'set env GOMAXPROCS=1', '-ex', 'set debuginfod enabled off', ...script, program], {
      encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: PATIENCE_MS,
    });
  }

  function compare(first: string, ...commands: string[]): void {
    const script = [first, 'run', ...commands].flatMap((command) => ['-ex', command]);
    // Now and then the goroutine is preempted while gdb has it stopped; then gdb steps into the scheduler, and the comparison
    // ends. When that comes early (the host decides), gdb has another try.
    let expected: number[] = [];
    for (let tries = 0; tries < 10 && expected.length <= commands.length / 3; tries++) expected = lines(runGdb(script).split(/^runtime\.(?:morestack|asyncPreempt)/m)[0]);
    assert.ok(expected.length > commands.length / 3, `gdb was preempted each time: ${expected.join(' ')}`);
    const { stdout } = gosched(['debug', '--batch', '--gomaxprocs', '1', ...script, program]);
    assert.deepEqual(lines(stdout.toString()).slice(0, expected.length), expected);
  }
  const times = (count: number, command: string): string[] => Array.from({ length: count }, () => command);

  it('next, through main.main', () => compare('break main.main', ...times(31, 'next')));
  it('step, into recursion and out of it', () => compare('break main.main', ...times(44, 'step')));
  it('step and next mixed, in methods and closures', () => compare('break steps.go:52', 'next', 'step', 'next', 'next', 'next', 'step', 'next', 'next', 'next', 'next', 'next', 'step', 'next', 'next'));
  it('next through a deferred call', () => compare('break main.safe', ...times(4, 'next')));
  it('finish, out of recursion', () => compare('break main.fib', 'finish', 'continue', 'continue', 'finish'));
  it('until and advance', () => compare('break main.main', 'advance 61', 'until 72', 'next'));
});

describe('stepping where gdb loses its way', function () {
  let program: string;
  before(function () {
    requireTool(this, 'go');
    program = buildGo([join(__dirname, 'fixtures', 'steps.go')], debugFlags);
  });

  function stops(first: string, ...commands: string[]): string {
    return gosched(['debug', '--batch', '--gomaxprocs', '1', ...[first, 'run', ...commands].flatMap((command) => ['-ex', command]), program]).stdout.toString();
  }

  it('steps through the growth of the stack', () => {
    // grow's frames fill the 2 KB, 4 KB ... stack several times over.
    const text = stops('break main.grow if depth == 150', 'delete', ...Array.from({ length: 60 }, () => 'step'));
    assert.doesNotMatch(text, /morestack|newstack|copystack/);
    assert.ok(lines(text).filter((line) => line === 38).length > 10, text);
    assert.match(stops('break main.grow if depth == 150', 'delete', 'next', 'next', 'next', 'print depth', 'next', 'print depth'), /\$1 = 150\n[\s\S]*\$2 = /);
  });

  it('steps over a call that grows the stack, and a blocking receive', () => {
    const text = stops('break steps.go:79', 'next', 'next', 'next', 'print total');
    assert.deepEqual(lines(text), [79, 80, 81, 82]);
    assert.match(text, /\$1 = \d+\n/);
  });
});
