/** The timeline: scheduler events of the whole history, collected when they are asked for. */
import assert from 'node:assert/strict';
import type { EventsAnswer } from '../../src/adapter/protocol';
import { EventTable } from '../../src/debugger/trace/event-table';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { assertGolden, Recorder } from './transcript';

describe('the timeline', function () {
  let recorder: Recorder;
  before(function () { requireTool(this, 'go'); });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  it('comes in pages, grows with history, and leaves the program where it was', async () => {
    const program = buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags);
    const stop = await recorder.launch({ program, cwd: '/tmp', gomaxprocs: 1, env: { GODEBUG: 'asyncpreemptoff=1' } }, async () => {
      await recorder.request('setFunctionBreakpoints', { breakpoints: [{ name: 'main.reader' }, { name: 'runtime.exitsyscall0' }] });
    });
    const rip = async (): Promise<unknown> => (await recorder.request<{ result: string }>('evaluate', { expression: '$rip', context: 'watch' })).result;
    const events = async (args: object) => {
      const { page, ...answer } = await recorder.request<EventsAnswer>('gosched/events', args);
      const table = new EventTable();
      table.add(page);
      return { ...answer, events: table.slice(0).map((event) => ({ ...event, seq: event.seq + answer.from })) };
    };
    recorder.recording = false;
    const before = await rip();
    // Sent before the first is answered: they wait for their turn and see the program where it stopped.
    const [first, during, again] = await Promise.all([events({ count: 5 }), rip(), events({ from: 2, count: 2 })]);
    assert.deepEqual([during, await rip()], [before, before]);
    assert.deepEqual(first.events.slice(2, 4), again.events);
    assert.deepEqual(first.events.map(({ seq }) => seq), [1, 2, 3, 4, 5]);

    await recorder.resume('continue', { threadId: stop?.threadId });
    const all = await events({ from: 0, count: 50_000 });
    assert.equal(all.total, all.events.length);
    assert.ok(all.total > first.total && all.events.every(({ retired, seq }, i) => seq === i + 1 && (i === 0 || retired >= all.events[i - 1].retired)));
    assertGolden('timeline', `${all.events.map(({ ns, tid, text }) => `${String(ns).padStart(10)} ${tid} ${text}`).join('\n')}\n`);

    // To an event, and on: the known future stays.
    const handoff = all.events.find(({ text }) => text === 'P0 syscall -> idle');
    await recorder.resume('gosched/seek', { retired: handoff?.retired });
    assert.equal((await events({ count: 0 })).total, all.total);
    assert.deepEqual(all.goroutines, { traced: 5, all: 5 });
  });
});
