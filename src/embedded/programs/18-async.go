// scenario: 18 async
// launch: {"gomaxprocs": 1}
// editions: go1.14 go1.19
// order: preemptone > preemptM > signalM > tgkill > sigtramp > sigtrampgo > sighandler > doSigPreempt > wantAsyncPreempt > isAsyncSafePoint > pushCall|(*sigctxt).pushCall > asyncPreempt > asyncPreempt2 > gopreempt_m > goschedImpl
// output: stopped
// A loop without calls is interrupted by a signal.
package main

import "time"

var x, y uint64

//go:noinline
func hot() {
	for y == 0 {
		x++
	}
	println("stopped")
}

func main() {
	go hot()
	time.Sleep(2 * time.Millisecond)
	y = 1
	time.Sleep(time.Millisecond)
}
