/**
 * One reverse step, anywhere in a long run: at random places, after having gone there, by instruction and by line.
 * Target: at most 150 ms at the 95th percentile, in 10 billion instructions.
 *   npx tsx test/bench/reverse.ts [instructions, default 1e10] [places, default 100]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { History } from '../../src/debugger/history/history';
import { reverseLine } from '../../src/debugger/history/reverse';
import { StepContext } from '../../src/debugger/stepping/context';
import { loadElf } from '../../src/image/load-elf';
import { defaultLaunch } from '../../src/linux/launch';
import { createProcess } from '../../src/linux/process';
import { createMachine } from '../../src/machine/machine';
import { createSchedulerView } from '../../src/scheduler/view';
import { buildGo } from '../support/go';
import { median, percentile } from './common';

const instructions = Number(process.argv[2] ?? 1e10);
const places = Number(process.argv[3] ?? 100);
const program = buildGo([join(__dirname, 'mix.go')], []);
const image = loadElf(program, readFileSync(program));
const guest = createProcess(image, createMachine(), new NodeFiles(), { ...defaultLaunch([program]), env: ['GOMAXPROCS=2'], cpus: 2 });
const history = new History(guest, { disarm: () => { guest.machine.setBreakpoints([]); guest.machine.setWatchpoints([]); } });
const scheduler = createSchedulerView(guest, image);
const context = new StepContext(guest, image, () => { scheduler.invalidate(); return scheduler; });

let began = performance.now();
const rates: number[] = [];
while (!guest.exit && guest.retired < instructions) history.run({ maxInstructions: Math.min(20_000_000, instructions - guest.retired) });
console.log(`${guest.retired} instructions in ${((performance.now() - began) / 1000).toFixed(1)} s; ${history.checkpointCount} checkpoints, ${(history.checkpointBytes / 2 ** 20).toFixed(0)} MB`);

let x = 12345;
const random = (): number => { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; return (x >>> 0) / 2 ** 32; };
const times = { seek: rates, instruction: [] as number[], line: [] as number[] };
const timed = (list: number[], what: () => unknown): void => {
  began = performance.now();
  what();
  list.push(performance.now() - began);
};
const end = guest.retired;
for (let i = 0; i < places; i++) {
  timed(times.seek, () => history.seekInstruction(Math.floor(random() * end)));
  const tid = guest.currentTid;
  timed(times.instruction, () => history.stepBack(tid));
  timed(times.line, () => reverseLine(history, context, { kind: 'thread', tid: guest.currentTid }, false));
}
for (const [name, list] of Object.entries(times)) {
  console.log(`${name.padEnd(12)} median ${median(list).toFixed(1).padStart(7)} ms   95th percentile ${percentile(list, 0.95).toFixed(1).padStart(7)} ms   worst ${Math.max(...list).toFixed(1).padStart(7)} ms`);
}
console.log(`peak resident size ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
