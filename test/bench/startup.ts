/**
 * Hello world, built by Go 1.19, through the built command line: wall time of the whole process, Node's own start included,
 * with V8's code of an earlier start and without; the main thread's processor time and the peak resident size, from runs of
 * their own; beside it the same natively and under qemu-x86_64. Targets: 150 ms, 200 MB.
 * NODE_EXTRA_CA_CERTS is taken from the environment: node reads those certificates at each start, which took 150 ms here.
 *   npx tsx test/bench/startup.ts [runs]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGo } from '../support/go';
import { cli } from '../support/gosched';
import { hasTool } from '../support/tools';
import { median } from './common';

const runs = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'gosched-bench-'));
writeFileSync(join(folder, 'hello.go'), 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n');
const hello = buildGo([join(folder, 'hello.go')], []);
// Says at its end how much memory the process had at most, and the processor time of its main thread.
const report = join(folder, 'report.cjs');
writeFileSync(report, `process.on('exit', () => {
  let main = NaN;
  try { main = Number(require('fs').readFileSync('/proc/self/task/' + process.pid + '/schedstat', 'utf8').split(' ')[0]) / 1e6; } catch {}
  process.stderr.write(JSON.stringify({ kilobytes: process.resourceUsage().maxRSS, main }) + '\\n');
});`);

const env = { ...process.env };
delete env.NODE_EXTRA_CA_CERTS;
const uncached = { ...env, NODE_DISABLE_COMPILE_CACHE: '1' };

function timed(command: string, args: string[], environment: NodeJS.ProcessEnv): number {
  const began = performance.now();
  spawnSync(command, args, { stdio: 'ignore', env: environment });
  return performance.now() - began;
}

function measured(args: string[], environment: NodeJS.ProcessEnv): { megabytes: number; main: number } {
  const { stderr } = spawnSync(process.execPath, ['-r', report, ...args], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', env: environment });
  const { kilobytes, main } = JSON.parse(stderr.trim().split('\n').at(-1)!) as { kilobytes: number; main: number };
  return { megabytes: kilobytes / 1024, main };
}

function main(): void {
  timed(process.execPath, [cli, 'run', hello], env);
  const ways: [string, string[], NodeJS.ProcessEnv][] = [['node -e 0', ['-e', '0'], env], ['gosched run hello', [cli, 'run', hello], env], ['  nothing cached', [cli, 'run', hello], uncached]];
  const times = ways.map((): number[] => []);
  for (let i = 0; i < runs; i++) ways.forEach(([, args, environment], way) => { times[way].push(timed(process.execPath, args, environment)); });
  ways.forEach(([name, args, environment], way) => {
    const results = Array.from({ length: Math.min(runs, 7) }, () => measured(args, environment));
    console.log(`${name.padEnd(18)} ${median(times[way]).toFixed(0).padStart(5)} ms (least ${Math.min(...times[way]).toFixed(0)}), main thread ${median(results.map((result) => result.main)).toFixed(0)} ms of processor time, peak ${median(results.map(({ megabytes }) => megabytes)).toFixed(0)} MB`);
  });
  for (const [name, command] of [['native', [hello]], ...(hasTool('qemu') ? [['qemu-x86_64', ['qemu-x86_64', hello]]] : [])] as [string, string[]][]) {
    const own = Array.from({ length: runs }, () => timed(command[0], command.slice(1), env));
    console.log(`${name.padEnd(18)} ${median(own).toFixed(0).padStart(5)} ms (least ${Math.min(...own).toFixed(0)})`);
  }
}

main();
