/** What a user would try first (servers, files, signals, panics, profiles): output and exit code as natively. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { buildGo } from '../support/go';
import { gosched, native, root, run, type Outcome } from '../support/gosched';
import { requireTool } from '../support/tools';

/** Those whose output holds nothing of the moment (goroutine numbers, addresses, times). */
const programs = [
  'http', 'files', 'stdin', 'ticker', 'nilpointer', 'custom', 'exit', 'selfsignal', 'sigpipe', 'pipe', 'udp', 'faults', 'recover', 'spin', 'sync', 'cpuprofile', 'trace', 'mmap',
];
const input = 'Ann\nquit\nmore\n';
const fixture = join(root, 'test', 'fixtures', 'programs', 'demands.go');

describe('what a user would try first', function () {
  before(function () { requireTool(this, 'go'); });

  programs.forEach((name, i) => {
    const gomaxprocs = String(1 + i % 3);
    it(`${name}, GOMAXPROCS=${gomaxprocs}`, () => {
      const program = buildGo([fixture]);
      // One that reads nothing may have ended before its input is written: EPIPE.
      const options = name === 'stdin' ? { input } : {};
      const expected = native(program, [name], { ...options, env: { GOMAXPROCS: gomaxprocs } });
      const ours = run(['--gomaxprocs', gomaxprocs], program, [name], options);
      assert.deepEqual(seen(ours), { ...seen(expected), code: expected.code ?? 128 + numbers[expected.signal ?? ''] });
    });
  });

  it('an access beyond the end of a mapped file: SIGBUS', () => {
    const program = buildGo([join(root, 'test', 'fixtures', 'programs', 'bus.go')]);
    const expected = native(program);
    const ours = run([], program);
    // Addresses and goroutines' stacks are of the moment.
    const said = ({ stderr }: Outcome): string | undefined => /^unexpected fault address .*\nfatal error: fault\n\[signal SIGBUS: bus error code=0x2 /m.exec(stderr)?.[0].replace(/0x[0-9a-f]{6,}/, 'ADDRESS');
    assert.ok(said(expected), expected.stderr);
    assert.deepEqual([ours.code, ours.stdout.toString(), said(ours)], [expected.code, expected.stdout.toString(), said(expected)]);
  });

  it('private maps of a file that changes, and parts of them moved', () => {
    const program = buildGo([join(root, 'test', 'fixtures', 'programs', 'private.go')]);
    const expected = native(program);
    assert.equal(expected.code, 0, expected.stderr);
    assert.deepEqual(seen(run([], program)), seen(expected));
  });

  it('paths out of the program\'s reach are told once each, in run and debug', () => {
    const program = buildGo([fixture]);
    const ran = run([], program, ['denied']);
    assert.equal(ran.code, 0);
    const debugged = gosched(['debug', '--batch', '-ex', 'run', program, 'denied']);
    for (const text of [ran.stderr, debugged.stdout.toString()]) {
      assert.equal(text.match(/\/usr\/bin: outside the folders that the program may read; .* in runtime/g)?.length, 1, text);
      assert.equal(text.match(/\/usr: the program may not write there; .* in runtime/g)?.length, 1, text);
    }
  });

  it('another process: ENOSYS for the program, one line that says why for the user', () => {
    const { stdout, stderr } = run([], buildGo([fixture]), ['exec']);
    assert.match(stdout.toString(), /fork\/exec \/bin\/echo: function not implemented/);
    assert.match(stderr, /^gosched: clone: starting other processes is not supported here; it returns ENOSYS, at 0x[0-9a-f]+ in syscall\./m);
  });
});

const numbers: Record<string, number> = { SIGPIPE: 13, SIGTERM: 15 };

/** gosched's own line about a signal that killed the program is not the program's. */
function seen(outcome: Outcome): object {
  return { code: outcome.code, stdout: outcome.stdout.toString(), stderr: outcome.stderr.replace(/^gosched: killed by .*\n/m, '') };
}
