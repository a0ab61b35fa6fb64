// scenario: 12 handoffp-exits
// launch: {"gomaxprocs": 2, "env": {"GODEBUG": "asyncpreemptoff=1"}}
// order: main.work > handoffp > startm > main.mark > handoffp > gcMarkWorkAvailable > startm > main.idle > handoffp > pidleput > main.world > handoffp > worldStopsP
// Ways out of handoffp: work in a queue, marking work, nothing to do, and the world's stop.
package main

import (
	"runtime"
	"syscall"
	_ "unsafe"
)

//go:linkname gcBlackenEnabled runtime.gcBlackenEnabled
var gcBlackenEnabled uint32

//go:linkname gcMarkWork runtime.gcMarkWork
var gcMarkWork uint32

var stop bool

func pause(ns int64) {
	t := syscall.Timespec{Sec: 0, Nsec: ns}
	syscall.Nanosleep(&t, nil)
}

func spin() {
	for !stop {
	}
}

//go:noinline
func work() {
	go spin()
	go spin()
	pause(30000000)
	stop = true
	runtime.Gosched()
}

//go:noinline
func mark() {
	gcBlackenEnabled, gcMarkWork = 1, 1
	pause(30000000)
	gcBlackenEnabled, gcMarkWork = 0, 0
}

// Another goroutine gives its P up while this one's is idle already: then there is no use for it.
//
//go:noinline
func idle() {
	c := make(chan bool)
	go func() {
		runtime.LockOSThread()
		<-c
		runtime.UnlockOSThread()
		c <- true
	}()
	for i := 0; i < 20; i++ {
		pause(3000000)
	}
	c <- true
	<-c
}

//go:noinline
func world() {
	c := make(chan bool)
	for i := 0; i < 20; i++ {
		go func() {
			runtime.LockOSThread()
			c <- true
			runtime.UnlockOSThread()
		}()
		runtime.GC()
		<-c
	}
}

func main() {
	work()
	mark()
	idle()
	world()
}
