/** Programs run on our machine up to a place, for tests of views and stacks. */
import { readFileSync } from 'node:fs';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { loadElf } from '../../src/image/load-elf';
import type { ProgramImage } from '../../src/image/program-image';
import type { LaunchOptions, Process } from '../../src/linux/api';
import { createProcess, defaultLaunch } from '../../src/linux/process';
import { createMachine } from '../../src/machine/machine';
import { createSchedulerView, type GoSchedulerView } from '../../src/scheduler/view';

export interface Stopped { image: ProgramImage; process: Process; scheduler: GoSchedulerView; tid: number; /** runs on to the next entry of one of the functions */ next(...functions: string[]): string }

/** Runs `program` to the first entry of `from`. */
export function stopIn(program: string, from: string, launch: Partial<LaunchOptions> = {}, image = loadElf(program, readFileSync(program))): Stopped {
  const process = createProcess(image, createMachine(), new NodeFiles(), { ...defaultLaunch([program]), cwd: '/tmp', ...launch });
  const scheduler = createSchedulerView(process, image);
  let resumeFrom: number | undefined;
  const stopped: Stopped = {
    image, process, scheduler, tid: 0,
    next(...functions) {
      const entries = new Map<number, string>();
      for (const name of functions) {
        const fn = image.functions.byName(name);
        if (!fn) throw new Error(`no function ${name}`);
        entries.set(fn.entry, name);
      }
      process.machine.setBreakpoints(entries.keys());
      const stop = process.run({ maxInstructions: 1e9, resumeFrom });
      if (stop.kind !== 'breakpoint') throw new Error(`stopped with ${JSON.stringify(stop)} before ${functions.join()}`);
      resumeFrom = stop.tid;
      stopped.tid = stop.tid;
      return entries.get(stop.pc) as string;
    },
  };
  stopped.next(from);
  return stopped;
}
