/**
 * What debugging costs, beside gdb (and dlv, if it is there), on the same Go 1.19 programs in one run. Medians.
 *   npx tsx test/bench/debugger.ts [runs]
 */
import { spawnSync } from 'node:child_process';
import { createNodeHost } from '../../src/adapter/host/node-host';
import { loadProgram } from '../../src/adapter/launch/load';
import { DebuggerSession } from '../../src/debugger/session';
import type { Execution } from '../../src/debugger/execution';
import type { StopInfo } from '../../src/debugger/api';
import { buildGo, debugFlags } from '../support/go';

const runs = Number(process.argv[2] ?? 5);
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
  const beside = Object.entries(others).filter(([, value]) => value !== undefined).map(([name, value]) => `${name} ${value!.toFixed(3)} (${(value! / ours).toFixed(0)}x)`);
  console.log(`${what.padEnd(44)} gosched ${ours.toFixed(4)} ${unit}  ${beside.join('  ')}`);
}

async function main(): Promise<void> {
  console.log(`medians of ${runs}`);
  // A condition that is false: what the hits add to the run without them, per hit.
  const plain = async (condition: string | undefined): Promise<number> => {
    const session = await open(cond, []);
    if (condition) session.breakpoints.add({ location: { kind: 'function', name: 'main.f' }, condition, reason: 'function breakpoint' });
    return timed(() => toStop(session.continue()));
  };
  const [without, withHits] = [await repeat(() => plain(undefined)), await repeat(() => plain('i == -1'))];
  const gdbHits = await repeat(() => gdb(cond, 'break main.f if i == -1', 'run') - gdb(cond, 'run'));
  const dlvHits = hasDlv ? await repeat(() => dlv(cond, [], 'break b main.f', 'condition b i == -1', 'continue') - dlv(cond, [], 'continue')) : undefined;
  report('false conditional breakpoint, per hit', 'ms', Math.max(0.00001, (withHits - without) / HITS), { gdb: gdbHits / HITS, dlv: dlvHits && dlvHits / HITS });

  const first = await repeat(async () => {
    const start = performance.now();
    const session = await open(cond, []);
    session.breakpoints.add({ location: { kind: 'function', name: 'main.main' }, reason: 'function breakpoint' });
    toStop(session.continue());
    return performance.now() - start;
  });
  report('first stop after launch', 'ms', first, { gdb: await repeat(() => gdb(cond, 'break main.main', 'run', 'kill')), dlv: hasDlv ? await repeat(() => dlv(cond, [], 'break main.main', 'continue')) : undefined });

  // 200 steps in one session, less one without.
  const STEPS = 200;
  const next = await repeat(async () => {
    const session = await open(cond, []);
    session.breakpoints.add({ location: { kind: 'function', name: 'main.main' }, reason: 'function breakpoint' });
    let stop = toStop(session.continue());
    return timed(() => { for (let i = 0; i < STEPS; i++) stop = toStop(session.stepLine(session.subjectOf(stop.tid ?? 0), false)); }) / STEPS;
  });
  const gdbNext = await repeat(() => (gdb(cond, 'break main.main', 'run', `next ${STEPS}`, 'kill') - gdb(cond, 'break main.main', 'run', 'kill')) / STEPS);
  report('next', 'ms', next, { gdb: gdbNext });

  for (const count of [10_000, 100_000]) {
    const session = await open(parked, [String(count)]);
    session.breakpoints.add({ location: { kind: 'function', name: 'main.ready' }, reason: 'function breakpoint' });
    toStop(session.continue());
    const list = await repeat(() => timed(() => {
      session.guestChanged();
      const { scheduler } = session;
      let frames = 0;
      for (const g of scheduler.gs()) frames += scheduler.goroutineStack(g, 0, 1).frames.length;
      if (frames < count) throw new Error(`${frames} top frames of ${count} goroutines`);
    }));
    const theirs = hasDlv ? await repeat(() => dlv(parked, [String(count)], 'break main.ready', 'continue', 'goroutines') - dlv(parked, [String(count)], 'break main.ready', 'continue')) : undefined;
    report(`${count} goroutines with their top frames`, 'ms', list, { dlv: theirs });
  }
}

void main();
