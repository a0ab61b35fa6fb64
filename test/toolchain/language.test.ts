/** Programs compiled by our toolchain and run natively print what the same programs print when built by Go 1.19. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { requireTool } from '../support/tools';
import { randomProgram } from './random-programs';
import { compileText, programsFolder, removeScratch, runBuilt, runNatively, runWithGo } from './support';

describe('toolchain: the language', () => {
  after(removeScratch);

  describe('equal to Go 1.19', () => {
    before(function () { requireTool(this, 'go'); });
    for (const file of fs.readdirSync(programsFolder).filter((f) => f.endsWith('.go'))) {
      it(file, function () {
        const text = fs.readFileSync(path.join(programsFolder, file), 'utf8');
        const ours = runNatively(text), real = runWithGo(text);
        assert.equal(ours.stderr, real.stderr);
        assert.equal(ours.status, real.status);
      });
    }
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      it(`random program ${seed}`, function () {
        const text = randomProgram(seed, 40), ours = runNatively(text), real = runWithGo(text);
        assert.equal(ours.stderr, real.stderr);
        assert.equal(ours.status, real.status);
      });
    }
  });

  it('every edition compiles every program', function () {
    const text = fs.readFileSync(path.join(programsFolder, 'control.go'), 'utf8');
    const outputs = (['go1.10', 'go1.13', 'go1.14', 'go1.19'] as const).map((edition) => runNatively(text, edition).stderr);
    assert.equal(new Set(outputs).size, 1);
    assert.match(outputs[0], /shadow/);
  });

  it('panics end the program with status 2 and the message', () => {
    for (const [body, message] of [['var a []int; i := 3; println(a[i])', 'panic: runtime error: index out of range [3] with length 0'], ['panic("x")', 'panic: x']]) {
      const r = runNatively(`package main\nfunc main() { ${body} }\n`);
      assert.equal(r.status, 2);
      assert.equal(r.stderr.split('\n')[0], message);
    }
  });

  it('recursion without end meets the stack check, also in frames of several kilobytes', () => {
    for (const local of ['', 'var b [200]byte; b[n&127] = 1; ', 'var b [9000]byte; b[n&127] = 1; ']) {
      const r = runNatively(`package main\nfunc f(n int) int { ${local}return f(n+1) + 1 }\nfunc main() { println(f(0)) }\n`);
      assert.match(r.stderr, /fatal error: stack overflow/);
    }
  });

  it('packages are initialised in the order of their imports, variables in the order of their needs', () => {
    const a = { name: 'a/a.go', text: 'package a\nvar X = f()\nfunc f() int { println("a var"); return 3 }\nfunc init() { println("a init") }\n' };
    const b = { name: 'b/b.go', text: 'package b\nimport "a"\nvar Z = Y + 1\nvar Y = a.X * 2\nfunc init() { println("b init", Y, Z) }\nfunc init() { println("b second init") }\n' };
    const main = 'package main\nimport "b"\nimport "a"\nvar m = g()\nfunc g() int { println("main var"); return b.Z + a.X }\nfunc main() { println(m) }\n';
    assert.equal(runBuilt(compileText(main, 'go1.19', { a: [a], b: [b] })).stderr, 'a var\na init\nb init 6 7\nb second init\nmain var\n10\n');
  });

  it('build tags choose files by edition', () => {
    const p = [{ name: 'p/old.go', text: '//go:build !go1.14\n\npackage p\nconst V = "old"\n' }, { name: 'p/new.go', text: '//go:build go1.14\n\npackage p\nconst V = "new"\n' },
      { name: 'p/x_windows.go', text: 'package p\nconst V = "windows"\n' }, { name: 'p/x_test.go', text: 'package p\nconst V = "test"\n' }];
    const main = 'package main\nimport "p"\nfunc main() { println(p.V) }\n';
    assert.equal(runBuilt(compileText(main, 'go1.13', { p })).stderr, 'old\n');
    assert.equal(runBuilt(compileText(main, 'go1.14', { p })).stderr, 'new\n');
    assert.equal(runBuilt(compileText(main, 'go1.19', { p })).stderr, 'new\n');
  });

  it('the same source gives the same bytes', () => {
    const text = fs.readFileSync(path.join(programsFolder, 'methods.go'), 'utf8');
    const bytes = [0, 1].map(() => compileText(text).program!.linked);
    assert.deepEqual(bytes[0].text.bytes, bytes[1].text.bytes);
    assert.deepEqual(bytes[0].rodata.bytes, bytes[1].rodata.bytes);
    assert.deepEqual(bytes[0].data.bytes, bytes[1].data.bytes);
  });
});
