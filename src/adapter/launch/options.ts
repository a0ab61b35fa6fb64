import { defaultLaunch, checkLaunch } from '../../linux/launch';
import type { LaunchOptions } from '../../linux/api';
import { LatencyError, latencyRule } from '../../debugger/latency';

/** What the launch configuration and the command line say alike; all but `program` is optional. */
export interface ProgramOptions {
  program: string;
  args?: string[];
  env?: Record<string, string>;
  cwd?: string;
  runtime?: 'auto' | 'go' | 'embedded';
  edition?: string;
  /** folder of a user's own copy of the embedded runtime's sources */
  runtimeSource?: string;
  buildFlags?: string[];
  goCommand?: string;
  gomaxprocs?: number;
  cpus?: number;
  seed?: number;
  schedule?: string;
  quantum?: number;
  /** by name of syscall: "25ms" */
  latency?: Record<string, string>;
  /** folders and files of the host that the program may read */
  files?: string[];
  writes?: string;
  maxInstructions?: number;
  maxTime?: string;
  maxMemory?: number;
  /** bytes that the checkpoints of time travel may hold */
  historyMemory?: number;
  /** the schedule's part made by hand: "exitsyscall0 until stopm" */
  hold?: string[];
}

/** An option with a value that makes no sense; the message names it. */
export class OptionError extends Error {}

/** The kernel's options. `program` and `cwd` are absolute paths. @throws OptionError */
export function launchOptions(options: ProgramOptions, program: string, cwd: string, name = program): LaunchOptions {
  const launch = defaultLaunch([name, ...(options.args ?? [])]);
  const env = { ...options.env };
  if (options.gomaxprocs !== undefined) {
    if (!Number.isInteger(options.gomaxprocs) || options.gomaxprocs < 1) throw new OptionError(`gomaxprocs: a whole number from 1 on, not ${options.gomaxprocs}`);
    env.GOMAXPROCS = String(options.gomaxprocs);
  }
  for (const key of Object.keys(env)) {
    if (key === '' || key.includes('=')) throw new OptionError(`env: "${key}" is no name of a variable`);
  }
  launch.env = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  launch.cwd = cwd;
  try {
    launch.latencies = Object.entries(options.latency ?? {}).map(([where, duration]) => latencyRule(where, duration));
  } catch (error) {
    if (error instanceof LatencyError) throw new OptionError(error.message, { cause: error });
    throw error;
  }
  launch.readable = [...(options.files ?? [])];
  if (options.cpus !== undefined) launch.cpus = options.cpus;
  if (options.seed !== undefined) launch.seed = options.seed;
  if (options.quantum !== undefined) launch.quantum = options.quantum;
  if (options.schedule !== undefined) launch.schedule = options.schedule as LaunchOptions['schedule'];
  if (options.maxMemory !== undefined) launch.memoryLimit = options.maxMemory;
  if (options.writes !== undefined) {
    if (options.writes !== 'overlay' && options.writes !== 'host') throw new OptionError(`writes: overlay or host, not "${options.writes}"`);
    launch.writes = options.writes;
  }
  if (options.maxInstructions !== undefined && !(Number.isInteger(options.maxInstructions) && options.maxInstructions > 0)) {
    throw new OptionError(`maxInstructions: a whole number from 1 on, not ${options.maxInstructions}`);
  }
  try {
    checkLaunch(launch);
  } catch (error) {
    throw new OptionError((error as Error).message, { cause: error });
  }
  return launch;
}
