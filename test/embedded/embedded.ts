/** Programs on the embedded runtime, for tests: compiled from files, run or traced on the machine. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { nodeLibrary, nodeShippedLibrary } from '../../src/adapter/host/node-library';
import { standardLibrary } from '../../src/adapter/launch/library';
import type { TraceRecord } from '../../src/debugger/trace/record';
import { createTracer, type TraceOptions } from '../../src/debugger/trace/tracer';
import { createLibrary, type EditionName } from '../../src/embedded/library';
import type { ProgramImage } from '../../src/image/program-image';
import type { LaunchOptions, Process, ProcessStop } from '../../src/linux/api';
import { createProcess, defaultLaunch } from '../../src/linux/process';
import { createMachine } from '../../src/machine/machine';
import { build, type Program } from '../../src/toolchain/compile';
import { toImage } from '../../src/toolchain/image';
import { formatDiagnostic } from '../../src/toolchain/source';

export const programsFolder = join(__dirname, '../../src/embedded/programs');
export const referenceFolder = join(__dirname, '../fixtures/reference');

const images = new Map<string, ProgramImage>();

/** Compiles the files as one program; kept for the next test that wants it. Throws with all messages. */
export function compileFiles(paths: readonly string[], edition: EditionName = 'go1.19'): ProgramImage {
  return compileTexts(paths.map((path) => ({ name: `/work/${basename(path)}`, text: readFileSync(path, 'utf8') })), edition);
}

export function compileTexts(main: { name: string; text: string }[], edition: EditionName = 'go1.19'): ProgramImage {
  const key = edition + main.map(({ text }) => text).join('\0');
  let image = images.get(key);
  if (!image) {
    images.set(key, image = toImage(buildTexts(main, edition), '/work/program'));
  }
  return image;
}

/** As compileTexts, for who wants the program itself; nothing is kept. */
export function buildTexts(main: { name: string; text: string }[], edition: EditionName = 'go1.19'): Program {
  const sources = createLibrary(nodeLibrary(), main);
  const { program, errors } = build({ sources, edition, library: standardLibrary(sources, edition, nodeShippedLibrary(edition)) });
  if (errors) throw new Error(errors.map(formatDiagnostic).join('\n'));
  return program;
}

export function start(image: ProgramImage, launch: Partial<LaunchOptions> = {}): Process {
  return createProcess(image, createMachine(), new NodeFiles(), { ...defaultLaunch(['/work/program']), cwd: '/tmp', ...launch });
}

export interface RunResult { stop: ProcessStop; out: string; err: string; process: Process }

/** Runs to the end, at most `limit` instructions; `input` is all that standard input has. */
export function run(image: ProgramImage, launch: Partial<LaunchOptions> = {}, limit = 2e8, input = ''): RunResult {
  const process = start(image, launch);
  const texts = ['', ''];
  const decoders = [new TextDecoder(), new TextDecoder()];
  process.onOutput((fd, bytes) => { texts[fd - 1] += decoders[fd - 1].decode(bytes, { stream: true }); });
  if (input) process.provideInput(new TextEncoder().encode(input));
  process.provideInput(undefined);
  const stop = process.run({ maxInstructions: limit });
  return { stop, out: texts[0], err: texts[1], process };
}

export interface TraceResult { records: TraceRecord[]; stop: ProcessStop; unknown: readonly { name: string }[]; err: string; process: Process }

/** Traces to the end, at most `limit` instructions. */
export function traceImage(image: ProgramImage, options: TraceOptions, launch: Partial<LaunchOptions> = {}, limit = 1e9): TraceResult {
  const process = start(image, launch);
  let err = '';
  const decoder = new TextDecoder();
  process.onOutput((fd, bytes) => { if (fd === 2) err += decoder.decode(bytes, { stream: true }); });
  process.provideInput(undefined);
  const tracer = createTracer(process, image, options);
  const records: TraceRecord[] = [];
  const stop = tracer.run({ maxInstructions: limit }, (record) => records.push(record));
  return { records, stop, unknown: tracer.unknown, err, process };
}
