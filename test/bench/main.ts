/**
 * Runs benches by name, or lists them.
 *   npx tsx test/bench/main.ts [NAME [ARGUMENTS] | all]
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const benches: Record<string, string> = {
  loads: '[runs] [load,...] [gomaxprocs,...]  the eleven loads: native, qemu-x86_64, gosched',
  machine: 'instructions per second of the bare machine, translated',
  cold: 'instructions per second of the interpreter alone, and a whole run beside the native one and qemu-x86_64',
  startup: '[runs]  hello world: time and memory of the whole process',
  checkpoints: '[runs] [load,...]  cost of checkpoints while running forwards',
  debugger: '[runs] [portion,...]  conditions, first stop, next, hover, pause and lists of goroutines, beside gdb and dlv',
  embedded: '[runs] [edition]  from F5 to the first stop of a program on the embedded runtime',
  goroutines: '[goroutines]  what a program with very many goroutines costs the adapter, beside one with a tenth of them',
  timeline: '[events,...]  frames of the timeline in headless Chromium, of few events and of a million',
  reverse: '[instructions] [places]  one reverse step anywhere in a long run',
};

const [name, ...rest] = process.argv.slice(2);
if (name === undefined) {
  for (const [bench, about] of Object.entries(benches)) console.log(`${bench.padEnd(12)} ${about}`);
} else if (name !== 'all' && !Object.hasOwn(benches, name)) {
  console.error(`there is no bench "${name}"; they are ${Object.keys(benches).join(', ')}, all`);
  process.exitCode = 2;
} else {
  for (const bench of name === 'all' ? Object.keys(benches) : [name]) {
    console.log(`== ${bench}`);
    const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, `${bench}.ts`), ...name === 'all' ? [] : rest], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}
