/** `gosched build` and `gosched doctor`. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/folders';
import { gosched, native } from '../support/gosched';

describe('gosched build', function () {
  const folder = scratchFolder('build');
  const file = join(folder, 'words.go');
  const image = join(folder, 'words');
  before(() => {
    mkdirSync(folder, { recursive: true });
    rmSync(image, { force: true });
    writeFileSync(file, 'package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() { fmt.Println(len(os.Args), "words") }\n');
  });

  it('writes an image that runs here, in the debugger and on Linux itself', () => {
    const built = gosched(['build', file, '-o', image]);
    assert.equal(built.stderr, '');
    assert.equal(built.code, 0);
    assert.equal(gosched(['run', image, 'a', 'b']).stdout.toString(), '3 words\n');
    assert.match(gosched(['debug', '--batch', '-ex', 'break main.main', '-ex', 'run', image]).stdout.toString(), /hit Breakpoint 1, main\.main \(\) at .*words\.go:8/);
    if (process.platform === 'linux' && process.arch === 'x64') assert.equal(native(image, ['a']).stdout.toString(), '2 words\n');
  });

  it('builds for another edition', () => {
    assert.equal(gosched(['build', '--edition', 'go1.10', '--output', image, file]).code, 0);
    assert.match(gosched(['debug', '--batch', '-ex', 'info program', image]).stdout.toString(), /Go version +go1\.10/);
  });

  const mistakes: [string[], RegExp][] = [
    [[file], /-o IMAGE is missing/], [['-o', image], /PROGRAM is missing/], [['-o', image, join(folder, 'none.go')], /none\.go: no such file or folder/],
    [['-o', join(folder, 'no', 'such'), file], /no\/such: ENOENT/], [['-o', image, file, 'more'], /not also more/], [['--edition', 'go1.1', '-o', image, file], /edition: .*not "go1\.1"/],
  ];
  for (const [args, message] of mistakes) {
    it(`says what is wrong: ${message.source}`, () => {
      const { stderr, code } = gosched(['build', ...args]);
      assert.match(stderr, message);
      assert.equal(code, 2);
    });
  }

  it('shows the compiler\'s messages', () => {
    const wrong = join(folder, 'wrong.go');
    writeFileSync(wrong, 'package main\n\nfunc main() { x := 1 }\n');
    rmSync(join(folder, 'wrong'), { force: true });
    const { stderr, code } = gosched(['build', wrong, '-o', join(folder, 'wrong')]);
    assert.match(stderr, /wrong\.go:3:15: .*x/);
    assert.equal(code, 2);
    assert.ok(!existsSync(join(folder, 'wrong')));
  });
});

describe('gosched doctor', function () {
  it('finds this place well', () => {
    const { stdout, code } = gosched(['doctor']);
    const text = stdout.toString();
    assert.match(text, /^ok +Node +v\d+/m);
    assert.equal([...text.matchAll(/^ok +embedded go1\.\d+ +compiles and runs a program/gm)].length, 4);
    assert.match(text, /gosched works here\.\n$/);
    assert.equal(code, 0);
  });

  it('goes on without Go and gdb', () => {
    const { stdout, code } = gosched(['doctor'], { env: { PATH: '/nonexistent' } });
    assert.match(stdout.toString(), /^missing +gdb +not found/m);
    assert.equal(code, 0);
  });
});
