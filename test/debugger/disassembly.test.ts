/** Disassembly around an address, backwards too; panics and the runtime's failures as stops. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { disassembleAround, disassembleRange, symbolAt } from '../../src/debugger/disassembly';
import { loadElf } from '../../src/image/load-elf';
import type { ProgramImage } from '../../src/image/program-image';
import { NodeFiles } from '../../src/adapter/host/node-files';
import { createProcess, defaultLaunch } from '../../src/linux/process';
import type { Machine } from '../../src/machine/api';
import { createMachine } from '../../src/machine/machine';
import { buildGo, debugFlags } from '../support/go';
import { requireTool } from '../support/tools';

describe('disassembly', function () {
  let image: ProgramImage;
  let machine: Machine;
  before(function () {
    requireTool(this, 'go');
    const path = buildGo([join(__dirname, 'fixtures', 'steps.go')], debugFlags);
    image = loadElf(path, readFileSync(path));
    machine = createMachine();
    createProcess(image, machine, new NodeFiles(), defaultLaunch([path]));
  });
  const entryOf = (name: string): number => image.functions.byName(name)?.entry ?? 0;

  it('goes forwards and backwards over the same instructions', () => {
    const fn = image.functions.byName('main.fib');
    assert.ok(fn);
    const whole = disassembleRange(machine, image, fn.entry, fn.end, 'go').map(({ address }) => address);
    for (const at of [3, 10, whole.length - 2]) {
      const back = disassembleAround(machine, image, whole[at], -at, at + 1, 'go').map(({ address }) => address);
      assert.deepEqual(back, whole.slice(0, at + 1));
      const part = disassembleAround(machine, image, whole[at], -3, 2, 'go').map(({ address }) => address);
      assert.deepEqual(part, whole.slice(at - 3, at - 1));
    }
    assert.deepEqual(disassembleAround(machine, image, whole[0], 2, 3, 'intel').map(({ address }) => address), whole.slice(2, 5));
  });

  it('goes back over the border of functions', () => {
    const entry = entryOf('main.pair');
    const lines = disassembleAround(machine, image, entry, -30, 31, 'go');
    assert.equal(lines.length, 31);
    assert.equal(lines[30].address, entry);
    for (let i = 1; i < lines.length; i++) assert.equal(lines[i].address, lines[i - 1].address + lines[i - 1].bytes.length);
  });

  it('always gives as many lines as were asked for', () => {
    assert.deepEqual(disassembleAround(machine, image, 0x10, -4, 8, 'go').map(({ valid }) => valid), Array(8).fill(false));
    assert.equal(disassembleAround(machine, image, image.functions.all[0].entry, -5, 6, 'go').length, 6);
    assert.equal(disassembleAround(machine, image, entryOf('main.fib') + 1, -2, 5, 'go').length, 5);
  });

  it('names targets and places', () => {
    const fib = image.functions.byName('main.fib');
    assert.ok(fib);
    const lines = disassembleRange(machine, image, fib.entry, fib.end, 'go');
    assert.equal(lines.filter(({ text }) => text === 'CALL main.fib(SB)').length, 2);
    assert.ok(disassembleRange(machine, image, fib.entry, fib.end, 'intel').some(({ text }) => /^call 0x[0-9a-f]+ <main\.fib>$/.test(text)));
    assert.ok(lines.filter(({ text }) => text !== 'INT3').every(({ file, line }) => file?.endsWith('steps.go') && line !== undefined && line >= 13 && line <= 17));
    assert.equal(symbolAt(image, fib.entry + 5), 'main.fib+5');
    assert.equal(symbolAt(image, 0x10), undefined);
  });

  it('names data at static addresses', () => {
    const { entry, end } = image.functions.byName('runtime.entersyscall_sysmon')!;
    const inGo = disassembleRange(machine, image, entry, end, 'go').map(({ text }) => text);
    assert.ok(inGo.includes('MOVL runtime.sched+240(SB), CX'), inGo.join('\n'));
    const inIntel = disassembleRange(machine, image, entry, end, 'intel').map(({ text }) => text);
    assert.ok(inIntel.some((text) => / <runtime\.sched\+240>$/.test(text)), inIntel.join('\n'));
  });
});
