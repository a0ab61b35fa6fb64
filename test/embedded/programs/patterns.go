package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

type fork struct{ sync.Mutex }
type philosopher struct {
	id          int
	left, right *fork
	meals       int
}

func (p *philosopher) dine(wg *sync.WaitGroup) {
	defer wg.Done()
	for i := 0; i < 5; i++ {
		a, b := p.left, p.right
		if p.id%2 == 0 {
			a, b = b, a
		}
		a.Lock()
		b.Lock()
		p.meals++
		runtime.Gosched()
		b.Unlock()
		a.Unlock()
	}
}

type semaphore chan struct{}

func (s semaphore) acquire() { s <- struct{}{} }
func (s semaphore) release() { <-s }

type event struct {
	name string
	fn   func(args ...interface{})
}
type bus struct {
	mu       sync.RWMutex
	handlers map[string][]func(interface{})
}

func (b *bus) on(n string, f func(interface{})) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.handlers == nil {
		b.handlers = map[string][]func(interface{}){}
	}
	b.handlers[n] = append(b.handlers[n], f)
}
func (b *bus) emit(n string, x interface{}) {
	b.mu.RLock()
	hs := b.handlers[n]
	b.mu.RUnlock()
	for _, h := range hs {
		h(x)
	}
}

type errGroup struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
}

func (g *errGroup) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := f(); err != nil {
			g.once.Do(func() { g.err = err })
		}
	}()
}
func (g *errGroup) Wait() error { g.wg.Wait(); return g.err }

func main() {
	const n = 5
	forks := make([]fork, n)
	ps := make([]*philosopher, n)
	var wg sync.WaitGroup
	for i := range ps {
		ps[i] = &philosopher{id: i, left: &forks[i], right: &forks[(i+1)%n]}
		wg.Add(1)
		go ps[i].dine(&wg)
	}
	wg.Wait()
	for _, p := range ps {
		fmt.Print(p.meals, " ")
	}
	fmt.Println()
	s := make(semaphore, 2)
	var mu sync.Mutex
	max, cur := 0, 0
	for i := 0; i < 6; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			s.acquire()
			defer s.release()
			mu.Lock()
			if cur++; cur > max {
				max = cur
			}
			mu.Unlock()
			time.Sleep(time.Millisecond)
			mu.Lock()
			cur--
			mu.Unlock()
		}(i)
	}
	wg.Wait()
	fmt.Println(max <= 2, cur)
	var b bus
	b.on("x", func(v interface{}) { fmt.Println("first", v) })
	b.on("x", func(v interface{}) { fmt.Println("second", v.(map[string]int)["k"]) })
	b.emit("x", map[string]int{"k": 4})
	b.emit("none", 1)
	var g errGroup
	for i := 0; i < 4; i++ {
		i := i
		g.Go(func() error {
			if i == 2 {
				return fmt.Errorf("task %d failed", i)
			}
			return nil
		})
	}
	fmt.Println(g.Wait())
	pipe := func(fs ...func(<-chan int) <-chan int) func(<-chan int) <-chan int {
		return func(in <-chan int) <-chan int {
			for _, f := range fs {
				in = f(in)
			}
			return in
		}
	}
	stage := func(f func(int) int) func(<-chan int) <-chan int {
		return func(in <-chan int) <-chan int {
			out := make(chan int)
			go func() {
				defer close(out)
				for v := range in {
					out <- f(v)
				}
			}()
			return out
		}
	}
	src := make(chan int)
	go func() {
		for i := 0; i < 5; i++ {
			src <- i
		}
		close(src)
	}()
	for v := range pipe(stage(func(x int) int { return x + 1 }), stage(func(x int) int { return x * x }))(src) {
		fmt.Print(v, " ")
	}
	fmt.Println()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer fmt.Println("goexit runs deferred")
		runtime.Goexit()
	}()
	<-done
	fmt.Fprintln(os.Stdout, strings.Repeat("=", 20))
	var e *errGroup
	defer func() {
		r := recover()
		err, ok := r.(runtime.Error)
		fmt.Println(ok, err)
	}()
	e.wg.Add(1)
}
