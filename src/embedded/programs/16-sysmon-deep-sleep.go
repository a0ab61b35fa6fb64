// scenario: 16 sysmon-deep-sleep
// launch: {"gomaxprocs": 1}
// order: handoffp > pidleput > exitsyscall > exitsyscallfast_pidle?sysmonwait > exitsyscall
// All Ps are idle, so sysmon sleeps deeply; who comes out of a syscall wakes it.
package main

import "syscall"

func main() {
	for i := 0; i < 2; i++ {
		long := syscall.Timespec{Sec: 0, Nsec: 100000000}
		syscall.Nanosleep(&long, nil)
	}
}
