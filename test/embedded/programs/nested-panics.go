package main

import (
	"fmt"
	"runtime"
)

func dropped() (s string) {
	defer func() { s = fmt.Sprint("kept ", recover()) }()
	defer func() {
		defer func() { fmt.Println("inner", recover()) }()
		panic("second")
	}()
	panic("first")
}

// overtaken: the recovered panic started while the first one ran the deferred functions; both are gone then.
func overtaken() {
	defer func() { fmt.Println(recover(), recover()) }()
	defer func() { panic("two") }()
	panic("one")
}

func deep(n int) int {
	var room [64]int
	room[n%64] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + room[n%64]
}

// grown: the stack moves while the deferred function runs, before it recovers.
func grown() (err error) {
	defer func() {
		n := deep(3000)
		err = fmt.Errorf("%v after %d", recover(), n)
	}()
	panic("moved")
}

// helper is not called by the panic itself: its recover gives nil.
func helper() interface{} { return recover() }

func indirect() {
	defer func() { fmt.Println("direct", recover()) }()
	defer func() { fmt.Println("helper", helper()) }()
	panic("p")
}

func again() (s string) {
	defer func() { s = fmt.Sprint(recover()) }()
	defer func() {
		if e := recover(); e != nil {
			panic(fmt.Sprint("again: ", e))
		}
	}()
	panic("once")
}

func loop() {
	for i := 0; i < 3; i++ {
		func() {
			defer func() { fmt.Print(recover(), " ") }()
			var a []int
			_ = a[i]
		}()
	}
	fmt.Println()
}

func main() {
	fmt.Println(dropped())
	overtaken()
	fmt.Println(grown())
	indirect()
	fmt.Println(again())
	loop()
	done := make(chan bool)
	go func() {
		defer close(done)
		defer fmt.Println("Goexit goes on")
		func() {
			defer func() { recover() }()
			defer func() { panic("while leaving") }()
			runtime.Goexit()
		}()
		fmt.Println("never")
	}()
	<-done
	defer fmt.Println("deferred before the end")
	panic(fmt.Errorf("the end: %w", error(nil)))
}
