/** One run of bench.go for test/bench/checkpoints.ts: LOAD plain|history FOLDER. Prints one JSON line. */
import { readFileSync } from 'node:fs';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { History } from '../../src/debugger/history/history';
import { loadElf } from '../../src/image/load-elf';
import { defaultLaunch } from '../../src/linux/launch';
import { createProcess } from '../../src/linux/process';
import { createMachine } from '../../src/machine/machine';
import { benchProgram } from './common';

const [load, mode, folder] = process.argv.slice(2);
const program = benchProgram();
const image = loadElf(program, readFileSync(program));
const guest = createProcess(image, createMachine(), new NodeFiles(), {
  ...defaultLaunch([program, load, ...(load === 'read' ? ['data'] : [])]), env: ['GOMAXPROCS=1'], cpus: 1, cwd: folder,
});
const history = mode === 'history' ? new History(guest, { disarm: () => undefined }) : undefined;
const began = performance.now();
while (!guest.exit) (history ?? guest).run({ maxInstructions: 20_000_000 });
const ms = performance.now() - began;
console.log(JSON.stringify({ ms, checkpoints: history?.checkpointCount ?? 0, megabytes: (history?.checkpointBytes ?? 0) / 2 ** 20 }));
