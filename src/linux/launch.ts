import type { LaunchOptions } from './api';

/** 2024-01-01T00:00:00Z */
export const DEFAULT_START_NS = 1_704_067_200_000_000_000n;

/** The options of a launch of which nothing but the command is given. */
export function defaultLaunch(argv: string[]): LaunchOptions {
  return {
    argv,
    env: [],
    cwd: '/',
    // As many as an ordinary laptop's share; Go takes GOMAXPROCS from it.
    cpus: 4,
    seed: 1,
    schedule: 'round-robin',
    // Long enough that changing threads costs little (a change is some hundred ns, a turn some 10 us), short enough that
    // spinning on another processor (Go's procyield, 30 x PAUSE) wastes little and a signal arrives within 10 us.
    quantum: 10_000,
    nsPerInstruction: 1,
    latencies: [],
    readable: [],
    writes: 'overlay',
    memoryLimit: 3 * 1024 ** 3,
    startTimeNs: DEFAULT_START_NS,
  };
}

/** Throws a RangeError that names the option. */
export function checkLaunch(options: LaunchOptions): void {
  const whole = (name: 'cpus' | 'quantum', low: number, high: number): void => {
    const value = options[name];
    if (!Number.isInteger(value) || value < low || value > high) throw new RangeError(`${name} must be a whole number from ${low} to ${high}, not ${value}`);
  };
  whole('cpus', 1, 256);
  whole('quantum', 1, 1_000_000_000);
  if (!Number.isFinite(options.seed)) throw new RangeError(`seed must be a number, not ${options.seed}`);
  if (!(options.nsPerInstruction > 0 && options.nsPerInstruction <= 1e6)) {
    throw new RangeError(`nsPerInstruction must be above 0 and at most 1000000, not ${options.nsPerInstruction}`);
  }
  if (!(options.memoryLimit >= 1024 ** 2)) throw new RangeError(`memoryLimit must be at least 1048576 bytes, not ${options.memoryLimit}`);
  if (!['round-robin', 'random', 'pct'].includes(options.schedule)) {
    throw new RangeError(`schedule must be round-robin, random or pct, not ${options.schedule}`);
  }
  if (!options.cwd.startsWith('/')) throw new RangeError(`cwd must be an absolute path, not ${JSON.stringify(options.cwd)}`);
  if (options.argv.length === 0) throw new RangeError('argv must name the program');
  for (const text of [...options.argv, ...options.env]) {
    if (text.includes('\0')) throw new RangeError(`an argument or environment entry contains a NUL byte: ${JSON.stringify(text)}`);
  }
  for (const rule of options.latencies) {
    if (!(rule.ns >= 0 && rule.ns <= Number.MAX_SAFE_INTEGER)) throw new RangeError(`latency of ${rule.syscall} must be at least 0 ns, not ${rule.ns}`);
  }
}
