import assert from 'node:assert/strict';
import { offered } from '../support/manifest';

describe('scenarios offered as launch configurations', () => {
  it('are those of the catalogue, and each stops where its own order of events passes', () => {
    assert.deepEqual(offered.map(({ number }) => number), Array.from({ length: 22 }, (_, index) => index + 1));
    for (const { name, orders, from, stop } of offered) {
      const entered = orders.flatMap(({ steps }) => steps).filter(({ mode }) => mode !== 'not').map(({ event }) => (event.kind === 'enter' ? event.function : ''));
      assert.ok([from, ...entered].includes(stop), `${name}: ${stop} is none of ${entered.join(' ')}`);
    }
  });
});
