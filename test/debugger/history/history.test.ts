/** Any place of the past comes back exactly; steps and searches go backwards; a change makes a new future. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complete, START } from '../../../src/debugger/history/history';
import { comparePlaces, type Place, placeOf } from '../../../src/debugger/history/place';
import { loadElf } from '../../../src/image/load-elf';
import { Gpr } from '../../../src/machine/api';
import { buildGo } from '../../support/go';
import { root } from '../../support/gosched';
import { writeModules } from '../../support/modules-fixture';
import { requireTool } from '../../support/tools';
import { numbers, start, type Started } from './support';

const reference = join(root, 'test', 'fixtures', 'reference');

/** Runs to the end in pieces of random length, then goes back and forth at random: the state is that of the first time. */
function seekAtRandom({ process, history, output }: Started, pieces: number, seeks: number): void {
  const next = numbers(7);
  const seen: { place: Place; hash: string; threads: number; current: number }[] = [];
  while (!process.exit) {
    history.run({ maxInstructions: 1 + next(pieces) });
    seen.push({ place: placeOf(process), hash: process.stateHash(), threads: process.threads.length, current: process.currentTid });
  }
  assert.ok(seen.length > 5 && seen.at(-1)!.place.retired > 10_000_000);
  const lines = output.length;
  for (let i = 0; i < seeks; i++) {
    const { place, hash, threads, current } = seen[next(seen.length)];
    assert.deepEqual(history.seek(place), place);
    assert.equal(process.stateHash(), hash, `at ${place.retired}`);
    assert.equal(process.threads.length, threads);
    assert.equal(process.currentTid, current, `thread at ${place.retired}, ${place.events} of ${seen.at(-1)!.place.retired}, ${seen.at(-1)!.place.events}`);
  }
  assert.equal(output.length, lines, 'output came twice');
  assert.deepEqual(history.end, seen.at(-1)!.place);
}

