// No work for the P, and another P is idle anyway: sysmon leaves it in the syscall until 10 ms have passed.
//
//@ scenario 9 ten-ms-rule stop main.block
//@ launch gomaxprocs=2
//@ order taken late
//@   T.a enter main.block with npidle=1
//@   P.p running -> syscall
//@   T.s P.p syscall -> idle after 9900us within 31ms
//@ + enter handoffp from retake
package main

import (
	"syscall"
	"unsafe"
)

func main() {
	// Threads that came up with the program find nothing to do meanwhile, and sleep.
	ts := syscall.Timespec{0, 1000 * 1000}
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
	for i := 0; i < 5; i++ {
		syscall.Close(-1)
	}
	block()
}

func block() {
	ts := syscall.Timespec{0, 60 * 1000 * 1000}
	syscall.Nanosleep(&ts, nil)
}
