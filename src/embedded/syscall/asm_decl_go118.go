//go:build !go1.19

package syscall

// In assembly: see asm_linux_amd64.s.

func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno)
func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno)
func RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno)
func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno)
