/** `gosched run`: streams, exit codes and signals pass through. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/folders';
import { buildGo } from '../support/go';
import { cli, gosched, native, run } from '../support/gosched';
import { requireTool } from '../support/tools';

const folder = scratchFolder('run');

function build(name: string, source: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.go`);
  writeFileSync(path, source);
  return buildGo([path]);
}

describe('gosched run', function () {
  before(function () { requireTool(this, 'go'); });

  const cat = `package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	n := 0
	for in.Scan() {
		n++
		fmt.Printf("%d: %s\\n", n, in.Text())
	}
	fmt.Fprintln(os.Stderr, "lines:", n)
	os.Exit(n % 200)
}
`;

  it('passes standard input, output, error and the exit code', () => {
    const program = build('cat', cat);
    const input = Array.from({ length: 3000 }, (_, i) => `line ${i}`).join('\n');
    const [expected, ours] = [native(program, [], { input }), gosched(['run', program], { input })];
    assert.deepEqual([ours.code, ours.stdout.toString(), ours.stderr], [expected.code, expected.stdout.toString(), expected.stderr]);
  });

  it('gives input to the guest as it comes through a pipe', async () => {
    const program = build('cat', cat);
    const child = spawn(process.execPath, [cli, 'run', program], { stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    const until = (text: string): Promise<void> => new Promise((resolve) => {
      const check = (): void => { if (output.includes(text)) resolve(); };
      child.stdout.on('data', check);
      check();
    });
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    const ended = new Promise<number | null>((resolve) => { child.on('exit', resolve); });
    child.stdin.write('first\n');
    await until('1: first');
    child.stdin.write('second\n');
    await until('2: second');
    child.stdin.end();
    assert.equal(await ended, 2);
  });

  it('writes all of a long output into a pipe that another process has made not to wait, and 141 when nobody reads it', function () {
    if (spawnSync('python3', ['-c', '']).status !== 0) this.skip();
    const program = build('long', 'package main\n\nimport (\n\t"bytes"\n\t"os"\n)\n\nfunc main() {\n\tfor c := byte(65); c < 69; c++ {\n\t\tos.Stdout.Write(bytes.Repeat([]byte{c}, 300000))\n\t}\n}\n');
    const script = `
import os, subprocess, sys
def start():
    r, w = os.pipe(); os.set_blocking(w, False)
    p = subprocess.Popen(sys.argv[1:], stdout=w); os.close(w)
    return p, r
p, r = start()
out = b''
while True:
    part = os.read(r, 5000)
    if not part: break
    out += part
print(p.wait(), out == b''.join(bytes([c]) * 300000 for c in range(65, 69)))
p, r = start()
os.read(r, 10); os.close(r)
print(p.wait())`;
    const { stdout, stderr } = spawnSync('python3', ['-c', script, process.execPath, cli, 'run', program], { encoding: 'utf8' });
    assert.equal(stdout, '0 True\n141\n', stderr);
  });

  it('exits as the program does, panics included', () => {
    const program = build('exits', 'package main\n\nimport "os"\n\nfunc main() {\n\tif len(os.Args) > 1 {\n\t\tpanic(os.Args[1])\n\t}\n\tos.Exit(7)\n}\n');
    assert.equal(gosched(['run', program]).code, 7);
    const panicked = gosched(['run', program, '--', '-x']);
    assert.equal(panicked.code, 2);
    assert.match(panicked.stderr, /panic: --\n/);
  });

  it('128 + n when a signal kills it', () => {
    const program = build('killed', 'package main\n\nimport "syscall"\n\nfunc main() {\n\tsyscall.Kill(syscall.Getpid(), syscall.SIGKILL)\n\tselect {}\n}\n');
    const { code, stderr } = gosched(['run', program]);
    assert.equal(code, 137, stderr);
    assert.match(stderr, /^gosched: killed by SIGKILL at 0x[0-9a-f]+ in /m);
  });

  it('forwards Ctrl-C and SIGTERM', async () => {
    const program = build('interrupt', 'package main\n\nimport (\n\t"fmt"\n\t"os"\n\t"os/signal"\n\t"syscall"\n)\n\nfunc main() {\n\tc := make(chan os.Signal, 1)\n\tsignal.Notify(c, os.Interrupt, syscall.SIGTERM)\n\tfmt.Println("ready")\n\tfmt.Println("got", <-c)\n\tfmt.Println("got", <-c)\n\tos.Exit(3)\n}\n');
    const child = spawn(process.execPath, [cli, 'run', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output === 'ready\n') child.kill('SIGINT');
      if (output === 'ready\ngot interrupt\n') child.kill('SIGTERM');
    });
    const code = await new Promise<number | null>((resolve) => { child.on('close', resolve); });
    assert.equal(output, 'ready\ngot interrupt\ngot terminated\n');
    assert.equal(code, 3);
  });

  it('gives the environment that was asked for, and nothing else', () => {
    const program = build('environment', 'package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() {\n\tfmt.Println(os.Environ(), os.Args[1:])\n\td, _ := os.Getwd()\n\tfmt.Println(d)\n}\n');
    const { stdout } = gosched(['run', '--env', 'A=1', '--env', 'B=x=y', '--gomaxprocs', '3', '--cwd', '/tmp', program, '--cpus', '9'], { env: { SECRET: 'no' } });
    assert.equal(stdout.toString(), '[A=1 B=x=y GOMAXPROCS=3] [--cpus 9]\n/tmp\n');
  });

  it('says what it did with --stats', () => {
    const { stats, stdout } = run([], build('hello', 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n'));
    assert.equal(stdout.toString(), 'hello\n');
    assert.ok(stats.instructions > 10_000 && stats.virtualNs > 0 && stats.hostMs > 0);
    assert.match(stats.stateHash, /^[0-9a-f]{32}$/);
    assert.equal(stats.syscalls.exit_group, 1);
  });

  it('runs Go source with the installed Go', () => {
    mkdirSync(join(folder, 'package'), { recursive: true });
    writeFileSync(join(folder, 'package', 'main.go'), 'package main\n\nfunc main() { println(answer()) }\n');
    writeFileSync(join(folder, 'package', 'answer.go'), 'package main\n\nfunc answer() int { return 42 }\n');
    assert.equal(gosched(['run', join(folder, 'package')]).stderr, '42\n');
    writeFileSync(join(folder, 'single.go'), 'package main\n\nfunc main() { println("single") }\n');
    assert.equal(gosched(['run', join(folder, 'single.go')]).stderr, 'single\n');
  });
});
