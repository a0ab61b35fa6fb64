// A raw syscall says nothing to the scheduler: the P counts as running, sysmon cannot take it, and a goroutine that waits for
// it waits as long as the kernel does.
//
//@ scenario 22 rawsyscall-blocks stop preemptone
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ order nobody else runs
//@   T.a enter main.block on G.g with p=P.p
//@ - P.p running -> syscall
//@ - P.p running -> idle
//@ - T.s enter handoffp from retake
//@ - enter main.other
//@   T.s enter preemptone from retake after 10ms
//@ - P.p running -> syscall
//@ - P.p running -> idle
//@ - T.s enter handoffp from retake
//@ - enter main.other
//@   T.a enter main.after on G.g with p=P.p preempt
//@   enter main.other on G.o
package main

import (
	"syscall"
	"unsafe"
)

var done = make(chan bool)

func main() {
	go other()
	block()
	after()
	<-done
}

func block() {
	ts := syscall.Timespec{0, 60 * 1000 * 1000}
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
}

func after() {
	var room [64]int
	room[len(room)-1]++
}

func other() { done <- true }
