/** No false diagnostics on all of Go 1.19's own amd64 assembly; and a look at whether the checks still see anything there. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAssembly } from '../../src/language/assembly/parse';
import { diagnose } from '../../src/language/features/diagnostics';
import { type GoFile, scanGo } from '../../src/language/go/declarations';
import { goroot } from '../support/go-tests';
import { requireTool } from '../support/tools';

function* assemblyFiles(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) { if (name !== 'testdata') yield* assemblyFiles(path); } else if (name.endsWith('_amd64.s')) yield path;
  }
}

/** Files for other systems and architectures declare the same functions with other types. */
const elsewhere = /_(windows|darwin|freebsd|netbsd|openbsd|dragonfly|solaris|aix|plan9|js|wasm|386|arm|arm64|ppc64x?|ppc64le|mips\w*|riscv64|s390x|loong64|test)\.go$/;

export function contextOf(path: string): Parameters<typeof diagnose>[1] & { files: GoFile[] } {
  const folder = dirname(path);
  const files = readdirSync(folder).filter((name) => name.endsWith('.go') && !elsewhere.test(name)).map((name) => scanGo(readFileSync(join(folder, name), 'utf8')));
  const macros = new Set<string>();
  const text = readFileSync(path, 'utf8');
  for (const include of parseAssembly(text).includes) {
    const found = [join(folder, include.text), join(goroot, 'src', 'runtime', include.text), join(goroot, 'pkg', 'include', include.text), join(goroot, 'src', 'cmd', 'internal', 'obj', include.text)].find(existsSync);
    if (found) for (const macro of parseAssembly(readFileSync(found, 'utf8')).macros) macros.add(macro.text);
  }
  return {
    files, macros, declaration: (name) => files.flatMap((file) => file.functions).find((fn) => fn.name === name && !fn.hasBody),
    types: new Map(files.flatMap((file) => [...file.types])),
  };
}

describe("Go's own amd64 assembly", function () {
  this.timeout(120_000);
  before(function () { requireTool(this, 'go'); });

  it('has no diagnostics', () => {
    const found: string[] = [];
    let functions = 0;
    let checked = 0;
    for (const path of assemblyFiles(join(goroot, 'src'))) {
      const file = parseAssembly(readFileSync(path, 'utf8'));
      const context = contextOf(path);
      functions += file.functions.length;
      checked += file.functions.filter((fn) => context.declaration(fn.directive.symbol.text.replace(/^·/, ''))).length;
      for (const finding of diagnose(file, context)) found.push(`${path}:${finding.line + 1}:${finding.start + 1}: ${finding.message}`);
    }
    console.log(`      ${functions} functions, ${checked} with a Go declaration`);
    assert.ok(functions > 700 && checked > 250);
    // Two files for NetBSD do call the first argument otherwise than its declaration does.
    const real = found.filter((text) => !/_(unix2|netbsd)_amd64\.s:\d+:\d+: at \+0\(FP\) is trap, not num/.test(text));
    assert.equal(found.length - real.length, 2);
    assert.deepEqual(real, []);
  });
});
