/** Very many goroutines: the list is ordered before it is cut, and comes at once. */
import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EventsAnswer } from '../../src/adapter/protocol';
import { EventTable } from '../../src/debugger/trace/event-table';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { Recorder } from './transcript';

const PARKED = 20_000;
const PAGE = 20_000;
/** Bytes of what the views get at each stop. */
const MOST_OF_A_STOP = 120_000;

describe('many parked goroutines', function () {
  let recorder: Recorder;
  before(function () { requireTool(this, 'go'); });
  beforeEach(async () => {
    recorder = new Recorder();
    await recorder.start();
  });
  afterEach(() => recorder.stop());

  it('are listed, the interesting ones first, with what they wait for', async () => {
    const program = buildGo(['parked.go'], debugFlags);
    const stop = await recorder.launch({ program, args: [String(PARKED)], cwd: '/tmp', gomaxprocs: 1, breakOn: ['main.ready'] }, async () => undefined);
    recorder.recording = false;
    const { threads } = await recorder.request<DebugProtocol.ThreadsResponse['body']>('threads');
    assert.equal(threads.length, 1000);
    assert.equal(threads[0].id, stop?.threadId);
    assert.ok(threads.some(({ name }) => new RegExp(`chan receive on 0x[0-9a-f]+, ${PARKED} waiting`).test(name)), threads[10].name);

    // Their past is read in parts: each answer holds what is new, and others are served in between, where the program stopped.
    const position = async (): Promise<unknown> => (await recorder.request<{ result: string }>('evaluate', { expression: '$rip', context: 'watch' })).result;
    const before = await position();
    const table = new EventTable();
    const progress: number[] = [];
    for (let answer: EventsAnswer | undefined; !answer || answer.progress !== undefined || table.length < answer.total;) {
      const parts: [Promise<EventsAnswer>, Promise<unknown>] = [recorder.request<EventsAnswer>('gosched/events', { from: table.length, count: PAGE, withinMs: 500 }), position()];
      const [part, during] = await Promise.all(parts);
      answer = part;
      assert.equal(during, before);
      assert.ok(answer.page.values.length / 8 <= PAGE && answer.progress !== progress.at(-1));
      table.add(answer.page);
      if (answer.progress !== undefined) progress.push(answer.progress);
      else assert.deepEqual(answer.goroutines, { traced: 5000, all: answer.goroutines.all });
    }
    assert.deepEqual(progress, [...progress].sort((a, b) => a - b));
    assert.ok(table.length > 5 * PARKED, `${table.length} events`);
    assert.ok(table.slice(table.length - 100).some(({ text }) => new RegExp(`^M\\d+ takes G${PARKED + 1}|G1$`).test(text)), 'the newest ones, too');
  });

  it('fill no view with what it does not show', async () => {
    const program = buildGo(['parked.go'], debugFlags);
    await recorder.launch({ program, args: [String(PARKED)], cwd: '/tmp', gomaxprocs: 1, breakOn: ['main.ready'] }, async () => undefined);
    recorder.recording = false;
    for (const goroutines of [{}, { filter: 'park' }, { groupBy: 'stack' }, { groupBy: 'status' }]) {
      const answer = await recorder.request('gosched/snapshot', { goroutines });
      assert.ok(JSON.stringify(answer).length < MOST_OF_A_STOP, `${JSON.stringify(goroutines)}: ${JSON.stringify(answer).length} bytes`);
    }
  });
});
