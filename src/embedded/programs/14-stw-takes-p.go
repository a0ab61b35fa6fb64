// scenario: 14 stw-takes-p
// launch: {"gomaxprocs": 2}
// order: reentersyscall > stopTheWorldWithSema > *P\d syscall -> gcstop > exitsyscall
// Stopping the world takes Ps out of syscalls.
package main

import (
	"runtime"
	"syscall"
)

var done = make(chan bool)

func sleeper() {
	for i := 0; i < 3; i++ {
		t := syscall.Timespec{Sec: 0, Nsec: 2000000}
		syscall.Nanosleep(&t, nil)
	}
	done <- true
}

func main() {
	go sleeper()
	for i := 0; i < 8; i++ {
		for k := 0; k < 20000; k++ {
		}
		runtime.GC()
	}
	<-done
}
