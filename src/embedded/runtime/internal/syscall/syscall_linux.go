//go:build go1.19

// Package syscall has what both runtime and package syscall need to enter the kernel.
package syscall

//go:noescape
func Syscall6(num, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, errno uintptr)
