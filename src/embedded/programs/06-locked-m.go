// As no-p, but the reader's goroutine belongs to its thread: its M waits, and the M that finds the goroutine in the queue
// hands over its P.
//
//@ scenario 6 locked-m stop stoplockedm
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ order the locked M waits and is given a P
//@   T.a enter reentersyscall on G.r with p=P.p lockedg m=M.a
//@   T.s P.p syscall -> idle
//@   T.a enter exitsyscallfast on G.r
//@   T.a enter exitsyscall0 on g0
//@   T.a G.r syscall -> runnable
//@   T.a enter globrunqput from exitsyscall0
//@   T.a enter stoplockedm from exitsyscall0 with nmidlelocked=0
//@   T.b enter startlockedm on g0 with nmidlelocked=1 curg=-
//@   T.b P.p running -> idle
//@   T.b enter stopm from startlockedm with nmidlelocked=0
//@   T.a M.a has P.p
//@   T.a G.r runnable -> running
//@   T.a enter main.back on G.r with lockedg
package main

import (
	"runtime"
	"syscall"
	"unsafe"
)

var fds [2]int
var done = make(chan bool)

func main() {
	syscall.Pipe(fds[:])
	go reader()
	runtime.Gosched()
	hold(3 * 1000 * 1000)
	b := [1]byte{'x'}
	syscall.RawSyscall(syscall.SYS_WRITE, uintptr(fds[1]), uintptr(unsafe.Pointer(&b[0])), 1)
	hold(3 * 1000 * 1000)
	<-done
}

func reader() {
	runtime.LockOSThread()
	var b [1]byte
	syscall.Read(fds[0], b[:])
	back()
	done <- true
}

func back() {}

// hold keeps the P for so many nanoseconds: the scheduler is not told of a raw syscall.
func hold(ns int64) {
	ts := syscall.Timespec{0, ns}
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
}
