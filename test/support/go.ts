/** Builds Go programs for tests with the installed Go 1.19, and keeps the results by the content of their sources. */
import { createHash, randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { scratch } from './folders';
import { tools } from './tool-list.mjs';
import { PATIENCE_MS } from './patience';

/** The Go command of the tests (see tool-list.mjs); call `requireTool(this, 'go')` before using it. */
export const goCommand = tools.go.command[0];

/** Sources of the reference programs (s1_open.go, yield.go ...). */
export const referenceFolder = resolve(__dirname, '../fixtures/reference');

const cache = scratch;

/** What `go` is run with: nothing of the user's own configuration, results that depend on the sources alone. */
export function goEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: cache,
    GOPATH: join(cache, 'gopath'),
    GOCACHE: join(cache, 'gocache'),
    GOENV: 'off',
    GOFLAGS: '',
    GO111MODULE: 'off',
    GOTOOLCHAIN: 'local',
    GOOS: 'linux',
    GOARCH: 'amd64',
    GOAMD64: 'v1',
    CGO_ENABLED: '0',
  };
}

/**
 * Builds `files` (one package main; absolute, or relative to the reference folder) with `go build FLAGS` and returns the
 * path of the executable. A second call with the same sources and flags only looks it up. The sources are copied to a folder
 * that depends on their content alone, and built there: the executable is the same whatever folder the repository is in
 * (`sourceOf` gives the path that it names).
 * @throws Error with the compiler's output if the build fails.
 */
export function buildGo(files: string[], flags: string[] = []): string {
  const texts = files.map((file) => ({ name: basename(file), text: readFileSync(resolve(referenceFolder, file)) }));
  const hash = createHash('sha256').update(JSON.stringify([goCommand, flags]));
  for (const { name, text } of texts) hash.update(name).update('\0').update(text);
  const name = `${basename(files[0], '.go')}-${hash.digest('hex').slice(0, 16)}`;
  const folder = sourceFolder(name);
  mkdirSync(folder, { recursive: true });
  for (const { name: file, text } of texts) if (!existsSync(join(folder, file))) writeWhole(join(folder, file), text);
  return once(name, (output) => ['build', '-o', output, ...flags, ...texts.map((file) => join(folder, file.name))]);
}

/** Another test process that sees the file sees all of it. */
function writeWhole(path: string, text: Uint8Array): void {
  const part = `${path}.${randomUUID()}`;
  writeFileSync(part, text);
  renameSync(part, path);
}

/** Path of a source file as an executable of `buildGo` names it. */
export function sourceOf(executable: string, file: string): string { return join(sourceFolder(basename(executable)), file); }

function sourceFolder(name: string): string { return join(cache, 'src', name); }

/** The usual flags of a debug build; package runtime stays optimised, as cmd/go decides. */
export const debugFlags = ['-gcflags', 'all=-N -l'];

function once(name: string, command: (output: string) => string[]): string {
  const target = join(cache, 'bin', name);
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  // Several test processes may build the same program: each writes a file of its own, the last rename wins.
  const output = `${target}.${randomUUID()}`;
  try {
    execFileSync(goCommand, command(output), { env: goEnvironment(), cwd: cache, stdio: 'pipe', timeout: PATIENCE_MS });
  } catch (error) {
    const { stderr, message } = error as { stderr?: Uint8Array; message: string };
    throw new Error(`go ${command('OUT').join(' ')}: ${stderr?.length ? Buffer.from(stderr).toString() : message}`, { cause: error });
  }
  renameSync(output, target);
  return target;
}
