/** npm's esbuild executables (five Go versions, three of them stripped) work byte for byte as they do natively. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, native, root, run } from '../support/gosched';
import { writeModules } from '../support/modules-fixture';

const executables = {
  '0.0.10 (Go 1.13.8)': 'esbuild-go113/bin/esbuild', '0.2.10 (Go 1.14.2)': 'esbuild-go114/bin/esbuild',
  '0.15.18 (Go 1.19.3)': 'esbuild-go119/bin/esbuild', '0.27.4 (Go 1.25.7)': 'esbuild-go125/bin/esbuild', 'the current one': '@esbuild/linux-x64/bin/esbuild',
};
// How long esbuild took is the one thing that differs from run to run.
const withoutTimes = (text: string): string => text.replace(/(Done )?in \d+(\.\d+)?m?s/g, '$1in TIME');

describe('esbuild on the machine', function () {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  for (const [name, path] of Object.entries(executables)) {
    const program = join(root, 'node_modules', path);

    it(`${name}: --version`, () => {
      const expected = native(program, ['--version']);
      const ours = run([], program, ['--version']);
      assert.deepEqual([ours.code, ours.stdout.toString(), ours.stderr], [expected.code, expected.stdout.toString(), expected.stderr]);
    });

    for (const gomaxprocs of ['1', '4']) {
      it(`${name}: bundles and minifies 30 modules, GOMAXPROCS=${gomaxprocs}`, () => {
        const folder = mkdtempSync(join(tmpdir(), 'gosched-test-'));
        writeModules(folder);
        const args = ['--bundle', '--minify', 'main.js', '--outfile=/dev/stdout'];
        const expected = native(program, args, { cwd: folder, env: { GOMAXPROCS: gomaxprocs } });
        assert.ok(expected.stdout.length > 5000, `the fixture does not bundle natively: ${expected.stderr}`);
        const ours = run(['--gomaxprocs', gomaxprocs], program, args, { cwd: folder });
        assert.equal(ours.code, expected.code, ours.stderr);
        assert.ok(ours.stdout.equals(expected.stdout), 'the bundles differ');
        assert.equal(withoutTimes(ours.stderr), withoutTimes(expected.stderr));
      });
    }
  }

  it('the current one: the process stays under 1.5 GB, and V8 does not give up', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gosched-test-'));
    writeModules(folder);
    // Read at the very end of the process itself: what the system counted at most.
    const report = join(folder, 'report.cjs');
    writeFileSync(report, "process.on('exit', () => process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS} KB\\n`));");
    const program = join(root, 'node_modules', executables['the current one']);
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-r', report, cli, 'run', '--gomaxprocs', '4', program, '--bundle', '--minify', 'main.js'], { cwd: folder, encoding: 'utf8', timeout: 170_000, maxBuffer: 1 << 28 });
    assert.deepEqual({ status, signal }, { status: 0, signal: null }, stderr.slice(-2000));
    assert.ok(stdout.length > 5000);
    const megabytes = Number(/peak (\d+) KB/.exec(stderr)?.[1]) / 1024;
    assert.ok(megabytes > 20 && megabytes < 1500, `${megabytes} MB`);
  });
});
