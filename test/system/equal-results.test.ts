/** The same state at the same instruction counts, interpreted or translated, and on every version of Node. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGo, debugFlags, referenceFolder } from '../support/go';
import { cli, root } from '../support/gosched';
import { writeModules } from '../support/modules-fixture';
import { requireTool } from '../support/tools';
import { numbers, start } from '../debugger/history/support';

interface Program { name: string; path: () => string; args: string[]; env: string[]; cwd: () => string }

const references: Record<string, string[]> = {
  s1_open: [], s2_slow_globrunq: ['GODEBUG=asyncpreemptoff=1'], s3b_retake_10ms: ['GODEBUG=asyncpreemptoff=1'],
  s4_locked: ['GODEBUG=asyncpreemptoff=1'], s7_async: [], s8_coop: ['GODEBUG=asyncpreemptoff=1'], s9_threads: [],
};
let modules: string | undefined;
function modulesFolder(): string {
  if (modules === undefined) {
    modules = mkdtempSync(join(tmpdir(), 'gosched-test-'));
    writeModules(modules);
  }
  return modules;
}
const esbuild = (name: string): Program => ({
  name: `${name}, bundling`, path: () => join(root, 'node_modules', name, 'bin', 'esbuild'), args: ['--bundle', '--minify', 'main.js'], env: [], cwd: modulesFolder,
});
const programs: Program[] = [
  ...Object.entries(references).map(([name, env]) => ({
    name, path: () => buildGo([join(referenceFolder, `${name}.go`), join(referenceFolder, 'yield.go')], debugFlags), args: [], env, cwd: () => '/',
  })),
  ...['esbuild-go113', 'esbuild-go114', 'esbuild-go119', '@esbuild/linux-x64'].map(esbuild),
];

describe('interpreted and translated', function () {
  this.timeout(240_000);
  before(function () { requireTool(this, 'go'); });
  for (const { name, path, args, env, cwd } of programs) {
    it(name, () => {
      const program = path();
      const options = { argv: [program, ...args], env: ['GOMAXPROCS=2', ...env], cpus: 2, cwd: cwd() };
      const [translated, interpreted] = [start(program, options), start(program, options, { translate: false })];
      const next = numbers(11);
      let compared = 0;
      while (!translated.process.exit) {
        const request = { maxInstructions: 1 + next(20_000_000) };
        translated.process.run(request);
        interpreted.process.run(request);
        assert.equal(interpreted.process.retired, translated.process.retired);
        assert.equal(interpreted.process.events, translated.process.events);
        assert.equal(interpreted.process.stateHash(), translated.process.stateHash(), `after ${translated.process.retired} instructions`);
        compared++;
      }
      assert.deepEqual(interpreted.process.exit, translated.process.exit);
      assert.deepEqual(interpreted.output.join(''), translated.output.join(''));
      assert.ok(compared > 0 && translated.process.machine.stats.translatedRegions > 0, 'nothing was translated');
      assert.equal(interpreted.process.machine.stats.translatedRegions, 0);
    });
  }
});

describe('Node 20, 22 and 24', function () {
  this.timeout(240_000);
  const nodes = [process.execPath, ...['node22', 'node24'].map((name) => join(root, 'test', 'nodes', 'node_modules', name, 'bin', 'node'))];
  before(function () {
    requireTool(this, 'go');
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    const missing = nodes.filter((node) => !existsSync(node));
    if (missing.length > 0 && process.env.CI === 'true') throw new Error(`${missing.join(', ')}: missing; npm ci in test/nodes`);
    if (missing.length > 0) this.skip();
  });

  for (const { name, path, args, env, cwd } of programs.filter(({ name }) => /^s[127]|go119|linux-x64/.test(name))) {
    it(name, () => {
      const results = nodes.map((node) => {
        const begun = execFileSync(node, ['-e', `
          const { spawnSync } = require('child_process');
          const result = spawnSync(process.execPath, process.argv.slice(1), { encoding: 'utf8', maxBuffer: 1 << 28 });
          process.stdout.write(JSON.stringify({ version: process.versions.node, code: result.status, stdout: result.stdout, stderr: result.stderr }));
        `, cli, 'run', '--stats', '--gomaxprocs', '2', ...env.flatMap((pair) => ['--env', pair]), '--cwd', cwd(), path(), ...args], { encoding: 'utf8', cwd: cwd(), maxBuffer: 1 << 28 });
        const { version, code, stdout, stderr } = JSON.parse(begun) as { version: string; code: number; stdout: string; stderr: string };
        const stats = JSON.parse(stderr.split('\n').findLast((line) => line.startsWith('{'))!) as { instructions: number; virtualNs: number; stateHash: string };
        return { version, result: { code, stdout, instructions: stats.instructions, virtualNs: stats.virtualNs, stateHash: stats.stateHash } };
      });
      const versions = new Set([process.versions.node, ...results.map(({ version }) => version)].map((version) => version.split('.')[0]));
      assert.ok(versions.has('22') && versions.has('24'), [...versions].join());
      assert.match(results[0].result.stateHash, /^[0-9a-f]{32}$/);
      for (const { result } of results) assert.deepEqual(result, results[0].result);
    });
  }
});
