// Blocks of memory.
#include "textflag.h"

// func memmove(to, from unsafe.Pointer, n uintptr): the areas may overlap.
TEXT runtime·memmove(SB), NOSPLIT, $0-24
	MOVQ	to+0(FP), DI
	MOVQ	from+8(FP), SI
	MOVQ	n+16(FP), CX
	MOVQ	DI, AX
	SUBQ	SI, AX
	CMPQ	AX, CX
	JCS	backward
	CLD
	MOVQ	CX, DX
	SHRQ	$3, CX
	REP
	MOVSQ
	MOVQ	DX, CX
	ANDQ	$7, CX
	REP
	MOVSB
	RET
backward:
	// to lies inside [from, from+n): from the end down.
	LEAQ	-1(DI)(CX*1), DI
	LEAQ	-1(SI)(CX*1), SI
	STD
	REP
	MOVSB
	CLD
	RET

// func memclrNoHeapPointers(p unsafe.Pointer, n uintptr)
TEXT runtime·memclrNoHeapPointers(SB), NOSPLIT, $0-16
	MOVQ	p+0(FP), DI
	MOVQ	n+8(FP), CX
	XORL	AX, AX
	CLD
	REP
	STOSB
	RET

// func memequal(a, b unsafe.Pointer, n uintptr) bool
TEXT runtime·memequal(SB), NOSPLIT, $0-25
	MOVQ	a+0(FP), SI
	MOVQ	b+8(FP), DI
	MOVQ	n+16(FP), CX
	MOVB	$1, ret+24(FP)
	CMPQ	SI, DI
	JEQ	same
next:
	TESTQ	CX, CX
	JEQ	same
	MOVBLZX	(SI), AX
	MOVBLZX	(DI), DX
	INCQ	SI
	INCQ	DI
	DECQ	CX
	CMPL	AX, DX
	JEQ	next
	MOVB	$0, ret+24(FP)
same:
	RET
