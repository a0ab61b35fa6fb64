/** The older editions against traces of real schedulers of those versions (Go 1.10.8, 1.13.15, 1.14.15 under gdb). */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { EditionName } from '../../src/embedded/library';
import { collapse, essence, ourLines, referenceLines, type Line } from '../debugger/trace/reference-trace';
import { compileFiles, referenceFolder, traceImage } from './embedded';

const sources: Record<string, { source: string; gomaxprocs: number; async?: boolean }> = {
  s1: { source: 's1_open.go', gomaxprocs: 2 }, s2: { source: 's2_slow_globrunq.go', gomaxprocs: 1 },
  s4: { source: 's4_locked.go', gomaxprocs: 1 }, s7: { source: 's7_async.go', gomaxprocs: 1, async: true }, s8: { source: 's8_coop.go', gomaxprocs: 1 },
};

const cases: { edition: EditionName; folder: string; traces: string[] }[] = [
  { edition: 'go1.10', folder: 'go1.10.8', traces: ['s1', 's2', 's4', 's8'] },
  { edition: 'go1.13', folder: 'go1.13.15', traces: ['s1', 's2', 's4', 's8'] },
  { edition: 'go1.14', folder: 'go1.14.15', traces: ['s1', 's2', 's4', 's7', 's8'] },
];

/** Which P main.main gets depends on which M was fastest at start-up: Ps are numbered by appearance. */
function numbered(lines: readonly string[]): string[] {
  const seen = new Map<string, string>();
  return lines.map((line) => line.replace(/\bP\d+/g, (p) => seen.get(p) ?? (seen.set(p, `p${seen.size}`), seen.get(p) as string)));
}

/** An M other than the first and sysmon's is of interest from its first P on: before, it only ends what start-up began. */
const fromFirstP = (lines: readonly Line[]) => lines.slice(Math.max(0, lines.findIndex((line) => line.name === 'wirep' || line.name === 'acquirep1')));
const yielded = (line: Line) => line.stack === 'g0' && line.preempt;

describe('older editions against real schedulers', function () {
  for (const { edition, folder, traces } of cases) {
    for (const name of traces) {
      it(`${edition} ${name}`, () => {
        const { source, gomaxprocs, async } = sources[name];
        const reference = referenceLines(`${folder}/${name}`);
        const image = compileFiles([source, 'yield.go'].map((file) => join(referenceFolder, file)), edition);
        const env = [`GOMAXPROCS=${gomaxprocs}`, ...(async ? [] : ['GODEBUG=asyncpreemptoff=1'])];
        const { records, stop, unknown, err } = traceImage(image, { functions: reference.functions, from: reference.from }, { env });
        assert.deepEqual(stop, { kind: 'exited', code: 0 }, err);
        assert.deepEqual(unknown, []);
        const ours = ourLines(records);
        assert.ok(reference.lines.length >= 10 && ours.length >= 10, `${ours.length} lines, ${reference.lines.length} in the reference`);
        const noise = name === 's1' ? yielded : () => false;
        const path = (lines: readonly Line[], accept: (line: Line) => boolean) => collapse(numbered(essence(lines.filter((line) => accept(line) && !noise(line)))));
        const threads: Record<string, (line: Line) => boolean> = { 'first thread': (line) => line.thread === 'T1', sysmon: (line) => line.thread === 'T2' };
        for (const [who, accept] of Object.entries(threads)) assert.deepEqual(path(ours, accept), path(reference.lines, accept), who);
        const others = (lines: readonly Line[]) => path(fromFirstP(lines.filter((line) => !['T1', 'T2'].includes(line.thread))), () => true);
        if (name !== 's1') assert.deepEqual(others(ours), others(reference.lines), 'other threads');
      });
    }
  }
});
