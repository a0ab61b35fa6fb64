package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type Shape interface {
	Area() float64
	Perimeter() float64
}
type Rect struct{ W, H float64 }
type Circle struct{ R float64 }

func (r Rect) Area() float64         { return r.W * r.H }
func (r Rect) Perimeter() float64    { return 2 * (r.W + r.H) }
func (c *Circle) Area() float64      { return 3.14159 * c.R * c.R }
func (c *Circle) Perimeter() float64 { return 2 * 3.14159 * c.R }
func (c *Circle) String() string     { return fmt.Sprintf("Circle(%g)", c.R) }

type Animal struct{ Name string }

func (a Animal) Speak() string { return a.Name + " speaks" }

type Dog struct {
	Animal
	Breed string
}

func (d Dog) Speak() string { return d.Animal.Speak() + ": woof" }

type Stack struct{ items []interface{} }

func (s *Stack) Push(x interface{}) { s.items = append(s.items, x) }
func (s *Stack) Pop() (interface{}, error) {
	if len(s.items) == 0 {
		return nil, ErrEmpty
	}
	x := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, nil
}

var ErrEmpty = errors.New("empty stack")

type MyErr struct{ Code int }

func (e *MyErr) Error() string { return fmt.Sprintf("code %d", e.Code) }

func find(n int) error {
	switch {
	case n < 0:
		return &MyErr{n}
	case n == 0:
		return fmt.Errorf("wrapped: %w", ErrEmpty)
	}
	return nil
}

type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
)

func (d Weekday) String() string { return [...]string{"Sun", "Mon", "Tue"}[d] }

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func worker(id int, jobs <-chan int, results chan<- [2]int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		time.Sleep(time.Millisecond)
		results <- [2]int{j, j * j}
	}
	_ = id
}

func gen(ctx context.Context, n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := 0; i < n; i++ {
			select {
			case c <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}

func sq(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		for v := range in {
			out <- v * v
		}
		close(out)
	}()
	return out
}

func merge(cs ...<-chan int) <-chan int {
	var wg sync.WaitGroup
	out := make(chan int)
	for _, c := range cs {
		wg.Add(1)
		go func(c <-chan int) {
			defer wg.Done()
			for v := range c {
				out <- v
			}
		}(c)
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

func deferOrder() (n int) {
	defer func() { n *= 2 }()
	for i := 0; i < 3; i++ {
		defer fmt.Print("d", i, " ")
	}
	return 21
}

func safeDiv(a, b int) (r int, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("recovered: %v", x)
		}
	}()
	return a / b, nil
}

func main() {
	shapes := []Shape{Rect{3, 4}, &Circle{2}}
	for i, s := range shapes {
		fmt.Printf("%d %T %.2f %.2f %v\n", i, s, s.Area(), s.Perimeter(), s)
		switch v := s.(type) {
		case Rect:
			fmt.Println("rect", v.W)
		case *Circle:
			fmt.Println("circle", v.R)
		}
	}
	d := Dog{Animal{"Rex"}, "Lab"}
	fmt.Println(d.Speak(), d.Name, d)
	fmt.Printf("%v %+v %#v %T\n", d, d, d, d)
	var st Stack
	st.Push(1)
	st.Push("two")
	st.Push(3.0)
	for {
		x, err := st.Pop()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%v(%T) ", x, x)
	}
	for _, n := range []int{-5, 0, 1} {
		err := find(n)
		var me *MyErr
		fmt.Println(err, errors.Is(err, ErrEmpty), errors.As(err, &me), me != nil && me.Code == n)
	}
	fmt.Println(Monday, Tuesday, []Weekday{Sunday, Monday}, map[Weekday]int{Tuesday: 1})
	fmt.Printf("%d %v %s %x %q\n", Monday, Monday, Monday, Monday, Monday)
	words := strings.Fields("the quick brown fox jumps over the lazy dog")
	sort.Sort(byLen(words))
	fmt.Println(len(words), words[0], len(words[8]))
	count := map[string]int{}
	for _, w := range words {
		count[w]++
	}
	keys := make([]string, 0, len(count))
	for k := range count {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Print(k, "=", count[k], " ")
	}
	fmt.Println(count)
	if v, ok := count["zzz"]; !ok {
		fmt.Println("no zzz", v)
	}
	delete(count, "the")
	fmt.Println(len(count))

	jobs, results := make(chan int, 10), make(chan [2]int, 10)
	var wg sync.WaitGroup
	for w := 0; w < 3; w++ {
		wg.Add(1)
		go worker(w, jobs, results, &wg)
	}
	for i := 1; i <= 9; i++ {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	close(results)
	sum := 0
	for r := range results {
		sum += r[1]
	}
	fmt.Println("sum", sum)

	ctx, cancel := context.WithCancel(context.Background())
	total := 0
	for v := range merge(sq(gen(ctx, 5)), sq(gen(ctx, 7))) {
		total += v
	}
	cancel()
	fmt.Println("total", total, ctx.Err())
	ctx, cancel = context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	select {
	case <-ctx.Done():
		fmt.Println(ctx.Err(), errors.Is(ctx.Err(), context.DeadlineExceeded))
	case <-time.After(time.Second):
		fmt.Println("late")
	}
	fmt.Println(deferOrder())
	fmt.Println(safeDiv(1, 0))
	fmt.Println(safeDiv(7, 2))

	var mu sync.Mutex
	var rw sync.RWMutex
	var once sync.Once
	var n int64
	shared := map[int]int{}
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			once.Do(func() { fmt.Println("once") })
			atomic.AddInt64(&n, int64(i))
			mu.Lock()
			shared[i%5]++
			mu.Unlock()
			rw.RLock()
			_ = shared
			rw.RUnlock()
			runtime.Gosched()
		}(i)
	}
	wg.Wait()
	fmt.Println(n, shared)

	cond := sync.NewCond(&mu)
	ready := false
	go func() {
		time.Sleep(time.Millisecond)
		mu.Lock()
		ready = true
		cond.Broadcast()
		mu.Unlock()
	}()
	mu.Lock()
	for !ready {
		cond.Wait()
	}
	mu.Unlock()
	fmt.Println("ready")

	ticker := time.NewTicker(2 * time.Millisecond)
	for i := 0; i < 3; i++ {
		<-ticker.C
		fmt.Print("tick ")
	}
	ticker.Stop()
	fmt.Println()
	sem := make(chan struct{}, 2)
	var maxIn, in int32
	for i := 0; i < 6; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- struct{}{}
			if v := atomic.AddInt32(&in, 1); v > atomic.LoadInt32(&maxIn) {
				atomic.StoreInt32(&maxIn, v)
			}
			time.Sleep(time.Millisecond)
			atomic.AddInt32(&in, -1)
			<-sem
		}()
	}
	wg.Wait()
	fmt.Println("max", maxIn <= 2)

