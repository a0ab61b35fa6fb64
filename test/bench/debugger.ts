/**
 * What debugging costs, beside gdb (and dlv, if it is there), on the same Go 1.19 programs in one run. Medians.
 *   npx tsx test/bench/debugger.ts [runs] [portion,...]     portions: condition, stop, next, hover, list
 */
import { spawnSync } from 'node:child_process';
import { createNodeHost } from '../../src/adapter/host/node-host';
import { loadProgram } from '../../src/adapter/launch/load';
import { DebuggerSession } from '../../src/debugger/session';
import type { Execution } from '../../src/debugger/execution';
import type { StopInfo } from '../../src/debugger/api';
import { buildGo, debugFlags } from '../support/go';

const runs = Number(process.argv[2] ?? 5);
const portions = process.argv[3]?.split(',');
const wanted = (portion: string): boolean => portions?.includes(portion) ?? true;
const HITS = 10_000;
const hasDlv = spawnSync('dlv', ['version']).status === 0;
const cond = buildGo(['cond.go'], debugFlags);
const parked = buildGo(['parked.go'], debugFlags);

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
const repeat = async (measure: () => number | Promise<number>): Promise<number> => {
  const values: number[] = [];
  for (let i = 0; i < runs; i++) values.push(await measure());
  return median(values);
};

async function open(program: string, args: string[] = []): Promise<DebuggerSession> {
  const loaded = await loadProgram(createNodeHost(), { program, args });
  const { process: guest, views, invalidate, history } = loaded.start();
  guest.provideInput(undefined);
  return new DebuggerSession({ process: guest, image: loaded.image, views, invalidate, history: history() });
}

