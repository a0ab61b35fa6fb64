/**
 * Everything that can go wrong with an embedded program ends in a clear message and in order: with `gosched run` (what it says
 * and its exit code), and in a session (a refused launch, or output and exit code), which takes the next program afterwards.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { scratchFolder } from '../support/folders';
import { gosched } from '../support/gosched';
import { Recorder } from './transcript';

const folder = scratchFolder('program-errors');

interface Wrong { readonly what: string; readonly source: string; readonly says: RegExp; readonly code: number; readonly compiles: boolean; readonly options?: { maxInstructions?: number; maxMemory?: number } }

const compiles = (what: string, source: string, says: RegExp, code = 2, options?: Wrong['options']): Wrong => ({ what, source, says, code, compiles: true, options });
const refused = (what: string, source: string, says: RegExp): Wrong => ({ what, source, says, code: 2, compiles: false });

const cases: Wrong[] = [
  refused('a syntax error', 'func main() {\n\tx :=\n}', /refused\.go:5:1: syntax error: unexpected }, expecting expression/),
  refused('a type error', 'func main() { var s string = 5; println(s) }', /refused\.go:3:30: cannot use 5 \(untyped int constant\) as string value/),
  refused('generics', 'type S[T any] struct{ v T }\nfunc main() {}', /refused\.go:3:7: type parameters \(generics\) are not supported by the embedded toolchain: build it with Go and debug the binary/),
  refused('complex numbers', 'func main() { println(real(complex(1, 2))) }', /complex numbers .*not supported.*build it with Go/),
  refused('an unknown package', 'import "net/http"\nfunc main() { http.Get("") }', /refused\.go:3:8: could not import net\/http .*build it with Go/),
  refused('no main', 'func other() {}', /function main is undeclared in the main package/),
  compiles('a data race', 'var n int\nfunc main() {\n\td := make(chan bool)\n\tfor i := 0; i < 4; i++ { go func() { for k := 0; k < 1000; k++ { n++ }; d <- true }() }\n\tfor i := 0; i < 4; i++ { <-d }\n\tprintln("sum", n)\n}', /^sum \d+\n$/, 0),
  compiles('a map written to by several', 'func main() {\n\tm, d := map[int]int{}, make(chan bool)\n\tfor i := 0; i < 4; i++ { go func() { for k := 0; k < 100000; k++ { m[k] = k }; d <- true }() }\n\t<-d\n}', /^fatal error: concurrent map writes\n\ngoroutine \d+ \[running\]:\nmain\.main\.func1/),
  compiles('a deadlock', 'func main() { <-make(chan int) }', /^fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 \[chan receive\]:\nmain\.main/),
  compiles('a panic', 'func main() { panic("oh") }', /^panic: oh\n\ngoroutine 1 \[running\]:\nmain\.main/),
  compiles('a nil dereference', 'func main() { var p *int; println(*p) }', /^panic: runtime error: invalid memory address or nil pointer dereference\n\[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x[0-9a-f]+\]\n\ngoroutine 1/),
  compiles('a stack overflow', 'func f(n int) int { return f(n+1) + n }\nfunc main() { f(0) }', /goroutine stack exceeds \d+-byte limit\n[^]*fatal error: stack overflow/),
  compiles('memory without end', 'func main() { for { b := make([]byte, 1<<20); for i := 0; i < len(b); i += 4096 { b[i] = 1 } } }', /memory limit is reached/i, 2, { maxMemory: 100 * 2 ** 20 }),
  compiles('no end', 'func main() { for { } }', /limit (is reached after|of) 1000000 instructions/i, 2, { maxInstructions: 1_000_000 }),
];

function write({ compiles: ok, source }: Wrong): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${ok ? 'runs' : 'refused'}.go`);
  writeFileSync(path, `package main\n\n${source}\n`);
  return path;
}

describe('what goes wrong with embedded programs', function () {
  for (const wrong of cases) {
    it(`gosched run: ${wrong.what}`, () => {
      const { maxInstructions, maxMemory } = wrong.options ?? {};
      const limits = [...(maxInstructions ? ['--max-instructions', String(maxInstructions)] : []), ...(maxMemory ? ['--max-memory', String(maxMemory)] : [])];
      const { code, stderr } = gosched(['run', '--runtime', 'embedded', ...limits, write(wrong)]);
      assert.equal(code, wrong.code, stderr);
      assert.match(stderr, wrong.says);
    });
  }

  it('gosched run: an unknown syscall is named with its place', () => {
    const { code, stderr } = gosched(['run', '--runtime', 'embedded', write(compiles('', 'import "syscall"\nfunc main() { _, _, e := syscall.Syscall(999, 0, 0, 0); println(e.Error()) }', /./))]);
    assert.match(stderr, /^function not implemented\n[^]*gosched: syscall syscall_999 \(number 999\) is not implemented: it returns ENOSYS, at 0x[0-9a-f]+ in /);
    assert.equal(code, 2);
  });

  it('sessions: all of them, one adapter after the other', async () => {
    for (const wrong of cases) {
      const recorder = new Recorder();
      await recorder.start();
      try {
        const args = { program: write(wrong), runtime: 'embedded', ...wrong.options };
        if (!wrong.compiles) {
          await recorder.request('initialize', { adapterID: 'gosched' });
          const { error } = await recorder.request<{ error?: string }>('launch', args);
          assert.match(error ?? '', wrong.says, wrong.what);
          continue;
        }
        let said = '', code: number | undefined;
        recorder.client.on('output', ({ body }: DebugProtocol.OutputEvent) => { if (body.category === 'stderr') said += body.output; });
        recorder.client.on('exited', ({ body }: DebugProtocol.ExitedEvent) => { code = body.exitCode; });
        const stop = await recorder.launch(args, async () => undefined);
        if (wrong.options) assert.match(stop?.description ?? '', wrong.says, wrong.what);
        else {
          assert.equal(stop, undefined, `${wrong.what}: ${stop?.description}`);
          assert.match(said, wrong.says, wrong.what);
          assert.equal(code, wrong.code, wrong.what);
        }
      } finally {
        await recorder.stop();
      }
    }
  });
});
