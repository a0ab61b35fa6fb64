/** What the benches share. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { buildGo } from '../support/go';
import { root } from '../support/gosched';

/** The loads of test/fixtures/reference/bench.go. */
export const LOADS = ['int', 'float', 'sort', 'sha', 'map', 'strmap', 'chan', 'chan2', 'mutex', 'gc', 'read'];

export const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

export const percentile = (values: number[], part: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];

export function benchProgram(): string { return buildGo([join(root, 'test', 'fixtures', 'reference', 'bench.go')], []); }

/**
 * Bundles a script of this folder as the product is bundled, and gives a function that runs it and reads the JSON that it
 * prints. (Through tsx each file's names are getters, which costs more than what is to be measured.)
 */
export function bundled(script: string): (args: string[]) => unknown {
  const folder = join(root, 'node_modules', '.cache', 'gosched-bench');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, script.replace(/\.ts$/, '.cjs'));
  buildSync({ entryPoints: [join(__dirname, script)], outfile, bundle: true, platform: 'node', format: 'cjs', external: ['iced-x86'], loader: { '.go': 'text' }, logLevel: 'warning' });
  return (args) => JSON.parse(execFileSync(process.execPath, [outfile, ...args], { encoding: 'utf8', timeout: 600_000, stdio: ['ignore', 'pipe', 'inherit'] }));
}
