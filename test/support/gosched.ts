/** Runs programs natively and through the built command line, as a user would. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATIENCE_MS } from './patience';

export const root = join(__dirname, '..', '..');
export const cli = join(root, 'dist', 'cli.js');

export interface Outcome { code: number | null; signal: string | null; stdout: Buffer; stderr: string; stats?: RunStats }
export interface RunStats { instructions: number; virtualNs: number; hostMs: number; stateHash: string; syscalls: Record<string, number> }
export interface SpawnOptions { cwd?: string; env?: Record<string, string>; input?: string | Buffer; timeout?: number }

function spawn(program: string, args: string[], options: SpawnOptions, stdout: 'pipe' | number = 'pipe'): Outcome {
  const result = spawnSync(program, args, {
    stdio: ['pipe', stdout, 'pipe'], cwd: options.cwd, input: options.input ?? '', timeout: options.timeout ?? PATIENCE_MS, maxBuffer: 1 << 28,
    env: options.env ? { PATH: process.env.PATH ?? '', ...options.env } : undefined,
  });
  if (result.error) throw new Error(`${program} ${args.join(' ')}: ${result.error.message}`);
  return { code: result.status, signal: result.signal, stdout: result.stdout, stderr: result.stderr.toString() };
}

/** Standard output is a file: what Node gives otherwise is a socket, and a program cannot open /dev/stdout then. */
export function native(program: string, args: string[] = [], options: SpawnOptions = {}): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'gosched-native-'));
  const path = join(folder, 'stdout');
  const file = openSync(path, 'w');
  try {
    return { ...spawn(program, args, options, file), stdout: readFileSync(path) };
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

/** `gosched ARGS...` */
export function gosched(args: string[], options: SpawnOptions = {}): Outcome {
  return spawn(process.execPath, [cli, ...args], options);
}

/** `gosched run --stats OPTIONS PROGRAM ARGS`, with the stats line taken off standard error. */
export function run(goschedOptions: string[], program: string, args: string[] = [], options: SpawnOptions = {}): Outcome & { stats: RunStats } {
  const outcome = gosched(['run', '--stats', ...goschedOptions, program, ...args], options);
  const lines = outcome.stderr.split('\n');
  const at = lines.findLastIndex((line) => line.startsWith('{'));
  if (at < 0) throw new Error(`no --stats line; exit code ${outcome.code}, standard error:\n${outcome.stderr}`);
  const stats = JSON.parse(lines[at]) as RunStats;
  lines.splice(at, 1);
  return { ...outcome, stderr: lines.join('\n'), stats };
}
