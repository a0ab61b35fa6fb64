import assert from 'node:assert/strict';
import { Latest } from '../../src/extension/latest';

describe('work for what is so now', () => {
  it('runs once more for all calls that come while it runs, also after a failure', async () => {
    const runs: { end(): void; fail(): void }[] = [];
    const latest = new Latest(() => new Promise((resolve, reject) => { runs.push({ end: resolve, fail: () => reject(new Error('lost')) }); }));
    const first = latest.run();
    const [second, third] = [latest.run(), latest.run()];
    assert.equal(runs.length, 1);
    runs[0].fail();
    await assert.rejects(first, /lost/);
    await Promise.resolve();
    assert.equal(second, third);
    assert.equal(runs.length, 2);
    const fourth = latest.run();
    runs[1].end();
    await second;
    assert.notEqual(fourth, second);
    await Promise.resolve();
    assert.equal(runs.length, 3);
    runs[2].end();
    await fourth;
  });
});
