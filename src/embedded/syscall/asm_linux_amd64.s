//go:build !go1.19

// Syscalls of package syscall. Arguments and results lie on the stack: trap, a1, a2, ... r1, r2, err.
#include "textflag.h"

// func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno)
TEXT ·Syscall(SB), NOSPLIT, $0-56
	CALL	runtime·entersyscall(SB)
	MOVQ	a1+8(FP), DI
	MOVQ	a2+16(FP), SI
	MOVQ	a3+24(FP), DX
	MOVQ	trap+0(FP), AX	// the number of the syscall
	SYSCALL
	CMPQ	AX, $0xfffffffffffff001
	JLS	fine
	NEGQ	AX
	MOVQ	AX, err+48(FP)
	MOVQ	$0, r2+40(FP)
	MOVQ	$-1, r1+32(FP)
	CALL	runtime·exitsyscall(SB)
	RET
fine:
	MOVQ	$0, err+48(FP)
	MOVQ	DX, r2+40(FP)
	MOVQ	AX, r1+32(FP)
	CALL	runtime·exitsyscall(SB)
	RET

// func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno)
TEXT ·Syscall6(SB), NOSPLIT, $0-80
	CALL	runtime·entersyscall(SB)
	MOVQ	a1+8(FP), DI
	MOVQ	a2+16(FP), SI
	MOVQ	a3+24(FP), DX
	MOVQ	a4+32(FP), R10
	MOVQ	a5+40(FP), R8
	MOVQ	a6+48(FP), R9
	MOVQ	trap+0(FP), AX
	SYSCALL
	CMPQ	AX, $0xfffffffffffff001
	JLS	fine
	NEGQ	AX
	MOVQ	AX, err+72(FP)
	MOVQ	$0, r2+64(FP)
	MOVQ	$-1, r1+56(FP)
	CALL	runtime·exitsyscall(SB)
	RET
fine:
	MOVQ	$0, err+72(FP)
	MOVQ	DX, r2+64(FP)
	MOVQ	AX, r1+56(FP)
	CALL	runtime·exitsyscall(SB)
	RET

// func RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno)
// The scheduler is not told: the P stays here however long it takes.
TEXT ·RawSyscall(SB), NOSPLIT, $0-56
	MOVQ	a3+24(FP), DX
	MOVQ	a2+16(FP), SI
	MOVQ	a1+8(FP), DI
	MOVQ	trap+0(FP), AX
	SYSCALL
	CMPQ	AX, $0xfffffffffffff001
	JLS	fine
	NEGQ	AX
	MOVQ	AX, err+48(FP)
	MOVQ	$0, r2+40(FP)
	MOVQ	$-1, r1+32(FP)
	RET
fine:
	MOVQ	$0, err+48(FP)
	MOVQ	DX, r2+40(FP)
	MOVQ	AX, r1+32(FP)
	RET

// func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno)
TEXT ·RawSyscall6(SB), NOSPLIT, $0-80
	MOVQ	a6+48(FP), R9
	MOVQ	a5+40(FP), R8
	MOVQ	a4+32(FP), R10
	MOVQ	a3+24(FP), DX
	MOVQ	a2+16(FP), SI
	MOVQ	a1+8(FP), DI
	MOVQ	trap+0(FP), AX
	SYSCALL
	CMPQ	AX, $0xfffffffffffff001
	JLS	fine
	NEGQ	AX
	MOVQ	AX, err+72(FP)
	MOVQ	$0, r2+64(FP)
	MOVQ	$-1, r1+56(FP)
	RET
fine:
	MOVQ	$0, err+72(FP)
	MOVQ	DX, r2+64(FP)
	MOVQ	AX, r1+56(FP)
	RET
