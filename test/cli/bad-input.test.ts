/** What cannot run: one clear line on standard error, exit code 2. */
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync, chmodSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { scratchFolder } from '../support/folders';
import { buildGo, goCommand, goEnvironment } from '../support/go';
import { cli, gosched } from '../support/gosched';
import { requireTool } from '../support/tools';
import { execFileSync, spawnSync } from 'node:child_process';

const folder = scratchFolder('bad-input');

function file(name: string, bytes: Uint8Array | string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Builds one Go file with settings of its own. */
function buildWith(name: string, source: string, env: Record<string, string> = {}, flags: string[] = []): string {
  const path = file(`${name}.go`, source);
  const output = join(folder, name);
  execFileSync(goCommand, ['build', '-o', output, ...flags, path], { env: { ...goEnvironment(), ...env }, cwd: folder, stdio: 'pipe' });
  return output;
}

const hello = 'package main\n\nfunc main() { println("hello") }\n';

describe('gosched run with bad input', function () {
  let good: string;
  before(function () {
    requireTool(this, 'go');
    good = buildGo([file('hello.go', hello)], []);
  });

  function fails(args: string[], expected: RegExp): void {
    const { code, stderr } = gosched(['run', ...args]);
    const lines = stderr.trimEnd().split('\n').filter((line) => line.startsWith('gosched: '));
    assert.equal(code, 2, `exit code ${code}; ${stderr}`);
    assert.equal(lines.length, 1, `one line was expected:\n${stderr}`);
    assert.match(lines[0], expected);
  }

  it('no such file', () => fails(['/no/such/program'], /\/no\/such\/program: no such file/));
  it('no program', () => assert.equal(gosched(['run']).code, 2));
  it('unknown option', () => fails(['--gomaxproc', '2', good], /Unknown option '--gomaxproc'/));
  it('an option without sense', () => fails(['--cpus', 'many', good], /--cpus: a whole number/));
  it('a duration without sense', () => fails(['--latency', 'read=soon', good], /latency: "soon" is no duration/));
  it('an option of debug alone', () => {
    fails(['--history-memory', '1MiB', good], /Unknown option '--history-memory'/);
    const { code, stderr } = gosched(['debug', '--batch', '--history-memory', '0', good]);
    assert.deepEqual([code, stderr], [2, 'gosched: historyMemory: a whole number of bytes from 1 on, not 0\n']);
  });
  it('an unknown schedule', () => fails(['--schedule', 'fair', good], /schedule must be round-robin, random or pct, not fair/));
  it('a package that is not main, with the installed Go', () => fails(['--runtime', 'go', file('library.go', 'package library\n\nfunc F() {}\n')], /library\.go: not a main package: only package main can be run/));
  it('not an ELF file', () => fails([file('text', 'just some text, long enough to have a header of its own, and a bit more than that')], /text: .*not an ELF/i));
  it('an empty file', () => fails([file('empty', '')], /empty: /));

  it('another architecture', () => {
    const path = buildWith('hello-arm64', hello, { GOARCH: 'arm64' });
    fails([path], /hello-arm64: .*(arm64|aarch64|architecture|machine 183)/i);
  });

  it('another system', () => {
    const path = buildWith('hello-windows', hello, { GOOS: 'windows' });
    fails([path], /hello-windows: .*(not an ELF|PE)/i);
  });

  it('a position-independent or dynamic executable', function () {
    requireTool(this, 'gcc');
    const source = file('dynamic.c', 'int main(void) { return 0; }\n');
    execFileSync('gcc', ['-o', join(folder, 'dynamic'), source]);
    fails([join(folder, 'dynamic')], /dynamic: .*(dynamic|position-independent|PIE)/i);
    execFileSync('gcc', ['-no-pie', '-o', join(folder, 'dynamic-exec'), source]);
    fails([join(folder, 'dynamic-exec')], /dynamic-exec: .*dynamic/i);
  });

  it('a truncated executable', () => {
    const bytes = readFileSync(good);
    fails([file('truncated', bytes.subarray(0, 40_000))], /truncated: /);
    fails([file('header-only', bytes.subarray(0, 40))], /header-only: /);
  });

  it('damaged DWARF: runs without it, and says so', () => {
    const bytes = Buffer.from(readFileSync(good));
    // Section headers (ELF-64): offset at 0x28, count at 0x3c; sh_flags 0x800 = compressed, whose data begin after 24 bytes.
    const headers = Number(bytes.readBigUInt64LE(0x28));
    let damaged = 0;
    for (let i = 0; i < bytes.readUInt16LE(0x3c); i++) {
      const header = headers + i * 64;
      if ((bytes.readBigUInt64LE(header + 8) & 0x800n) === 0n) continue;
      const offset = Number(bytes.readBigUInt64LE(header + 24));
      bytes.fill(0xa5, offset + 26, offset + 26 + Math.min(40, Number(bytes.readBigUInt64LE(header + 32)) - 26));
      damaged++;
    }
    assert.ok(damaged > 0, 'the executable has no compressed DWARF');
    const path = file('damaged-dwarf', bytes);
    chmodSync(path, 0o755);
    // Running alone needs no DWARF, and does not read it.
    const plain = gosched(['run', path]);
    assert.deepEqual([plain.code, plain.stderr], [0, 'hello\n']);
    const traced = gosched(['trace', '--functions', 'main.main', path]);
    assert.equal(traced.code, 0, traced.stderr);
    assert.match(traced.stderr, /^gosched: .*damaged-dwarf: DWARF: /m);
    assert.match(String(traced.stdout), /main\.main/);
    const debugged = gosched(['debug', '--batch', '-ex', 'break main.main', '-ex', 'run', '-ex', 'bt', path]);
    assert.match(String(debugged.stdout), /^warning: DWARF: [^]*^#0 {2}main\.main/m);
  });

  it('an executable for a newer processor', () => {
    const path = buildWith('hello-v3', hello, { GOAMD64: 'v3' });
    fails([path], /hello-v3: .*GOAMD64=v3/);
  });

  it('an instruction that the machine lacks', () => {
    const source = '#include "textflag.h"\n\nTEXT \u00b7wide(SB), NOSPLIT, $0-0\n\tVPADDQ Y0, Y1, Y2\n\tRET\n';
    const module = join(folder, 'wide');
    mkdirSync(module, { recursive: true });
    writeFileSync(join(module, 'wide.s'), source);
    writeFileSync(join(module, 'main.go'), 'package main\n\nfunc wide()\n\nfunc main() { wide() }\n');
    execFileSync(goCommand, ['build', '-o', join(folder, 'wide-program'), '.'], { env: goEnvironment(), cwd: module, stdio: 'pipe' });
    fails([join(folder, 'wide-program')], /VPADDQ.* at 0x[0-9a-f]+ in main\.wide/i);
  });

  it('an unknown syscall: its name, pc and function', () => {
    const path = buildWith('ptrace', 'package main\n\nimport "syscall"\n\nfunc main() {\n\t_, _, e := syscall.RawSyscall(syscall.SYS_PTRACE, 0, 0, 0)\n\tprintln(e == syscall.ENOSYS)\n}\n');
    const { code, stderr } = gosched(['run', path]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^gosched: .*ptrace.* at 0x[0-9a-f]+ in (runtime\/internal\/syscall\.Syscall6|syscall\.RawSyscall)/m);
    assert.match(stderr, /^true$/m);
  });

  it('the memory limit', () => {
    const path = buildWith('hungry', 'package main\n\nvar keep [][]byte\n\nfunc main() {\n\tfor {\n\t\tb := make([]byte, 1<<20)\n\t\tfor i := range b {\n\t\t\tb[i] = 1\n\t\t}\n\t\tkeep = append(keep, b)\n\t}\n}\n');
    fails(['--max-memory', '64MiB', path], /memory limit .* in use, at 0x[0-9a-f]+ in /);
  });

  it('an endless program with --max-instructions or --max-time', () => {
    const path = buildWith('endless', 'package main\n\nfunc main() {\n\tfor {\n\t}\n}\n');
    fails(['--max-instructions', '3_000_000', path], /limit is reached after 3000000 instructions/);
    fails(['--max-time', '5ms', path], /limit is reached after \d+ instructions and 5\d{6} ns/);
  });

  it('Go source that does not compile: the compiler\'s own words', () => {
    const path = file('wrong.go', 'package main\n\nfunc main() { undefinedThing() }\n');
    const { code, stderr } = gosched(['run', path]);
    assert.equal(code, 2);
    assert.match(stderr, /wrong\.go: go build failed: [\s\S]*undefined: undefinedThing/);
  });

  it('no Go toolchain', () => {
    const { code, stderr } = gosched(['run', '--go', '/no/such/go', '--runtime', 'go', file('hello2.go', hello)]);
    assert.equal(code, 2);
    assert.match(stderr, /hello2\.go: no Go toolchain found \(\/no\/such\/go/);
  });

  it('a file that may not be read', () => {
    const path = join(folder, 'unreadable');
    const program = join(folder, 'dist', basename(cli));
    copyFileSync(good, path);
    cpSync(dirname(cli), dirname(program), { recursive: true });
    chmodSync(path, 0o000);
    // Root may read anything: somebody else has to try.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { status, stderr } = spawnSync(process.execPath, [program, 'run', path], { encoding: 'utf8', cwd: folder, ...nobody });
    assert.equal(status, 2, stderr);
    assert.match(stderr, /^gosched: .*unreadable: permission denied/m);
  });
});
