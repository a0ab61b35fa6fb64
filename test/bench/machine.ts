/**
 * Instructions per second of the bare machine: the integer loop of the benchmarks, and a sort with calls and memory.
 * Usage: npx tsx test/bench/machine.ts
 */
import { SORT, machineWith, start, xorshift } from '../machine/programs';

function measure(name: string, program: Uint8Array, budget: number): void {
  const machine = machineWith(program);
  const rates: number[] = [];
  for (let round = 0; round < 5; round++) {
    const before = machine.retired;
    const began = performance.now();
    let left = budget;
    while (left > 0) {
      const at = machine.retired;
      if (machine.run(left).kind === 'int3') start(machine);
      left -= machine.retired - at;
    }
    rates.push((machine.retired - before) / (performance.now() - began) / 1000);
  }
  const median = [...rates].sort((a, b) => a - b)[2];
  console.log(`${name.padEnd(10)} ${median.toFixed(0).padStart(6)} MIPS   (${rates.map((rate) => rate.toFixed(0)).join(' ')})`);
}

measure('integer', xorshift(100_000_000), 100_000_000);
measure('sort', SORT, 50_000_000);
