import type { ProgramOptions } from './options';
import { OptionError } from './options';

/** A launch request's arguments: the program's options and what only a session has. */
export interface LaunchArguments extends ProgramOptions {
  stopOnEntry?: boolean;
  breakOn?: string[];
  maxThreads?: number;
  showSystemGoroutines?: boolean;
  /** syntax of the disassembly view */
  disassembly?: 'go' | 'intel';
  /** text that the program reads from its standard input; default: nothing, end of file at once */
  stdin?: string;
}

const isString = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every(isString);
const isTexts = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isString);

const checks: Record<string, { test: (value: unknown) => boolean; what: string }> = {
  program: { test: isString, what: 'a path' }, args: { test: isStrings, what: 'a list of texts' }, env: { test: isTexts, what: 'an object of texts' },
  cwd: { test: isString, what: 'a path' }, runtime: { test: (value) => ['auto', 'go', 'embedded'].includes(value as string), what: 'auto, go or embedded' },
  edition: { test: isString, what: 'the name of an edition' }, runtimeSource: { test: isString, what: 'a folder' }, buildFlags: { test: isStrings, what: 'a list of texts' }, goCommand: { test: isString, what: 'a path' },
  gomaxprocs: { test: isNumber, what: 'a number' }, cpus: { test: isNumber, what: 'a number' }, seed: { test: isNumber, what: 'a number' },
  schedule: { test: isString, what: 'round-robin, random or pct' }, quantum: { test: isNumber, what: 'a number' }, latency: { test: isTexts, what: 'an object such as {"openat": "25ms"}' },
  files: { test: isStrings, what: 'a list of paths' }, writes: { test: isString, what: 'overlay or host' }, maxInstructions: { test: isNumber, what: 'a number' },
  maxTime: { test: isString, what: 'a duration such as "10s"' }, maxMemory: { test: isNumber, what: 'a number of bytes' }, historyMemory: { test: isNumber, what: 'a number of bytes' }, hold: { test: isStrings, what: 'a list such as ["exitsyscall0 until stopm"]' }, stopOnEntry: { test: isBoolean, what: 'true or false' },
  breakOn: { test: isStrings, what: 'a list of functions' }, maxThreads: { test: isNumber, what: 'a number' }, showSystemGoroutines: { test: isBoolean, what: 'true or false' },
  disassembly: { test: (value) => value === 'go' || value === 'intel', what: 'go or intel' }, stdin: { test: isString, what: 'a text' },
};

/** Checks what a client sent. Unknown properties are left alone: clients add their own. @throws OptionError */
export function checkLaunchArguments(args: unknown): LaunchArguments {
  if (typeof args !== 'object' || args === null) throw new OptionError('there is none');
  const record = args as Record<string, unknown>;
  const known: Record<string, unknown> = {};
  for (const [name, { test, what }] of Object.entries(checks)) {
    const value = record[name];
    if (value === undefined || value === null) continue;
    if (!test(value)) throw new OptionError(`"${name}" must be ${what}, not ${JSON.stringify(value)}`);
    known[name] = value;
  }
  if (!isString(known.program) || known.program === '') throw new OptionError('"program" is missing: a static linux/amd64 Go executable, a .go file or the folder of a main package');
  return known as unknown as LaunchArguments;
}
