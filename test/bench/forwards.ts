/** One run of bench.go for test/bench/checkpoints.ts: PROGRAM LOAD plain|history FOLDER. Prints one JSON line. */
import { readFileSync } from 'node:fs';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { History } from '../../src/debugger/history/history';
import { loadElf } from '../../src/image/load-elf';
import { defaultLaunch } from '../../src/linux/launch';
import { createProcess } from '../../src/linux/process';
import { createMachine } from '../../src/machine/machine';

const [program, load, mode, folder] = process.argv.slice(2);
const image = loadElf(program, readFileSync(program));
const guest = createProcess(image, createMachine({ now: () => performance.now() }), new NodeFiles(), {
  ...defaultLaunch([program, load, ...(load === 'read' ? ['data'] : [])]), env: ['GOMAXPROCS=1'], cpus: 1, cwd: folder,
});
const history = mode === 'history' ? new History(guest, { disarm: () => undefined, now: () => performance.now() }) : undefined;
let before = 0;
try {
  before = Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
} catch {
  // not Linux
}
const began = performance.now();
while (!guest.exit) (history ?? guest).run({ maxInstructions: 20_000_000 });
const wall = performance.now() - began;
// Processor time of this thread, where the system tells it: other processes do not disturb it.
let ms = wall;
try {
  ms = Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6 - before;
} catch {
  // not Linux
}
console.log(JSON.stringify({ ms, checkpoints: history?.checkpointCount ?? 0, copied: guest.machine.stats.copiedFrames, regions: guest.machine.stats.translatedRegions, megabytes: (history?.checkpointBytes ?? 0) / 2 ** 20 }));
