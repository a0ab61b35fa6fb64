/** A process with a history, and what reverse steps need, for the tests of time travel. */
import { readFileSync } from 'node:fs';
import { NodeFiles } from '../../../src/adapter/host/node-files';
import { createEvaluator } from '../../../src/debugger/expressions/evaluator';
import { History } from '../../../src/debugger/history/history';
import { DebuggerSession } from '../../../src/debugger/session';
import { StepContext } from '../../../src/debugger/stepping/context';
import { loadElf } from '../../../src/image/load-elf';
import type { ProgramImage } from '../../../src/image/program-image';
import type { LaunchOptions, Process } from '../../../src/linux/api';
import { defaultLaunch } from '../../../src/linux/launch';
import { createProcess } from '../../../src/linux/process';
import { createMachine, type MachineOptions } from '../../../src/machine/machine';
import { createSchedulerView } from '../../../src/scheduler/view';

export interface Started { process: Process; history: History; output: string[]; image: ProgramImage }

export function start(program: string, options: Partial<LaunchOptions> = {}, machine: MachineOptions = {}, memoryLimit?: number): Started {
  const image = loadElf(program, readFileSync(program));
  const process = createProcess(image, createMachine(machine), new NodeFiles(), { ...defaultLaunch([program]), ...options });
  const output: string[] = [];
  process.onOutput((fd, bytes) => output.push(`${fd}:${new TextDecoder().decode(bytes)}`));
  const history = new History(process, {
    disarm: () => { process.machine.setBreakpoints([]); process.machine.setWatchpoints([]); }, memoryLimit,
  });
  return { process, history, output, image };
}

/** xorshift: the tests' own numbers, the same each time. */
export function numbers(seed: number): (below: number) => number {
  let x = seed;
  return (below) => { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; return (x >>> 0) % below; };
}

/** A debugger session over the history, and a step context for going back. */
export function debug({ process, history, image }: Started): { session: DebuggerSession; context: StepContext; scheduler: ReturnType<typeof createSchedulerView> } {
  const scheduler = createSchedulerView(process, image);
  const views = { scheduler, evaluator: createEvaluator(scheduler) };
  const session = new DebuggerSession({ process, image, views: () => views, invalidate: () => { scheduler.invalidate(); }, history });
  const context = new StepContext(process, image, () => {
    scheduler.invalidate();
    return scheduler;
  });
  return { session, context, scheduler };
}
