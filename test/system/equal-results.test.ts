/**
 * The same states at the same instruction counts, for every program of the suite: interpreted, and translated on each version
 * of Node. Each run is a process of its own, so that they share the processors.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { root } from '../support/gosched';
import { requireTool } from '../support/tools';
import { GROUPS, suite, type Job } from './suite';
import type { Trail } from './trail';

/** The other versions of Node, if they are installed (package test/nodes). */
const OTHER_NODES = ['node22', 'node24'].map((name) => join(root, 'test', 'nodes', 'node_modules', name, 'bin', 'node'));

interface Run { readonly what: string; readonly trails: readonly Trail[] }

describe('equal states: interpreted, and translated on Node 20, 22 and 24', function () {
  this.timeout(900_000);
  let jobs: readonly Job[] = [];
  let interpreted: Run;
  let translated: readonly Run[] = [];

  before(async function () {
    requireTool(this, 'go', 'tzdata');
    const nodes = [process.execPath, ...OTHER_NODES.filter((node) => existsSync(node))];
    jobs = suite();
    const run = prepare(jobs);
    [interpreted, ...translated] = await Promise.all([run(process.execPath, 'interpreted'), ...nodes.map((node) => run(node, 'translated'))]);
  });

  it('has the other versions of Node to compare', function () {
    const missing = OTHER_NODES.filter((node) => !existsSync(node));
    if (missing.length === 0) return;
    const text = `${missing.join(', ')}: missing (npm ci in test/nodes)`;
    if (process.env.CI === 'true') throw new Error(`CI may not skip: ${text}`);
    console.log(`      skipped: ${text}`);
    this.skip();
  });

  for (const group of GROUPS) {
    it(group, () => {
      let compared = 0;
      let regions = 0;
      for (const [i, job] of jobs.entries()) {
        if (job.group !== group) continue;
        const { regions: none, ...expected } = interpreted.trails[i];
        assert.equal(none, 0);
        for (const { what, trails } of translated) {
          const { regions: some, ...other } = trails[i];
          regions += some;
          assert.deepEqual(other, expected, `${job.name}, ${what}`);
        }
        compared += expected.states.length;
      }
      assert.ok(compared > 10, `${compared} states compared`);
      assert.ok(regions > 0, 'nothing was translated');
    });
  }
});

/** What runs all jobs on a Node and gives their trails. */
function prepare(jobs: readonly Job[]): (node: string, mode: 'interpreted' | 'translated') => Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'gosched-test-'));
  // As the product is bundled. What is a package of its own stays one.
  const script = join(root, 'node_modules', '.cache', 'gosched-test', 'trail.cjs');
  buildSync({ entryPoints: [join(__dirname, 'trail.ts')], outfile: script, bundle: true, platform: 'node', format: 'cjs', external: ['iced-x86'], logLevel: 'warning' });
  const file = join(folder, 'jobs.json');
  writeFileSync(file, JSON.stringify(jobs));
  return async (node, mode) => {
    const { stdout } = await promisify(execFile)(node, [script, file, mode], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const [version, ...trails] = stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown);
    assert.equal(trails.length, jobs.length);
    return { what: `${mode} on Node ${String(version)}`, trails: trails as Trail[] };
  };
}
