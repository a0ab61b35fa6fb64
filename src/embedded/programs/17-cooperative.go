// scenario: 17 cooperative
// launch: {"gomaxprocs": 1, "env": {"GODEBUG": "asyncpreemptoff=1"}}
// order: preemptone > morestack_noctxt > morestack > newstack > canPreemptM{go1.14} > gopreempt_m > goschedImpl > dropg > globrunqput > schedule > execute
// A loop with calls: the next prologue yields.
package main

import "runtime"

//go:noinline
func leaf(n int) int {
	var room [40]int
	room[n%40] = n
	return room[(n+1)%40]
}

func main() {
	go func() {}()
	runtime.Gosched()
	for i := 0; i < 700000; i++ {
		leaf(i)
	}
}
