// The world is about to stop, and a goroutine that has not noticed enters a syscall: it gives up its P by itself, and
// without one on return it has to queue.
//
//@ scenario 15 gcwait-on-entry stop entersyscall_gcwait
//@ launch gomaxprocs=2 env:GODEBUG=asyncpreemptoff=1
//@ order the P stops on the way in
//@   T.a enter stopTheWorldWithSema on g0
//@   T.b enter reentersyscall on G.g with gcwaiting stopwait=1
//@   T.b P.p running -> syscall
//@   T.b enter entersyscall_gcwait on g0 with gcwaiting stopwait=1 oldp=P.p if go1.13+
//@   T.b enter entersyscall_gcwait on g0 with gcwaiting stopwait=1 p=P.p    if go1.10
//@   T.b P.p syscall -> gcstop
//@   T.a enter startTheWorldWithSema on g0 with stopwait=0
//@   T.a P.p gcstop -> idle
package main

import (
	"runtime"
	"syscall"
	"unsafe"
)

var stop bool
var spent int

func main() {
	go busy()
	for i := 0; i < 6; i++ {
		ts := syscall.Timespec{0, 100 * 1000}
		syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
		runtime.GC()
	}
	stop = true
}

// busy meets no prologue that could make it yield: the stubs have none.
func busy() {
	for !stop {
		for i := 0; i < 2000; i++ {
			spent++
		}
		syscall.Syscall(syscall.SYS_GETPID, 0, 0, 0)
	}
}
