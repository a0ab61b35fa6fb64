/**
 * The offset tables are true: they equal DWARF where there is DWARF, and in executables without it (Go 1.19, 1.25 and 1.26)
 * each field that the table names is written by the functions of the runtime that write this field, and by no other.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadElf } from '../../src/image/load-elf';
import { resolveFields, type Fields } from '../../src/scheduler/layout/fields';
import { createLayout } from '../../src/scheduler/layout/layout';
import { withoutSymbols } from './native-core';
import { stopIn } from './machine-stops';

const executable = (name: string): string => join(__dirname, '../../node_modules', name, 'bin/esbuild');

/** A field: offset and bytes, from the G of main.main, M0, P0 or sched; who has to write it, and who else may. */
type Place = [of: 'g' | 'm' | 'p' | 'sched', offset: (fields: Fields) => number, size: number, must: string, may?: string];

/** From the sources of Go 1.19, 1.25 and 1.26: functions that are not inlined, without "runtime.". */
const WRITERS: Record<string, Place> = {
  'g.atomicstatus': ['g', (f) => f.g.atomicstatus, 4, 'casgstatus', 'reentersyscall exitsyscall castogscanstatus casfrom_Gscanstatus'],
  'g.m': ['g', (f) => f.g.m, 8, 'execute', 'park_m goschedImpl exitsyscall0 exitsyscallNoP dropg gopreempt_m preemptPark'],
  'g.stackguard0': ['g', (f) => f.g.stackguard0, 8, 'execute reentersyscall exitsyscall', 'copystack preemptone newstack'],
  'g.throwsplit': ['g', (f) => f.g.throwsplit, 1, 'reentersyscall exitsyscall'],
  'g.syscallsp': ['g', (f) => f.g.syscallSp, 8, 'reentersyscall exitsyscall'],
  'g.syscallpc': ['g', (f) => f.g.syscallPc, 8, 'reentersyscall'],
  'g.waitreason': ['g', (f) => f.g.waitreason, 1, 'gopark'],
  'g.preempt': ['g', (f) => f.g.preempt, 1, 'execute', 'preemptone'],
  'g.sched.pc': ['g', (f) => f.g.schedPc, 8, 'gosave_systemstack_switch mcall save', 'morestack'],
  'g.sched.sp': ['g', (f) => f.g.schedSp, 8, 'gosave_systemstack_switch systemstack mcall gogo save', 'morestack copystack'],
  'g.sched.bp': ['g', (f) => f.g.schedBp, 8, 'gosave_systemstack_switch mcall gogo', 'systemstack morestack copystack adjustctxt save'],
  'm.curg': ['m', (f) => f.m.curg, 8, 'execute park_m', 'goexit0 gdestroy goschedImpl exitsyscall0 exitsyscallNoP'],
  'm.p': ['m', (f) => f.m.p, 8, 'wirep', 'reentersyscall releasep releasepNoTrace syscallingThread.releaseP'],
  'm.nextp': ['m', (f) => f.m.nextp, 8, 'startlockedm stoplockedm', 'startm stopm'],
  'm.oldp': ['m', (f) => f.m.oldp, 8, 'reentersyscall exitsyscall'],
  'm.lockedg': ['m', (f) => f.m.lockedg, 8, 'main', 'unlockOSThread goexit0 gdestroy'],
  'm.syscalltick': ['m', (f) => f.m.syscalltick, 4, 'reentersyscall'],
  'm.blocked': ['m', (f) => f.m.blocked, 1, 'notesleep'],
  'p.status': ['p', (f) => f.p.status, 4, 'wirep', 'reentersyscall exitsyscallfast retake releasep releasepNoTrace syscallingThread.releaseP'],
  'p.m': ['p', (f) => f.p.m, 8, 'wirep', 'reentersyscall releasep releasepNoTrace syscallingThread.releaseP'],
  'p.schedtick': ['p', (f) => f.p.schedtick, 4, 'execute'],
  'p.syscalltick': ['p', (f) => f.p.syscalltick, 4, 'exitsyscall', 'retake syscallingThread.releaseP exitsyscallfast_reacquired'],
  'p.runqhead': ['p', (f) => f.p.runqhead, 4, '', 'runqget findRunnable runqgrab runqputslow'],
  'p.runqtail': ['p', (f) => f.p.runqtail, 4, 'runqput'],
  'p.runnext': ['p', (f) => f.p.runnext, 8, 'runqput', 'runqget findRunnable'],
  'p.link': ['p', (f) => f.p.link, 8, 'pidleput'],
  'sched.npidle': ['sched', (f) => f.sched.npidle.offset, 4, 'pidleput pidleget'],
  'sched.nmidle': ['sched', (f) => f.sched.nmidle.offset, 4, 'mput startm'],
  'sched.nmidlelocked': ['sched', (f) => f.sched.nmidlelocked.offset, 4, 'incidlelocked'],
  'sched.nmspinning': ['sched', (f) => f.sched.nmspinning.offset, 4, '', 'wakep handoffp findRunnable resetspinning'],
  'sched.sysmonwait': ['sched', (f) => f.sched.sysmonwait.offset, 4, 'sysmon', 'exitsyscallTryGetP exitsyscallfast_pidle exitsyscall0'],
  'sched.pidle': ['sched', (f) => f.sched.pidle.offset, 8, 'pidleput pidleget'],
  'sched.lastpoll': ['sched', (f) => f.sched.lastpoll.offset, 8, 'sysmon', 'findRunnable'],
};

