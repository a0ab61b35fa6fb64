// A short syscall finds its P again where it left it: beside the M, in _Psyscall. Nobody else took part.
//
//@ scenario 1 fast-oldp stop exitsyscallfast_reacquired
//@ launch gomaxprocs=2
//@ order in and out
//@   T.a enter reentersyscall on G.g with p=P.p locks=0 throwsplit=false
//@ + enter save on G.g with locks=1 guard throwsplit
//@ + G.g running -> syscall
//@ + M.m gives up P.p                                           if go1.13+
//@ + P.p running -> syscall
//@ + enter exitsyscall with m=M.m p=- oldp=P.p status=syscall   if go1.13+
//@ + enter exitsyscall with m=M.m p=P.p oldp=n/a status=syscall if go1.10
//@ + enter exitsyscallfast with p=- oldp=- locks=1              if go1.13+
//@ + enter exitsyscallfast with p=P.p locks=1                   if go1.10
//@ + P.p syscall -> idle                                        if go1.13+
//@ + enter wirep                                                if go1.13+
//@ + M.m has P.p                                                if go1.13+
//@ + P.p idle -> running                                        if go1.13+
//@ + P.p syscall -> running                                     if go1.10
//@ + enter exitsyscallfast_reacquired with p=P.p ticks=equal
//@ + G.g syscall -> running
//@ never enter exitsyscall0
package main

import "syscall"

func main() {
	for i := 0; i < 6; i++ {
		syscall.Close(-1)
	}
}
