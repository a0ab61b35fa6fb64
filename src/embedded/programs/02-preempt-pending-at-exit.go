// sysmon has asked the goroutine to yield, and it enters a syscall before it meets a prologue that would notice. The way
// out puts the request back into the stack guard; the next call with a prologue yields.
//
//@ scenario 2 preempt-pending-at-exit stop gopreempt_m
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ order asked before, obeyed after
//@   T.s enter preemptone from retake
//@   T.a enter reentersyscall on G.g with preempt
//@   G.g running -> syscall
//@   T.a enter exitsyscall on G.g with preempt guard
//@   G.g syscall -> running
//@ - T.a enter reentersyscall
//@   T.a enter newstack on g0 with curg=G.g preempt guard throwsplit=false
//@ + G.g running -> waiting         if go1.13-
//@ + G.g waiting -> running         if go1.13-
//@ + enter gopreempt_m on g0
//@ + enter goschedImpl
//@ + G.g running -> runnable
//@   T.a enter main.after on G.g
package main

import (
	"syscall"
	"unsafe"
)

func main() {
	// The P stays with this M for 60 ms; the stubs have no prologue that could yield.
	ts := syscall.Timespec{0, 60 * 1000 * 1000}
	at := uintptr(unsafe.Pointer(&ts))
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, at, 0, 0)
	syscall.Syscall(syscall.SYS_GETPID, 0, 0, 0)
	after()
}

func after() {
	var room [64]int
	room[len(room)-1]++
}
