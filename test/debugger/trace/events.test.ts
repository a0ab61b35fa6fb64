/** Scheduler events from watched memory, on the scenarios whose paths are known. */
import assert from 'node:assert/strict';
import { buildGo, debugFlags } from '../../support/go';
import { requireTool } from '../../support/tools';
import type { EventRecord, TraceRecord } from '../../../src/debugger/trace/record';
import { formatJson, formatText } from '../../../src/debugger/trace/text';
import { trace } from './traced';

const texts = (records: readonly TraceRecord[]) => records.filter((record): record is EventRecord => record.kind === 'event').map((record) => record.text);
/** `wanted` in this order, other events between them. */
function assertOrder(events: readonly string[], wanted: readonly (string | RegExp)[]): void {
  let at = 0;
  for (const event of events) {
    const next = wanted[at];
    if (next !== undefined && (typeof next === 'string' ? next === event : next.test(event))) at++;
  }
  assert.equal(at, wanted.length, `missing ${String(wanted[at])} in\n${events.join('\n')}`);
}

describe('scheduler events', function () {
  const env = ['GOMAXPROCS=1', 'GODEBUG=asyncpreemptoff=1'];
  before(function () { requireTool(this, 'go'); });

  it('tell a slow read: syscall, retake, the other thread, no P at the exit, runnable, running again', () => {
    const { records } = trace(buildGo(['s2_slow_globrunq.go', 'yield.go'], debugFlags), { functions: [], events: true, from: 'main.main' }, { env });
    assertOrder(texts(records), [
      'G5 created for main.reader', 'G5 dead -> runnable', 'G1 running -> syscall', 'M0 gives up P0', 'P0 running -> syscall; M0.oldp = P0', 'P0 syscall -> idle', 'M0 has P0', 'P0 idle -> running on M0', /^G1 syscall -> running/,
      'G1 running -> runnable', 'M0 lets go of G1', 'global queue: 0 -> 1', 'M0 takes G5', 'G5 runnable -> running on M0',
      'G5 running -> syscall', 'P0 running -> syscall; M0.oldp = P0', 'P0 syscall -> idle', 'M2 has P0', 'P0 idle -> running on M2', 'M2 takes G1',
      'G5 syscall -> runnable', 'M0 lets go of G5', 'M2 takes G5', 'G5 running -> waiting (chan send)',
    ]);
  });

  it('of one object follow each other without a gap', () => {
    const { records } = trace(buildGo(['s9_threads.go', 'yield.go'], debugFlags), { functions: [], events: true, from: 'main.main' }, { env: ['GOMAXPROCS=2'] }, 2e7);
    const last = new Map<string, string>();
    let checked = 0;
    for (const record of records) {
      if (record.kind !== 'event' || record.event === 'queue' || !record.event.endsWith('status') && !record.event.startsWith('m-')) continue;
      if (record.event === 'm-created') continue;
      const key = `${record.event} ${record.subject}`;
      if (last.has(key)) {
        assert.equal(record.from, last.get(key), `${key} at #${record.seq}`);
        checked++;
      }
      last.set(key, record.to);
    }
    assert.ok(checked > 50, `${checked} transitions`);
  });

  it('do not change the run: same records of entries with and without them', () => {
    const program = buildGo(['s4_locked.go', 'yield.go'], debugFlags);
    const functions = ['handoffp', 'startm', 'stoplockedm', 'startlockedm', 'exitsyscall0'];
    const entries = (records: readonly TraceRecord[]) => records.filter((record) => record.kind === 'entry').map((record) => formatText({ ...record, seq: 0 }));
    const without = trace(program, { functions }, { env });
    const withEvents = trace(program, { functions, events: true }, { env });
    assert.ok(entries(without.records).length > 3);
    assert.deepEqual(entries(withEvents.records), entries(without.records));
  });

  it('are one JSON object a line, with the fields of the contract', () => {
    const { records } = trace(buildGo(['s1_open.go', 'yield.go'], debugFlags), { functions: ['exitsyscall'], events: true, from: 'main.main' }, { env });
    const objects = records.map((record) => JSON.parse(formatJson(record)) as Record<string, unknown>);
    const entry = objects.find((object) => object.kind === 'entry');
    assert.ok(entry);
    for (const field of ['seq', 'ns', 'm', 'stack', 'function', 'caller', 'curg', 'ps', 'sched']) assert.ok(field in entry, field);
    assert.equal(entry.function, 'runtime.exitsyscall');
    assert.equal(entry.stack, 1);
    assert.deepEqual(objects.map((object) => object.seq), objects.map((_, index) => index + 1));
  });

  it('unknown functions are named, with what may have been meant', () => {
    const { unknown } = trace(buildGo(['s1_open.go', 'yield.go'], debugFlags), { functions: ['exitsyscal', 'nosuchfunction'] }, { env }, 1000);
    assert.deepEqual(unknown.map((entry) => entry.name), ['exitsyscal', 'nosuchfunction']);
  });

  it('inlined bodies are entries, too', () => {
    const { records } = trace(buildGo(['s2_slow_globrunq.go', 'yield.go']), { functions: ['dropg', 'globrunqput'], from: 'main.main' }, { env });
    const entries = records.filter((record) => record.kind === 'entry');
    assert.ok(entries.some((record) => record.function === 'runtime.dropg' && /^runtime\.\w+$/.test(record.caller)), entries.map((record) => `${record.function} from ${record.caller}`).join('\n'));
  });
});
