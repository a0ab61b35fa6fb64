import assert from 'node:assert/strict';
import type { EventsAnswer, EventsArguments } from '../../src/adapter/protocol';
import { EventTable } from '../../src/debugger/trace/event-table';
import { EventLog } from '../../src/extension/event-log';

/** A session whose adapter knows `count` events, and gives few of them at a time. */
class Adapter {
  count = 0;
  version = 1;
  /** from which event on was asked for */
  readonly asked: number[] = [];
  active: EventLogSession | undefined = { id: 'one' } as EventLogSession;

  request = <T>(_command: string, args: unknown): Promise<T | undefined> => {
    const { from = 0 } = args as EventsArguments;
    this.asked.push(from);
    const table = new EventTable();
    for (let i = 0; i < this.count; i++) table.push({ ns: i, retired: i, tid: 1, kind: 'm-p', subject: 'M0', from: '', to: 'P0', text: `${this.version}.${i}` });
    return Promise.resolve({ total: this.count, from, version: this.version, page: table.page(from, 10), goroutines: { traced: 2, all: 3 } } satisfies EventsAnswer as T);
  };
}
type EventLogSession = NonNullable<ConstructorParameters<typeof EventLog>[0]['active']>;

describe('the log of scheduler events', () => {
  const texts = async (log: EventLog): Promise<string[]> => (await log.all())!.events.slice(0).map(({ text }) => text);
  const expected = (version: number, count: number): string[] => Array.from({ length: count }, (_, i) => `${version}.${i}`);

  it('asks for what is new, page by page, and begins anew where history or session is another one', async () => {
    const adapter = new Adapter();
    const log = new EventLog(adapter);
    adapter.count = 25;
    assert.deepEqual(await texts(log), expected(1, 25));
    adapter.count = 30;
    assert.deepEqual(await texts(log), expected(1, 30));
    assert.deepEqual(adapter.asked.splice(0), [0, 10, 20, 25]);
    const { generation, note } = (await log.all())!;
    assert.equal(note, 'Of 3 goroutines the first 2 are traced.');
    // Written to in the past: another future, shorter or longer.
    for (const count of [12, 40]) {
      adapter.version++;
      adapter.count = count;
      assert.deepEqual(await texts(log), expected(adapter.version, count));
    }
    assert.equal(log.generation, generation + 2);
    adapter.active = { id: 'two' } as EventLogSession;
    adapter.version = 1;
    adapter.count = 3;
    assert.deepEqual(await texts(log), expected(1, 3));
    assert.ok(log.generation > generation + 2);
    adapter.active = undefined;
    assert.equal(await log.all(), undefined);
  });

  it('serves callers one after the other: the second gets what is new since the first; a failure is only of its own call', async () => {
    const adapter = new Adapter();
    const log = new EventLog(adapter);
    adapter.count = 5;
    const { request } = adapter;
    adapter.request = () => Promise.reject(new Error('lost'));
    const failed = log.all();
    const waiting = log.all();
    await assert.rejects(failed, /lost/);
    await assert.rejects(waiting, /lost/);
    adapter.request = request;
    const [first, second] = await Promise.all([log.all(), log.all()]);
    assert.deepEqual([first?.events.length, second?.events.length], [5, 5]);
    assert.deepEqual(adapter.asked, [0, 5]);
  });
});
