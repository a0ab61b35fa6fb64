/**
 * Our side of test/bench/debugger.ts, bundled and run in a process of its own: PORTION PROGRAM RUNS [NUMBER].
 * Prints one JSON array: milliseconds of each run; for `million` those of five answers and, last, the process's largest size in MB.
 */
import { createNodeHost } from '../../src/adapter/host/node-host';
import { useBranchHints } from '../../src/adapter/host/node-engine';
import { listThreads } from '../../src/adapter/threads';
import { Runner } from '../../src/adapter/runner';
import { loadProgram } from '../../src/adapter/launch/load';
import { DebuggerSession } from '../../src/debugger/session';
import { userFrame } from '../../src/debugger/user-frame';
import type { Execution } from '../../src/debugger/execution';
import type { StopInfo } from '../../src/debugger/api';

const STEPS = 200;

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

/** A session stopped at the entry of a function. */
async function stopped(program: string, args: string[], name: string): Promise<{ session: DebuggerSession; stop: StopInfo }> {
  const session = await open(program, args);
  session.breakpoints.add({ location: { kind: 'function', name }, reason: 'function breakpoint' });
  return { session, stop: toStop(session.continue()) };
}

async function conditions(program: string, hits: number, condition: string | undefined): Promise<number> {
  const { session } = await stopped(program, [String(hits)], 'main.main');
  if (condition) session.breakpoints.add({ location: { kind: 'function', name: 'main.f' }, condition, reason: 'function breakpoint' });
  return timed(() => { toStop(session.continue()); });
}

async function stop(program: string): Promise<number> {
  const start = performance.now();
  await stopped(program, ['1'], 'main.main');
  return performance.now() - start;
}

async function next(program: string): Promise<number> {
  const { session, stop: first } = await stopped(program, ['100000'], 'main.main');
  let stop = first;
  return timed(() => { for (let i = 0; i < STEPS; i++) stop = toStop(session.stepLine(session.subjectOf(stop.tid ?? 0), false)); }) / STEPS;
}

/** An expression at a stop, as a hover asks for it. */
async function hover(program: string): Promise<number> {
  const { session, stop } = await stopped(program, ['1'], 'main.f');
  return timed(() => {
    for (let i = 0; i < STEPS; i++) {
      const who = session.subjectOf(stop.tid ?? 0);
      session.evaluator.evaluate('i + 1', session.scopeOf(who, session.stackOf(who, 0, 1).frames[0]));
    }
  }) / STEPS;
}

let parked: DebuggerSession | undefined;
/** Every goroutine with the function, file and line of its top frame, read anew. */
async function list(program: string, count: number): Promise<number> {
  const session = (parked ??= (await stopped(program, [String(count)], 'main.ready')).session);
  return timed(() => {
    session.guestChanged();
    const { scheduler } = session;
    let frames = 0;
    for (const g of scheduler.gs()) if (userFrame(scheduler.stackLevels(g, 12))?.position) frames++;
    if (frames < count) throw new Error(`${frames} top frames of ${count} goroutines`);
  });
}

/** The answer to a client's `threads`. */
async function threads(program: string, count: number): Promise<number> {
  const session = (parked ??= (await stopped(program, [String(count)], 'main.ready')).session);
  return timed(() => {
    session.guestChanged();
    listThreads(session, { maxThreads: 1000, showSystem: false });
  });
}

/** A million goroutines with the default limits: what `threads` takes, and what the process does. */
async function million(program: string, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push(await threads(program, count));
  return [...times, process.resourceUsage().maxRSS / 1024];
}

/** From a client's pause to its stop, in a long run whose slices have grown. */
async function pause(program: string): Promise<number> {
  const { session } = await stopped(program, ['1000000000'], 'main.main');
  let ended: () => void = () => undefined;
  const stop = new Promise<void>((resolve) => { ended = resolve; });
  const runner = new Runner({ now: () => performance.now(), defer: (callback) => { setImmediate(callback); } }, () => ended(), (error) => { throw error; });
  runner.start(session.continue());
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  const start = performance.now();
  // A request arrives between two slices.
  setImmediate(() => runner.pause());
  await stop;
  return performance.now() - start;
}

const portions: Record<string, (program: string, number: number) => Promise<number | number[]>> = {
  without: (program, hits) => conditions(program, hits, undefined),
  condition: (program, hits) => conditions(program, hits, 'i == -1'),
  stop, next, hover, list, threads, million, pause,
};

async function main(): Promise<void> {
  useBranchHints();
  const [portion, program, runs, number] = process.argv.slice(2);
  const values: number[] = [];
  for (let i = 0; i < Number(runs); i++) values.push(...[await portions[portion](program, Number(number))].flat());
  console.log(JSON.stringify(values));
}

void main();
