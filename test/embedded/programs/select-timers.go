package main

import (
	"fmt"
	"time"
)

func producer(n int, d time.Duration, quit <-chan struct{}) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := 0; i < n; i++ {
			select {
			case c <- i:
			case <-quit:
				return
			}
			time.Sleep(d)
		}
	}()
	return c
}

type request struct {
	x     int
	reply chan int
}

func server(reqs chan request) {
	for r := range reqs {
		r.reply <- r.x * r.x
	}
}

func main() {
	quit := make(chan struct{})
	c := producer(100, 2*time.Millisecond, quit)
	timeout := time.After(11 * time.Millisecond)
	n := 0
loop:
	for {
		select {
		case _, ok := <-c:
			if !ok {
				break loop
			}
			n++
		case <-timeout:
			close(quit)
			break loop
		}
	}
	fmt.Println(n >= 1 && n <= 6)

	reqs := make(chan request)
	go server(reqs)
	for i := 1; i < 5; i++ {
		r := request{i, make(chan int)}
		reqs <- r
		fmt.Print(<-r.reply, " ")
	}
	fmt.Println()

	tick := time.NewTicker(3 * time.Millisecond)
	for i := 0; i < 3; i++ {
		<-tick.C
		fmt.Println("tick", i)
	}
	tick.Stop()
	cc := make(chan chan string, 1)
	go func() { (<-cc) <- "hello by a channel of channels" }()
	back := make(chan string)
	cc <- back
	fmt.Println(<-back)
	select {
	case v := <-back:
		fmt.Println(v)
	default:
		fmt.Println("nothing there")
	}
	t := time.NewTimer(time.Hour)
	fmt.Println(t.Stop(), t.Reset(time.Millisecond))
	<-t.C
	fired := make(chan bool)
	time.AfterFunc(time.Millisecond, func() { fired <- true })
	fmt.Println(<-fired)
	b := make(chan int, 3)
	b <- 1
	b <- 2
	fmt.Println(len(b), cap(b))
	close(b)
	for v := range b {
		fmt.Println(v)
	}
	v, ok := <-b
	fmt.Println(v, ok)
	var nilc chan int
	select {
	case nilc <- 1:
	case <-time.After(time.Millisecond):
		fmt.Println("nil channel never ready")
	}
	fmt.Println(1500*time.Millisecond, time.Duration(0), 90*time.Second, 2*time.Hour+3*time.Minute, 250*time.Microsecond)
	fmt.Printf("%v %d %s %.2f\n", time.Second, time.Second, time.Minute, (1500 * time.Millisecond).Seconds())
}
