// scenario: 20 call-free-loop
// launch: {"gomaxprocs": 1, "env": {"GODEBUG": "asyncpreemptoff=1"}}
// from: main.hot
// order: preemptone > main.after
// never: gopreempt_m asyncPreempt execute
// A loop without calls, and no signals (or a Go before 1.14): nothing stops it.
package main

import "syscall"

//go:noinline
func after() {}

//go:noinline
func hot() {
	for i := 0; i < 2500000; i++ {
	}
	after()
	syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
}

func main() {
	go func() { println("starved") }()
	hot()
}
