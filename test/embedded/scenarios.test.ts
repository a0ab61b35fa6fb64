/**
 * Each example program shows the order of events that its header promises: in every edition where the path exists, for each
 * seed of the interleaving from 1 to 50 (GOSCHED_SEEDS: fewer).
 */
import { check, readPrograms } from './scenarios';

const seeds = Number(process.env.GOSCHED_SEEDS ?? 50);

describe('scenario catalogue', function () {
  this.timeout(300_000);
  for (const program of readPrograms()) {
    describe(program.name, () => {
      for (const edition of program.editions) {
        it(edition, () => {
          for (let seed = 1; seed <= seeds; seed++) check(program, edition, seed);
        });
      }
    });
  }
});
