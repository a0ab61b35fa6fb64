/** The run for test/bench/reverse.ts: PROGRAM INSTRUCTIONS PLACES. Prints JSON; progress goes to standard error. */
import { readFileSync } from 'node:fs';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { complete, History } from '../../src/debugger/history/history';
import { reverseLine } from '../../src/debugger/history/reverse';
import { StepContext } from '../../src/debugger/stepping/context';
import { loadElf } from '../../src/image/load-elf';
import { defaultLaunch } from '../../src/linux/launch';
import { createProcess } from '../../src/linux/process';
import { createMachine } from '../../src/machine/machine';
import { createSchedulerView } from '../../src/scheduler/view';

const [program, instructions, places] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const image = loadElf(program, readFileSync(program));
const guest = createProcess(image, createMachine({ now: () => performance.now() }), new NodeFiles(), { ...defaultLaunch([program]), env: ['GOMAXPROCS=2'], cpus: 2 });
const history = new History(guest, { disarm: () => { guest.machine.setBreakpoints([]); guest.machine.setWatchpoints([]); }, now: () => performance.now() });
const scheduler = createSchedulerView(guest, image);
const context = new StepContext(guest, image, () => { scheduler.invalidate(); return scheduler; });

let began = performance.now();
while (!guest.exit && guest.retired < instructions) history.run({ maxInstructions: Math.min(20_000_000, instructions - guest.retired) });
console.error(`${guest.retired} instructions in ${((performance.now() - began) / 1000).toFixed(1)} s; ${history.checkpointCount} checkpoints, ${(history.checkpointBytes / 2 ** 20).toFixed(0)} MB`);

let x = 12345;
const random = (): number => { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; return (x >>> 0) / 2 ** 32; };
const times = { seek: [] as number[], instruction: [] as number[], line: [] as number[] };
const timed = (list: number[], what: () => unknown): void => {
  began = performance.now();
  what();
  list.push(performance.now() - began);
};
const end = guest.retired;
for (let i = 0; i < places; i++) {
  timed(times.seek, () => history.seekInstruction(Math.floor(random() * end)));
  const tid = guest.currentTid;
  timed(times.instruction, () => complete(history.stepBack(tid)));
  timed(times.line, () => complete(reverseLine(history, context, { kind: 'thread', tid: guest.currentTid }, false)));
}
console.log(JSON.stringify({ times, megabytes: process.resourceUsage().maxRSS / 1024 }));
