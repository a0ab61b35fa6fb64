// The goroutine that waits for signals knows that it will wait long: it gives its P away on the way in, and has no old P to
// come back to.
//
//@ scenario 13 entersyscallblock stop entersyscallblock
//@ launch gomaxprocs=2
//@ order in
//@   T.a enter entersyscallblock on G.g with p=P.p throwsplit=false
//@   T.a G.g running -> syscall
//@   T.a enter entersyscallblock_handoff on g0 with p=P.p
//@ + enter releasep from entersyscallblock_handoff
//@ + M.a gives up P.p
//@ + P.p running -> idle
//@ + enter handoffp from entersyscallblock_handoff with p=- oldp=-   if go1.13+
//@ + enter handoffp from entersyscallblock_handoff with p=- oldp=n/a if go1.10
//@ order out
//@   T.a enter entersyscallblock on G.g
//@   T.a enter exitsyscall on G.g with p=- oldp=-   if go1.13+
//@   T.a enter exitsyscall on G.g with p=- oldp=n/a if go1.10
//@ + enter exitsyscallfast
//@   T.a P.q idle -> running
//@   G.g syscall -> running
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	ts := syscall.Timespec{0, 2 * 1000 * 1000}
	syscall.Nanosleep(&ts, nil)
	syscall.Kill(syscall.Getpid(), syscall.SIGUSR1)
	<-c
}
