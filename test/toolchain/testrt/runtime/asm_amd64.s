// A single-threaded runtime for tests of the compiler: entry, syscalls, and what cannot be written in Go.
#include "go_asm.h"
#include "go_tls.h"
#include "textflag.h"

TEXT _rt0_amd64_linux(SB), NOSPLIT|NOFRAME|TOPFRAME, $0
	MOVQ	SP, BX
	ANDQ	$~15, SP
	SUBQ	$64, SP
	// FS base = &tls0 + 8
	LEAQ	·tls0+8(SB), SI
	MOVQ	$0x1002, DI
	MOVQ	$158, AX
	SYSCALL
	LEAQ	·g0(SB), AX
	get_tls(CX)
	MOVQ	AX, g(CX)
	LEAQ	-0x600000(SP), CX
	MOVQ	CX, g_stackguard0(AX)
	CALL	·start(SB)
	UNDEF

TEXT runtime·morestack_noctxt(SB), NOSPLIT|NOFRAME, $0
	JMP	runtime·morestack(SB)

TEXT runtime·morestack(SB), NOSPLIT|NOFRAME, $0
	LEAQ	·g0(SB), AX
	MOVQ	$0, g_stackguard0(AX)
	CALL	·stackOverflow(SB)
	UNDEF

TEXT ·rawsyscall(SB), NOSPLIT, $0-64
	MOVQ	trap+0(FP), AX
	MOVQ	a1+8(FP), DI
	MOVQ	a2+16(FP), SI
	MOVQ	a3+24(FP), DX
	MOVQ	a4+32(FP), R10
	MOVQ	a5+40(FP), R8
	MOVQ	a6+48(FP), R9
	SYSCALL
	MOVQ	AX, ret+56(FP)
	RET

TEXT ·memmove(SB), NOSPLIT, $0-24
	MOVQ	to+0(FP), DI
	MOVQ	from+8(FP), SI
	MOVQ	n+16(FP), CX
	CMPQ	SI, DI
	JHI	forward
	LEAQ	(SI)(CX*1), AX
	CMPQ	AX, DI
	JLS	forward
	LEAQ	-1(DI)(CX*1), DI
	LEAQ	-1(SI)(CX*1), SI
	STD
	REP
	MOVSB
	CLD
	RET
forward:
	CLD
	REP
	MOVSB
	RET

TEXT ·return0(SB), NOSPLIT, $0
	MOVL	$0, AX
	RET

// func jump(pc, sp uintptr): resumes there with AX = 1.
TEXT ·jump(SB), NOSPLIT, $0-16
	MOVQ	pc+0(FP), BX
	MOVQ	sp+8(FP), CX
	MOVQ	CX, SP
	MOVL	$1, AX
	JMP	BX

// func callFn(fn func())
TEXT ·callFn(SB), WRAPPER, $8-8
	MOVQ	fn+0(FP), DX
	MOVQ	(DX), AX
	CALL	AX
	RET
