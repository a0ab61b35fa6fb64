// With tracing on, a trace must never show that a goroutine came back before it shows that its P was taken. Here sysmon is
// held just after it has taken the P: the return waits until the P's tick has moved.
//
//@ scenario 21 tracing-order stop osyield
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ hold enter traceGoSysBlock from retake until enter osyield from exitsyscall
//@ order block before exit
//@   T.a enter main.block on G.g
//@   T.a enter traceGoSysCall on g0 with curg=G.g
//@   T.s P.p syscall -> idle
//@ + enter traceGoSysBlock from retake
//@   T.a enter exitsyscall on G.g
//@   T.a enter exitsyscallfast
//@ - T.a enter exitsyscall0
//@   T.a enter osyield from exitsyscall
//@ - T.a enter exitsyscall0
//@   T.s enter handoffp from retake
//@   T.a enter exitsyscall0 on g0 with status=syscall
package main

import (
	"runtime"
	"syscall"
)

func main() {
	runtime.StartTrace()
	block()
	runtime.StopTrace()
}

func block() {
	ts := syscall.Timespec{0, 2 * 1000 * 1000}
	syscall.Nanosleep(&ts, nil)
}
