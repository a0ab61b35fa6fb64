/** How programs run and end on each edition: output, exit codes, what the runtime says when they go wrong. */
import assert from 'node:assert/strict';
import { EDITIONS } from '../../src/embedded/library';
import { compileTexts, run } from './embedded';

interface Case { name: string; text: string; out?: string; err?: RegExp; code?: number }

const cases: Case[] = [
  {
    name: 'values in all the common forms',
    text: `import "fmt"
type T struct { A int; B string; c []int }
func (t *T) String() string { return "T!" + t.B }
func main() {
	fmt.Println("hello", 42, 3.5, []string{"a", "b"}, map[string]int{"z": 1, "b": 2}, nil, true, &T{1, "p", nil}, 1e21, 0.1, float32(0.1), 1e-7)
	fmt.Printf("%5d|%-5d|%05d|%x|%q|%v|%+v|%#v|%T|%8.3f|%c|%U|%s\\n", 42, 42, 42, 255, "hi", T{1, "x", nil}, T{1, "x", []int{3}}, T{2, "y", nil}, T{}, 3.14159, 'x', 'x', []byte("ok"))
}`,
    out: 'hello 42 3.5 [a b] map[b:2 z:1] <nil> true T!p 1e+21 0.1 0.1 1e-07\n   42|42   |00042|ff|"hi"|{1 x []}|{A:1 B:x c:[3]}|main.T{A:2, B:"y", c:[]int(nil)}|main.T|   3.142|x|U+0078|ok\n',
  },
  {
    name: 'goroutines, channels, select, mutexes, timers, growing stacks',
    text: `import ("fmt"; "sync"; "time")
func deep(n int) int { var pad [100]int; pad[n%100] = n; if n == 0 { return 0 }; return deep(n-1) + pad[n%100] }
func main() {
	var wg sync.WaitGroup; var mu sync.Mutex; n := 0
	for i := 0; i < 10; i++ { wg.Add(1); go func() { defer wg.Done(); for k := 0; k < 100; k++ { mu.Lock(); n++; mu.Unlock() } }() }
	wg.Wait()
	c := make(chan int)
	go func() { for i := 0; i < 5; i++ { c <- i }; close(c) }()
	s := 0
	for v := range c { s += v }
	start := time.Now()
	var silent chan int
	select { case <-time.After(5 * time.Millisecond): case <-silent: }
	fmt.Println(n, s, deep(2000), time.Since(start) >= 5*time.Millisecond, time.Since(start) < 20*time.Millisecond)
}`,
    out: '1000 10 2001000 true true\n',
  },
  { name: 'a pipe, through the poller', text: 'import ("fmt"; "os"; "time")\nfunc main() { r, w, _ := os.Pipe(); go func() { time.Sleep(time.Millisecond); w.WriteString("through") }(); b := make([]byte, 9); n, err := r.Read(b); fmt.Println(string(b[:n]), err) }', out: 'through <nil>\n' },
  { name: 'recover', text: 'func main() { defer func() { println(recover().(error).Error()) }(); var p *int; *p = 1 }', err: /^runtime error: invalid memory address or nil pointer dereference\n$/ },
  { name: 'a panic', text: 'func main() { a := []int{1}; i := 5; println(a[i]) }', err: /^panic: runtime error: index out of range \[5\] with length 1\n\ngoroutine 1 \[running\]:\n[^]*main\.main\(\)\n\t\/work\/main\.go:2/, code: 2 },
  { name: 'a deadlock', text: 'func main() { c := make(chan int); <-c }', err: /^fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 \[chan receive\]:\nmain\.main\(\)/, code: 2 },
  { name: 'Goexit of the last goroutine', text: 'import "runtime"\nfunc main() { runtime.Goexit() }', err: /no goroutines \(main called runtime\.Goexit\) - deadlock!/, code: 2 },
  { name: 'an endless recursion', text: 'func f(n int) int { return f(n+1) + 1 }\nfunc main() { println(f(0)) }', err: /goroutine stack exceeds 67108864-byte limit\n[^]*fatal error: stack overflow/, code: 2 },
  { name: 'os.Exit', text: 'import "os"\nfunc main() { defer println("no"); os.Exit(3) }', out: '', err: /^$/, code: 3 },
];

describe('programs on the embedded runtime', function () {
  for (const edition of EDITIONS) {
    for (const { name, text, out, err, code = 0 } of cases) {
      it(`${edition}: ${name}`, () => {
        const result = run(compileTexts([{ name: '/work/main.go', text: `package main\n${text}\n` }], edition), {}, 2e9);
        assert.deepEqual(result.stop, { kind: 'exited', code }, result.err);
        if (out !== undefined) assert.equal(result.out, out);
        if (err) assert.match(result.err, err);
      });
    }
  }

  // Go 1.19.8 with -N -l prints the same; addresses are left out.
  it('arguments in a traceback: by type from Go 1.17 on, before as words with the results', () => {
    const text = `package main
type S struct { a int8; b uint16; name string; in struct{ x, y int } }
func (s S) show(n int) int { return deep(s, []int{n, 2, 3}, "hello", nil, 1, 2, 3) }
func deep(s S, l []int, t string, e error, more ...int) int { many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12); return l[10] }
func many(a, b, c, d, e, f, g, h, i, j, k, l int) (int, int) { panic("boom") }
func main() { println(S{-1, 3, "bob", struct{ x, y int }{5, 6}}.show(9)) }
`;
    const calls = (edition: 'go1.14' | 'go1.19') => run(compileTexts([{ name: '/work/main.go', text }], edition), {}, 2e9).err.split('\n').filter((line) => line.startsWith('main.')).map((line) => line.replace(/0x[0-9a-f]{6,}/g, 'PTR'));
    const many = 'main.many(0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, 0x9, 0xa, ...)';
    assert.deepEqual(calls('go1.19'), [many, 'main.deep({0xff, 0x3, {PTR, 0x3}, {0x5, 0x6}}, {PTR, 0x3, 0x3}, {PTR, ...}, ...)', 'main.S.show({0xff, 0x3, {PTR, 0x3}, {0x5, 0x6}}, 0x9)', 'main.main()']);
    assert.deepEqual(calls('go1.14'), [many, 'main.deep(0x300ff, PTR, 0x3, 0x5, 0x6, PTR, 0x3, 0x3, PTR, 0x5, ...)', 'main.S.show(0x300ff, PTR, 0x3, 0x5, 0x6, 0x9, 0x0)', 'main.main()']);
  });

  it('what the library lacks is named with its place, and what to do', () => {
    const refused = (text: string, message: RegExp) => assert.throws(() => compileTexts([{ name: '/work/main.go', text }]), message);
    refused('package main\n\nimport "net/http"\n\nfunc main() { http.Get("") }\n', /main\.go:3:8: could not import net\/http \(gosched's embedded library lacks package net\/http; if Go has it: build it with Go and debug the binary\)/);
    refused('package main\n\nimport "sync"\n\nfunc main() { sync.OnceFunc(nil) }\n', /main\.go:5:20: undefined: sync\.OnceFunc \(gosched's embedded package sync lacks it; if Go's has it: build it with Go and debug the binary\)/);
    refused('package main\n\nimport "time"\n\nfunc main() { time.Now().MarshalText() }\n', /main\.go:5:26: time\.Now\(\)\.MarshalText undefined \(type time\.Time has no field or method MarshalText\) \(gosched's embedded package time lacks it/);
  });
});
