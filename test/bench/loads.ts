/**
 * The eleven loads of test/fixtures/reference/bench.go: host wall time of the whole process less hello world's, native,
 * under qemu-x86_64 and on our machine, taken in turns in one run. Medians. Then what the main thread's time went into on our
 * machine, by a profile of one more run, and that process's peak resident size.
 *   npx tsx test/bench/loads.ts [runs] [load,load,...] [gomaxprocs,...]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { causesOf, describeCauses } from './causes';
import { buildGo } from '../support/go';
import { cli, root } from '../support/gosched';
import { hasTool } from '../support/tools';

const LOADS = ['int', 'float', 'sort', 'sha', 'map', 'strmap', 'chan', 'chan2', 'mutex', 'gc', 'read'];
const runs = Number(process.argv[2] ?? 5);
const chosen = process.argv[3] && process.argv[3] !== 'all' ? process.argv[3].split(',') : LOADS;
const processors = (process.argv[4] ?? '1,2').split(',');

const folder = mkdtempSync(join(tmpdir(), 'gosched-bench-'));
writeFileSync(join(folder, 'data'), Buffer.alloc(64 * 1000 + 64, 'x'));
writeFileSync(join(folder, 'hello.go'), 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n');
const bench = buildGo([join(root, 'test', 'fixtures', 'reference', 'bench.go')], []);
const hello = buildGo([join(folder, 'hello.go')], []);

type Way = { name: string; command: (program: string, gomaxprocs: string) => string[] };
const ways: Way[] = [
  { name: 'native', command: (program) => [program] },
  ...(hasTool('qemu') ? [{ name: 'qemu', command: (program: string) => ['qemu-x86_64', program] }] : []),
  { name: 'gosched', command: (program, gomaxprocs) => [process.execPath, cli, 'run', '--gomaxprocs', gomaxprocs, program] },
];

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

function time(command: string[], gomaxprocs: string): number {
  const start = process.hrtime.bigint();
  const result = spawnSync(command[0], command.slice(1), { cwd: folder, env: { PATH: process.env.PATH, GOMAXPROCS: gomaxprocs }, stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (result.status !== 0) throw new Error(`${command.join(' ')}: ${result.signal ?? result.status}: ${result.stderr.toString().slice(0, 300)}`);
  return ms;
}

for (const gomaxprocs of processors) {
  console.log(`GOMAXPROCS=${gomaxprocs}, medians of ${runs}, ms (process less hello world)`);
  const base = new Map<string, number>();
  for (const way of ways) {
    base.set(way.name, median(Array.from({ length: runs }, () => time(way.command(hello, gomaxprocs), gomaxprocs))));
    console.log(`  hello world, ${way.name}: ${base.get(way.name)!.toFixed(1)} ms`);
  }
  const env = { PATH: process.env.PATH };
  const baseCauses = causesOf(['--gomaxprocs', gomaxprocs, hello], folder, env);
  console.log(`  hello world's peak: ${baseCauses.peakMb.toFixed(0)} MB`);
  const logs = new Map<string, number[]>();
  for (const load of chosen) {
    const args = [load, ...(load === 'read' ? ['data'] : [])];
    const taken = new Map(ways.map((way) => [way.name, [] as number[]]));
    for (let i = 0; i < runs; i++) {
      for (const way of ways) {
        taken.get(way.name)!.push(time([...way.command(bench, gomaxprocs), ...args], gomaxprocs));
      }
    }
    const causes = describeCauses(causesOf(['--gomaxprocs', gomaxprocs, bench, ...args], folder, env), baseCauses);
    const net = new Map(ways.map((way) => [way.name, Math.max(0.5, median(taken.get(way.name)!) - base.get(way.name)!)]));
    const columns = ways.map((way) => {
      const ratio = net.get(way.name)! / net.get('native')!;
      logs.set(way.name, [...(logs.get(way.name) ?? []), Math.log(ratio)]);
      return way.name === 'native' ? `${net.get('native')!.toFixed(0).padStart(6)} native` : `${net.get(way.name)!.toFixed(0).padStart(7)} ${way.name} ${ratio.toFixed(1).padStart(5)}x`;
    });
    console.log(`  ${load.padEnd(7)}${columns.join('  ')}  (${causes})`);
  }
  for (const way of ways.slice(1)) {
    const values = logs.get(way.name)!;
    console.log(`  geometric mean ${way.name}: ${Math.exp(values.reduce((a, b) => a + b, 0) / values.length).toFixed(2)}x`);
  }
}
