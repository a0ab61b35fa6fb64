/**
 * Hello world, built by Go 1.19, through the built command line: wall time of the whole process, Node's own start included,
 * and peak resident size; beside it the same natively and under qemu-x86_64. Targets: 150 ms, 200 MB.
 *   npx tsx test/bench/startup.ts [runs]
 */
import { spawn, spawnSync } from 'node:child_process';
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

function once(args: string[]): Promise<{ ms: number; megabytes: number; main: number }> {
  return new Promise((resolve) => {
    const began = performance.now();
    const child = spawn(process.execPath, ['-r', report, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (data: Buffer) => { text += data.toString(); });
    child.on('close', () => {
      const { kilobytes, main } = JSON.parse(text.trim().split('\n').at(-1)!) as { kilobytes: number; main: number };
      resolve({ ms: performance.now() - began, megabytes: kilobytes / 1024, main });
    });
  });
}

async function main(): Promise<void> {
  await once([cli, 'run', hello]);
  const ways: [string, string[]][] = [['node -e 0', ['-e', '0']], ['gosched run hello', [cli, 'run', hello]]];
  for (const [name, args] of ways) {
    const results = [];
    for (let i = 0; i < runs; i++) results.push(await once(args));
    console.log(`${name.padEnd(18)} ${median(results.map(({ ms }) => ms)).toFixed(0).padStart(5)} ms (least ${Math.min(...results.map(({ ms }) => ms)).toFixed(0)}), main thread ${median(results.map((result) => result.main)).toFixed(0)} ms of processor time, peak ${median(results.map(({ megabytes }) => megabytes)).toFixed(0)} MB`);
  }
  for (const [name, command] of [['native', [hello]], ...(hasTool('qemu') ? [['qemu-x86_64', ['qemu-x86_64', hello]]] : [])] as [string, string[]][]) {
    const times = Array.from({ length: runs }, () => {
      const began = performance.now();
      spawnSync(command[0], command.slice(1), { stdio: 'ignore' });
      return performance.now() - began;
    });
    console.log(`${name.padEnd(18)} ${median(times).toFixed(0).padStart(5)} ms (least ${Math.min(...times).toFixed(0)})`);
  }
}

void main();
