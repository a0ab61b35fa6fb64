// A race: exitsyscallfast finds no idle P, and before exitsyscall0 has the scheduler's lock there is one. The schedule holds
// the sleeper's M there until main has parked.
//
//@ scenario 5 exitsyscall0-idle-p stop exitsyscall0
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ hold enter exitsyscall0 until enter stopm
//@ order an idle P after all
//@   T.a enter exitsyscallfast on G.g
//@ - T.a enter exitsyscallfast_pidle
//@   T.a enter exitsyscall0 on g0 with npidle=0 status=syscall
//@   T.b P.p running -> idle
//@   T.b enter stopm
//@   T.a G.g syscall -> runnable
//@   T.a enter pidleget on g0
//@   T.a enter acquirep from exitsyscall0
//@   T.a M.a has P.p
//@   T.a P.p idle -> running
//@   T.a enter execute from exitsyscall0
//@   T.a G.g runnable -> running
//@ never enter globrunqput from exitsyscall0
package main

import (
	"runtime"
	"syscall"
	"unsafe"
)

var done = make(chan bool)

func main() {
	go sleeper()
	runtime.Gosched()
	// main has the P, and keeps it until the sleeper is back.
	ts := syscall.Timespec{0, 3 * 1000 * 1000}
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
	<-done
}

func sleeper() {
	ts := syscall.Timespec{0, 2 * 1000 * 1000}
	syscall.Nanosleep(&ts, nil)
	done <- true
}
