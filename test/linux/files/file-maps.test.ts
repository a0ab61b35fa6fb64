/** Maps of files: time travel over them, and the host's file with `writes: "host"`. (Against Linux: test/system/demands.test.ts.) */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeFiles } from '../../../src/adapter/host/node-files';
import { loadElf } from '../../../src/image/load-elf';
import { createProcess, defaultLaunch, type GuestProcess } from '../../../src/linux/process';
import { createMachine } from '../../../src/machine/machine';
import { buildGo } from '../../support/go';
import { root } from '../../support/gosched';
import { requireTool } from '../../support/tools';

const fixture = (name: string): string => join(root, 'test', 'fixtures', 'programs', name);

function start(source: string, args: string[], cwd: string, writes: 'overlay' | 'host' = 'overlay'): { guest: GuestProcess; output: () => string } {
  const program = buildGo([fixture(source)]);
  const guest = createProcess(loadElf(program, readFileSync(program)), createMachine(), new NodeFiles(), {
    ...defaultLaunch([program, ...args]), cwd, writes, env: ['GOMAXPROCS=2', `TMPDIR=${cwd}`],
  });
  const chunks: Uint8Array[] = [];
  guest.onOutput((_fd, bytes) => chunks.push(bytes.slice()));
  return { guest, output: () => Buffer.concat(chunks).toString() };
}

describe('maps of files', function () {
  let folder: string;
  before(function () { requireTool(this, 'go'); folder = mkdtempSync(join(tmpdir(), 'gosched-shared-')); });
  after(() => { if (folder) rmSync(folder, { recursive: true }); });

  const cases: [name: string, source: string, args: string[], slice: number][] = [['shared', 'demands.go', ['mmap'], 20_000], ['private', 'private.go', [], 10_000]];
  for (const [name, source, args, slice] of cases) it(`${name} ones come back with time travel: every place has one state, however it is reached`, () => {
    const { guest } = start(source, args, folder);
    const places: { checkpoint: ReturnType<GuestProcess['checkpoint']>; hash: string; shared: boolean }[] = [];
    const run = (): boolean => guest.run({ maxInstructions: slice }).kind === 'limit';
    const shows = (): boolean => guest.machine.memory.regions().some((region) => region.toHome !== undefined);
    do places.push({ checkpoint: guest.checkpoint(), hash: guest.stateHash(), shared: shows() }); while (run());
    assert.ok(places.filter((place) => place.shared).length > 3, 'maps are there at several places');
    for (let i = places.length - 2; i >= 0; i--) {
      guest.restore(places[i].checkpoint);
      assert.equal(guest.stateHash(), places[i].hash, `place ${i}`);
      run();
      assert.equal(guest.stateHash(), places[i + 1].hash, `place ${i + 1}, from ${i}`);
    }
  });

  it('what is stored reaches the host file with writes: "host", at the program\'s end at the latest', () => {
    const { guest, output } = start('demands.go', ['mmapkeep', join(folder, 'kept')], folder, 'host');
    assert.equal(guest.run({ maxInstructions: 100_000_000 }).kind, 'exited', output());
    assert.equal(readFileSync(join(folder, 'kept'), 'latin1').replaceAll('\0', ''), 'stored');
  });
});
