package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type counter struct {
	sync.RWMutex
	m map[string]int
}

func (c *counter) inc(k string) {
	c.Lock()
	defer c.Unlock()
	c.m[k]++
}

func (c *counter) get(k string) int {
	c.RLock()
	defer c.RUnlock()
	return c.m[k]
}

type queue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	items []int
}

func newQueue() *queue {
	q := &queue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(v int) {
	q.mu.Lock()
	q.items = append(q.items, v)
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *queue) take() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.cond.Wait()
	}
	v := q.items[0]
	q.items = q.items[1:]
	return v
}

func main() {
	c := &counter{m: make(map[string]int)}
	var wg sync.WaitGroup
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for k := 0; k < 50; k++ {
				c.inc([]string{"even", "odd"}[i%2])
			}
		}(i)
	}
	wg.Wait()
	fmt.Println(c.get("even"), c.get("odd"), c.get("none"))

	var once sync.Once
	for i := 0; i < 3; i++ {
		once.Do(func() { fmt.Println("once", i) })
	}

	q := newQueue()
	sum := make(chan int)
	for i := 0; i < 3; i++ {
		go func() {
			s := 0
			for {
				v := q.take()
				if v < 0 {
					break
				}
				s += v
			}
			sum <- s
		}()
	}
	for i := 1; i <= 100; i++ {
		q.put(i)
	}
	for i := 0; i < 3; i++ {
		q.put(-1)
	}
	fmt.Println(<-sum + <-sum + <-sum)

	var n int64
	var flag int32
	var done sync.WaitGroup
	done.Add(4)
	for i := 0; i < 4; i++ {
		go func() {
			defer done.Done()
			for k := 0; k < 1000; k++ {
				atomic.AddInt64(&n, 2)
			}
			atomic.CompareAndSwapInt32(&flag, 0, 7)
		}()
	}
	done.Wait()
	fmt.Println(atomic.LoadInt64(&n), atomic.LoadInt32(&flag))

	var v atomic.Value
	v.Store([]int{1, 2})
	fmt.Println(v.Load().([]int))

	b := sync.NewCond(new(sync.Mutex))
	ready := false
	var all sync.WaitGroup
	for i := 0; i < 5; i++ {
		all.Add(1)
		go func() {
			b.L.Lock()
			for !ready {
				b.Wait()
			}
			b.L.Unlock()
			all.Done()
		}()
	}
	time.Sleep(time.Millisecond)
	b.L.Lock()
	ready = true
	b.Broadcast()
	b.L.Unlock()
	all.Wait()
	var mp sync.Map
	mp.Store("a", 1)
	if x, ok := mp.Load("a"); ok {
		fmt.Println("map", x)
	}
	var pool = sync.Pool{New: func() interface{} { return new(int) }}
	p := pool.Get().(*int)
	*p = 3
	pool.Put(p)
	fmt.Println(*p)
	var tm sync.Mutex
	fmt.Println(tm.TryLock(), tm.TryLock())
}
