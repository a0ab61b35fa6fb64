/** gdb's commands beyond breakpoints and steps, as scripts (test/cli/scripts) with their transcripts. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/folders';
import { buildGo, debugFlags } from '../support/go';
import { assertGolden, normalise } from '../support/golden';
import { gosched, root } from '../support/gosched';
import { requireTool } from '../support/tools';

function transcript(script: string, options: string[], program: string): string {
  const { stdout, stderr, code } = gosched(['debug', '--batch', '-x', join(root, 'test/cli/scripts', script), '--cwd', '/tmp', ...options, program]);
  assert.equal(stderr, '');
  assert.equal(code, 0);
  return normalise(stdout.toString());
}

describe('scripts in gosched debug', function () {
  const quiet = ['--gomaxprocs', '1', '--env', 'GODEBUG=asyncpreemptoff=1'];
  before(function () { requireTool(this, 'go'); });

  it('follows a syscall through the stub, entersyscall and exitsyscall0', () => {
    const text = transcript('walk-through.gdb', quiet, buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags));
    assertGolden('cli/golden/walk-through.txt', text);
    // What the Go runtime's source and the kernel's ABI say must be in it, whatever the golden file says.
    assert.match(text, /\+info registers rax rdi rsi rdx r10 r8 r9\nrax +0x0 +0\nrdi +0x3 +3\nrsi +0xc[0-9a-f]+ +\d+\nrdx +0x1 +1\nr10 /);
    assert.match(text, /\+info registers rax\nrax +0x1 +1\n/);
    assert.match(text, /M0 g0 hit Breakpoint 8, runtime\.exitsyscall0 \(gp=G5 /);
    assert.match(text, /--- g0 <- mcall from G5 ---\n#2 +0x[0-9a-f]+ in runtime\.exitsyscall \(\)/);
  });

  it('goes back from exitsyscall0 to whoever took the P', () => {
    const text = transcript('who-took-my-p.gdb', quiet, buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags));
    assertGolden('cli/golden/who-took-my-p.txt', text);
    assert.match(text, /Old value = _Pidle \(0\)\nNew value = _Psyscall \(2\)\n[\s\S]*in runtime\.retake /);
  });

  it('knows gdb\'s commands', () => {
    assertGolden('cli/golden/console.txt', transcript('console.gdb', [], buildGo(['cond.go'], debugFlags)));
  });

  it('prints the scheduler\'s state as the program itself does', () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
    for (const maxprocs of ['1', '4']) {
      for (const detail of ['0', '1']) {
        const command = detail === '1' ? 'scheddetail' : 'schedtrace';
        const script = scratchFolder(`${command}.gdb`);
        writeFileSync(script, `break runtime.schedtrace\ncommands\nsilent\necho <<\\n\n${command}\necho >>\\n\ncontinue\nend\nrun\n`);
        // One processor and long turns: between the stop at the function's beginning and its output nobody else runs.
        const { stdout, stderr } = gosched(['debug', '--batch', '-x', script, '--cwd', '/tmp', '--cpus', '1', '--quantum', '2000000', '--gomaxprocs', maxprocs, '--env', `GODEBUG=schedtrace=5,scheddetail=${detail}`, program]);
        // Schedtrace holds sched.lock while it prints, which counts for its M, the one of sysmon; and the first call sets its clock.
        const plain = (text: string): string => text.trimEnd().replace(/^(  M1: .*) locks=\d+/m, '$1 locks=N');
        const ours = [...stdout.toString().matchAll(/<<\n([\s\S]*?)\n>>/g)].map((match) => plain(match[1]));
        const theirs = stderr.split(/^(?=SCHED )/m).map(plain);
        assert.ok(theirs.length > 5, stderr);
        assert.deepEqual(ours, theirs);
      }
    }
  });

  it('stops for signals as handle says', () => {
    const folder = scratchFolder('signals');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'signals.go');
    writeFileSync(file, 'package main\n\nimport (\n\t"fmt"\n\t"os"\n\t"os/signal"\n\t"syscall"\n)\n\nfunc main() {\n\tc := make(chan os.Signal, 1)\n\tsignal.Notify(c, syscall.SIGUSR1)\n\tsyscall.Kill(os.Getpid(), syscall.SIGUSR1)\n\tfmt.Println(<-c)\n}\n');
    const program = buildGo([file], debugFlags);
    const run = (...commands: string[]): string => gosched(['debug', '--batch', ...commands.flatMap((command) => ['-ex', command]), program]).stdout.toString();
    assert.match(run('run', 'continue'), / received signal SIGUSR1, User defined signal 1\.\nruntime\/internal\/syscall\.Syscall6 \(\) at [\s\S]*\nContinuing\.\nuser defined signal 1\n\[Program exited normally\]/);
    assert.match(run('handle SIGUSR1 nostop', 'run'), /^SIGUSR1 +No +No +Yes +User defined signal 1\nuser defined signal 1\n\[Program exited normally\]/m);
  });

  it('ends a script at its first mistake, and says where', () => {
    const folder = scratchFolder('debug');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'mistake');
    writeFileSync(file, 'echo one\\n\nnosuchcommand\necho two\\n\n');
    const { stdout, stderr, code } = gosched(['debug', '--batch', '-x', file, buildGo(['cond.go'], debugFlags)]);
    assert.equal(stdout.toString(), 'one\n');
    assert.equal(stderr, `${file}:2: Error in sourced command file:\nUndefined command: "nosuchcommand". Try "help".\n`);
    assert.equal(code, 1);
  });
});
