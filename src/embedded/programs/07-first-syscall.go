// A P's first syscall: its tick is 0, and so is what sysmon remembers of it. sysmon takes it for one that it has seen
// before, at time 0, and does not wait for 10 ms.
//
//@ scenario 7 first-syscall stop main.main
//@ launch gomaxprocs=2
//@ order taken at once
//@   T.a enter reentersyscall on G.g with p=P.p npidle=1
//@   P.p running -> syscall
//@   T.s P.p syscall -> idle within 300us
//@ + enter handoffp from retake
package main

import (
	"syscall"
	"unsafe"
)

func main() {
	// Threads that came up with the program find nothing to do meanwhile, and sleep. A raw syscall does not count.
	ts := syscall.Timespec{0, 300 * 1000}
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
	ts.Nsec = 15 * 1000 * 1000
	syscall.Nanosleep(&ts, nil)
}
