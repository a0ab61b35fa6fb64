/** No false diagnostics on all of Go 1.19's own assembly, each file beside the Go files of its folder as the server knows them. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MNEMONICS } from '../../src/language/assembly/mnemonics';
import { meaningOf } from '../../src/language/assembly/meanings';
import { diagnose } from '../../src/language/features/diagnostics';
import { Workspace } from '../../src/language/features/workspace';
import { goroot } from '../support/go-tests';
import { requireTool } from '../support/tools';
import { assemblyFiles, goWorkspace } from './support/go-workspace';

describe("Go's own assembly", function () {
  let paths: string[];
  let workspace: Workspace;
  before(function () {
    requireTool(this, 'go');
    paths = assemblyFiles();
    workspace = goWorkspace(paths);
  });

  it('has no diagnostics', () => {
    const found: string[] = [];
    let functions = 0;
    let checked = 0;
    for (const path of paths) {
      const uri = `file://${path}`;
      if (!workspace.isAmd64(uri)) continue;
      const file = workspace.file(uri)!;
      const context = workspace.contextOf(uri);
      functions += file.functions.length;
      checked += file.functions.filter((fn) => context.declaration(fn.directive.symbol.text.replace(/^·/, ''))).length;
      for (const finding of diagnose(file, context)) found.push(`${path}:${finding.line + 1}:${finding.start + 1}: ${finding.message}`);
    }
    console.log(`      ${functions} functions, ${checked} with a Go declaration`);
    assert.ok(functions > 700 && checked > 250);
    assert.deepEqual(found, []);
  });

  it("every mnemonic of Go's assembler is accepted", function () {
    const table = join(goroot, 'src/cmd/internal/obj/x86/anames.go');
    if (!existsSync(table)) this.skip();
    const names = [...readFileSync(table, 'utf8').matchAll(/^\t(?:obj\.A_ARCHSPECIFIC: )?"(\w+)"/gm)].map((match) => match[1]).filter((name) => name !== 'LAST');
    assert.ok(names.length > 1500);
    assert.deepEqual(names.filter((name) => !MNEMONICS.has(name)), []);
  });

  it("every instruction in Go's amd64 assembly has a meaning", () => {
    const used = new Set<string>();
    for (const path of paths) {
      if (!path.endsWith('_amd64.s')) continue;
      for (const fn of workspace.file(`file://${path}`)!.functions) for (const statement of fn.statements) if (MNEMONICS.has(statement.mnemonic.text)) used.add(statement.mnemonic.text);
    }
    assert.ok(used.size > 200);
    assert.deepEqual([...used].filter((name) => !meaningOf(name)), []);
  });

  it('other architectures are left alone', () => {
    const folder = join(goroot, 'src/runtime');
    for (const name of readdirSync(folder).filter((each) => /_(arm64|386|s390x|riscv64)\.s$/.test(each))) assert.equal(workspace.isAmd64(`file://${join(folder, name)}`), false, name);
    assert.equal(workspace.isAmd64(`file://${join(folder, 'asm_amd64.s')}`), true);
    assert.equal(dirname(paths[0]).startsWith(goroot), true);
  });
});
