import assert from 'node:assert/strict';
import type { Snapshot } from '../../src/adapter/protocol';
import { goroutineCount, goroutineMessage, goroutineRows, processorRows, syscallRows, threadRows } from '../../src/extension/views/rows';
import type { Row } from '../../src/extension/views/tree';

const snapshot: Snapshot = {
  ns: 25_000_000, retired: 1_000_000, behind: 0,
  ps: [{ id: 0, address: '0xc000020000', status: 'running', rawStatus: 1, m: 2, g: 5, runnext: 7, runq: [8, 9], schedtick: 3, syscalltick: 4, changed: ['m'] }],
  ms: [{ id: 0, address: '0x5a0000', tid: 1, oldp: 0, curg: 1, on: 'g0', function: 'runtime.exitsyscall0', spinning: false, blocked: false, locks: 0, idle: false, changed: [] }],
  goroutines: { all: 40, matching: 2, start: 0, items: [{ id: 1, address: '0xc0000001a0', name: 'main.main', status: 'syscall', m: 0, system: false, function: 'syscall.Syscall6', location: 'main.go:27', changed: [] }] },
  whereabouts: { placed: [], waiting: [], waitingCount: 0, hidden: 0 },
  sched: { npidle: 0, nmspinning: 0, nmidle: 1, nmidlelocked: 0, runq: [1], runqsize: 1, idlePs: [], idleMs: [3], gcwaiting: false, stopwait: 0, sysmonwait: false, changed: [] },
  syscalls: [{ tid: 1, m: 0, g: 1, name: 'openat', text: 'openat(AT_FDCWD, "apps.txt", O_RDWR)', elapsedNs: 12_500_000, remainingNs: 12_500_000, held: false, waitingFor: 'latency', changed: [] }],
};

describe('rows of the views', () => {
  it('processors say M, G, queue length and what changed', () => {
    const [p0, sched] = processorRows(snapshot);
    assert.equal(p0.label, 'P0 running');
    assert.equal(p0.description, 'M2 · G5 · queue 3 · changed: m');
    assert.ok(p0.children!.some((row) => row.label === 'm' && row.description === 'M2' && row.icon));
    assert.equal(sched.description, 'global queue 1 · idle Ps 0 · idle Ms 1 · spinning 0');
  });
  it('queues are rows; a G, an M, a P and a syscall lead to what they are, in the view that was clicked', () => {
    const [p0, sched] = processorRows(snapshot);
    const queue = p0.children!.find(({ label }) => label === 'runq')!;
    assert.deepEqual(queue.children!.map(({ label }) => label), ['G8', 'G9']);
    const led = (row: Row): unknown => (row.command?.arguments?.[0] as { data: unknown; view: string } | undefined);
    assert.deepEqual(led(queue.children![0]), { data: { goid: 8 }, view: 'gosched.processors' });
    assert.deepEqual(led(sched.children!.find(({ label }) => label === 'runq')!.children![0]), { data: { goid: 1 }, view: 'gosched.processors' });
    // There is no M2 in this snapshot.
    assert.equal(led(p0), undefined);
    assert.deepEqual(led(threadRows(snapshot)[0]), { data: { tid: 1 }, view: 'gosched.threads' });
    assert.deepEqual(led(threadRows(snapshot)[0].children!.find(({ label }) => label === 'curg')!), { data: { goid: 1 }, view: 'gosched.threads' });
    assert.deepEqual(led(syscallRows(snapshot)[0]), { data: { tid: 1 }, view: 'gosched.syscalls' });
  });
  it('each view marks what changed, and what is new', () => {
    const changed: Snapshot = {
      ...snapshot, ms: [{ ...snapshot.ms[0], changed: ['new'] }], sched: { ...snapshot.sched!, changed: ['runq', 'runqsize'] }, syscalls: [{ ...snapshot.syscalls[0], changed: ['new'] }],
      goroutines: { ...snapshot.goroutines, items: [{ ...snapshot.goroutines.items[0], changed: ['status'] }] },
    };
    const sched = processorRows(changed)[1];
    const rows = [threadRows(changed)[0], sched, sched.children!.find(({ label }) => label === 'runq')!, goroutineRows(changed)[0], syscallRows(changed)[0],
      goroutineRows({ ...changed, goroutines: { ...changed.goroutines, groups: [{ title: 'running', count: 2, ids: [1, 2], changed: true }], groupCount: 1 } })[0]];
    assert.deepEqual(rows.map(({ color }) => color), rows.map(() => 'list.warningForeground'));
    assert.match(rows[0].description!, / new$/);
    assert.match(rows[1].description!, /changed: runq, runqsize$/);
    const before = [threadRows(snapshot)[0], processorRows(snapshot)[1], goroutineRows(snapshot)[0], syscallRows(snapshot)[0]];
    assert.ok(before.every(({ color }) => color !== 'list.warningForeground'));
  });
  it('threads on g0 name the function', () => {
    assert.equal(threadRows(snapshot)[0].label, 'M0 no P G1');
    assert.equal(threadRows(snapshot)[0].description, 'g0 · runtime.exitsyscall0');
  });
  it('goroutines say N of M and offer the rest', () => {
    assert.equal(goroutineRows(snapshot)[0].label, 'G1 main.main');
    assert.equal(goroutineRows(snapshot)[1].description, '1 of 2');
    assert.equal(goroutineCount(snapshot), '2 of 40');
    assert.equal(goroutineMessage(snapshot, {}), undefined);
    assert.equal(goroutineMessage(snapshot, { filter: 'main' }), '2 of 40 goroutines match "main"');
    assert.match(goroutineMessage({ ...snapshot, goroutines: { all: 4, matching: 0, start: 0, items: [] } }, {})!, /hidden/);
  });
  it('syscalls say elapsed and remaining virtual time', () => {
    assert.equal(syscallRows(snapshot)[0].description, '12.5 ms so far, 12.5 ms to go · latency');
  });
});
