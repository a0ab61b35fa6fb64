/**
 * Speed of code that is not translated: an integer loop and a sort of the bare machine; then the integer loop of bench.go as a
 * whole process, interpreted only, beside qemu-x86_64 and the processor itself. Floor: 40 MIPS.
 *   npx tsx test/bench/cold.ts
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { loadElf } from '../../src/image/load-elf';
import { createProcess, defaultLaunch } from '../../src/linux/process';
import { createMachine } from '../../src/machine/machine';
import { hasTool } from '../support/tools';
import { benchProgram, median } from './common';
import { SORT, machineWith, start, xorshift } from '../machine/programs';

for (const [name, program] of [['integer', xorshift(100_000_000)], ['sort', SORT]] as const) {
  const machine = machineWith(program, { translate: false });
  const rates: number[] = [];
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    const before = machine.retired;
    while (machine.retired - before < 20_000_000) if (machine.run(20_000_000).kind === 'int3') start(machine);
    rates.push((machine.retired - before) / (performance.now() - began) / 1000);
  }
  console.log(`${name.padEnd(8)} ${[...rates].sort((a, b) => a - b)[2].toFixed(0)} MIPS interpreted (${rates.map((rate) => rate.toFixed(0)).join(' ')})`);
}

const program = benchProgram();
const guest = createProcess(loadElf(program, readFileSync(program)), createMachine({ translate: false }), new NodeFiles(), { ...defaultLaunch([program, 'int']), env: ['GOMAXPROCS=1'] });
guest.provideInput(undefined);
const seconds: Record<string, number> = { 'gosched, interpreted': timed(() => { while (guest.run({ maxInstructions: 100e6 }).kind === 'limit'); }) };
const ways: [string, string[]][] = [...(hasTool('qemu') ? [['qemu-x86_64', ['qemu-x86_64', program]] as [string, string[]]] : []), ['native', [program]]];
for (const [name, [command, ...args]] of ways) {
  seconds[name] = median([1, 2, 3].map(() => timed(() => { spawnSync(command, [...args, 'int'], { env: { GOMAXPROCS: '1', PATH: process.env.PATH }, stdio: 'ignore' }); })));
}
console.log(`integer loop of bench.go, ${(guest.retired / 1e6).toFixed(0)} million instructions, the whole process:`);
for (const [name, time] of Object.entries(seconds)) console.log(`  ${name.padEnd(21)} ${time.toFixed(2)} s, ${(guest.retired / time / 1e6).toFixed(0)} MIPS`);

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}
