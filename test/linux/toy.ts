/** Runs toy programs in a process. */
import type { HostFiles, LaunchOptions, ProcessStop } from '../../src/linux/api';
import { createProcess, defaultLaunch, type GuestProcess } from '../../src/linux/process';
import { ToyMachine, type ToyProgram } from './toy-machine';

const noFiles: HostFiles = {
  stat: () => undefined,
  read: (path) => { throw new Error(`read ${path}`); },
  readLink: (path) => { throw new Error(`readLink ${path}`); },
  list: () => [],
};

export interface ToyRun { process: GuestProcess; machine: ToyMachine; output(): string }

export function start(program: ToyProgram, options: Partial<LaunchOptions> = {}): ToyRun {
  const machine = new ToyMachine(program);
  const process = createProcess(program.executable, machine, noFiles, { ...defaultLaunch(['/toy']), ...options });
  let text = '';
  process.onOutput((_fd, bytes) => { text += Buffer.from(bytes).toString(); });
  return { process, machine, output: () => text };
}

/** Runs in slices of `slice` instructions until something else than the limit stops it. */
export function finish(process: GuestProcess, slice = 1_000_000, limit = 10_000_000): ProcessStop {
  for (;;) {
    const stop = process.run({ maxInstructions: slice });
    if (stop.kind !== 'limit') return stop;
    if (process.retired > limit) throw new Error(`still running after ${limit} instructions`);
  }
}
