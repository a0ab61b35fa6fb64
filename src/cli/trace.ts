import { createNodeHost } from '../adapter/host/node-host';
import { loadProgram } from '../adapter/launch/load';
import { formatJson, formatText } from '../debugger/trace/text';
import { createTracer } from '../debugger/trace/tracer';
import { parseLine, programOptions, readProgramOptions, timeLimit, UsageError } from './options';
import { exitCode, note, toTheEnd } from './run';
import { usages } from './usage';

/** Names separated by commas; a /regular expression/ may contain commas. */
export function functionNames(list: string): string[] {
  return [...list.matchAll(/\/(?:[^/\\]|\\.)*\/|[^,]+/g)].map(([name]) => name.trim()).filter(Boolean);
}

/** `gosched trace`: the program's exit code. */
export async function trace(line: readonly string[]): Promise<number> {
  const parsed = parseLine(line, { ...programOptions, functions: { type: 'string' }, events: { type: 'boolean' }, json: { type: 'boolean' }, from: { type: 'string' } });
  if (parsed.values.help) {
    console.log(usages.trace);
    return 0;
  }
  const { functions, events, json, from } = parsed.values;
  const names = typeof functions === 'string' ? functionNames(functions) : [];
  if (names.length === 0 && events !== true) throw new UsageError(`nothing to trace: give --functions or --events\n${usages.trace}`);
  const options = readProgramOptions(parsed, usages.trace);
  const { image, start } = await loadProgram(createNodeHost(), options);
  for (const warning of image.warnings) note(`${options.program}: ${warning}`);
  const { process: guest, holds } = start();
  const tracer = createTracer(guest, image, { functions: names, events: events === true, from: typeof from === 'string' ? from : undefined, holds });
  for (const { name, similar } of tracer.unknown) note(`no function "${name}" in ${options.program}${similar.length > 0 ? `; there is ${similar.join(', ')}` : ''}`);
  if (names.length > 0 && tracer.unknown.length >= names.length && events !== true) return 2;
  guest.onOutput((_fd, bytes) => { process.stderr.write(bytes); });

  const format = json ? formatJson : formatText;
  const sink = (record: Parameters<typeof format>[0]): void => { process.stdout.write(`${format(record)}\n`); };
  const end = await toTheEnd(guest, (request) => tracer.run(request, sink), options.maxInstructions ?? Infinity, timeLimit(options.maxTime));
  return exitCode(guest, image, end);
}
