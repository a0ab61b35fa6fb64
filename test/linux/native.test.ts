/** C programs, native against emulated: results of syscalls at their edges, the signal frame, threads of glibc. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/folders';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { loadElf } from '../../src/image/load-elf';
import type { LaunchOptions, ProcessStop } from '../../src/linux/api';
import { createProcess, defaultLaunch, type GuestProcess } from '../../src/linux/process';
import { createMachine } from '../../src/machine/machine';
import { requireTool } from '../support/tools';
import { PATIENCE_MS } from '../support/patience';

const cache = scratchFolder('c');

/** Compiles a program of test/linux/native, statically, for the baseline; kept by its content. */
function compile(name: string): string {
  const source = join(__dirname, 'native', `${name}.c`);
  const target = join(cache, `${name}-${createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16)}`);
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  execFileSync('gcc', ['-O1', '-w', '-static', '-pthread', '-march=x86-64', '-o', `${target}.${process.pid}`, source], { timeout: PATIENCE_MS });
  renameSync(`${target}.${process.pid}`, target);
  return target;
}

interface Emulated { stop: ProcessStop; text: string; guest: GuestProcess }

function emulate(path: string, options: Partial<LaunchOptions> = {}): Emulated {
  const guest = createProcess(loadElf(path, readFileSync(path)), createMachine(), new NodeFiles(), { ...defaultLaunch([path]), ...options });
  const chunks: Uint8Array[] = [];
  guest.onOutput((_fd, bytes) => chunks.push(bytes.slice()));
  for (;;) {
    const stop = guest.run({ maxInstructions: 5_000_000 });
    assert.ok(guest.retired < 500_000_000, 'the program does not end');
    if (stop.kind !== 'limit') return { stop, text: Buffer.concat(chunks).toString(), guest };
  }
}

const lines = (text: string, ...without: RegExp[]): string[] => text.split('\n').filter((line) => !without.some((pattern) => pattern.test(line)));

describe('linux: C programs, native against emulated', function () {
  before(function () { requireTool(this, 'gcc'); });

  it('syscalls at their edges give the same results', () => {
    const path = compile('probe');
    const native = spawnSync(path, { encoding: 'utf8' });
    const { stop, text, guest } = emulate(path);
    // Depends on who runs the test, and where.
    const without = [/^getpriority/, /^vec /];
    assert.deepEqual(lines(text, ...without), lines(native.stdout, ...without));
    assert.deepEqual(stop, { kind: 'exited', code: 0 });
    assert.deepEqual(guest.notices.filter((notice) => notice.kind === 'unknown-syscall'), []);
  });

  it('the signal frame is that of the real kernel', () => {
    const path = compile('frame');
    const native = spawnSync(path, { encoding: 'utf8' });
    const { stop, text } = emulate(path);
    assert.deepEqual(lines(text), lines(native.stdout));
    assert.deepEqual(stop, { kind: 'exited', code: 0 });
  });

  for (const schedule of ['round-robin', 'random', 'pct'] as const) {
    it(`threads of glibc run, ${schedule}`, () => {
      const path = compile('threads');
      const native = spawnSync(path, { encoding: 'utf8' });
      assert.equal(native.signal, 'SIGABRT');
      for (const cpus of [1, 4]) {
        const { stop, text } = emulate(path, { schedule, cpus });
        assert.equal(text, native.stdout);
        assert.ok(stop.kind === 'killed' && stop.signalName === 'SIGABRT', JSON.stringify(stop));
      }
    });
  }
});
