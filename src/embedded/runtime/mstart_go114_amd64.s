//go:build !go1.17

#include "go_asm.h"
#include "go_tls.h"
#include "textflag.h"

// Threads begin here, on their g0; Go code needs the guard of its stack.
TEXT runtime·mstart(SB), NOSPLIT|NOFRAME|TOPFRAME, $0
	get_tls(CX)
	MOVQ	g(CX), R8
	MOVQ	(g_stack+stack_lo)(R8), AX
	ADDQ	$const__StackGuard, AX
	MOVQ	AX, g_stackguard0(R8)
	MOVQ	AX, g_stackguard1(R8)
	CALL	runtime·mstart1(SB)
	UNDEF
