/** Views of Gs, Ms, Ps and sched on core dumps of native Go 1.19 programs, with DWARF and stripped, against each other and Go's own output. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';
import { coreOf, openNative, type NativeCore } from './native-core';

const source = join(__dirname, '../fixtures/scheduler/states.go');

describe('views on a native core', function () {
  let core: NativeCore;
  before(async function () {
    requireTool(this, 'go', 'gdb');
    core = await coreOf(buildGo([source], debugFlags), /ready \d+/, [], { GOMAXPROCS: '2' });
  });
  after(() => core?.close());

  it('lists the goroutines that runtime.Stack lists, with their states', () => {
    const expected = new Map<number, string>();
    for (const match of core.output.matchAll(/^goroutine (\d+) \[([^\]]+)\]:/gm)) expected.set(Number(match[1]), match[2].split(',')[0]);
    const user = core.scheduler.gs().filter((g) => !g.system);
    assert.deepEqual(user.map((g) => g.goid), [...expected.keys()].sort((a, b) => a - b));
    for (const g of user) {
      const text = expected.get(g.goid) as string;
      if (text === 'running' || text === 'runnable') assert.match(g.status, /^(running|runnable)$/, `G${g.goid}`);
      else if (text === 'syscall') assert.equal(g.status, 'syscall');
      else assert.equal(g.waitReason, text, `G${g.goid}`);
    }
  });

  it('knows which goroutines are the runtime\'s own', () => {
    const system = core.scheduler.gs().filter((g) => g.system).map((g) => core.image.functions.at(g.startPc)?.name);
    assert.ok(system.includes('runtime.forcegchelper') && system.some((name) => /^runtime\.gcenable/.test(name ?? '')), system.join());
    assert.equal(core.scheduler.gById(1)?.system, false);
  });

  it('describes waits with channel and number of waiters', () => {
    const waits = core.scheduler.gs().map((g) => core.scheduler.describeWait(g)).filter((text) => text !== undefined);
    // Three receivers and the select wait on one channel, the select and a locked goroutine on the other.
    const count = (pattern: RegExp) => waits.filter((text) => pattern.test(text)).length;
    assert.equal(count(/^chan receive on 0x[0-9a-f]+, 4 waiting$/), 3, waits.join('\n'));
    assert.equal(count(/^chan receive on 0x[0-9a-f]+, 2 waiting$/), 1, waits.join('\n'));
    assert.ok(waits.includes('select on 2 channels'), waits.join('\n'));
  });

  it('links Gs, Ms and Ps both ways', () => {
    const { scheduler } = core;
    assert.equal(scheduler.unavailable, undefined);
    assert.equal(scheduler.ps().length, 2);
    const one = scheduler.gById(1);
    assert.ok(one && one.status === 'running');
    const m = scheduler.mByAddress(one.m);
    assert.equal(m?.curg, one.address);
    assert.equal(scheduler.nameOf(m.address), `M${m.id}`);
    const p = scheduler.pByAddress(m.p);
    assert.equal(p?.status, 'running');
    assert.equal(p.m, m.address);
    const lockedG = scheduler.gs().find((g) => g.lockedM !== 0);
    assert.ok(lockedG);
    assert.equal(scheduler.mByAddress(lockedG.lockedM)?.lockedg, lockedG.address);
    for (const other of scheduler.ms()) if (other.tid !== 0) assert.ok(core.process.thread(other.tid), `M${other.id} is thread ${other.tid}`);
    const sched = scheduler.sched();
    assert.equal(sched?.idlePs.length, sched?.npidle);
    assert.equal(sched?.idleMs.length, sched?.nmidle);
    assert.deepEqual(sched?.broken, []);
  });

  it('says what each thread executes on', () => {
    const kinds = core.scheduler.onCpu().map((thread) => thread.kind);
    assert.ok(kinds.includes('g') && kinds.includes('g0'), kinds.join());
  });

  it('gives the same view of the same memory without DWARF and symbols', () => {
    const other = openNative(core.image.path, core.path, true);
    try {
      assert.equal(other.image.hasDwarf, false);
      assert.equal(other.scheduler.layoutSource, 'offset-table');
      assert.equal(other.scheduler.layout?.globals.byDecoding, true);
      const { globals } = core.scheduler.layout as NonNullable<typeof core.scheduler.layout>;
      assert.deepEqual({ ...other.scheduler.layout?.globals, byDecoding: false }, globals);
      const plain = (view: object) => JSON.stringify(view, (_key, value) => (typeof value === 'bigint' ? value.toString() : value));
      assert.equal(plain(other.scheduler.ms()), plain(core.scheduler.ms()));
      assert.equal(plain(other.scheduler.ps()), plain(core.scheduler.ps()));
      assert.equal(plain(other.scheduler.sched() ?? {}), plain(core.scheduler.sched() ?? {}));
      const gs = (native: NativeCore) => native.scheduler.gs().map((g) => [g.goid, g.status, g.waitReason, g.startPc, g.goPc, g.lockedM, native.scheduler.describeWait(g)]);
      assert.deepEqual(gs(other), gs(core));
      for (const g of core.scheduler.gs()) {
        const names = (native: NativeCore) => native.scheduler.goroutineStack(g).frames.map((frame) => frame.name);
        assert.deepEqual(names(other), names(core), `stack of G${g.goid}`);
      }
    } finally {
      other.close();
    }
  });
});
