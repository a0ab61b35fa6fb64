// scenario: 22 rawsyscall-blocks
// launch: {"gomaxprocs": 1}
// from: main.block
// order: preemptone > main.after
// never: reentersyscall handoffp exitsyscall
// Nobody was told of the syscall: its P counts as running all the time, and cannot be taken.
package main

import (
	"syscall"
	"unsafe"
)

//go:noinline
func after() {}

//go:noinline
func block() {
	t := syscall.Timespec{Sec: 0, Nsec: 60000000}
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&t)), 0, 0)
	after()
	syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
}

func main() {
	go func() { println("waits") }()
	block()
}
