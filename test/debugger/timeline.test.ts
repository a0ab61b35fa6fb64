/** Events of the whole history: in pieces, and no more than are to be kept. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { comparePlaces, placeOf } from '../../src/debugger/history/place';
import { Timeline } from '../../src/debugger/timeline';
import { buildGo } from '../support/go';
import { root } from '../support/gosched';
import { requireTool } from '../support/tools';
import { debug, start } from './history/support';

const reference = join(root, 'test', 'fixtures', 'reference');
const MOST = 20;

describe('events of the whole history', function () {
  it('are the same in pieces; with a limit, the first ones are kept and that is said', function () {
    requireTool(this, 'go');
    const started = start(buildGo([join(reference, 's1_open.go'), join(reference, 'yield.go')], ['-gcflags', 'all=-N -l']), { env: ['GOMAXPROCS=1'], cpus: 1 });
    const { process, history } = started;
    const { scheduler } = debug(started);
    while (!process.exit) history.run({ maxInstructions: 10_000_000 });
    const end = placeOf(process);
    const collected = (timeline: Timeline, piece: number): Timeline => {
      while (!timeline.collect(piece));
      timeline.leave();
      assert.equal(comparePlaces(placeOf(process), end), 0);
      return timeline;
    };
    const whole = collected(new Timeline(history, scheduler), 1e9);
    assert.deepEqual(collected(new Timeline(history, scheduler), 100_000).events.slice(0), whole.events.slice(0));
    const limited = collected(new Timeline(history, scheduler, MOST), 100_000);
    assert.ok(whole.events.length > 2 * MOST && limited.events.length < 2 * MOST);
    assert.deepEqual([whole.isFull, limited.isFull], [false, true]);
    assert.deepEqual(limited.events.slice(0), whole.events.slice(0, limited.events.length));
  });
});
