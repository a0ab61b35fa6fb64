/**
 * One reverse step, anywhere in a long run: at random places, after having gone there, by instruction and by line.
 * Target: at most 150 ms at the 95th percentile, in 10 billion instructions.
 *   npx tsx test/bench/reverse.ts [instructions, default 1e10] [places, default 100]
 */
import { join } from 'node:path';
import { buildGo } from '../support/go';
import { bundled, median, percentile } from './common';

const program = buildGo([join(__dirname, 'mix.go')], []);
const { times, megabytes } = bundled('travel.ts')([program, process.argv[2] ?? '1e10', process.argv[3] ?? '100']) as { times: Record<string, number[]>; megabytes: number };
for (const [name, list] of Object.entries(times)) {
  console.log(`${name.padEnd(12)} median ${median(list).toFixed(1).padStart(7)} ms   95th percentile ${percentile(list, 0.95).toFixed(1).padStart(7)} ms   worst ${Math.max(...list).toFixed(1).padStart(7)} ms`);
}
console.log(`peak resident size ${megabytes.toFixed(0)} MB`);
