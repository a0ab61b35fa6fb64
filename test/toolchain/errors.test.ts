/** Messages for programs with mistakes: Go's own, at Go's places; and what the subset leaves out. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildTags } from '../../src/toolchain/build-constraints';
import { belongs, loadPackages } from '../../src/toolchain/packages';
import { Diagnostics, FileSet } from '../../src/toolchain/source';
import { checkProgram } from '../../src/toolchain/types/check';
import { goCommand, goEnvironment } from '../support/go';
import { requireTool } from '../support/tools';
import { messages, provider, removeScratch, scratchFolder } from './support';

const folder = path.join(__dirname, 'errors');
const library = { os: [{ name: 'os/os.go', text: 'package os\n' }], strconv: [{ name: 'strconv/s.go', text: 'package strconv\n' }] };

/** First lines of all messages of ours, as "line: text". */
function ours(text: string): Set<string> {
  const files = new FileSet(), diagnostics = new Diagnostics(files);
  const loaded = loadPackages(provider({ ...library, main: [{ name: 'main.go', text }] }), { roots: ['main'], minor: 19, tags: [], isUser: (p) => p === 'main' }, files, diagnostics);
  if (!diagnostics.list.length) checkProgram(loaded, diagnostics);
  return new Set(diagnostics.sorted().map((e) => `${e.line}: ${e.text.split('\n')[0]}`));
}

function real(text: string): Set<string> {
  fs.writeFileSync(path.join(scratchFolder(), 'main.go'), text);
  const r = spawnSync(goCommand, ['tool', 'compile', '-e', '-o', path.join(scratchFolder(), 'main.o'), 'main.go'], { cwd: scratchFolder(), env: goEnvironment(), encoding: 'utf8' });
  const out = new Set<string>();
  for (const line of (r.stdout + r.stderr).split('\n')) {
    const m = /^main\.go:(\d+):\d+: (.*)$/.exec(line);
    if (m && !/could not import/.test(m[2])) out.add(`${m[1]}: ${m[2]}`);
  }
  return out;
}

