/**
 * Every program of the scenario catalogue shows its event order, in every edition where its path exists, on every seed from
 * 1 to 50. One test file an edition: mocha runs files side by side.
 */
import assert from 'node:assert/strict';
import type { EditionName } from '../../../src/embedded/library';
import { fault, runScenario, scenarios, SEEDS } from '../scenario-runs';

export function describeScenarios(edition: EditionName): void {
  describe(`scenarios on the embedded runtime, ${edition}`, function () {

    it('the catalogue has numbers 1 to 22', () => {
      assert.deepEqual(scenarios.map(({ number }) => number), Array.from({ length: 22 }, (_, index) => index + 1));
    });

    for (const scenario of scenarios.filter(({ editions }) => editions.includes(edition))) {
      it(`${scenario.number} ${scenario.name}`, () => {
        const faults: string[] = [];
        for (let seed = 1; seed <= SEEDS; seed++) {
          const run = runScenario(scenario, edition, seed);
          assert.deepEqual(run.unknown, []);
          const found = fault(scenario, edition, run);
          if (found !== undefined) faults.push(`seed ${seed}: ${found}`);
        }
        assert.deepEqual(faults, []);
      });
    }
  });
}
