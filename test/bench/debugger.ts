/**
 * What debugging costs, beside gdb (and dlv, if it is there), on the same Go 1.19 programs in one run. Medians. Ours is bundled as
 * the product is (debugger-ours.ts) and measured inside, from a stopped program on, but for the first stop, which is the built
 * command line's whole process, as theirs are. gdb's and dlv's figures are whole sessions less sessions without what is measured.
 *   npx tsx test/bench/debugger.ts [runs] [portion,...]     portions: condition, stop, next, hover, pause, list, million
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildGo, debugFlags } from '../support/go';
import { cli } from '../support/gosched';
import { bundled, median } from './common';

const runs = Number(process.argv[2] ?? 5);
const portions = process.argv[3]?.split(',');
const wanted = (portion: string): boolean => portions?.includes(portion) ?? true;
/** Hits of a condition: theirs cost 1000 times ours. */
const HITS = { ours: 1_000_000, theirs: 10_000 };
const STEPS = 200;
const hasDlv = spawnSync('dlv', ['version']).status === 0;
const cond = buildGo([join(__dirname, 'conditions.go')], debugFlags);
const parked = buildGo(['parked.go'], debugFlags);
const runOurs = bundled('debugger-ours.ts');

/** Median of a portion of ours, all runs in one process; ms. */
const ours = (portion: string, program: string, number = 0): number => median(runOurs([portion, program, String(runs), String(number)]) as number[]);
const repeat = (measure: () => number): number => median(Array.from({ length: runs }, measure));

/** A whole session, ms. */
function session(command: string, args: string[], input = ''): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { input, timeout: 600_000, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}: ${stderr.toString().slice(0, 300)}`);
  return performance.now() - start;
}
const gdb = (program: string, args: string[], ...commands: string[]): number => session('gdb', ['-nx', '-batch', ...commands.flatMap((command) => ['-ex', command]), '--args', program, ...args]);
const dlv = (program: string, args: string[], ...commands: string[]): number => session('dlv', ['exec', program, '--allow-non-terminal-interactive=true', '--', ...args], `${[...commands, 'exit'].join('\n')}\n`);

/** What `commands` add to a session that stops at main.main; ms. */
const gdbAdds = (program: string, args: string[], ...commands: string[]): number => repeat(() => gdb(program, args, 'break main.main', 'run', ...commands, 'kill') - gdb(program, args, 'break main.main', 'run', 'kill'));
const dlvAdds = (program: string, args: string[], at: string, ...commands: string[]): number | undefined => (hasDlv ? repeat(() => dlv(program, args, `break ${at}`, 'continue', ...commands) - dlv(program, args, `break ${at}`, 'continue')) : undefined);

function report(what: string, mine: number, others: Record<string, number | undefined>): void {
  const beside = Object.entries(others).filter(([, value]) => value !== undefined).map(([name, value]) => `${name} ${value!.toFixed(3)}${mine > 0 ? ` (${(value! / mine).toFixed(1)}x)` : ''}`);
  console.log(`${what.padEnd(44)} gosched ${mine.toFixed(4)} ms  ${beside.join('  ')}`);
}

/** What the hits of a false condition add to the run without them, per hit. */
function condition(): void {
  const [without, withHits] = [ours('without', cond, HITS.ours), ours('condition', cond, HITS.ours)];
  const perHit = (withHits - without) / HITS.ours;
  const hits = String(HITS.theirs);
  const gdbHits = repeat(() => gdb(cond, [hits], 'break main.f if i == -1', 'run') - gdb(cond, [hits], 'run'));
  const dlvHits = hasDlv ? repeat(() => dlv(cond, [hits], 'break b main.f', 'condition b i == -1', 'continue') - dlv(cond, [hits], 'continue')) : undefined;
  // If one run varies by more than the hits cost, no ratio can be told.
  if (perHit <= 0) console.log(`false conditional breakpoint: the hits are lost in the noise (${without.toFixed(0)} ms without, ${withHits.toFixed(0)} ms with ${HITS.ours})`);
  report('false conditional breakpoint, per hit', perHit, { gdb: gdbHits / HITS.theirs, dlv: dlvHits && dlvHits / HITS.theirs });
}

/** Whole processes: start, reading the program, a breakpoint on main.main, running to it, the end of the session. */
function firstStop(): void {
  const batch = [cli, 'debug', '--batch', '-ex', 'break main.main', '-ex', 'run', cond, '1'];
  session(process.execPath, batch);
  report('first stop, whole process', repeat(() => session(process.execPath, batch)), {
    gdb: repeat(() => gdb(cond, ['1'], 'break main.main', 'run', 'kill')), dlv: hasDlv ? repeat(() => dlv(cond, ['1'], 'break main.main', 'continue')) : undefined,
  });
}

function next(): void {
  const args = ['100000'];
  report('next', ours('next', cond), { gdb: gdbAdds(cond, args, `next ${STEPS}`) / STEPS, dlv: perStep(dlvAdds(cond, args, 'main.main', ...Array<string>(STEPS).fill('next'))) });
}

/** An expression at a stop, as a hover asks for it. */
function hover(): void {
  const gdbHover = repeat(() => gdb(cond, ['1'], 'break main.f', 'run', ...Array<string>(STEPS).fill('print i + 1'), 'kill') - gdb(cond, ['1'], 'break main.f', 'run', 'kill')) / STEPS;
  report('hover', ours('hover', cond), { gdb: gdbHover, dlv: perStep(dlvAdds(cond, ['1'], 'main.f', ...Array<string>(STEPS).fill('print i + 1'))) });
}

const perStep = (all: number | undefined): number | undefined => (all === undefined ? undefined : all / STEPS);

/** Read anew from the stopped program: every goroutine and the place of its first frame outside of the runtime. */
function list(count: number): void {
  report(`${count} goroutines with their user frames`, ours('list', parked, count), { dlv: dlvAdds(parked, [String(count)], 'main.ready', 'goroutines') });
  report(`${count} goroutines: a client's threads`, ours('threads', parked, count), {});
}

/** What a user waits for who pauses a run: at most 100 ms. */
function pause(): void { report('pause of a long run', ours('pause', cond), {}); }

/** With the default limits. At most a second and 4 GB. */
function million(): void {
  const values = runOurs(['million', parked, '1', '1000000']) as number[];
  report('1000000 goroutines: a client\'s threads', median(values.slice(0, -1)), {});
  console.log(`1000000 goroutines: the process at most ${values.at(-1)?.toFixed(0)} MB`);
}

console.log(`medians of ${runs}${hasDlv ? '' : '; dlv is not installed (Debian: apt-get install delve): beside gdb only'}`);
if (wanted('condition')) condition();
if (wanted('stop')) firstStop();
if (wanted('next')) next();
if (wanted('hover')) hover();
if (wanted('pause')) pause();
if (wanted('list')) for (const count of [10_000, 100_000]) list(count);
if (wanted('million')) million();