function toStop(execution: Execution): StopInfo {
  for (;;) {
    const stop = execution.advance(50_000_000);
    if (stop) return stop;
  }
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** A whole gdb or dlv session, ms. */
function other(command: string, args: string[], input = ''): number {
  return timed(() => {
    const { status, stderr } = spawnSync(command, args, { input, timeout: 600_000, maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}: ${stderr.toString().slice(0, 300)}`);
  });
}
const gdb = (program: string, ...commands: string[]): number => other('gdb', ['-nx', '-batch', ...commands.flatMap((command) => ['-ex', command]), program]);
const dlv = (program: string, args: string[], ...commands: string[]): number => other('dlv', ['exec', program, '--allow-non-terminal-interactive=true', '--', ...args], `${[...commands, 'exit'].join('\n')}\n`);

function report(what: string, unit: string, ours: number, others: Record<string, number | undefined>): void {
  const beside = Object.entries(others).filter(([, value]) => value !== undefined).map(([name, value]) => `${name} ${value!.toFixed(3)}${ours > 0 ? ` (${(value! / ours).toFixed(1)}x)` : ''}`);
  console.log(`${what.padEnd(44)} gosched ${ours.toFixed(4)} ${unit}  ${beside.join('  ')}`);
}

/** A session stopped at the entry of a function. */
async function stopped(program: string, args: string[], name: string): Promise<{ session: DebuggerSession; stop: StopInfo }> {
  const session = await open(program, args);
  session.breakpoints.add({ location: { kind: 'function', name }, reason: 'function breakpoint' });
  return { session, stop: toStop(session.continue()) };
}

/** What the hits of a false condition add to the run without them, per hit. */
async function condition(): Promise<void> {
  const plain = async (text: string | undefined): Promise<number> => {
    const session = await open(cond, []);
    if (text) session.breakpoints.add({ location: { kind: 'function', name: 'main.f' }, condition: text, reason: 'function breakpoint' });
    return timed(() => toStop(session.continue()));
  };
  const [without, withHits] = [await repeat(() => plain(undefined)), await repeat(() => plain('i == -1'))];
  const gdbHits = await repeat(() => gdb(cond, 'break main.f if i == -1', 'run') - gdb(cond, 'run'));
  const dlvHits = hasDlv ? await repeat(() => dlv(cond, [], 'break b main.f', 'condition b i == -1', 'continue') - dlv(cond, [], 'continue')) : undefined;
  const perHit = (withHits - without) / HITS;
  // One run varies by more than the hits cost: then no ratio can be told.
  if (perHit <= 0) console.log(`false conditional breakpoint: the hits are lost in the noise (${without.toFixed(0)} ms without, ${withHits.toFixed(0)} ms with ${HITS})`);
  report('false conditional breakpoint, per hit', 'ms', perHit, { gdb: gdbHits / HITS, dlv: dlvHits && dlvHits / HITS });
}

async function firstStop(): Promise<void> {
  const first = await repeat(async () => {
    const start = performance.now();
    await stopped(cond, [], 'main.main');
    return performance.now() - start;
  });
  report('first stop after launch', 'ms', first, { gdb: await repeat(() => gdb(cond, 'break main.main', 'run', 'kill')), dlv: hasDlv ? await repeat(() => dlv(cond, [], 'break main.main', 'continue')) : undefined });
}

/** Steps in one session, less a session without. */
async function next(): Promise<void> {
  const STEPS = 200;
  const ours = await repeat(async () => {
    const { session, stop: first } = await stopped(cond, [], 'main.main');
    let stop = first;
    return timed(() => { for (let i = 0; i < STEPS; i++) stop = toStop(session.stepLine(session.subjectOf(stop.tid ?? 0), false)); }) / STEPS;
  });
  const gdbNext = await repeat(() => (gdb(cond, 'break main.main', 'run', `next ${STEPS}`, 'kill') - gdb(cond, 'break main.main', 'run', 'kill')) / STEPS);
  const dlvNext = hasDlv ? await repeat(() => (dlv(cond, [], 'break main.main', 'continue', ...Array<string>(STEPS).fill('next')) - dlv(cond, [], 'break main.main', 'continue')) / STEPS) : undefined;
  report('next', 'ms', ours, { gdb: gdbNext, dlv: dlvNext });
}

/** An expression at a stop, as a hover asks for it. */
async function hover(): Promise<void> {
  const TIMES = 200;
  const { session, stop } = await stopped(cond, [], 'main.f');
  const ours = await repeat(() => timed(() => {
    const who = session.subjectOf(stop.tid ?? 0);
    const scope = session.scopeOf(who, session.stackOf(who, 0, 1).frames[0]);
    for (let i = 0; i < TIMES; i++) session.evaluator.evaluate('i + 1', scope);
  }) / TIMES);
  const gdbHover = await repeat(() => (gdb(cond, 'break main.f', 'run', ...Array<string>(TIMES).fill('print i + 1'), 'kill') - gdb(cond, 'break main.f', 'run', 'kill')) / TIMES);
  const dlvHover = hasDlv ? await repeat(() => (dlv(cond, [], 'break main.f', 'continue', ...Array<string>(TIMES).fill('print i + 1')) - dlv(cond, [], 'break main.f', 'continue')) / TIMES) : undefined;
  report('hover', 'ms', ours, { gdb: gdbHover, dlv: dlvHover });
}

async function list(count: number): Promise<void> {
  const { session } = await stopped(parked, [String(count)], 'main.ready');
  const ours = await repeat(() => timed(() => {
    session.guestChanged();
    const { scheduler } = session;
    let frames = 0;
    for (const g of scheduler.gs()) frames += scheduler.goroutineStack(g, 0, 1).frames.length;
    if (frames < count) throw new Error(`${frames} top frames of ${count} goroutines`);
  }));
  const theirs = hasDlv ? await repeat(() => dlv(parked, [String(count)], 'break main.ready', 'continue', 'goroutines') - dlv(parked, [String(count)], 'break main.ready', 'continue')) : undefined;
  report(`${count} goroutines with their top frames`, 'ms', ours, { dlv: theirs });
}

async function main(): Promise<void> {
  console.log(`medians of ${runs}${hasDlv ? '' : '; dlv is not installed (Debian: apt-get install delve): beside gdb only'}`);
  if (wanted('condition')) await condition();
  if (wanted('stop')) await firstStop();
  if (wanted('next')) await next();
  if (wanted('hover')) await hover();
  if (wanted('list')) for (const count of [10_000, 100_000]) await list(count);
}

void main();