describe('offset tables', function () {
  for (const name of ['esbuild-go113', 'esbuild-go114']) {
    it(`${name}: every field is where its DWARF says`, function () {
      if (!existsSync(executable(name))) this.skip();
      const bytes = readFileSync(executable(name));
      const [own, table] = [bytes, withoutSymbols(bytes)].map((elf) => createLayout(loadElf(executable(name), elf)).layout!);
      assert.deepEqual([own.source, table.source], ['dwarf', 'offset-table']);
      assert.deepEqual(resolveFields(table), resolveFields(own));
    });
  }

  for (const name of ['esbuild-go119', 'esbuild-go125', '@esbuild/linux-x64']) {
    it(`${name}: the runtime writes each field where the table says`, function () {
      if (!existsSync(executable(name))) this.skip();
      const folder = mkdtempSync(join(tmpdir(), 'gosched-test-'));
      writeFileSync(join(folder, 'main.js'), 'import { a } from "./a.js"; console.log(a);');
      writeFileSync(join(folder, 'a.js'), 'export const a = 1;');
      const seen = writersIn(executable(name), folder);
      rmSync(folder, { recursive: true });
      for (const [field, [, , , must, may]] of Object.entries(WRITERS)) {
        const found = [...seen.get(field) ?? []];
        const known = new Set(`${must} ${may ?? ''}`.split(' '));
        assert.deepEqual(found.filter((writer) => !known.has(writer)), [], `${field}: others write there`);
        assert.ok(found.length > 0, `${field} is never written`);
        for (const writer of must.split(' ').filter(Boolean)) assert.ok(found.includes(writer), `${field} is not written by ${writer} but by ${found.join()}`);
      }
    });
  }
});

/** Which functions write the fields while a bundle is made with slow reads, from runtime.main on. */
function writersIn(program: string, folder: string): Map<string, Set<string>> {
  const { scheduler, process, image, tid } = stopIn(program, 'runtime.main', {
    cwd: folder, argv: [program, '--bundle', 'main.js'], env: ['GOMAXPROCS=1'], latencies: [{ syscall: 'read', ns: 25_000_000 }],
  });
  assert.equal(scheduler.layoutSource, 'offset-table');
  const bases = {
    g: scheduler.gById(1)!.address, m: scheduler.ms().find((m) => m.id === 0)!.address, p: scheduler.ps()[0].address, sched: scheduler.layout!.globals.sched,
  };
  const names = Object.keys(WRITERS);
  process.machine.setBreakpoints([]);
  process.machine.setWatchpoints(names.map((name, id) => {
    const [of, offset, length] = WRITERS[name];
    const at = offset(scheduler.fields!);
    assert.ok(at >= 0, name);
    return { id, start: bases[of] + at, length, read: false, write: true };
  }));
  const seen = new Map<string, Set<string>>(names.map((name) => [name, new Set()]));
  for (let resumeFrom: number | undefined = tid; ; resumeFrom = undefined) {
    const stop = process.run({ maxInstructions: 100_000_000, resumeFrom });
    if (stop.kind === 'exited') return seen;
    assert.equal(stop.kind, 'watch');
    for (const { id } of stop.kind === 'watch' ? stop.hits : []) seen.get(names[id])!.add(image.functions.at(stop.kind === 'watch' ? stop.pc : 0)!.name.replace('runtime.', ''));
  }
}
