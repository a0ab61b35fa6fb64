/** Random programs: this host's processor against our machine, in one run and in slices of random budgets. */
import * as assert from 'node:assert/strict';
import { requireTool } from '../../support/tools';
import { GPR_NAMES, type Machine, type Stop } from '../../../src/machine/api';
import { createMachine } from '../../../src/machine/machine';
import { createStateHash } from '../../../src/machine/state-hash';
import { EmulatedRunner, untilInt3, type Driver } from './emulated';
import { Ending, ENDING_NAMES, SCRATCH_MIDDLE, type Outcome } from './layout';
import { NativeRunner } from './native';
import { Random } from './random';
import { batchOf, makeProgram, truncate, type Program } from './sequences';

const SEED = Number(process.env.GOSCHED_SEED ?? 20262);
/** Without AF (see sequences.ts). */
const FLAGS = 0xcc5;

describe('native against emulated: random programs', function () {
  let native: NativeRunner | undefined;
  /** Of the last batch. */
  let translatedRegions = 0;
  let endings: Ending[] = [];
  before(function () {
    requireTool(this, 'gcc');
    native = new NativeRunner();
  });
  after(() => native?.dispose());

  const sliced = (random: Random): Driver => (machine: Machine): Stop => {
    for (;;) {
      const budget = random.oneIn(3) ? random.between(1, 5) : random.between(1, 4000);
      const before = machine.retired;
      const stop = machine.run(budget);
      if (stop.kind === 'budget') {
        assert.equal(machine.retired - before, budget, 'a run that stops for its budget retires exactly that many instructions');
        continue;
      }
      if (stop.kind !== 'int3') return stop;
      machine.registers.rip -= 1;
      return { kind: 'budget' };
    }
  };

  it('300 programs, once through', () => compare(programs(SEED, 300, () => 1), untilInt3));
  it('120 programs in loops that get hot', () => {
    compare(programs(SEED + 1, 120, (random) => random.between(100, 1500)), untilInt3);
    assert.ok(translatedRegions >= 60, `only ${translatedRegions} regions were translated`);
  });

  it('200 programs in loops that end with a fault', () => {
    const random = new Random(SEED + 7);
    compare(Array.from({ length: 200 }, () => makeProgram(random, random.between(50, 1500), true)), untilInt3);
    assert.ok(translatedRegions >= 30, `only ${translatedRegions} regions were translated`);
    const faults = endings.filter((ending) => ending !== Ending.completed).length;
    assert.ok(faults >= 100 && new Set(endings).size >= 3, `${faults} faults`);
  });

  it('60 programs in loops, in slices of random budgets', () => {
    compare(programs(SEED + 2, 60, (random) => random.between(100, 1500)), sliced(new Random(SEED + 3)));
    assert.ok(translatedRegions >= 20, `only ${translatedRegions} regions were translated`);
  });

  it('60 programs, each access to the scratch block watched', () => {
    let stops = 0;
    const watched: Driver = (machine, one) => {
      const base = SCRATCH_MIDDLE - one.scratch.length / 2;
      machine.setWatchpoints([{ id: 7, start: base, length: one.scratch.length, read: true, write: true }]);
      for (;;) {
        const stop = untilInt3(machine, one);
        if (stop.kind !== 'watch') { machine.setWatchpoints([]); return stop; }
        assert.ok(stop.hits.length > 0 && stop.hits.every((hit) => hit.id === 7));
        stops++;
      }
    };
    compare(programs(SEED + 4, 60, () => 2), watched);
    assert.ok(stops > 60 * 10, `${stops} stops`);
  });

  it('40 programs in loops, with going back to checkpoints', () => {
    const random = new Random(SEED + 5);
    const hash = (machine: Machine): string => { const state = createStateHash(); machine.hashInto(state); return state.digest(); };
    const backAndForth: Driver = (machine, one) => {
      const finish = (): Stop => untilInt3(machine, one);
      for (let i = 0; i < 3; i++) {
        const stop = machine.run(random.between(1, 6000));
        // Near the end: the INT3 may have been reached already.
        if (stop.kind !== 'budget') { if (stop.kind === 'int3') machine.registers.rip -= 1; return stop.kind === 'int3' ? { kind: 'budget' } : stop; }
        const checkpoint = machine.checkpoint();
        const first = finish(), firstHash = hash(machine);
        machine.restore(checkpoint);
        const again = finish();
        assert.deepEqual([again, hash(machine)], [first, firstHash], 'the second time gives the same');
        machine.restore(checkpoint);
        machine.release(checkpoint);
      }
      return finish();
    };
    compare(programs(SEED + 6, 40, (r) => r.between(20, 1000)), backAndForth);
  });

  function programs(seed: number, count: number, iterations: (random: Random) => number): Program[] {
    const random = new Random(seed);
    return Array.from({ length: count }, () => makeProgram(random, iterations(random)));
  }

  function failing(list: Program[], driver: Driver): { program: Program; lines: string[] }[] {
    const batch = batchOf(list);
    const machine = createMachine({ warmUpSamples: 0, sampleInterval: 150 });
    const theirs = native!.run(batch), ours = new EmulatedRunner(machine).run(batch, driver);
    translatedRegions = machine.stats.translatedRegions;
    endings = theirs.map(({ ending }) => ending);
    return list.map((program, i) => ({ program, lines: programDifferences(theirs[i], ours[i]) })).filter(({ lines }) => lines.length > 0);
  }

  function compare(list: Program[], driver: Driver): void {
    const found = failing(list, driver);
    if (found.length === 0) return;
    // The shortest beginning of the first failing program that still fails names the culprit.
    let smallest = found[0];
    for (let length = 1; length < found[0].program.main.length; length++) {
      const shorter = failing([truncate(found[0].program, length)], driver);
      if (shorter.length > 0) { smallest = shorter[0]; break; }
    }
    const text = (program: Program): string => [...program.main, { text: '--- callee' }, ...program.callee].map((item) => `    ${item.text}`).join('\n');
    assert.fail(`seed ${SEED}: ${found.length} of ${list.length} programs differ; the first one, ${smallest.program.iterations} iterations:\n` +
      `${text(smallest.program)}\n  ${smallest.lines.join('\n  ')}`);
  }
});

function programDifferences(native: Outcome, ours: Outcome): string[] {
  const lines: string[] = [];
  const check = (what: string, theirs: string, mine: string): void => {
    if (theirs !== mine) lines.push(`${what}: native ${theirs}, ours ${mine}`);
  };
  const bytes = (data: Uint8Array): string => Buffer.from(data).toString('hex');
  check('ending', ENDING_NAMES[native.ending], ENDING_NAMES[ours.ending] + (ours.ending === Ending.other ? ours.detail : ''));
  check('fault address', native.address.toString(16), ours.address.toString(16));
  check('rip', native.state.rip.toString(16), ours.state.rip.toString(16));
  for (let i = 0; i < 16; i++) {
    check(GPR_NAMES[i], native.state.gpr(i).toString(16), ours.state.gpr(i).toString(16));
    check(`xmm${i}`, bytes(native.state.xmm(i)), bytes(ours.state.xmm(i)));
  }
  check('flags', (native.state.rflags & FLAGS).toString(16), (ours.state.rflags & FLAGS).toString(16));
  for (let i = 0; i < native.scratch.length; i += 16) {
    check(`scratch+${i}`, bytes(native.scratch.subarray(i, i + 16)), bytes(ours.scratch.subarray(i, i + 16)));
  }
  return lines.slice(0, 12);
}
