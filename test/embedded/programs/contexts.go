package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

type key string

func work(ctx context.Context, id int, out chan<- string, wg *sync.WaitGroup) {
	defer wg.Done()
	select {
	case <-time.After(time.Duration(id) * 5 * time.Millisecond):
		out <- fmt.Sprintf("%d done %v", id, ctx.Value(key("who")))
	case <-ctx.Done():
		out <- fmt.Sprintf("%d: %v", id, ctx.Err())
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.WithValue(context.Background(), key("who"), "me"), 12*time.Millisecond)
	defer cancel()
	out := make(chan string)
	var wg sync.WaitGroup
	for i := 1; i < 5; i++ {
		wg.Add(1)
		go work(ctx, i, out, &wg)
	}
	go func() { wg.Wait(); close(out) }()
	n := 0
	for range out {
		n++
	}
	fmt.Println(n, ctx.Err(), errors.Is(ctx.Err(), context.DeadlineExceeded))
	c2, cancel2 := context.WithCancel(context.TODO())
	child, cc := context.WithCancel(c2)
	defer cc()
	cancel2()
	<-child.Done()
	fmt.Println(child.Err(), child.Err() == context.Canceled)
	_, ok := ctx.Deadline()
	fmt.Println(ok)
}
