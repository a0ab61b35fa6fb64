// The signal arrives while the thread stands in assembly: no place to stop. The request stays, and the next prologue
// obeys it.
//
//@ scenario 19 async-refused stop wantAsyncPreempt
//@ editions go1.14 go1.19
//@ launch gomaxprocs=1
//@ order refused, then obeyed
//@   T.s enter signalM from preemptM
//@   T.a enter doSigPreempt on gsignal with curg=G.g
//@ + enter wantAsyncPreempt
//@ + enter isAsyncSafePoint
//@ - T.a enter runtime.(*sigctxt).pushCall
//@ - T.a enter asyncPreempt
//@   T.a enter main.after on G.g with preempt guard
//@   T.a enter newstack on g0
//@   T.a enter gopreempt_m from newstack
//@   T.a G.g running -> runnable
package main

import (
	"syscall"
	"unsafe"
)

func main() {
	ts := syscall.Timespec{0, 60 * 1000 * 1000}
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
	after()
}

func after() {
	var room [64]int
	room[len(room)-1]++
}
