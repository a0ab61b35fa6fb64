/** Go programs on the kernel: histories do not depend on slices. (That the programs print what they print natively: test/system.) */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { loadElf } from '../../src/image/load-elf';
import type { LaunchOptions, ProcessStop } from '../../src/linux/api';
import { createProcess, defaultLaunch, type GuestProcess } from '../../src/linux/process';
import { createMachine } from '../../src/machine/machine';
import { buildGo, debugFlags, referenceFolder } from '../support/go';
import { requireTool } from '../support/tools';

const LIMIT = 1_000_000_000;

function launch(path: string, options: Partial<LaunchOptions> = {}): { guest: GuestProcess; text: () => string } {
  const guest = createProcess(loadElf(path, readFileSync(path)), createMachine(), new NodeFiles(), { ...defaultLaunch([path]), ...options });
  const chunks: Uint8Array[] = [];
  guest.onOutput((_fd, bytes) => chunks.push(bytes.slice()));
  return { guest, text: () => Buffer.concat(chunks).toString() };
}

function finish(guest: GuestProcess, slice = 5_000_000): ProcessStop {
  for (;;) {
    const stop = guest.run({ maxInstructions: slice });
    if (stop.kind !== 'limit') return stop;
    assert.ok(guest.retired < LIMIT, 'the program does not end');
  }
}

const program = (name: string): string => buildGo([`${name}.go`, 'yield.go'], debugFlags);

describe('linux: Go programs', function () {
  before(function () { requireTool(this, 'go'); });

  for (const schedule of ['round-robin', 'random', 'pct'] as const) {
    it(`${schedule}: one seed, one history, however it is sliced; another seed, another one`, () => {
      const path = program('s1_open');
      const run = (seed: number, slice: number): [string, number, number] => {
        const { guest } = launch(path, { schedule, seed, quantum: 500, env: ['GOMAXPROCS=4'] });
        assert.deepEqual(finish(guest, slice), { kind: 'exited', code: 0 });
        return [guest.stateHash(), guest.retired, guest.virtualNs];
      };
      const whole = run(1, 5_000_000);
      assert.deepEqual(run(1, 1009), whole);
      assert.deepEqual(run(1, 37), whole);
      assert.notDeepEqual(run(2, 5_000_000), whole);
    });
  }

  it('the working folder does not show in the hash of a program that does not look', () => {
    const path = program('s3b_retake_10ms');
    const hashes = ['/', tmpdir(), dirname(path), referenceFolder].map((cwd) => {
      const { guest } = launch(path, { cwd });
      finish(guest);
      return guest.stateHash();
    });
    assert.equal(new Set(hashes).size, 1, hashes.join(' '));
  });

  it('going back and forth gives the same states', () => {
    const { guest } = launch(program('s7_async'), { env: ['GOMAXPROCS=2'] });
    const points: { hash: string; retired: number; checkpoint: ReturnType<GuestProcess['checkpoint']> }[] = [];
    for (let i = 0; i < 8; i++) {
      assert.equal(guest.run({ maxInstructions: 123_457 }).kind, 'limit');
      points.push({ hash: guest.stateHash(), retired: guest.retired, checkpoint: guest.checkpoint() });
    }
    for (const from of [5, 0, 6, 3]) {
      guest.restore(points[from]!.checkpoint);
      assert.equal(guest.stateHash(), points[from]!.hash);
      for (let to = from + 1; to < 8; to++) {
        guest.run({ maxInstructions: points[to]!.retired - guest.retired });
        assert.equal(guest.stateHash(), points[to]!.hash, `from ${from} to ${to}`);
      }
    }
    for (const { checkpoint } of points) guest.release(checkpoint);
  });

  it('SIGINT from outside ends a program that does not catch it', () => {
    const { guest } = launch(program('s9_threads'), { env: ['GOMAXPROCS=1'] });
    guest.run({ maxInstructions: 10_000_000 });
    guest.sendSignal(2);
    const stop = finish(guest);
    assert.ok(stop.kind === 'killed' && stop.signalName === 'SIGINT', JSON.stringify(stop));
  });
});
