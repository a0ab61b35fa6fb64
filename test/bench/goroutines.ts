/**
 * What a client waits for with very many goroutines: a stop's requests, and the first reading of the past. Beside it the same with a
 * tenth of them: the ratio says how it grows (10: with their number; 1: not at all; 100 would be quadratic).
 *   npx tsx test/bench/goroutines.ts [goroutines]     default: 100000
 */
import type { EventsAnswer } from '../../src/adapter/protocol';
import { Wire } from '../adapter/wire';
import { buildGo, debugFlags } from '../support/go';

const many = Number(process.argv[2] ?? 100_000);
const PAGE = 20_000;

interface Measured { readonly what: string; readonly ms: number; readonly note: string }

async function measure(goroutines: number): Promise<Measured[]> {
  const wire = new Wire();
  const found: Measured[] = [];
  const timed = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    const answer = await work();
    found.push({ what, ms: performance.now() - start, note: typeof answer === 'string' ? answer : '' });
  };
  const size = (answer: unknown): string => `${(JSON.stringify(answer).length / 1000).toFixed(0)} KB`;
  await timed('from the launch to the stop', () => wire.launch({ program: buildGo(['parked.go'], debugFlags), args: [String(goroutines)], cwd: '/tmp', gomaxprocs: 2, breakOn: ['main.ready'] }));
  await timed('threads', async () => size((await wire.request('threads')).body));
  await timed('snapshot', async () => size((await wire.request('gosched/snapshot', {})).body));
  await timed('snapshot, grouped by stack', async () => size((await wire.request('gosched/snapshot', { goroutines: { groupBy: 'stack' } })).body));
  await timed('snapshot, filtered', async () => size((await wire.request('gosched/snapshot', { goroutines: { filter: 'park' } })).body));
  await timed('events, the first time', async () => {
    let parts = 0;
    for (let from = 0; ; parts++) {
      const { total, page, progress } = (await wire.request<EventsAnswer>('gosched/events', { from, count: PAGE, withinMs: 1000 })).body;
      from += page.values.length / 8;
      if (progress === undefined && from >= total) return `${total} in ${parts + 1} parts`;
    }
  });
  await timed('step', () => wire.resume('next', { threadId: 1 }));
  await timed('snapshot after it', async () => size((await wire.request('gosched/snapshot', {})).body));
  await timed('events after it', async () => `${(await wire.request<EventsAnswer>('gosched/events', { from: 0, count: 0 })).body.total}`);
  await wire.request('disconnect');
  return found;
}

void (async () => {
  const few = await measure(many / 10);
  const all = await measure(many);
  for (const [index, { what, ms, note }] of all.entries()) {
    console.log(`${what.padEnd(28)} ${ms.toFixed(0).padStart(6)} ms, ${(ms / few[index].ms).toFixed(1).padStart(5)} times that of a tenth${note ? `; ${note}` : ''}`);
  }
})();
