// scenario: 15 gcwait-on-entry
// launch: {"gomaxprocs": 2, "env": {"GODEBUG": "asyncpreemptoff=1"}}
// order: stopTheWorldWithSema > reentersyscall > entersyscall_gcwait > exitsyscall
// The world wants to stop; a goroutine that does not look at its guard goes into a syscall, and leaves its P stopped.
package main

import (
	"runtime"
	"syscall"
)

var stop bool
var done = make(chan bool)

func caller() {
	for !stop {
		for i := 0; i < 3000; i++ {
		}
		syscall.Syscall(syscall.SYS_GETTID, 0, 0, 0)
	}
	done <- true
}

func main() {
	go caller()
	for i := 0; i < 20; i++ {
		for k := 0; k < 10000; k++ {
		}
		runtime.GC()
	}
	stop = true
	<-done
}
