/** What must hold of Gs, Ms and Ps, checked after every instruction that writes one of their words, in every program of the catalogue. One test file an edition. */
import assert from 'node:assert/strict';
import type { EditionName } from '../../../src/embedded/library';
import { createSchedulerView } from '../../../src/scheduler/view';
import { Invariants } from './invariants';
import { Words } from './words';
import { runScenario, scenarios } from '../scenario-runs';

const SEEDS = [1, 2];

export function describeInvariants(edition: EditionName): void {
  describe(`invariants of the embedded scheduler, ${edition}`, function () {
    const compared: Record<string, number> = {};
    let statusWrites = 0, writes = 0;

    for (const scenario of scenarios.filter(({ editions }) => editions.includes(edition))) {
      it(`${scenario.number} ${scenario.name}`, () => {
        for (const seed of SEEDS) {
          let invariants: Invariants | undefined;
          const run = runScenario(scenario, edition, seed, (process, image) => {
            const scheduler = createSchedulerView(process, image);
            const words = new Words(process, scheduler);
            const checker = invariants = new Invariants(process, scheduler, words);
            return (stop) => {
              const taken = words.take(stop);
              checker.check(stop, taken.writes, taken.text);
              writes++;
              if (taken.hasStatus) statusWrites++;
            };
          });
          assert.deepEqual(run.stop, { kind: 'exited', code: 0 }, run.err);
          assert.ok(invariants);
          assert.deepEqual(invariants.faults.slice(0, 10), [], `seed ${seed}`);
          for (const [name, count] of Object.entries(invariants.compared)) compared[name] = (compared[name] ?? 0) + count;
        }
      });
    }
    it('everything was compared, after thousands of instructions that write', () => {
      assert.ok(statusWrites >= 6000 && writes >= 20_000, `only after ${statusWrites} instructions that write a status and ${writes} that write any word`);
      for (const [name, count] of Object.entries(compared)) assert.ok(count >= 100, `${name}: only ${count} times`);
    });
  });
}
