/** The example programs, compiled once per edition, traced under their own launch options. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { latencyRule } from '../../src/debugger/latency';
import { createTracer } from '../../src/debugger/trace/tracer';
import type { TraceRecord } from '../../src/debugger/trace/record';
import type { EditionName } from '../../src/embedded/library';
import { readCatalogue, type Scenario } from '../../src/embedded/programs/catalogue';
import type { LaunchOptions, Process, ProcessStop } from '../../src/linux/api';
import type { ProgramImage } from '../../src/image/program-image';
import { createProcess, defaultLaunch } from '../../src/linux/process';
import { createMachine } from '../../src/machine/machine';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { compileTexts, programsFolder } from './embedded';
import { findForbidden, findOrder, functionsOf, isStep } from './event-order';

export const scenarios: readonly Scenario[] = readCatalogue(Object.fromEntries(
  readdirSync(programsFolder).filter((name) => name.endsWith('.go')).map((name) => [name, readFileSync(join(programsFolder, name), 'utf8')])));

export const SEEDS = 50;
/**
 * One machine for all runs: put back to its beginning before each, it keeps what it has translated, and a run's result does
 * not depend on that (test/machine).
 */
const machine = createMachine();
const blank = machine.checkpoint();

/** Instructions after which a scenario counts as endless. */
const LIMIT = 100e6;

export function compileScenario(scenario: Scenario, edition: EditionName): ProgramImage {
  return compileTexts([{ name: `/work/${scenario.file}`, text: scenario.source }], edition);
}

export function launchOf({ launch }: Scenario, seed: number): Partial<LaunchOptions> {
  const { gomaxprocs, cpus, quantum, env, latency } = launch;
  return {
    seed, schedule: 'random',
    env: [...(gomaxprocs === undefined ? [] : [`GOMAXPROCS=${gomaxprocs}`]), ...Object.entries(env).map(([key, value]) => `${key}=${value}`)],
    latencies: Object.entries(latency).map(([where, duration]) => latencyRule(where, duration)),
    ...(cpus === undefined ? {} : { cpus }), ...(quantum === undefined ? {} : { quantum }),
  };
}

function freeze(process: Process, tid: number, frozen: boolean): void {
  const thread = process.thread(tid);
  if (thread) thread.frozen = frozen;
}

export interface ScenarioRun { records: TraceRecord[]; stop: ProcessStop; err: string; unknown: readonly string[]; process: Process }

type WatchStop = Extract<ProcessStop, { kind: 'watch' }>;

/**
 * One run, traced with all scheduler events; or, with `watch`, without them: it is called once the trace begins, sets the
 * watchpoints that it wants, and its result hears of each hit.
 */
export function runScenario(scenario: Scenario, edition: EditionName, seed: number, watch?: (process: Process, image: ProgramImage) => (stop: WatchStop) => void): ScenarioRun {
  const image = compileScenario(scenario, edition);
  machine.restore(blank);
  machine.setBreakpoints([]);
  machine.setWatchpoints([]);
  const process = createProcess(image, machine, new NodeFiles(), { ...defaultLaunch(['/work/program']), cwd: '/tmp', ...launchOf(scenario, seed) });
  let err = '';
  process.onOutput((fd, bytes) => { if (fd === 2) err += new TextDecoder().decode(bytes); });
  process.provideInput(undefined);
  // What another edition lacks is no mistake: an order's lines say where they apply.
  const functions = functionsOf(scenario).filter((name) => image.functions.byName(name) !== undefined);
  const tracer = createTracer(process, image, { functions, from: scenario.from, events: !watch });
  const records: TraceRecord[] = [];
  const holds = scenario.holds.filter(({ at }) => at.editions.includes(edition));
  let held: number | undefined;
  const onRecord = (record: TraceRecord): void => {
    records.push(record);
    const [hold] = holds;
    if (hold && held === undefined && isStep(hold.at, record)) freeze(process, held = record.tid, true);
    else if (hold && held !== undefined && isStep(hold.until, record)) {
      freeze(process, held, false);
      held = undefined;
      holds.shift();
    }
  };
  const onWatch = watch?.(process, image);
  let stop: ProcessStop;
  do {
    stop = tracer.run({ maxInstructions: LIMIT - process.retired }, onRecord);
    if (stop.kind === 'watch') onWatch?.(stop);
  } while (stop.kind === 'watch');
  return { records, stop, err, unknown: tracer.unknown.map(({ name }) => name), process };
}

/** What is wrong with a run, in one line; undefined: nothing. */
export function fault(scenario: Scenario, edition: EditionName, run: ScenarioRun): string | undefined {
  if (run.stop.kind !== 'exited' || run.stop.code !== 0) return `ended with ${JSON.stringify(run.stop)} ${run.err}`;
  for (const order of scenario.orders) {
    const result = findOrder(order, edition, run.records);
    if (!result.found) return `"${order.title}": nothing for step ${result.reached + 1}: ${result.step.text}`;
  }
  for (const step of scenario.never) {
    const record = step.editions.includes(edition) ? findForbidden(step, run.records) : undefined;
    if (record) return `happened, and never should: ${step.text} (record ${record.seq})`;
  }
  return undefined;
}
