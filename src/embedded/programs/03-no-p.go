// The only P is taken while the reader waits in the kernel, and is busy when it returns: the reader's goroutine goes to the
// global queue, its M to sleep, and another M runs it later.
//
//@ scenario 3 no-p stop exitsyscall0
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ order sysmon takes the P
//@   P.p running -> syscall
//@   T.s enter retake on g0
//@   T.s P.p syscall -> idle
//@ + enter handoffp from retake
//@ + enter startm from handoffp
//@ order the reader returns
//@   T.a enter reentersyscall on G.r with p=P.p
//@   T.a enter exitsyscall on G.r with oldp=P.p                  if go1.13+
//@   T.a enter exitsyscall on G.r with p=P.p                     if go1.10
//@ + enter exitsyscallfast on G.r
//@ + M.a gives up P.p                                            if go1.10
//@ + enter exitsyscall0 on g0 with p=- status=syscall
//@ + G.r syscall -> runnable
//@ + enter dropg
//@ + enter globrunqput from exitsyscall0
//@ + enter stopm from exitsyscall0 with curg=-
//@ + enter mput
//@   T.b G.r runnable -> running
//@   T.b enter main.back on G.r
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
	runtime.Gosched() // the reader goes first, and waits in the kernel
	// A P that is held by a raw syscall is busy for everybody else.
	hold(3 * 1000 * 1000)
	b := [1]byte{'x'}
	syscall.RawSyscall(syscall.SYS_WRITE, uintptr(fds[1]), uintptr(unsafe.Pointer(&b[0])), 1)
	hold(3 * 1000 * 1000)
	<-done
}

func reader() {
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
