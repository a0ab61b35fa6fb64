// When all Ps are idle sysmon sleeps until somebody needs it. The return from a syscall, which takes an idle P, wakes it.
//
//@ scenario 16 sysmon-deep-sleep stop exitsyscallfast_pidle
//@ launch gomaxprocs=1
//@ order asleep and awake
//@   P.p running -> syscall
//@   T.s enter retake
//@   T.s P.p syscall -> idle
//@   T.s enter notetsleep on g0 with sysmonwait npidle=1
//@ - T.s enter retake
//@   T.a enter exitsyscallfast_pidle on g0 with sysmonwait
//@   T.a enter notewakeup on g0 with sysmonwait=false
//@   T.a P.p idle -> running
//@   T.s enter retake
package main

import (
	"syscall"
	"unsafe"
)

func main() {
	ts := syscall.Timespec{0, 40 * 1000 * 1000}
	syscall.Nanosleep(&ts, nil)
	// Long enough for sysmon to look round.
	ts.Nsec = 1000 * 1000
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
}
