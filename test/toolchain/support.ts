/** Compiling small programs on the test runtime and running them natively, and the same programs with the installed Go. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build } from '../../src/toolchain/compile';
import type { BuildResult, Edition } from '../../src/toolchain/compile';
import { elfFile } from '../../src/toolchain/link/elf';
import type { SourceProvider, SourceText } from '../../src/toolchain/packages';
import { formatDiagnostic } from '../../src/toolchain/source';
import { goCommand, goEnvironment } from '../support/go';
import { PATIENCE_MS } from '../support/patience';

export const programsFolder = path.join(__dirname, 'programs');

/** Files of a folder as sources whose names begin with `prefix`. */
export function folderSources(folder: string, prefix: string): SourceText[] {
  return fs.readdirSync(folder).filter((f) => /\.(go|s|h)$/.test(f)).sort().map((f) => ({ name: `${prefix}${f}`, text: fs.readFileSync(path.join(folder, f), 'utf8') }));
}

/** The test runtime, plus packages given as text. */
export function provider(packages: Record<string, SourceText[]>): SourceProvider {
  return {
    files: (importPath) => packages[importPath] ?? (importPath === 'runtime' ? folderSources(path.join(__dirname, 'testrt/runtime'), 'runtime/') : undefined),
  };
}

export function compileText(text: string, edition: Edition = 'go1.19', packages: Record<string, SourceText[]> = {}): BuildResult {
  return build({ sources: provider({ ...packages, main: [{ name: 'main.go', text }] }), edition });
}

/** The messages of a program with errors, "line:column: text". */
export function messages(text: string): string[] {
  return (compileText(text).errors ?? []).map((e) => `${e.line}:${e.column}: ${e.text}`);
}

export interface RunResult { status: number | null; stderr: string; stdout: string; signal: string | null }

let scratch: string | undefined;
export function scratchFolder(): string {
  scratch ??= fs.mkdtempSync(path.join(os.tmpdir(), 'gosched-toolchain-'));
  return scratch;
}
export function removeScratch(): void { if (scratch) fs.rmSync(scratch, { recursive: true, force: true }); scratch = undefined; }

export function run(file: string): RunResult {
  const r = spawnSync(file, [], { encoding: 'utf8', timeout: PATIENCE_MS });
  return { status: r.status, stderr: r.stderr, stdout: r.stdout, signal: r.signal };
}

/** Writes a compiled program (throws with the messages if it has errors) and runs it natively. */
export function runBuilt(result: BuildResult): RunResult {
  if (result.errors) throw new Error(result.errors.map(formatDiagnostic).join('\n'));
  const file = path.join(scratchFolder(), 'program');
  fs.writeFileSync(file, elfFile(result.program.linked, []), { mode: 0o755 });
  return run(file);
}

export function runNatively(text: string, edition: Edition = 'go1.19'): RunResult { return runBuilt(compileText(text, edition)); }

/** Runs a program with the real Go; throws if it does not build. */
export function runWithGo(text: string): RunResult {
  const folder = path.join(scratchFolder(), 'real');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'main.go'), text);
  const b = spawnSync(goCommand, ['build', '-gcflags=-N -l', '-o', 'program', 'main.go'], { cwd: folder, env: goEnvironment(), encoding: 'utf8', timeout: PATIENCE_MS });
  if (b.status !== 0) throw new Error(b.stderr);
  return run(path.join(folder, 'program'));
}