describe('toolchain: messages', () => {
  after(removeScratch);

  describe('equal to Go 1.19', () => {
    before(function () { requireTool(this, 'go'); });
    // Messages that differ, each with its reason.
    const known: Record<string, [string[], string[]]> = {
      'statements.go': [
        // Go names the constant's conversion, the type byte by its alias, and is silent about literals of broken types.
        ['31: invalid argument: index "x" (untyped string constant) must be integer', '33: cannot assign to s[0] (value of type uint8)', '62: too few values in D{…}'],
        ['31: cannot convert "x" (untyped string constant) to int', '33: cannot assign to s[0] (value of type byte)'],
      ],
    };
    for (const file of fs.readdirSync(folder).filter((f) => f.endsWith('.go'))) {
      it(file, function () {
        const text = fs.readFileSync(path.join(folder, file), 'utf8');
        const a = ours(text), b = real(text), [more, fewer] = known[file] ?? [[], []];
        assert.ok(b.size >= 4, 'go finds mistakes');
        assert.deepEqual([...a].filter((m) => !b.has(m)).sort(), [...more].sort());
        assert.deepEqual([...b].filter((m) => !a.has(m)).sort(), [...fewer].sort());
      });
    }
  });

  it('refuses the literals that Go refuses', function () {
    requireTool(this, 'go');
    const literals = String.raw`1_000 1__0 1_ 0x_ff 0_7 0b_1 0xF_F 017 08 0b2 1_0.5_0 1_.5 1._5 1e1_0 1e_1 1_e1 0x1_0p3 0x_1p0 .5 1. 0x 1e '\400' '\377' '\ud800' '\'' '\"' "\400" "\377" "\udfff" "\U00110000" "\U0010ffff" "\q" "\x4" "\'" "a`.split(' ');
    const refused = (test: (text: string) => ReadonlySet<string>) => literals.filter((literal) => test(`package main\n\nconst c = ${literal}\nfunc main() {}\n`).size > 0);
    const expected = refused(real);
    assert.ok(expected.length > 10);
    assert.deepEqual(refused(ours), expected);
  });

  it('leaves out the files that Go leaves out', () => {
    const isPart = (text: string, name = 'x.go') => belongs({ name: `/work/${name}`, text }, buildTags(19, []));
    for (const text of ['/* //go:build ignore\n*/ package main', '/* a\n*/ //go:build ignore\n\npackage main', '// +x\n\n//go:build linux && !cgo\n\npackage main', 'package main\n//go:build ignore\n']) assert.ok(isPart(text), text);
    for (const head of ['//go:build ignore', '/*\nCopyright\n*/\n//go:build ignore', '/* a */ // b\n\n//go:build windows || (darwin)\n', '\ufeff//go:build ignore']) assert.ok(!isPart(`${head}\n\npackage main\n`), head);
    for (const name of ['_x.go', '.x.go', 'x_test.go', 'x_windows.go', 'x_linux_arm64.go']) assert.ok(!isPart('package main\n', name), name);
  });

  const syntax: [string, string][] = [
    ['func main() {\n\tf(1,\n\t\t2\n\t)\n}\n', '4:4: syntax error: unexpected newline in argument list; possibly missing comma or )'],
    ['var x = []int{\n\t1\n}\n', '3:3: syntax error: unexpected newline in composite literal; possibly missing comma or }'],
    ['func main() {\n\tx := = 1\n}\n', '3:7: syntax error: unexpected =, expecting expression'],
    ['func main() {\n\tif x == 1\n\t{\n\t}\n}\n', '3:11: syntax error: unexpected newline, expecting { after if clause'],
    ['x := 1\n', '2:1: syntax error: non-declaration statement outside function body'],
    ['func main() {\n\tfor {\n', '4:1: syntax error: unexpected EOF, expecting }'],
    ['func main() {\n\tx = "abc\n}\n', '3:6: newline in string'],
    ['func main() {\n\tif {\n\t}\n}\n', '3:5: syntax error: missing condition in if statement'],
  ];
  for (const [text, want] of syntax) it(`syntax: ${want}`, () => assert.equal(messages(`package main\n${text}`)[0], want));

  it('syntax errors of several declarations are reported together', () => {
    assert.equal(messages('package main\nfunc f() { x = = 1 }\nfunc g() { y( }\nvar z =\nfunc main() {}\n').length, 3);
  });

  const unsupported: [string, RegExp][] = [
    ['func f[T any](x T) {}', /type parameters \(generics\) are not supported by the embedded toolchain: build it with Go and debug the binary/],
    ['type S[T any] struct{ x T }', /generics/],
    ['type N interface{ ~int | ~string }', /type sets \(generics\)/],
    ['var c = 1i', /complex numbers are not supported/],
    ['import "C"', /cgo/],
  ];
  for (const [text, want] of unsupported) it(`not supported: ${text}`, () => assert.match(messages(`package main\n${text}\nfunc main() {}\n`)[0], want));

  it('names a package that is not in the library, and what to do', () => {
    assert.match(messages('package main\nimport "net/http"\nfunc main() { http.Get("x") }\n')[0], /could not import net\/http .*build it with Go and debug the binary/);
  });

  it('a function without a body needs assembly', () => {
    assert.match(messages('package main\nfunc f()\nfunc main() { f() }\n')[0], /^2:6: missing function body/);
  });

  const extreme: [string, string, RegExp][] = [
    ['nested parentheses', `func main() { _ = ${'('.repeat(20000)}1${')'.repeat(20000)} }`, /nested too deeply/],
    ['nested blocks', `func main() ${'{'.repeat(5000)}${'}'.repeat(5000)}`, /nested too deeply/],
    ['twenty thousand operands', `func main() { x := 1; _ = x${'+x'.repeat(20000)} }`, /main.go|too large/],
    ['types that contain themselves', 'type A [2]A\nfunc main() {}', /invalid recursive type A/],
    ['constants that need each other', 'const a = b\nconst b = a\nfunc main() {}', /initialization cycle/],
    ['variables that need each other', 'var a = f()\nfunc f() int { return a }\nfunc main() {}', /initialization cycle: a refers to a/],
    ['a huge array', 'var x [1 << 40]int\nfunc main() { x[1] = 2 }', /x is too large/],
  ];
  for (const [name, text, want] of extreme) it(`${name} get a message`, () => assert.match(messages(`package main\n${text}\n`)[0], want));

  it('says so if there is no main function', () => {
    assert.match(messages('package main\n')[0], /function main is undeclared in the main package/);
  });
});
