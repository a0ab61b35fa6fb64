/** Go's own package tests as executables, built once from the installed GOROOT and kept in the system's temp folder. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tools } from './tool-list.mjs';

export const goCommand = tools.go.command[0];
export const goroot = join(goCommand, '..', '..');

/** `go test -c -tags TAGS PACKAGE`; returns the executable and the folder its tests must run in. */
export function buildGoTest(packagePath: string, tags = ''): { program: string; folder: string } {
  const cache = join(tmpdir(), 'gosched-go-tests-1.19');
  mkdirSync(cache, { recursive: true });
  const program = join(cache, `${packagePath.replaceAll('/', '_')}${tags && `-${tags}`}.test`);
  if (!existsSync(program)) {
    const partial = `${program}.${process.pid}`;
    const result = spawnSync(goCommand, ['test', '-c', '-tags', tags, '-o', partial, packagePath], {
      cwd: join(goroot, 'src'), encoding: 'utf8', env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GO111MODULE: '' },
    });
    if (result.status !== 0) throw new Error(`go test -c ${packagePath}: ${result.stderr}`);
    renameSync(partial, program);
  }
  return { program, folder: join(goroot, 'src', packagePath) };
}

/** `-test.run` for all tests and examples of the executable but some; everything if there are none to leave out. */
export function runAllBut(program: string, folder: string, leaveOut: readonly string[]): string[] {
  if (leaveOut.length === 0) return [];
  const listed = spawnSync(program, ['-test.list', '.*'], { cwd: folder, encoding: 'utf8' }).stdout.split('\n');
  const names = listed.filter((name) => /^(Test|Example)/.test(name) && !leaveOut.includes(name));
  return [`-test.run=^(${names.join('|')})$`];
}

/** Verdicts of `-test.v` output: test name -> PASS, FAIL or SKIP (subtests included). Some names hold heap addresses; those become 0x. */
export function verdicts(output: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of output.matchAll(/^ *--- (PASS|FAIL|SKIP): (.+) \(\d+\.\d+s\)$/gm)) found.set(match[2].replace(/0x[0-9a-f]{6,}/g, '0x'), match[1]);
  return found;
}
