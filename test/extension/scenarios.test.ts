import assert from 'node:assert/strict';
import { offered } from '../support/manifest';

describe('scenarios offered as launch configurations', () => {
  it('need no schedule made by hand, and each stops where its own order of events passes', () => {
    assert.equal(offered.length, 19);
    for (const { name, orders, from, stop, holds } of offered) {
      assert.equal(holds.length, 0, name);
      const entered = orders.flatMap(({ steps }) => steps).filter(({ mode }) => mode !== 'not').map(({ event }) => (event.kind === 'enter' ? event.function : ''));
      assert.ok([from, ...entered].includes(stop!), `${name}: ${stop} is none of ${entered.join(' ')}`);
    }
  });
});
