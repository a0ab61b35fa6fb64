/**
 * What time travel costs while a program runs forwards: the eleven loads with History against without, in turns in one
 * process each; and the memory that checkpoints hold. Compared are the means of the middle halves of the runs (processor time
 * of the main thread): other work on the machine and the moments at which V8 compiles make single runs, the least ones too,
 * vary by more than what is measured. Targets: 5 % at the median, 20 % at the worst.
 *   npx tsx test/bench/checkpoints.ts [runs, default 12] [load,load,...]
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOADS, benchProgram, bundled, median } from './common';

const runs = Number(process.argv[2] ?? 12);
const chosen = process.argv[3] && process.argv[3] !== 'all' ? process.argv[3].split(',') : LOADS;
const folder = mkdtempSync(join(tmpdir(), 'gosched-bench-'));
writeFileSync(join(folder, 'data'), Buffer.alloc(64 * 1000 + 64, 'x'));

interface Result { ms: number; checkpoints: number; megabytes: number }
const program = benchProgram();
const forwards = bundled('forwards.ts');
const one = (load: string, history: boolean): Result => forwards([program, load, history ? 'history' : 'plain', folder]) as Result;

function middleMean(values: number[]): number {
  const cut = values.length >> 2;
  const middle = [...values].sort((a, b) => a - b).slice(cut, values.length - cut);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

const costs: number[] = [];
for (const load of chosen) {
  const plain: number[] = [];
  const withHistory: Result[] = [];
  for (let i = 0; i < runs; i++) {
    plain.push(one(load, false).ms);
    withHistory.push(one(load, true));
  }
  const [a, b] = [middleMean(plain), middleMean(withHistory.map(({ ms }) => ms))];
  const { checkpoints, megabytes } = withHistory[0];
  costs.push(b / a - 1);
  console.log(`${load.padEnd(7)} ${a.toFixed(0).padStart(6)} ms plain ${b.toFixed(0).padStart(6)} ms with history ${((b / a - 1) * 100).toFixed(1).padStart(6)} %  ${String(checkpoints).padStart(4)} checkpoints, ${megabytes.toFixed(0).padStart(4)} MB`);
}
console.log(`median ${(median(costs) * 100).toFixed(1)} %, worst ${(Math.max(...costs) * 100).toFixed(1)} %`);
