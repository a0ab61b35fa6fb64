/**
 * The same program on our machine and on a real Go 1.19.8 under gdb: the runtime goes the same way, function by function,
 * with the same states of goroutines and Ps, for the threads that the scenario is about. Times are not compared.
 */
import assert from 'node:assert/strict';
import { buildGo, debugFlags } from '../../support/go';
import { requireTool } from '../../support/tools';
import { collapse, essence, ourLines, referenceLines, type Line } from './reference-trace';
import { trace } from './traced';

interface Scenario {
  trace: string; source: string; gomaxprocs: number; async?: boolean;
  /** who the scenario is about: each projection is compared by itself */
  projections: Record<string, (line: Line) => boolean>;
  /** lines that are not of the path (preemption by a sysmon that the real debugger's stops made impatient) */
  noise?: (line: Line) => boolean;
}

/** goschedImpl and what follows it, for a G that sysmon asked to yield. */
const yielded = (line: Line) => line.stack === 'g0' && line.preempt;

const scenarios: Scenario[] = [
  { trace: 's1', source: 's1_open.go', gomaxprocs: 2, noise: yielded, projections: { 'the main thread': (line) => line.thread === 'T1' } },
  {
    trace: 's2', source: 's2_slow_globrunq.go', gomaxprocs: 1,
    projections: { 'the reader\'s thread': (line) => line.thread === 'T1', sysmon: (line) => line.thread === 'T2', 'the thread that gets its P': (line) => line.thread === 'T3' },
  },
  {
    trace: 's3b', source: 's3b_retake_10ms.go', gomaxprocs: 2,
    projections: { 'the sleeper\'s thread': (line) => line.thread === 'T1', sysmon: (line) => line.thread === 'T2', 'the thread that is woken for nothing': (line) => !['T1', 'T2'].includes(line.thread) },
  },
  {
    trace: 's4', source: 's4_locked.go', gomaxprocs: 1,
    projections: { 'the locked thread': (line) => line.thread === 'T1', sysmon: (line) => line.thread === 'T2', 'the other thread': (line) => line.thread === 'T3' },
  },
  { trace: 's7', source: 's7_async.go', gomaxprocs: 1, async: true, projections: { 'the interrupted thread': (line) => line.thread === 'T1', sysmon: (line) => line.thread === 'T2' } },
  { trace: 's8', source: 's8_coop.go', gomaxprocs: 1, projections: { 'the running thread': (line) => line.thread === 'T1', sysmon: (line) => line.thread === 'T2' } },
  { trace: 's9', source: 's9_threads.go', gomaxprocs: 2, projections: { sysmon: (line) => line.thread === 'T2' } },
];

describe('order of the runtime\'s functions against a real scheduler', function () {
  before(function () { requireTool(this, 'go'); });

  for (const scenario of scenarios) {
    describe(scenario.trace, () => {
      let ours: Line[];
      const reference = referenceLines(scenario.trace);
      before(() => {
        const program = buildGo([scenario.source, 'yield.go'], debugFlags);
        const env = [`GOMAXPROCS=${scenario.gomaxprocs}`, ...(scenario.async ? [] : ['GODEBUG=asyncpreemptoff=1'])];
        const { records, stop, unknown } = trace(program, { functions: reference.functions, from: reference.from }, { env });
        assert.deepEqual(stop, { kind: 'exited', code: 0 });
        assert.deepEqual(unknown, []);
        ours = ourLines(records);
        assert.equal(ours.length, records.length, 'every record has the reference\'s form');
      });
      for (const [who, accept] of Object.entries(scenario.projections)) {
        it(`${who} goes the same way`, () => {
          const path = (lines: readonly Line[]) => collapse(essence(lines.filter((line) => accept(line) && !scenario.noise?.(line))));
          assert.ok(path(reference.lines).length > 0);
          assert.deepEqual(path(ours), path(reference.lines));
        });
      }
      it('calls come from the same functions', () => {
        const calls = (lines: readonly Line[]) => new Set(lines.filter((line) => !scenario.noise?.(line) && Object.values(scenario.projections).some((accept) => accept(line))).map((line) => `${line.caller.replace(/\+.*$/, '')} -> ${line.name}`));
        assert.deepEqual([...calls(ours)].sort(), [...calls(reference.lines)].sort());
      });
    });
  }

  it('s9 starts or wakes one thread for each blocked read', () => {
    const { functions, from, lines } = referenceLines('s9');
    const { records } = trace(buildGo(['s9_threads.go', 'yield.go'], debugFlags), { functions, from }, { env: ['GOMAXPROCS=2', 'GODEBUG=asyncpreemptoff=1'] });
    const count = (list: readonly Line[], name: string) => list.filter((line) => line.name === name && line.thread === 'T2').length;
    const ours = ourLines(records);
    for (const name of ['handoffp', 'startm']) assert.equal(count(ours, name), count(lines, name), name);
    assert.equal(count(lines, 'newm'), 8);
    // Start-up may leave one M idle, which then takes the first P; gdb's run had none.
    assert.ok([7, 8].includes(count(ours, 'newm')), `${count(ours, 'newm')} new threads`);
    assert.equal(count(ours, 'newosproc'), count(ours, 'newm'));
  });
});
