/** Runs `go build`. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { BuildRequest } from './host';
import { findGo } from './node-goroot';

/** Characters of the compiler's messages that are kept. */
const MOST_MESSAGES = 1 << 20;
/** How long a build may clean up before it is killed. */
const INTERRUPT_MS = 1000;

/**
 * Builds a static linux/amd64 executable of a `.go` file or a package's folder. The result's path depends on the program's path
 * only: the guest sees it as its own name.
 * @throws Error with the compiler's messages
 */
export function buildWithGo({ program, flags, goCommand, signal }: BuildRequest): Promise<string> {
  const go = findGo(goCommand);
  if (!go) return Promise.reject(new Error(`${program}: no Go toolchain found (${goCommand || 'go'} is not on the PATH); install Go, or give an executable`));
  const isFile = program.endsWith('.go');
  const folder = isFile ? dirname(program) : program;
  const name = basename(program, '.go');
  const output = join(tmpdir(), 'gosched-build', createHash('sha256').update(program).digest('hex').slice(0, 12), name);
  const partial = `${output}.${randomUUID()}`;
  mkdirSync(dirname(output), { recursive: true });
  const env = { ...process.env, CGO_ENABLED: '0', GOOS: 'linux', GOARCH: 'amd64', GOAMD64: 'v1', GO111MODULE: process.env.GO111MODULE ?? 'auto' };
  const arguments_ = ['build', '-o', partial, ...flags, isFile ? basename(program) : '.'];
  return new Promise((resolve, reject) => {
    // A group of its own: the compilers that go starts end with it.
    const child = spawn(go, arguments_, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'], detached: process.platform !== 'win32' });
    const stop = (): void => {
      interrupt(child);
      // Nobody waits for go to clean up.
      reject(new Error(`${program}: go build was stopped`));
    };
    signal?.addEventListener('abort', stop, { once: true });
    let messages = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => { if (messages.length < MOST_MESSAGES) messages += text; });
    child.on('error', (error) => reject(new Error(`${program}: ${go} cannot be run: ${error.message}`)));
    child.on('close', (code, killedBy) => {
      signal?.removeEventListener('abort', stop);
      if (code === 0) {
        renameSync(partial, output);
        resolve(output);
        return;
      }
      rmSync(partial, { force: true });
      reject(new Error(`${program}: go build failed: ${messages.trim() || killedBy || `exit code ${code}`}`));
    });
  });
}

/** Builds that were stopped and have not ended yet. */
const stopping = new Set<Promise<void>>();

/** Until the builds that were stopped have ended and cleaned up. */
export async function stoppedBuilds(): Promise<void> { await Promise.all(stopping); }

/** As ^C in a terminal does: go removes its temporary folder before it ends. What does not heed that is killed. */
function interrupt(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  signalGroup(child, 'SIGINT');
  const patience = setTimeout(() => signalGroup(child, 'SIGKILL'), INTERRUPT_MS);
  const ended = new Promise<void>((resolve) => { child.once('close', resolve); }).finally(() => {
    clearTimeout(patience);
    stopping.delete(ended);
  });
  stopping.add(ended);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // It has ended in the meantime.
  }
}
