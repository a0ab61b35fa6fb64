/** The reference programs print and exit as they do natively, whatever the number of processors; one seed, one history. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGo } from '../support/go';
import { native, root, run } from '../support/gosched';
import { requireTool } from '../support/tools';

const programs: Record<string, Record<string, string>> = {
  s1_open: {}, s2_slow_globrunq: { GODEBUG: 'asyncpreemptoff=1' }, s3b_retake_10ms: { GODEBUG: 'asyncpreemptoff=1' },
  s4_locked: { GODEBUG: 'asyncpreemptoff=1' }, s7_async: {}, s8_coop: { GODEBUG: 'asyncpreemptoff=1' }, s9_threads: {},
};
const reference = join(root, 'test', 'fixtures', 'reference');

describe('the reference programs on the machine', function () {
  before(function () { requireTool(this, 'go'); });

  for (const [name, env] of Object.entries(programs)) {
    for (const gomaxprocs of ['1', '2', '4']) {
      it(`${name} with GOMAXPROCS=${gomaxprocs}`, () => {
        const program = buildGo([join(reference, `${name}.go`), join(reference, 'yield.go')], ['-gcflags', 'all=-N -l']);
        const folder = mkdtempSync(join(tmpdir(), 'gosched-test-'));
        const expected = native(program, [], { cwd: folder, env: { GOMAXPROCS: gomaxprocs, ...env } });
        const options = ['--gomaxprocs', gomaxprocs, ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`])];
        const ours = run(options, program, [], { cwd: folder });
        assert.deepEqual({ code: ours.code, stdout: ours.stdout.toString(), stderr: ours.stderr },
          { code: expected.code, stdout: expected.stdout.toString(), stderr: expected.stderr });
        // Another host folder and another host environment: the same history when the guest is told the same folder.
        const elsewhere = mkdtempSync(join(tmpdir(), 'gosched-elsewhere-'));
        const again = run([...options, '--cwd', folder], program, [], { cwd: elsewhere, env: { LANG: 'tlh', GOGC: '17', HOME: elsewhere } });
        assert.equal(again.stats.stateHash, ours.stats.stateHash);
        assert.equal(again.stats.instructions, ours.stats.instructions);
      });
    }
  }
});
