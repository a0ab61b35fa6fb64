import { parseArgs, type ParseArgsConfig } from 'node:util';
import { OptionError, type ProgramOptions } from '../adapter/launch/options';
import { parseDuration } from '../debugger/duration';
import { parseLatency } from '../debugger/latency';

/** A command line that cannot be understood: exit code 2. */
export class UsageError extends Error {}

type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** Options that all commands with a PROGRAM share. */
export const programOptions = {
  gomaxprocs: { type: 'string' }, cpus: { type: 'string' }, seed: { type: 'string' }, schedule: { type: 'string' }, quantum: { type: 'string' },
  latency: { type: 'string', multiple: true }, env: { type: 'string', multiple: true }, cwd: { type: 'string' }, edition: { type: 'string' }, 'runtime-source': { type: 'string' },
  runtime: { type: 'string' }, 'build-flags': { type: 'string', multiple: true }, go: { type: 'string' }, files: { type: 'string', multiple: true }, writes: { type: 'string' }, hold: { type: 'string', multiple: true },
  'max-instructions': { type: 'string' }, 'max-time': { type: 'string' }, 'max-memory': { type: 'string' }, help: { type: 'boolean', short: 'h' },
} as const satisfies OptionTable;

/** What parseArgs gives for any table of ours. */
export type OptionValues = Record<string, string | boolean | (string | boolean)[] | undefined>;

export interface ParsedLine { readonly values: OptionValues; readonly program: string | undefined; readonly args: string[] }

/**
 * Reads OPTIONS [PROGRAM [ARGS]]. What follows PROGRAM belongs to it and is not looked at; `--` before PROGRAM is allowed.
 * @throws UsageError
 */
export function parseLine(args: readonly string[], options: OptionTable): ParsedLine {
  // gdb's spelling of these two.
  const spelled = args.map((word) => (word === '-ex' ? '--ex' : word));
  const { tokens } = parseArgs({ args: spelled, options, strict: false, allowPositionals: true, tokens: true });
  const first = tokens.find((token) => token.kind === 'positional');
  const end = first ? first.index : args.length;
  const own = (first ? spelled.slice(0, end) : spelled).filter((word, i) => !(word === '--' && i === end - 1));
  try {
    const { values } = parseArgs({ args: own, options, strict: true, allowPositionals: false });
    return { values: values as OptionValues, program: first ? args[end] : undefined, args: first ? args.slice(end + 1) : [] };
  } catch (error) {
    throw new UsageError((error as Error).message.split('. To specify')[0], { cause: error });
  }
}

function text(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

export function texts(values: OptionValues, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A whole number; 1_000_000, 1e9 and 2GiB are understood. @throws UsageError */
export function wholeNumber(values: OptionValues, name: string): number | undefined {
  const written = text(values, name);
  if (written === undefined) return undefined;
  const match = /^(\d[\d_]*(?:e\d+)?)(?:(k|m|g)(?:i?b)?)?$/i.exec(written);
  const scale = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match?.[2]?.toLowerCase() ?? ''] ?? 1;
  const value = match ? Number(match[1].replaceAll('_', '')) * scale : NaN;
  if (!Number.isSafeInteger(value)) throw new UsageError(`--${name}: a whole number was expected, not "${written}"`);
  return value;
}

function seedOf(values: OptionValues): number | undefined {
  const written = text(values, 'seed');
  if (written === undefined) return undefined;
  if (!/^-?\d+$/.test(written) || !Number.isSafeInteger(Number(written))) throw new UsageError(`--seed: a whole number was expected, not "${written}"`);
  return Number(written);
}

function environment(values: OptionValues): Record<string, string> {
  const env: Record<string, string> = {};
  for (const entry of texts(values, 'env')) {
    const at = entry.indexOf('=');
    if (at < 1) throw new UsageError(`--env: write NAME=VALUE, not "${entry}"`);
    env[entry.slice(0, at)] = entry.slice(at + 1);
  }
  return env;
}

function latencies(values: OptionValues): Record<string, string> {
  const found: Record<string, string> = {};
  for (const rule of texts(values, 'latency')) {
    parseLatency(rule);
    const at = rule.lastIndexOf('=');
    found[rule.slice(0, at)] = rule.slice(at + 1);
  }
  return found;
}

/** The program's options. @throws UsageError, OptionError */
export function readProgramOptions({ values, program, args }: ParsedLine, usage: string): ProgramOptions {
  if (program === undefined) throw new UsageError(`PROGRAM is missing\n${usage}`);
  const runtime = text(values, 'runtime');
  if (runtime !== undefined && !['auto', 'go', 'embedded'].includes(runtime)) throw new UsageError(`--runtime: go or embedded, not "${runtime}"`);
  const maxTime = text(values, 'max-time');
  if (maxTime !== undefined) timeLimit(maxTime);
  const buildFlags = texts(values, 'build-flags');
  return {
    program, args, runtime: runtime as ProgramOptions['runtime'], edition: text(values, 'edition'), runtimeSource: text(values, 'runtime-source'), goCommand: text(values, 'go'),
    buildFlags: buildFlags.length > 0 ? buildFlags : undefined,
    env: environment(values), cwd: text(values, 'cwd'), latency: latencies(values), files: texts(values, 'files'), writes: text(values, 'writes'),
    schedule: text(values, 'schedule'), gomaxprocs: wholeNumber(values, 'gomaxprocs'), cpus: wholeNumber(values, 'cpus'), seed: seedOf(values), quantum: wholeNumber(values, 'quantum'),
    maxInstructions: wholeNumber(values, 'max-instructions'), maxTime, maxMemory: wholeNumber(values, 'max-memory'),
    hold: texts(values, 'hold'),
  };
}

/** Virtual nanoseconds of --max-time. @throws OptionError */
export function timeLimit(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  try {
    return parseDuration(written);
  } catch (error) {
    throw new OptionError(`max-time: ${(error as Error).message}`, { cause: error });
  }
}
