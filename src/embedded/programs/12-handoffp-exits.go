// What handoffp can do with a P: find at a second look that there is work; leave it to who stops the world; keep one M awake
// for the network; give it to an M because there is work, or because nobody looks for any, or for a collector; put it on the
// idle list. (The trace's reader is a way out of its own from Go 1.19 on: see tracing-order.)
//
//@ scenario 12 handoffp-exits stop main.filled
//@ launch gomaxprocs=3 env:GODEBUG=asyncpreemptoff=1
//@ hold enter lock from handoffp until enter main.filled
//@ hold enter lock from handoffp until enter notetsleep from stopTheWorldWithSema
//@ order a second look
//@   T.s enter handoffp from retake with npidle=1 grunq=0
//@ + enter lock from handoffp
//@   T.b enter main.filled
//@   T.s enter startm from handoffp with nmspinning=0
//@ order the world stops
//@   T.a enter main.stopped
//@   T.s P.p syscall -> idle
//@ + enter handoffp from retake
//@ + enter lock from handoffp
//@   T.b enter stopTheWorldWithSema
//@   T.s P.p idle -> gcstop
//@ order the last P, and nobody waits for the network
//@   enter main.alone
//@   T.s enter handoffp from retake with npidle=2 nmspinning=0
//@ + enter lock from handoffp
//@ + enter startm from handoffp with nmspinning=0
//@ order work in the P's queue
//@   enter main.queued
//@   T.s enter handoffp from retake with npidle=0
//@ + enter startm from handoffp with nmspinning=0
//@   enter main.other on G.g
//@ order nobody spins, no P is idle
//@   enter main.allBusy
//@   T.s enter handoffp from retake with npidle=0 nmspinning=0
//@ + enter startm from handoffp with nmspinning=1
//@ order marking
//@   enter main.mark
//@   T.s enter handoffp from retake
//@ + enter gcMarkWorkAvailable from handoffp
//@ + enter startm from handoffp
//@ order the idle list
//@   enter main.idle
//@   T.s enter handoffp from retake with npidle=1
//@ + enter lock from handoffp
//@ + enter pidleput
package main

import (
	"runtime"
	"syscall"
	"unsafe"
)

//go:linkname gcBlackenEnabled runtime.gcBlackenEnabled
var gcBlackenEnabled uint32

//go:linkname gcMarkWork runtime.gcMarkWork
var gcMarkWork uint32

var done = make(chan bool, 400)
var full bool

func main() {
	hold(1)
	second()
	stopped()
	alone()
	queued()
	allBusy()
	mark()
	idle()
}

// second: sysmon has seen no work, and before it has the lock the global queue fills.
func second() {
	go func() {
		hold(22)
		for i := 0; i < 260; i++ {
			go filler()
		}
		filled()
		full = true
		done <- true
	}()
	hold(1)
	sleep(40)
	wait(261)
}

// filler: the first one keeps the third P, so that nobody empties the queues.
func filler() {
	if !full {
		hold(5)
	}
	done <- true
}

func filled() {}

func stopped() {
	go func() {
		hold(25)
		runtime.GC()
		done <- true
	}()
	hold(1)
	sleep(40)
	wait(1)
}

func alone() {
	hold(1)
	sleep(25)
}

// queued: other waits in this P's queue when main goes to the kernel. All other Ps are held, or they would steal it.
func queued() {
	holders(2)
	go other()
	sleep(25)
	wait(3)
}

func other() { done <- true }

func allBusy() {
	holders(2)
	sleep(25)
	wait(2)
}

func mark() {
	gcBlackenEnabled, gcMarkWork = 1, 1
	sleep(25)
	gcBlackenEnabled, gcMarkWork = 0, 0
}

// idle: one other P is busy, one is idle.
func idle() {
	holders(1)
	sleep(25)
	wait(1)
}

// holders keep n Ps for 60 ms, longer than sysmon sleeps.
func holders(n int) {
	for i := 0; i < n; i++ {
		go func() {
			hold(60)
			done <- true
		}()
		hold(1)
	}
}

func wait(n int) {
	for ; n > 0; n-- {
		<-done
	}
}

func sleep(ms int64) {
	ts := syscall.Timespec{0, ms * 1000 * 1000}
	syscall.Nanosleep(&ts, nil)
}

// hold keeps the P: the scheduler is not told of a raw syscall.
func hold(ms int64) {
	ts := syscall.Timespec{0, ms * 1000 * 1000}
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
}
