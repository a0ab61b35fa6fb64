// A goroutine has had its 10 ms: sysmon moves its stack guard, and the next function with a prologue yields.
//
//@ scenario 17 cooperative stop newstack
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ order asked by sysmon, done by the prologue
//@   T.a enter main.leaf on G.g with preempt=false
//@   T.s enter preemptone from retake
//@   T.a enter main.leaf on G.g with preempt guard
//@ + enter morestack_noctxt on G.g from main.leaf
//@ + enter morestack on G.g
//@ + enter newstack on g0
//@ + enter canPreemptM                        if go1.14+
//@ + G.g running -> waiting                   if go1.13-
//@ + G.g waiting -> running                   if go1.13-
//@ + enter gopreempt_m on g0 from newstack
//@ + enter goschedImpl from gopreempt_m
//@ + G.g running -> runnable
//@ + enter dropg from goschedImpl
//@ + enter globrunqput from goschedImpl
//@ + enter schedule from goschedImpl
package main

import (
	"syscall"
	"unsafe"
)

func main() {
	for i := 0; i < 10; i++ {
		leaf()
		// Time passes, and the P stays here.
		ts := syscall.Timespec{0, 4 * 1000 * 1000}
		syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
	}
}

func leaf() {
	var room [64]int
	room[len(room)-1]++
}
