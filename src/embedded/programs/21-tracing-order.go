// scenario: 21 tracing-order
// launch: {"gomaxprocs": 1, "env": {"GODEBUG": "asyncpreemptoff=1"}}
// order: reentersyscall > traceGoSysCall > traceGoSysBlock > handoffp > exitsyscall > exitsyscallfast > exitsyscall0
// With tracing on, the exit waits until the block has been written.
package main

import (
	"runtime"
	"syscall"
)

var stop bool

func busy() {
	for !stop {
		runtime.Gosched()
	}
}

func main() {
	runtime.StartTrace()
	go busy()
	for i := 0; i < 3; i++ {
		t := syscall.Timespec{Sec: 0, Nsec: 1000000}
		syscall.Nanosleep(&t, nil)
	}
	stop = true
}
