// Stopping the world takes a P whose M is in the kernel: nobody has to be waited for.
//
//@ scenario 14 stw-takes-p stop stopTheWorldWithSema
//@ launch gomaxprocs=3
//@ order out of the syscall
//@   T.b enter main.block on G.g with p=P.p
//@   T.b P.p running -> syscall
//@   T.a enter stopTheWorldWithSema on g0
//@   T.a P.p syscall -> gcstop
//@   T.a enter startTheWorldWithSema on g0
//@   T.a P.p gcstop -> idle
//@   T.b enter exitsyscall on G.g
//@ order only the status changes
//@   T.a enter stopTheWorldWithSema on g0 with gcwaiting=false
//@   T.a P.p syscall -> gcstop
package main

import (
	"runtime"
	"syscall"
	"unsafe"
)

var done = make(chan bool)

func main() {
	go func() {
		for i := 0; i < 3; i++ {
			syscall.Close(-1)
		}
		block()
		done <- true
	}()
	ts := syscall.Timespec{0, 2 * 1000 * 1000}
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
	runtime.GC()
	<-done
}

func block() {
	ts := syscall.Timespec{0, 6 * 1000 * 1000}
	syscall.Nanosleep(&ts, nil)
}
