// Nothing else wants to run: after 10 ms sysmon takes the P all the same, finds no use for it, and puts it on the idle list.
// The return takes it (or the other one) from there, and wakes sysmon, which has gone to sleep for good.
//
//@ scenario 4 retaken-idle-p stop exitsyscallfast_pidle
//@ launch gomaxprocs=2
//@ order the P becomes idle
//@   P.p running -> syscall
//@   T.s P.p syscall -> idle
//@ + enter handoffp from retake
//@ + enter startm from handoffp
//@   T.b P.p idle -> running
//@   T.b P.p running -> idle
//@   T.b enter pidleput
//@   T.b enter stopm
//@ order an idle P for the return
//@   T.a enter exitsyscall on G.g
//@ + enter exitsyscallfast on G.g
//@ + M.a gives up *                                            if go1.10
//@ + enter exitsyscallfast_pidle on g0 with p=- npidle=2 sysmonwait
//@ + enter pidleget on g0
//@ + enter acquirep on g0
//@ + enter wirep                                               if go1.13+
//@ + M.a has P.p
//@ + P.p idle -> running
//@ + G.g syscall -> running
//@ never enter exitsyscall0
package main

import "syscall"

func main() {
	for i := 0; i < 3; i++ {
		syscall.Close(-1)
	}
	ts := syscall.Timespec{0, 60 * 1000 * 1000}
	syscall.Nanosleep(&ts, nil)
}
