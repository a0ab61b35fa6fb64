/** What sets the editions apart, besides the orders in the programs' headers and the traces of real schedulers (editions.test.ts). */
import assert from 'node:assert/strict';
import { EDITIONS, type EditionName } from '../../src/embedded/library';
import { compileScenario, runScenario, scenarios } from './scenario-runs';
import type { TraceRecord } from '../../src/debugger/trace/record';
import { findOrder } from './event-order';

const scenario = (number: number) => scenarios.find((candidate) => candidate.number === number) ?? assert.fail(`no scenario ${number}`);
const entered = (records: readonly TraceRecord[], name: string) => records.findIndex((record) => record.kind === 'entry' && record.function === name);

describe('differences between the embedded editions', function () {

  for (const edition of EDITIONS) {
    const asynchronous = edition === 'go1.14' || edition === 'go1.19';
    it(`${edition}: a loop without calls ${asynchronous ? 'is stopped by a signal' : 'starves the others'}, nothing being switched off`, () => {
      const loop = scenario(20);
      const { records, stop } = runScenario({ ...loop, launch: { ...loop.launch, env: {} } }, edition, 1);
      assert.deepEqual(stop, { kind: 'exited', code: 0 });
      const [other, finished] = [entered(records, 'main.other'), entered(records, 'main.finished')];
      assert.ok(other >= 0 && finished >= 0);
      assert.equal(other < finished, asynchronous);
      assert.equal(findOrder(loop.orders[0], edition, records).found, !asynchronous);
    });
  }

  it('go1.10: m.p is stale during a syscall; the return makes the P running directly', () => {
    const short = scenario(1);
    const { records } = runScenario(short, 'go1.10', 1);
    const exits = records.filter((record) => record.kind === 'entry' && record.function === 'runtime.exitsyscall');
    assert.ok(exits.length >= 6);
    for (const record of exits) assert.ok(record.kind === 'entry' && record.m?.p !== null && record.m?.oldp === undefined);
    assert.ok(records.some((record) => record.kind === 'event' && record.event === 'p-status' && record.from === 'syscall' && record.to === 'running'));
    // Other Ms take and give up their Ps as they like.
    assert.ok(!records.some((record) => record.kind === 'event' && record.event === 'm-p' && record.tid === exits[0].tid));
  });

  for (const edition of ['go1.13', 'go1.14', 'go1.19'] as const) {
    it(`${edition}: m.oldp keeps the P; the return goes by way of idle`, () => {
      const { records } = runScenario(scenario(1), edition, 1);
      const exits = records.filter((record) => record.kind === 'entry' && record.function === 'runtime.exitsyscall');
      assert.ok(exits.length >= 6);
      for (const record of exits) assert.ok(record.kind === 'entry' && record.m?.p === null && typeof record.m.oldp === 'number');
      assert.ok(!records.some((record) => record.kind === 'event' && record.event === 'p-status' && record.from === 'syscall' && record.to === 'running'));
    });
  }

  it('syscall.Syscall is assembly up to 1.14 and Go in 1.19', () => {
    const fileOf = (edition: EditionName) => {
      const image = compileScenario(scenario(1), edition);
      const entry = image.functions.byName('syscall.Syscall')?.entry ?? assert.fail(edition);
      return image.lines.at(entry)?.file ?? '';
    };
    for (const edition of EDITIONS) assert.match(fileOf(edition), edition === 'go1.19' ? /\.go$/ : /\.s$/);
  });
});
