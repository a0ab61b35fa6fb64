import assert from 'node:assert/strict';
import type { EventsAnswer, EventsArguments } from '../../src/adapter/protocol';
import { EventTable } from '../../src/debugger/trace/event-table';
import { EventLog } from '../../src/extension/event-log';

/** A session whose adapter knows `count` events, and gives few of them at a time. */
class Adapter {
  count = 0;
  /** events that it finds at each request, and how far it is with each of the next ones */
  grow = 0;
  reading: number[] = [];
  version = 1;
  /** from which event on was asked for */
  readonly asked: number[] = [];
  active: EventLogSession | undefined = { id: 'one' } as EventLogSession;

  request = <T>(_command: string, args: unknown): Promise<T | undefined> => {
    const { from = 0 } = args as EventsArguments;
    this.asked.push(from);
    this.count += this.grow;
    const progress = this.reading.shift();
    const table = new EventTable();
    for (let i = 0; i < this.count; i++) table.push({ ns: i, retired: i, tid: 1, kind: 'm-p', subject: 'M0', from: '', to: 'P0', text: `${this.version}.${i}` });
    return Promise.resolve({ total: this.count, from, version: this.version, page: table.page(from, 10), goroutines: { traced: 2, all: 3 }, ...(progress === undefined ? {} : { progress }) } satisfies EventsAnswer as T);
  };
}
type EventLogSession = NonNullable<ConstructorParameters<typeof EventLog>[0]['active']>;

describe('the log of scheduler events', () => {
  const follow = (adapter: Adapter): { log: EventLog; parts: number[] } => {
    const log = new EventLog(adapter);
    const parts: number[] = [];
    log.follow(() => parts.push(log.known?.events.length ?? -1));
    return { log, parts };
  };
  const texts = async (log: EventLog): Promise<string[]> => {
    await log.read();
    return log.known!.events.slice(0).map(({ text }) => text);
  };
  const expected = (version: number, count: number): string[] => Array.from({ length: count }, (_, i) => `${version}.${i}`);

  it('asks for what is new, page by page, and begins anew where history or session is another one', async () => {
    const adapter = new Adapter();
    const { log, parts } = follow(adapter);
    adapter.count = 25;
    assert.deepEqual(await texts(log), expected(1, 25));
    adapter.count = 30;
    assert.deepEqual(await texts(log), expected(1, 30));
    assert.deepEqual(adapter.asked.splice(0), [0, 10, 20, 25]);
    assert.deepEqual(parts.splice(0), [10, 20, 25, 30]);
    const { generation, note } = log.known!;
    assert.equal(note, 'Of 3 goroutines the first 2 are traced.');
    // Written to in the past: another future, shorter or longer.
    for (const count of [12, 40]) {
      adapter.version++;
      adapter.count = count;
      assert.deepEqual(await texts(log), expected(adapter.version, count));
    }
    assert.equal(log.known?.generation, generation + 2);
    adapter.active = { id: 'two' } as EventLogSession;
    assert.ok(!log.known, 'of another session');
    adapter.version = 1;
    adapter.count = 3;
    assert.deepEqual(await texts(log), expected(1, 3));
    adapter.active = undefined;
    await log.read();
    assert.equal(log.known, undefined);
  });

  it('follows the adapter while that reads the past, and tells how far it is', async () => {
    const adapter = new Adapter();
    const { log, parts } = follow(adapter);
    adapter.reading = [0.2, 0.5, 0.5, 0.9];
    adapter.grow = 4;
    const progress: (number | undefined)[] = [];
    log.follow(() => progress.push(log.known?.progress));
    await log.read();
    assert.deepEqual(progress, [0.2, 0.5, 0.5, 0.9, undefined]);
    assert.deepEqual(parts, [4, 8, 12, 16, 20]);
    // The program runs: nothing comes, and nobody asks on and on.
    adapter.grow = 0;
    adapter.reading = Array.from({ length: 100 }, () => 0.4);
    adapter.asked.length = 0;
    await log.read();
    assert.deepEqual([adapter.asked, log.known?.progress], [[20, 20], 0.4]);
  });

  it('reads for those who follow only', async () => {
    const adapter = new Adapter();
    adapter.count = 25;
    const log = new EventLog(adapter);
    await log.read();
    assert.deepEqual(adapter.asked, []);
    // Closed after the first part.
    const unfollow = log.follow(() => { unfollow(); });
    await log.read();
    assert.deepEqual(adapter.asked, [0]);
  });

  it('of several calls at once, one more serves all; a failure is only of its own call', async () => {
    const adapter = new Adapter();
    const { log } = follow(adapter);
    adapter.count = 5;
    const { request } = adapter;
    adapter.request = () => Promise.reject(new Error('lost'));
    const failed = log.read();
    const waiting = log.read();
    await assert.rejects(failed, /lost/);
    await assert.rejects(waiting, /lost/);
    adapter.request = request;
    await Promise.all([log.read(), log.read(), log.read()]);
    assert.equal(log.known?.events.length, 5);
    assert.deepEqual(adapter.asked, [0, 5]);
  });
});