describe('history', function () {
  before(function () { requireTool(this, 'go'); });

  // A thousand in all, as many as there is to lose in each.
  for (const [name, gomaxprocs, env] of [['s2_slow_globrunq', 1, 'GODEBUG=asyncpreemptoff=1'], ['s7_async', 1, ''], ['s7_async', 3, '']] as const) {
    it(`${name}, GOMAXPROCS=${gomaxprocs}: 200 of 1,000 random seeks give the state of the first time`, () => {
      const program = buildGo([join(reference, `${name}.go`), join(reference, 'yield.go')], ['-gcflags', 'all=-N -l']);
      seekAtRandom(start(program, { env: [`GOMAXPROCS=${gomaxprocs}`, ...(env ? [env] : [])], cpus: gomaxprocs }), 2_000_000, 200);
    });
  }

  it('an esbuild bundle: 400 of 1,000 random seeks give the state of the first time', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gosched-test-'));
    writeModules(folder);
    const program = join(root, 'node_modules', 'esbuild-go119/bin/esbuild');
    const started = start(program, { argv: [program, '--bundle', '--minify', 'main.js'], env: ['GOMAXPROCS=2'], cpus: 2, cwd: folder });
    seekAtRandom(started, 5_000_000, 400);
    assert.ok(started.output.join('').length > 5000, started.output.join('').slice(0, 500));
  });

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
      assert.notEqual(complete(history.stepBack(tid)), START);
      assert.equal(process.thread(tid)!.instructions, count);
      assert.equal(process.thread(tid)!.registers.rip, pc);
    }
    history.seek(history.start);
    assert.equal(complete(history.stepBack(1)), START);
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
      assert.deepEqual(complete(history.searchBack(search)), place);
      assert.equal(process.thread(process.currentTid)!.registers.rip, exitsyscall0);
    }
    assert.equal(complete(history.searchBack(search)), START);

    // Who wrote allp[0].status last, seen from the first exitsyscall0: retake (or what it calls), as the facts say.
    const allp = image.globals.byName('runtime.allp')!.address;
    history.seek(places[0]);
    const status = process.machine.memory.readPointer(process.machine.memory.readPointer(allp)) + 4;
    const value = process.machine.memory.readU32(status);
    let writer = 0;
    const found = complete(history.searchBack({
      arm: () => process.machine.setWatchpoints([{ id: 1, start: status, length: 4, read: false, write: true }]),
      accept: (stop) => { if (stop.kind === 'watch') writer = stop.pc; return stop.kind === 'watch'; },
    }));
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

  it('a register changed, and a syscall failed, in the past: each is a new history, which comes back with its places', () => {
    const program = buildGo([join(reference, 's1_open.go'), join(reference, 'yield.go')], ['-gcflags', 'all=-N -l']);
    const changes: [string, (started: Started) => void, RegExp][] = [
      // The syscall that is about to be made opens nothing at address 0: EFAULT.
      ['register', ({ process }) => { process.thread(process.currentTid)!.registers.setGpr(Gpr.rsi, 0n); }, /bad address/],
      ['syscall', ({ process }) => { process.failSyscall(process.currentTid, 24); }, /too many open files/],
    ];
    for (const [what, change, message] of changes) {
      const started = start(program, { cwd: '/' });
      const { process, history, output } = started;
      const image = loadElf(program, readFileSync(program));
      process.machine.setBreakpoints([image.functions.byName('main.main')!.entry]);
      history.run({ maxInstructions: 1e9 });
      process.machine.setBreakpoints([]);
      process.setSyscallCatchpoints(new Set(['openat']), new Set());
      history.run({ maxInstructions: 1e9 });
      const at = what === 'register' ? history.seek({ retired: process.retired - 1, events: process.events - 1 }) : placeOf(process);
      process.setSyscallCatchpoints(new Set(), new Set());
      const hashAt = process.stateHash();
      while (!process.exit) history.run({ maxInstructions: 1e9 });
      const old = { place: placeOf(process), hash: process.stateHash() };
      assert.match(output.join(''), /no such file/, what);

      history.seek(at);
      assert.equal(process.stateHash(), hashAt, what);
      change(started);
      assert.equal(history.behind, 0, `${what}: the old future is gone`);
      const changed = { place: placeOf(process), hash: process.stateHash() };
      output.length = 0;
      while (!process.exit) history.run({ maxInstructions: 1e9 });
      assert.match(output.join(''), message, what);
      const end = { place: placeOf(process), hash: process.stateHash() };
      assert.notEqual(end.hash, old.hash, what);
      for (let i = 0; i < 2; i++) {
        history.seek(history.start);
        history.seek(end.place);
        assert.equal(process.stateHash(), end.hash, `${what}: to the end, time ${i}`);
        history.seek(changed.place);
        assert.equal(process.stateHash(), changed.hash, `${what}: behind the change, time ${i}`);
      }
    }
  });

  it('a large heap: the checkpoints keep their limit, and places come back all the same', () => {
    const limit = 16 * 2 ** 20;
    const { process, history } = start(buildGo([join(reference, 'bench.go')], []), { argv: ['bench', 'map'], env: ['GOMAXPROCS=1'] }, {}, limit);
    const seen: { place: Place; hash: string }[] = [];
    for (let i = 0; i < 12; i++) {
      history.run({ maxInstructions: 30_000_000 });
      seen.push({ place: placeOf(process), hash: process.stateHash() });
      assert.ok(history.checkpointBytes <= limit, `${history.checkpointBytes} bytes after ${process.retired} instructions`);
    }
    assert.ok(process.machine.memory.residentBytes > limit, 'the heap has to be larger than the limit for the test to mean anything');
    for (const i of [3, 9, 0, 11]) {
      history.seek(seen[i].place);
      assert.equal(process.stateHash(), seen[i].hash, `place ${i}`);
      assert.ok(history.checkpointBytes <= limit);
    }
  });
});
