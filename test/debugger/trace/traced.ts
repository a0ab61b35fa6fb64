/** Traces of programs on our machine, for tests. */
import { readFileSync } from 'node:fs';
import { NodeFiles } from '../../../src/adapter/host/node-files';
import type { TraceRecord } from '../../../src/debugger/trace/record';
import { createTracer, type TraceOptions } from '../../../src/debugger/trace/tracer';
import { loadElf } from '../../../src/image/load-elf';
import type { LaunchOptions, ProcessStop } from '../../../src/linux/api';
import { createProcess, defaultLaunch } from '../../../src/linux/process';
import { createMachine } from '../../../src/machine/machine';

/** Runs the program to its end (at most `limit` instructions); its output is thrown away. */
export function trace(program: string, options: TraceOptions, launch: Partial<LaunchOptions> = {}, limit = 1e9): { records: TraceRecord[]; stop: ProcessStop; unknown: readonly { name: string }[] } {
  const image = loadElf(program, readFileSync(program));
  const process = createProcess(image, createMachine(), new NodeFiles(), { ...defaultLaunch([program]), cwd: '/tmp', ...launch });
  const tracer = createTracer(process, image, options);
  const records: TraceRecord[] = [];
  const stop = tracer.run({ maxInstructions: limit }, (record) => records.push(record));
  return { records, stop, unknown: tracer.unknown };
}
