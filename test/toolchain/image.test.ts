/** The tables of compiled programs: functions, lines, stack deltas, variables, types; files that carry them. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ProgramImage } from '../../src/image/program-image';
import { compileProgram } from '../../src/toolchain/compile';
import { imageFile, isImageFile, loadImageFile } from '../../src/toolchain/image';
import { compileText, programsFolder, provider, removeScratch, run, scratchFolder } from './support';

const TEXT = `package main

type pair struct {
	a int
	b string
}

var total int

const limit = 10

func sum(xs []int, p *pair) (n int) {
	for i, x := range xs {
		n += x * i
	}
	if n > limit {
		k := n / 2
		n = k
	}
	var esc int
	f := func() int { esc++; return esc }
	keep = f
	return n + f()
}

var keep func() int

func main() {
	p := pair{1, "x"}
	total = sum([]int{1, 2, 3}, &p)
	println(total)
}
`;

function image(text: string): ProgramImage {
  const r = compileProgram({ sources: provider({ main: [{ name: 'main.go', text }] }), edition: 'go1.19', path: 'main.go' });
  assert.equal(r.errors, undefined);
  return r.image!;
}

describe('toolchain: images', () => {
  let img: ProgramImage;
  before(() => { img = image(TEXT); });
  after(removeScratch);

  it('functions are found by name and pc, with the line they begin at', () => {
    const f = img.functions.byName('main.sum')!;
    assert.equal(f.startLine, 12);
    assert.equal(f.file, 'main.go');
    assert.equal(img.functions.at(f.entry + 5), f);
    assert.equal(f.argsSize, 40);
    assert.ok(img.functions.byName('main.sum.func1'));
    assert.equal(img.functions.byName('_rt0_amd64_linux')!.topFrame, true);
  });

  it('every line with a statement has an address, in its own function', () => {
    for (const line of [13, 14, 16, 17, 18, 20, 21, 22, 23, 29, 30, 31, 32]) {
      const [pc] = img.lines.addressesOf('main.go', line);
      assert.ok(pc, `line ${line}`);
      assert.deepEqual(img.lines.at(pc), { file: 'main.go', line });
      assert.ok(img.lines.isStatement(pc));
    }
    assert.deepEqual(img.lines.addressesOf('main.go', 15), []);
    assert.deepEqual(img.lines.addressesOf('main.go', 24), [], 'the brace behind a return has no code');
  });

  it('stack deltas: 0 at the entry and at RET, the frame in between', () => {
    const f = img.functions.byName('main.sum')!;
    assert.equal(img.functions.stackDelta(f.entry), 0);
    const body = img.lines.afterPrologue(f), frame = img.functions.stackDelta(body)!;
    assert.ok(body > f.entry && frame > 0 && frame % 8 === 0);
  });

  it('variables are in scope from their declaration to the end of their block', () => {
    const f = img.functions.byName('main.sum')!;
    const names = (line: number): string[] => img.variablesAt(img.lines.addressesOf('main.go', line)[0]).map((v) => v.name);
    assert.deepEqual(names(13).filter((n) => n !== 'n').sort(), ['p', 'xs']);
    assert.deepEqual(names(14).sort(), ['i', 'n', 'p', 'x', 'xs']);
    assert.ok(!names(17).includes('k'));
    assert.ok(names(18).includes('k'));
    assert.ok(!names(20).includes('k') && !names(20).includes('i'));
    const at = img.variablesAt(img.lines.addressesOf('main.go', 23)[0]);
    const by = (name: string) => at.find((v) => v.name === name)!;
    assert.deepEqual(by('xs').location, { kind: 'cfa', offset: 0 });
    assert.equal(by('xs').role, 'argument');
    assert.deepEqual(by('n').location, { kind: 'cfa', offset: 32 });
    assert.equal(by('n').role, 'result');
    assert.equal(by('esc').escaped, true);
    assert.equal(by('f').escaped, false);
    assert.equal(by('xs').type.name, '[]int');
    assert.ok(f);
  });

  it('types have their layouts, globals and constants their values', () => {
    const t = img.types.byName('main.pair')!;
    assert.deepEqual(t.fields!.map((f) => [f.name, f.type.name, f.offset]), [['a', 'int', 0], ['b', 'string', 8]]);
    assert.equal(img.types.byName('runtime.g')!.kind, 'struct');
    assert.deepEqual(img.types.byName('string')!.representation!.fields!.map((f) => f.name), ['str', 'len']);
    assert.equal(img.globals.byName('main.total')!.type.name, 'int');
    assert.equal(img.constants.byName('main.limit')!.value, 10n);
    assert.equal(img.goVersion!.minor, 19);
    assert.equal(img.sourceText('main.go'), TEXT);
  });

  it('type descriptors lead back to their types', () => {
    const i = image('package main\ntype T struct{ x int }\nvar e interface{}\nfunc main() { e = T{1}; println(e != nil) }\n');
    const a = i.symbols.byName('type.main.T')!;
    assert.equal(i.types.byDescriptor(a.address)!.name, 'main.T');
  });

  it('an image file runs natively and loads with equal tables', () => {
    const text = fs.readFileSync(path.join(programsFolder, 'control.go'), 'utf8'), built = compileText(text).program!;
    const bytes = imageFile(built, 'main.go');
    assert.ok(isImageFile(bytes) && !isImageFile(bytes.subarray(0, 4096)));
    const file = path.join(scratchFolder(), 'image');
    fs.writeFileSync(file, bytes, { mode: 0o755 });
    assert.equal(run(file).status, 0);
    const loaded = loadImageFile(bytes, file), fresh = image(text);
    assert.deepEqual(loaded.functions.all, fresh.functions.all);
    assert.deepEqual([...loaded.types.names()], [...fresh.types.names()]);
    assert.deepEqual(loaded.segments.map((s) => [s.address, s.memorySize, s.prot]), fresh.segments.map((s) => [s.address, s.memorySize, s.prot]));
    for (const f of fresh.functions.all) {
      const pc = fresh.lines.afterPrologue(f);
      assert.equal(loaded.functions.stackDelta(pc), fresh.functions.stackDelta(pc));
      assert.deepEqual(loaded.variablesAt(pc), fresh.variablesAt(pc));
    }
    assert.throws(() => loadImageFile(bytes.subarray(0, 4096), 'x'), /not a file made by gosched build/);
  });
});
