/** Compiling small programs on the test runtime and running them natively, and the same programs with the installed Go. */
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build } from '../../src/toolchain/compile';
import type { BuildResult, Edition } from '../../src/toolchain/compile';
import { elfFile } from '../../src/toolchain/link/elf';
import type { SourceProvider, SourceText } from '../../src/toolchain/packages';
import { formatDiagnostic } from '../../src/toolchain/source';

const here = __dirname;
export const programsFolder = path.join(here, 'programs');

/** Files of a folder as sources whose names begin with `prefix`. */
export function folderSources(folder: string, prefix: string): SourceText[] {
  return fs.readdirSync(folder).filter((f) => /\.(go|s|h)$/.test(f)).sort().map((f) => ({ name: `${prefix}${f}`, text: fs.readFileSync(path.join(folder, f), 'utf8') }));
}

/** The test runtime, plus packages given as text. */
export function provider(packages: Record<string, SourceText[]>): SourceProvider {
  return {
    files: (importPath) => packages[importPath] ?? (importPath === 'runtime' ? folderSources(path.join(here, 'testrt/runtime'), 'runtime/') : undefined),
  };
}

export function compileText(text: string, edition: Edition = 'go1.19'): BuildResult {
  return build({ sources: provider({ main: [{ name: 'main.go', text }] }), edition });
}

export interface RunResult { status: number | null; stderr: string; stdout: string; signal: string | null }

let scratch: string | undefined;
export function scratchFolder(): string {
  scratch ??= fs.mkdtempSync(path.join(os.tmpdir(), 'gosched-toolchain-'));
  return scratch;
}
export function removeScratch(): void { if (scratch) fs.rmSync(scratch, { recursive: true, force: true }); scratch = undefined; }

/** Compiles (throws with the messages if that fails) and runs natively. */
export function runNatively(text: string, edition: Edition = 'go1.19'): RunResult {
  const result = compileText(text, edition);
  if (result.errors) throw new Error(result.errors.map(formatDiagnostic).join('\n'));
  const file = path.join(scratchFolder(), 'program');
  fs.writeFileSync(file, elfFile(result.program.linked, []), { mode: 0o755 });
  const r = spawnSync(file, [], { encoding: 'utf8', timeout: 10000 });
  return { status: r.status, stderr: r.stderr, stdout: r.stdout, signal: r.signal };
}

export function findGo(): string | undefined {
  for (const go of ['/usr/lib/go-1.19/bin/go', 'go']) {
    try { if (execFileSync(go, ['version'], { encoding: 'utf8' }).includes('go1.19')) return go; } catch { /* not there */ }
  }
  return undefined;
}

/** Runs a program with the real Go; `build` errors come back as stderr with status 1. */
export function runWithGo(go: string, text: string): RunResult {
  const folder = path.join(scratchFolder(), 'real');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'main.go'), text);
  const env = { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOCACHE: path.join(os.tmpdir(), 'gosched-gocache') };
  const b = spawnSync(go, ['build', '-gcflags=-N -l', '-o', 'program', 'main.go'], { cwd: folder, env, encoding: 'utf8', timeout: 120000 });
  if (b.status !== 0) return { status: 1, stderr: b.stderr, stdout: '', signal: null };
  const r = spawnSync(path.join(folder, 'program'), [], { encoding: 'utf8', timeout: 10000 });
  return { status: r.status, stderr: r.stderr, stdout: r.stdout, signal: r.signal };
}
