/** Globals of a native core dump, ours against gdb's reading of the same dump. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEvaluator } from '../../../src/debugger/expressions/evaluator';
import { buildGo, debugFlags } from '../../support/go';
import { requireTool } from '../../support/tools';
import { coreOf, type NativeCore } from '../../scheduler/native-core';
import { PATIENCE_MS } from '../../support/patience';

describe('globals against gdb', function () {
  let core: NativeCore;
  before(async function () {
    requireTool(this, 'go', 'gdb');
    core = await coreOf(buildGo([join(__dirname, '../../fixtures/scheduler/states.go')], debugFlags), /ready \d+/, [], { GOMAXPROCS: '2' });
  });
  after(() => core?.close());

  it('integers, booleans and pointers have the same values', () => {
    const kinds = new Set(['int', 'uint', 'bool', 'pointer', 'unsafe.Pointer']);
    const globals = [...core.image.globals.all()].filter((global) => kinds.has(global.type.kind) && /^[\w/]+\.\w+$/.test(global.name));
    const folder = mkdtempSync(join(tmpdir(), 'gosched-gdb-'));
    try {
      const script = join(folder, 'globals.gdb');
      writeFileSync(script, globals.map(({ name }) => `echo ${name} =\\n\nprint/x (unsigned long)'${name}'`).join('\n'));
      const output = execFileSync('gdb', ['-q', '-batch', '-nx', '-iex', 'set auto-load off', '-iex', 'set language c', '-ex', 'set language c', '-x', script, core.image.path, core.path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: PATIENCE_MS });
      const theirs = new Map([...output.matchAll(/^(\S+) =\n\$\d+ = (0x[0-9a-f]+)$/gm)].map(([, name, value]) => [name, BigInt(value)]));
      const evaluator = createEvaluator(core.scheduler);
      let compared = 0;
      for (const { name, type } of globals) {
        const expected = theirs.get(name);
        if (expected === undefined) continue;
        const value = evaluator.evaluate(`'${name}'`, { frame: undefined, g: undefined, tid: undefined }).scalar();
        const ours = BigInt.asUintN(64, typeof value === 'boolean' ? BigInt(value) : value as bigint);
        assert.equal(ours, expected, `${name} ${type.name}`);
        compared++;
      }
      assert.ok(compared > 100, `${compared} of ${globals.length} compared`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
