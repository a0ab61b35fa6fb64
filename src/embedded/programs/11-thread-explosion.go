// Ten goroutines block in read(2) one after the other. Each takes its M along, sysmon hands each P on, and once no M is idle
// every handoff makes a thread.
//
//@ scenario 11 thread-explosion stop main.main
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ order a thread for each
//@   T.s enter handoffp from retake
//@ + enter startm
//@   T.s enter newosproc
//@   T.s enter handoffp from retake
//@   T.s enter newosproc
//@   T.s enter handoffp from retake
//@   T.s enter newosproc
//@   T.s enter handoffp from retake
//@   T.s enter newosproc
//@   T.s enter handoffp from retake
//@   T.s enter newosproc
//@   T.s enter handoffp from retake
//@   T.s enter newosproc
//@   T.s enter handoffp from retake
//@   T.s enter newosproc
package main

import (
	"runtime"
	"syscall"
	"unsafe"
)

func main() {
	for i := 0; i < 10; i++ {
		var fds [2]int
		syscall.Pipe(fds[:])
		go read(fds[0])
	}
	runtime.Gosched()
	ts := syscall.Timespec{0, 1000 * 1000}
	for i := 0; i < 12; i++ {
		runtime.Gosched()
		syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
	}
}

func read(fd int) {
	var b [1]byte
	syscall.Read(fd, b[:])
}
