// How long a P stays in a syscall depends on how tired sysmon is: 20 µs a round at first, up to 10 ms when it has had
// nothing to do for long, and fresh again when a return has woken it out of its deep sleep.
//
//@ scenario 8 retake-latency stop main.fresh
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ order fresh, tired, woken
//@   T.a enter main.fresh
//@   P.p running -> syscall
//@   T.s P.p syscall -> idle within 300us
//@   T.a enter main.tired
//@   P.p running -> syscall
//@   T.s P.p syscall -> idle after 1ms within 22ms
//@   T.a enter main.woken
//@   P.p running -> syscall
//@   T.s P.p syscall -> idle within 300us
package main

import (
	"syscall"
	"unsafe"
)

func main() {
	fresh()
	tired()
	woken()
}

func fresh() { sleep() }

func tired() {
	ts := syscall.Timespec{0, 80 * 1000 * 1000}
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
	sleep()
}

func woken() { sleep() }

func sleep() {
	ts := syscall.Timespec{0, 40 * 1000 * 1000}
	syscall.Nanosleep(&ts, nil)
}