outer:
	for i := 0; i < 3; i++ {
		for j := 0; j < 3; j++ {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			fmt.Print(i, j, ";")
		}
	}
	fmt.Println()
	i := 0
loop:
	if i < 3 {
		i++
		goto loop
	}
	fmt.Println(i)
	for i, r := range "Grüße, 世界" {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println(len("世界"), []rune("世界"), []byte("hé"))
	var sb strings.Builder
	for i := 3; i > 0; i-- {
		fmt.Fprintf(&sb, "%d...", i)
	}
	fmt.Println(sb.String(), sb.Len())
	a := []int{1, 2, 3, 4, 5}
	b := a[1:3]
	b = append(b, 99)
	fmt.Println(a, b, len(b), cap(b), a[:0], a[4:])
	c := make([]int, 2, 10)
	copy(c, a)
	fmt.Println(c, cap(c[1:5]), cap(c[1:5:6]))
	matrix := [3][3]int{{1, 2, 3}, {4, 5, 6}}
	fmt.Println(matrix, len(matrix), matrix == [3][3]int{{1, 2, 3}, {4, 5, 6}, {}})
	var nilmap map[string]int
	fmt.Println(nilmap["x"], len(nilmap), nilmap == nil)
	var ip *int
	fmt.Println(ip == nil, ip)
	x := 5
	ip = &x
	*ip++
	fmt.Println(x)
	func() {
		defer func() {
			r := recover()
			fmt.Println("r:", r)
			err, ok := r.(runtime.Error)
			fmt.Println(ok, err)
		}()
		var m map[string]int
		m["a"] = 1
	}()
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		var s Shape
		_ = s.(Rect)
	}()
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		var s Shape = Rect{}
		_ = s.(*Circle)
	}()
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		var e interface{} = "str"
		_ = e.(int)
	}()
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		c := make(chan int)
		close(c)
		close(c)
	}()
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		idx := -1
		_ = make([]int, idx)
	}()
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		var p *Rect
		_ = p.Area()
	}()
	func() {
		defer func() { fmt.Println("r:", recover()) }()
		var p *Rect
		shapes := []Shape{p}
		shapes[0].Area()
	}()
	fmt.Println(runtime.GOOS, runtime.GOARCH, runtime.NumGoroutine() >= 1)
	defer fmt.Println("not printed")
	os.Exit(3)
}
