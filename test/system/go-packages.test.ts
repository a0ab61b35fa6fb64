/**
 * Go's own package tests pass on the machine exactly where they pass natively. (os, net and what stands on them need an
 * ordinary user and a folder of their own: test/linux/files/go-packages.test.ts.)
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { buildGoTest, goroot, runAllBut, verdicts } from '../support/go-tests';
import { native, run } from '../support/gosched';
import { requireTool } from '../support/tools';
import packages from './go-packages.json';
import { PATIENCE_MS } from '../support/patience';

interface Settings {
  /** Tests that cannot pass here, and why. */
  leaveOut?: Record<string, string>;
  tags?: string;
  /** Default: with one processor and with four. The dearest run with one number only, a minute of the suite each. */
  gomaxprocs?: string[];
  /** Folders that the program may read beside its own. */
  files?: string[];
}

describe("Go's own package tests on the machine", function () {
  this.timeout(600_000);
  let passed = 0;
  let total = 0;
  before(function () {
    requireTool(this, 'go', 'tzdata');
    assert.ok(existsSync(goroot), 'GOROOT is missing');
  });
  after(() => { if (total > 0) console.log(`      Go's own tests: ${passed} of ${total} have the native verdict`); });

  for (const [packagePath, settings] of Object.entries(packages as Record<string, Settings>)) {
    for (const gomaxprocs of settings.gomaxprocs ?? ['1', '4']) {
      it(`${packagePath}, GOMAXPROCS=${gomaxprocs}`, () => {
        const { program, folder } = buildGoTest(packagePath, settings.tags);
        const args = ['-test.short', '-test.v', ...runAllBut(program, folder, Object.keys(settings.leaveOut ?? {}))];
        const env = { GOMAXPROCS: gomaxprocs };
        const expected = verdicts(native(program, args, { cwd: folder, env, timeout: PATIENCE_MS }).stdout.toString());
        const ours = run(['--gomaxprocs', gomaxprocs, ...(settings.files ?? []).flatMap((path) => ['--files', path])], program, args, { cwd: folder, timeout: 500_000 });
        const got = verdicts(ours.stdout.toString());
        const differences: string[] = [];
        for (const [name, verdict] of expected) {
          total++;
          if (got.get(name) === verdict) passed++;
          else differences.push(`${name}: natively ${verdict}, here ${got.get(name) ?? 'not reached'}`);
        }
        assert.ok(expected.size > 0, 'no test ran natively');
        assert.deepEqual(differences, [], `${ours.stdout.toString().slice(-2000)}\n${ours.stderr.slice(-4000)}`);
      });
    }
  }
});
