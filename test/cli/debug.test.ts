/** `gosched debug`: gdb's commands and habits, as a transcript. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags, sourceOf } from '../support/go';
import { assertGolden, normalise } from '../support/golden';
import { gosched } from '../support/gosched';
import { requireTool } from '../support/tools';

/** Runs commands one by one and shows each with what it wrote. */
function session(options: string[], program: string, commands: string[]): string {
  const script = commands.flatMap((command) => ['-ex', `echo (gosched) ${command}`, '-ex', command]);
  const { stdout, stderr, code } = gosched(['debug', '--batch', ...options, ...script, program]);
  assert.equal(stderr, '');
  assert.equal(code, 0);
  return normalise(stdout.toString());
}

describe('gosched debug', function () {
  before(function () { requireTool(this, 'go'); });

  it('stops in exitsyscall0 and shows everything', () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
    const commands = [
      'break runtime.exitsyscall0', 'tbreak main.reader', 'info breakpoints', 'run', 'bt', 'info args', 'info locals', 'list', 'next 2', 'info locals', 'until', 'bt', 'info goroutines', 'info threads', 'info p', 'info m', 'info sched', 'info syscalls', 'info registers', 'info registers rip $rsp xmm0',
      'print gp.goid', 'print/x gp.sched.pc', 'p gp.m.curg == gp', 'x/4xg $rsp', 'x/2i $pc', 'info symbol $pc', 'info line', 'info source', 'info frame',
      'frame 3', 'info args', 'up', 'down', 'frame', 'goroutine 1 bt 3', 'goroutine', 'thread', 'thread 3', 'stepi', 'nexti', 'next', 'step', 'finish', 'delete 1',
      'tbreak s2_slow_globrunq.go:36', 'c', 'disassemble /s $pc,+16', 'p /x 255', 'set disassembly-flavor intel', 'x/3i $pc', 'print done', 'set var fds[0] = 77', 'print fds', 'info program',
    ];
    assertGolden('cli/golden/debug-s2.txt', session(['--gomaxprocs', '1', '--env', 'GODEBUG=asyncpreemptoff=1', '--cwd', '/tmp'], program, commands));
  });

  it('steps through mcall onto g0, and off g0 again', () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
    const options = ['--gomaxprocs', '1', '--env', 'GODEBUG=asyncpreemptoff=1', '--cwd', '/tmp'];
    const times = (count: number, command: string): string[] => Array.from({ length: count }, () => command);
    // Over mcall's call on g0: the goroutine goes on behind mcall, whatever the M does meanwhile.
    assertGolden('cli/golden/debug-mcall.txt', session(options, program, ['tbreak main.yield', 'run', 'tbreak runtime.mcall', 'continue', ...times(14, 'step'), 'bt', ...times(4, 'next'), 'goroutine']));
    // Over schedule(), which does not return: the goroutine that the M runs next.
    assertGolden('cli/golden/debug-schedule.txt', session(options, program, ['tbreak main.yield', 'run', 'tbreak runtime.goschedImpl', 'continue', ...times(9, 'next'), 'goroutine', 'bt', 'finish']));
  });

  it('answers mistakes in one line each', () => {
    const program = buildGo(['s1_open.go', 'yield.go'], debugFlags);
    const mistakes: [string, RegExp][] = [
      ['brek main.main', /Undefined command: "brek"/], ['break nowhere', /No function "nowhere"/], ['break s1_open.go:9999', /No code at line 9999/],
      ['break other.go:1', /No code from other\.go/], ['delete 77', /No breakpoint number 77/], ['info nonsense', /Undefined info command/], ['print 1 +', /./],
      ['print nosuch', /nosuch/], ['x/4q $pc', /Undefined output format "q"/], ['x 8', /Cannot access memory at address 0x8/], ['frame 99', /No frame at level 99/],
      ['goroutine 1234', /No goroutine 1234/], ['thread 99', /Unknown thread 99/], ['condition 1', /No breakpoint number 1/], ['break /(/', /Unterminated group|Invalid regular expression/],
    ];
    for (const [command, expected] of mistakes) {
      const { stderr, code } = gosched(['debug', '--batch', '-ex', command, program]);
      assert.match(stderr.trimEnd(), expected, command);
      assert.equal(stderr.trimEnd().split('\n').length, 1, `${command}: ${stderr}`);
      assert.equal(code, 1, command);
    }
  });

  it('reads commands from a file, and from standard input', () => {
    const program = buildGo(['s1_open.go', 'yield.go'], debugFlags);
    const folder = scratchFolder('debug');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'script'), '# a comment\nbreak s1_open.go:19\nrun\n');
    const outcome = gosched(['debug', '-x', join(folder, 'script'), '--cwd', '/tmp', program], { input: 'print path\nnext\n\nquit\n' });
    const text = outcome.stdout.toString();
    assert.match(text, /G1 hit Breakpoint 1, main\.main \(\) at .*s1_open\.go:19/);
    assert.match(text, /\(gosched\) \$1 = "appss\.txt"\n/);
    assert.match(text, /\(gosched\) open appss\.txt: no such file or directory\n20\t/);
    assert.equal(outcome.code, 0);
    assert.ok(sourceOf(program, 's1_open.go').endsWith('s1_open.go'));
    assert.match(gosched(['debug', '-x', '/no/such', program]).stderr, /-x \/no\/such: no such file/);
  });

  it('counts hits, follows conditions, and writes log points', () => {
    const program = buildGo(['cond.go'], debugFlags);
    const { stdout } = gosched(['debug', '--batch', '-ex', 'break main.f if i == 5000', '-ex', 'dprintf cond.go:11, "at {i}"', '-ex', 'ignore 2 4999', '-ex', 'run', '-ex', 'info breakpoints', '-ex', 'disable 2', '-ex', 'condition 1 i > 9998', '-ex', 'c', '-ex', 'p i', '-ex', 'run', '-ex', 'p i', program]);
    const text = stdout.toString();
    assert.match(text, /\nat 4999\nat 5000\n\nG1 hit Breakpoint 1, main\.f \(i=5000\)/);
    assert.match(text, /stop only if i == 5000\n {8}breakpoint already hit 1 time\n/);
    assert.match(text, /\$1 = 9999\n/);
    assert.match(text, /\$2 = 9999\n$/);
  });
});
