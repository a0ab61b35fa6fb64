/** Compiled programs on our own machine: what they print, and whether the stack tables are true at every instruction. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { NodeFiles } from '../../src/adapter/host/node-files';
import type { ProgramImage } from '../../src/image/program-image';
import { createProcess, defaultLaunch } from '../../src/linux/process';
import { Gpr } from '../../src/machine/api';
import { createMachine } from '../../src/machine/machine';
import { compileProgram } from '../../src/toolchain/compile';
import { programsFolder, provider, removeScratch, runNatively } from './support';

function load(file: string): { text: string; image: ProgramImage } {
  const text = fs.readFileSync(path.join(programsFolder, file), 'utf8');
  const r = compileProgram({ sources: provider({ main: [{ name: file, text }] }), edition: 'go1.19' });
  assert.equal(r.errors, undefined);
  return { text, image: r.image! };
}

describe('toolchain: on the machine', () => {
  after(removeScratch);

  for (const file of ['defers.go', 'methods.go', 'arith.go']) {
    it(`${file} prints what it prints natively`, function () {
      const { text, image } = load(file), guest = createProcess(image, createMachine(), new NodeFiles(), defaultLaunch([file]));
      let out = '';
      guest.onOutput((_fd, bytes) => { out += Buffer.from(bytes).toString(); });
      const stop = guest.run({ maxInstructions: 50_000_000 });
      assert.deepEqual(stop, { kind: 'exited', code: 0 });
      assert.equal(out, runNatively(text).stderr);
    });
  }

  it('at every instruction the return address is where the stack delta says', function () {
    const { image } = load('defers.go'), guest = createProcess(image, createMachine(), new NodeFiles(), defaultLaunch(['defers.go']));
    // Stack pointers at the entries of the functions that are running, innermost last.
    const entries: number[] = [];
    let checked = 0;
    const seen = new Set<string>();
    for (let n = 0; n < 60_000; n++) {
      const registers = guest.threads[0].registers, pc = registers.rip, sp = Number(registers.getGpr(Gpr.rsp));
      const f = image.functions.at(pc);
      assert.ok(f, `pc 0x${pc.toString(16)} is in a function`);
      if (pc === f.entry) entries.push(sp);
      while (entries.length && entries[entries.length - 1] < sp) entries.pop();
      if (!f.topFrame && !f.spWrite) {
        const delta = image.functions.stackDelta(pc)!;
        assert.equal(sp + delta, entries[entries.length - 1], `${f.name}+${pc - f.entry}`);
        const caller = image.functions.at(guest.machine.memory.readPointer(sp + delta));
        assert.ok(caller, `${f.name}+${pc - f.entry}: return address`);
        seen.add(f.name);
        checked++;
      }
      if (guest.run({ maxInstructions: 1 }).kind !== 'limit') break;
    }
    assert.ok(checked > 10_000 && seen.size > 40, `${checked} instructions of ${seen.size} functions`);
  });
});
