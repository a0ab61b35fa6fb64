// scenario: 13 entersyscallblock
// launch: {"gomaxprocs": 1}
// order: entersyscallblock > entersyscallblock_handoff > releasep > handoffp > exitsyscall
// output: interrupt
// The receiver of signals waits in the kernel, and gives its P away before.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	syscall.Kill(syscall.Getpid(), syscall.SIGINT)
	os.Stdout.WriteString((<-c).String() + "\n")
}
