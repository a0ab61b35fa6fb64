// The sleeper's P is taken and given to main, which enters a syscall on it. When the sleeper comes back it finds its old P
// in _Psyscall and takes it, out of main's syscall; that the tick has changed tells it that the P has been elsewhere.
//
//@ scenario 10 re-entered-p stop main.slow
//@ launch gomaxprocs=1 env:GODEBUG=asyncpreemptoff=1
//@ order taken out of another M's syscall
//@   T.a enter main.slow on G.g with p=P.p
//@   G.g running -> syscall
//@   P.p running -> syscall
//@   T.s P.p syscall -> idle
//@   T.b P.p idle -> running
//@   T.b P.p running -> syscall
//@   T.a enter exitsyscallfast on G.g
//@ + P.p syscall -> idle                                          if go1.13+
//@ + M.a has P.p                                                  if go1.13+
//@ + P.p idle -> running                                          if go1.13+
//@ + P.p syscall -> running                                       if go1.10
//@ + enter exitsyscallfast_reacquired with p=P.p ticks=differ
//@ + G.g syscall -> running
package main

import (
	"runtime"
	"syscall"
)

var finished bool

func main() {
	go sleeper()
	runtime.Gosched()
	for !finished {
		sleep(5 * 1000)
		runtime.Gosched() // or Go 1.10's sysmon, which never sees the same syscall twice, would let the sleeper wait for ever
	}
}

func sleeper() {
	for i := 0; i < 10; i++ {
		slow()
	}
	finished = true
}

func slow() { sleep(200 * 1000) }

func sleep(ns int64) {
	ts := syscall.Timespec{0, ns}
	syscall.Nanosleep(&ts, nil)
}
