/**
 * Every program of the scenario catalogue shows its event order, in every edition where its path exists, on every seed from
 * 1 to 50. What does not is listed in known-missing.ts, and must fail as long as it is listed.
 */
import assert from 'node:assert/strict';
import { knownMissing } from './known-missing';
import { fault, runScenario, scenarios, SEEDS } from './scenario-runs';

describe('scenarios on the embedded runtime', function () {
  this.timeout(180_000);

  it('the catalogue has numbers 1 to 22', () => {
    assert.deepEqual(scenarios.map(({ number }) => number), Array.from({ length: 22 }, (_, index) => index + 1));
  });

  for (const scenario of scenarios) {
    for (const edition of scenario.editions) {
      const missing = knownMissing.find((entry) => entry.scenario === scenario.number && entry.edition === edition);
      it(`${scenario.number} ${scenario.name}, ${edition}${missing ? `: known to fail (${missing.reason})` : ''}`, () => {
        const faults: string[] = [];
        for (let seed = 1; seed <= SEEDS; seed++) {
          const run = runScenario(scenario, edition, seed);
          assert.deepEqual(run.unknown, []);
          const found = fault(scenario, edition, run);
          if (found !== undefined) faults.push(`seed ${seed}: ${found}`);
        }
        if (missing) assert.notEqual(faults.length, 0, 'it works now: take it out of known-missing.ts');
        else assert.deepEqual(faults, []);
      });
    }
  }
});
