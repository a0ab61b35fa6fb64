// A loop without calls meets no prologue. From Go 1.14 on a signal stops it: the handler makes it look as if the loop had
// called asyncPreempt.
//
//@ scenario 18 async stop asyncPreempt2
//@ editions go1.14 go1.19
//@ launch gomaxprocs=1
//@ order from the signal to the yield
//@   T.s enter preemptone from retake
//@ + enter preemptM from preemptone
//@ + enter signalM from preemptM
//@   T.a enter sigtramp
//@ + enter sigtrampgo
//@ + enter sighandler on gsignal with status=running preempt
//@ + enter doSigPreempt
//@ + enter wantAsyncPreempt
//@ + enter isAsyncSafePoint
//@ + enter runtime.(*sigctxt).pushCall
//@ + enter asyncPreempt on G.g with status=running
//@ + enter asyncPreempt2 on G.g
//@ + enter gopreempt_m on g0
//@ + enter goschedImpl
//@ + G.g running -> runnable
//@   T.a G.m runnable -> running
//@   T.a enter main.release on G.m
package main

import "runtime"

var stop bool
var count int

func main() {
	go spin()
	runtime.Gosched()
	release()
}

func spin() {
	for !stop {
		count++
	}
}

func release() { stop = true }
