/**
 * Speed of code that is not translated: an integer loop and a sort, interpreted only.
 *   npx tsx test/bench/cold.ts
 */
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
