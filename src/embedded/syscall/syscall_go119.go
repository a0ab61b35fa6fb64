//go:build go1.19

package syscall

import (
	enter "runtime/internal/syscall"
)

//go:linkname entersyscall runtime.entersyscall
func entersyscall()

//go:linkname exitsyscall runtime.exitsyscall
func exitsyscall()

// RawSyscall6 enters the kernel without a word to the scheduler: the P stays here however long it takes.
//
//go:nosplit
func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {
	var errno uintptr
	r1, r2, errno = enter.Syscall6(trap, a1, a2, a3, a4, a5, a6)
	return r1, r2, Errno(errno)
}

// Syscall tells the scheduler before and after: a P that waits too long beside it is given to others.
//
//go:nosplit
func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno) {
	entersyscall() // from here on the P may be taken
	r1, r2, err = RawSyscall6(trap, a1, a2, a3, 0, 0, 0)
	exitsyscall() // here it is back, or another one
	return r1, r2, err
}

//go:nosplit
func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {
	entersyscall()
	r1, r2, err = RawSyscall6(trap, a1, a2, a3, a4, a5, a6)
	exitsyscall()
	return
}

// RawSyscall is RawSyscall6 for few arguments.
//
//go:nosplit
func RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno) {
	return RawSyscall6(trap, a1, a2, a3, 0, 0, 0)
}
