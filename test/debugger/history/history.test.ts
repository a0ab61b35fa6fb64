/** Any place of the past comes back exactly; steps and searches go backwards; a change makes a new future. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeFiles } from '../../../src/adapter/host/node-files';
import { History, START } from '../../../src/debugger/history/history';
import { comparePlaces, type Place, placeOf } from '../../../src/debugger/history/place';
import { loadElf } from '../../../src/image/load-elf';
import type { LaunchOptions, Process } from '../../../src/linux/api';
import { defaultLaunch } from '../../../src/linux/launch';
import { createProcess } from '../../../src/linux/process';
import { createMachine } from '../../../src/machine/machine';
import { buildGo } from '../../support/go';
import { root } from '../../support/gosched';
import { requireTool } from '../../support/tools';

const reference = join(root, 'test', 'fixtures', 'reference');

function start(program: string, options: Partial<LaunchOptions> = {}): { process: Process; history: History; output: string[] } {
  const image = loadElf(program, readFileSync(program));
  const process = createProcess(image, createMachine(), new NodeFiles(), { ...defaultLaunch([program]), ...options });
  const output: string[] = [];
  process.onOutput((fd, bytes) => output.push(`${fd}:${new TextDecoder().decode(bytes)}`));
  const history = new History(process, {
    disarm: () => { process.machine.setBreakpoints([]); process.machine.setWatchpoints([]); },
  });
  return { process, history, output };
}

/** xorshift: the test's own numbers, the same each time. */
function numbers(seed: number): (below: number) => number {
  let x = seed;
  return (below) => { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; return (x >>> 0) % below; };
}

describe('history', function () {
  this.timeout(300_000);
  before(function () { requireTool(this, 'go'); });

  for (const [name, env, seeks] of [['s2_slow_globrunq', 'GODEBUG=asyncpreemptoff=1', 300], ['s7_async', '', 200]] as const) {
    it(`${name}: ${seeks} random seeks give the state of the first time`, () => {
      const program = buildGo([join(reference, `${name}.go`), join(reference, 'yield.go')], ['-gcflags', 'all=-N -l']);
      const { process, history, output } = start(program, { env: ['GOMAXPROCS=1', ...(env ? [env] : [])] });
      const next = numbers(7);
      const seen: { place: Place; hash: string; threads: number }[] = [];
      while (!process.exit) {
        history.run({ maxInstructions: 1 + next(2_000_000) });
        seen.push({ place: placeOf(process), hash: process.stateHash(), threads: process.threads.length });
      }
      assert.ok(seen.length > 5 && seen.at(-1)!.place.retired > 10_000_000);
      const lines = output.length;
      for (let i = 0; i < seeks; i++) {
        const { place, hash, threads } = seen[next(seen.length)];
        assert.deepEqual(history.seek(place), place);
        assert.equal(process.stateHash(), hash, `at ${place.retired}`);
        assert.equal(process.threads.length, threads);
      }
      assert.equal(output.length, lines, 'output came twice');
      assert.deepEqual(history.end, seen.at(-1)!.place);
    });
  }

  it('steps back by instruction, also of one thread, and says when history starts', () => {
    const program = buildGo([join(reference, 's1_open.go'), join(reference, 'yield.go')], ['-gcflags', 'all=-N -l']);
    const { process, history } = start(program, { env: ['GOMAXPROCS=2'] });
    const trail: { pc: number; count: number }[] = [];
    history.run({ maxInstructions: 250_000 });
    const { currentTid: tid } = process;
    for (let i = 0; i < 60; i++) {
      const thread = process.thread(tid)!;
      trail.push({ pc: thread.registers.rip, count: thread.instructions });
      const stop = history.run({ maxInstructions: 1_000_000, step: { tid, instructions: 1 } });
      assert.equal(stop.kind, 'stepped');
    }
    for (const { pc, count } of trail.reverse()) {
      assert.notEqual(history.stepBack(tid), START);
      assert.equal(process.thread(tid)!.instructions, count);
      assert.equal(process.thread(tid)!.registers.rip, pc);
    }
    history.seek(history.start);
    assert.equal(history.stepBack(1), START);
    assert.ok(history.isPast && history.behind > 250_000);
  });

  it('finds the previous arrival at an address and the last writer of a word', () => {
    const program = buildGo([join(reference, 's2_slow_globrunq.go'), join(reference, 'yield.go')], ['-gcflags', 'all=-N -l']);
    const image = loadElf(program, readFileSync(program));
    const { process, history } = start(program, { env: ['GOMAXPROCS=1', 'GODEBUG=asyncpreemptoff=1'] });
    const exitsyscall0 = image.functions.byName('runtime.exitsyscall0')!.entry;
    const places: Place[] = [];
    process.machine.setBreakpoints([exitsyscall0]);
    let resumeFrom: number | undefined;
    for (;;) {
      const stop = history.run({ maxInstructions: 1e9, resumeFrom });
      if (stop.kind !== 'breakpoint') break;
      places.push(placeOf(process));
      resumeFrom = stop.tid;
    }
    assert.ok(places.length > 0);
    const search = { arm: () => process.machine.setBreakpoints([exitsyscall0]), accept: () => true };
    for (const place of [...places].reverse()) {
      assert.deepEqual(history.searchBack(search), place);
      assert.equal(process.thread(process.currentTid)!.registers.rip, exitsyscall0);
    }
    assert.equal(history.searchBack(search), START);

    // Who wrote allp[0].status last, seen from the first exitsyscall0: retake (or what it calls), as the facts say.
    const allp = image.globals.byName('runtime.allp')!.address;
    history.seek(places[0]);
    const status = process.machine.memory.readPointer(process.machine.memory.readPointer(allp)) + 4;
    const value = process.machine.memory.readU32(status);
    let writer = 0;
    const found = history.searchBack({
      arm: () => process.machine.setWatchpoints([{ id: 1, start: status, length: 4, read: false, write: true }]),
      accept: (stop) => { if (stop.kind === 'watch') writer = stop.pc; return stop.kind === 'watch'; },
    });
    assert.notEqual(found, START);
    assert.equal(process.machine.memory.readU32(status), value);
    assert.match(image.functions.at(writer)!.name, /^runtime\.(wirep|acquirep|acquirep1|retake|handoffp)/);
  });

  it('a change in the past discards the old future and is itself recorded', () => {
    const program = buildGo([join(reference, 's1_open.go'), join(reference, 'yield.go')], ['-gcflags', 'all=-N -l']);
    const image = loadElf(program, readFileSync(program));
    const { process, history, output } = start(program, { cwd: '/' });
    const main = image.functions.byName('main.main')!.entry;
    process.machine.setBreakpoints([main]);
    history.run({ maxInstructions: 1e9 });
    const before = placeOf(process);
    process.machine.setBreakpoints([]);
    while (!process.exit) history.run({ maxInstructions: 1e9 });
    assert.match(output.join(''), /open appss\.txt: no such file/);
    history.seek(before);
    const path = image.globals.byName('main.path')!.address;
    process.machine.memory.write(process.machine.memory.readPointer(path), new TextEncoder().encode('other!'));
    assert.equal(history.behind, 0);
    output.length = 0;
    while (!process.exit) history.run({ maxInstructions: 1e9 });
    assert.match(output.join(''), /open other!txt: no such file/);
    const end = { place: placeOf(process), hash: process.stateHash() };
    history.seek(history.start);
    history.seek(end.place);
    assert.equal(process.stateHash(), end.hash, 'the change comes back with the history');
    assert.ok(comparePlaces(history.end, end.place) === 0);
  });
});
