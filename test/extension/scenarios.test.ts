import assert from 'node:assert/strict';
import { readCatalogue } from '../../src/embedded/programs/catalogue';
import { SCENARIO_STOPS } from '../../src/extension/scenario-stops';
import { readSources } from '../../src/adapter/host/node-library';
import { join } from 'node:path';
import { root } from '../support/gosched';

describe('scenarios offered as launch configurations', () => {
  const offered = readCatalogue(readSources(join(root, 'src/embedded/programs'))).filter(({ holds }) => holds.length === 0);

  it('each has a stop, which its own order of events passes', () => {
    assert.deepEqual(Object.keys(SCENARIO_STOPS).sort(), offered.map(({ name }) => name).sort());
    for (const { name, orders, from } of offered) {
      const entered = orders.flatMap(({ steps }) => steps).filter(({ mode }) => mode !== 'not').map(({ event }) => (event.kind === 'enter' ? event.function : ''));
      assert.ok([from, ...entered].includes(SCENARIO_STOPS[name]), `${name}: ${SCENARIO_STOPS[name]} is none of ${entered.join(' ')}`);
    }
  });
});
