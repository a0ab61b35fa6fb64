/** A user's own copy of the embedded runtime: a changed line shows, a mistake is reported in the user's file. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeHost } from '../../src/adapter/host/node-host';
import { compileEmbedded } from '../../src/adapter/launch/embedded';
import { run } from './embedded';

describe('runtimeSource: a folder with the user\'s own runtime', function () {
  const folder = mkdtempSync(join(tmpdir(), 'gosched-own-'));
  const program = join(folder, 'main.go'), changed = join(folder, 'runtime/proc.go');
  cpSync(join(__dirname, '../../src/embedded/runtime'), join(folder, 'runtime'), { recursive: true });
  writeFileSync(program, 'package main\n\nimport "runtime"\n\nfunc main() { runtime.Gosched() }\n');
  const original = readFileSync(changed, 'utf8');
  const compile = (line: string, runtimeSource: string) => {
    writeFileSync(changed, original.replace(/^func goschedImpl\(.*$/m, (head) => `${head}\n${line}`));
    return compileEmbedded(createNodeHost(), { program, args: [], runtimeSource } as unknown as Parameters<typeof compileEmbedded>[1], program);
  };

  for (const source of [folder, join(folder, 'runtime')]) {
    it(`a changed line takes effect, and its file is the user's (${source === folder ? 'folder above' : 'the package itself'})`, async () => {
      const image = await compile('\tprintln("mine")', source);
      assert.match(run(image).err, /mine\n/);
      assert.equal(image.lines.at(image.functions.byName('runtime.goschedImpl')?.entry ?? 0)?.file, changed);
    });
  }

  it('a mistake is named with its place in that file', async () => {
    const line = original.slice(0, original.search(/^func goschedImpl\(/m)).split('\n').length + 1;
    await assert.rejects(compile('\tnonsense()', folder), new RegExp(`${changed}:${line}:2: undefined: nonsense`));
  });
});
