import assert from 'node:assert/strict';
import type { GoroutineSummary, Snapshot } from '../../src/adapter/protocol';
import { boardOf } from '../../src/extension/board/model';

const goroutine = (id: number, status: string): GoroutineSummary => ({ id, address: '0x5', name: `main.f${id}`, status, system: false, function: 'f', changed: [] });

describe('scheduler board', () => {
  it('shows each goroutine once, where it is', () => {
    const snapshot: Snapshot = {
      ns: 1000, retired: 1, behind: 5,
      ps: [{ id: 0, address: '0x1', status: 'running', rawStatus: 1, m: 2, g: 5, runq: [7], runnext: 6, schedtick: 0, syscalltick: 0, changed: ['m'] }],
      ms: [{ id: 0, address: '0x2', tid: 1, curg: 1, on: 'g', function: 'syscall.Syscall', spinning: false, blocked: false, locks: 0, idle: false, changed: [] },
        { id: 2, address: '0x3', tid: 3, p: 0, curg: 5, on: 'g', function: 'main.busy', spinning: false, blocked: false, locks: 0, idle: false, changed: [] },
        { id: 3, address: '0x4', tid: 4, on: 'g0', function: 'runtime.futex', spinning: false, blocked: true, locks: 0, idle: true, changed: [] }],
      // The view shows what the user filtered; the board does not ask it.
      goroutines: { all: 7, matching: 0, start: 0, items: [] },
      whereabouts: { placed: [1, 5, 6, 7].map((id) => goroutine(id, id === 1 ? 'syscall' : 'runnable')), waiting: [{ ...goroutine(8, 'waiting'), wait: 'chan receive' }], waitingCount: 3, hidden: 2 },
      sched: { npidle: 0, nmspinning: 0, nmidle: 1, nmidlelocked: 0, runq: [9], runqsize: 1, idlePs: [], idleMs: [3], gcwaiting: false, stopwait: 0, sysmonwait: false, changed: [] },
      syscalls: [{ tid: 1, m: 0, g: 1, name: 'read', text: 'read(3)', elapsedNs: 1, held: true, waitingFor: 'held', changed: [] }],
    };
    const board = boardOf(snapshot);
    const tokens = [...board.processors.flatMap((p) => [p.m, p.g, p.next, ...p.queue]), ...board.pools.flatMap((pool) => pool.rows.flatMap((row) => row.tokens))].filter((token) => token !== undefined).map((token) => token.id);
    assert.equal(new Set(tokens).size, tokens.length, `twice: ${tokens.join(' ')}`);
    assert.deepEqual([...tokens].sort(), ['G1', 'G5', 'G6', 'G7', 'G8', 'G9', 'M0', 'M2', 'M3']);
    const pool = (id: string) => board.pools.find((each) => each.id === id)!.rows.flatMap((row) => row.tokens.map((token) => `${token.id} ${token.state}`));
    assert.deepEqual(pool('syscalls'), ['M0 ', 'G1 held']);
    assert.equal(board.pools.find((each) => each.id === 'syscalls')!.rows[0].text, 'read · held by you');
    assert.deepEqual(pool('waiting'), ['G8 waiting']);
    const waiting = board.pools.find((each) => each.id === 'waiting')!;
    assert.deepEqual([waiting.count, waiting.note], [3, "2 of the runtime's own hidden"]);
    assert.equal(board.summary, '1 P · 3 M · 7 G');
    assert.equal(board.processors[0].g!.name, 'main.f5');
    assert.ok(board.past && board.processors[0].changed);
  });
});
