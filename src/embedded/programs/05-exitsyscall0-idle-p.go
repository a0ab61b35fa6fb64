// scenario: 5 exitsyscall0-idle-p
// launch: {"gomaxprocs": 1, "env": {"GODEBUG": "asyncpreemptoff=1"}}
// hold: exitsyscall0 until npidle
// order: handoffp > exitsyscall > exitsyscallfast > exitsyscall0 > pidleput > acquirep > execute
// The P becomes idle between the fast look and exitsyscall0: the schedule holds the goroutine's M there until it is.
package main

import (
	"runtime"
	"syscall"
)

func busy() {
	for i := 0; i < 1500000; i++ {
	}
}

func main() {
	go busy()
	short := syscall.Timespec{Sec: 0, Nsec: 2000000}
	syscall.Nanosleep(&short, nil)
	runtime.Gosched()
}
