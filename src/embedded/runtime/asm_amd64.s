// Entry of the program and everything that moves between stacks.
#include "go_asm.h"
#include "go_tls.h"
#include "textflag.h"

// The kernel jumps here: 0(SP) holds argc, argv follows.
TEXT _rt0_amd64_linux(SB), NOSPLIT|NOFRAME|TOPFRAME, $0
	MOVQ	0(SP), DI
	LEAQ	8(SP), SI
	JMP	runtime·rt0_go(SB)

TEXT runtime·rt0_go(SB), NOSPLIT|NOFRAME|TOPFRAME, $0
	MOVQ	SP, R12
	SUBQ	$64, SP
	ANDQ	$~15, SP
	MOVQ	DI, 16(SP)
	MOVQ	SI, 24(SP)

	// g0 runs on the kernel's stack; 64 KB of it are ours without asking.
	LEAQ	runtime·g0(SB), BX
	MOVQ	R12, (g_stack+stack_hi)(BX)
	LEAQ	(-64*1024)(R12), CX
	MOVQ	CX, (g_stack+stack_lo)(BX)
	ADDQ	$const__StackGuard, CX
	MOVQ	CX, g_stackguard0(BX)
	MOVQ	CX, g_stackguard1(BX)

	LEAQ	runtime·m0+m_tls(SB), DI
	CALL	runtime·settls(SB)
	LEAQ	runtime·g0(SB), BX
	LEAQ	runtime·m0(SB), R13
	get_tls(CX)
	MOVQ	BX, g(CX)
	MOVQ	BX, m_g0(R13)
	MOVQ	R13, g_m(BX)

	MOVQ	16(SP), DX
	MOVQ	DX, 0(SP)
	MOVQ	24(SP), DX
	MOVQ	DX, 8(SP)
	CALL	runtime·args(SB)
	CALL	runtime·osinit(SB)
	CALL	runtime·schedinit(SB)

	LEAQ	runtime·mainPC(SB), DX
	MOVQ	DX, 0(SP)
	CALL	runtime·newproc(SB)
	CALL	runtime·mstart(SB)
	CALL	runtime·abort(SB)
	UNDEF

// A func value for runtime.main.
DATA runtime·mainPC+0(SB)/8, $runtime·main(SB)
GLOBL runtime·mainPC(SB), RODATA, $8

// DI: address of m.tls. The slot that Go code reads is 8 bytes below FS.
TEXT runtime·settls(SB), NOSPLIT|NOFRAME, $0
	LEAQ	8(DI), SI
	MOVL	$0x1002, DI
	MOVL	$158, AX
	SYSCALL
	CMPQ	AX, $0xfffffffffffff001
	JLS	done
	UNDEF
done:
	RET

// func mcall(fn func(*g)): leaves the goroutine and calls fn on g0. fn never returns.
TEXT runtime·mcall(SB), NOSPLIT|NOFRAME, $0-8
	MOVQ	fn+0(FP), DX
	get_tls(CX)
	MOVQ	g(CX), R8
	LEAQ	fn+0(FP), R9
	MOVQ	-8(R9), R10
	MOVQ	R9, (g_sched+gobuf_sp)(R8)
	MOVQ	R10, (g_sched+gobuf_pc)(R8)
	MOVQ	BP, (g_sched+gobuf_bp)(R8)
	MOVQ	g_m(R8), R11
	MOVQ	m_g0(R11), R11
	CMPQ	R11, R8
	JEQ	already
	MOVQ	R11, g(CX)
	MOVQ	(g_sched+gobuf_sp)(R11), SP
	XORL	BP, BP
	PUSHQ	R8
	CALL	(DX)
	CALL	runtime·badmcall2(SB)
	UNDEF
already:
	CALL	runtime·badmcall(SB)
	UNDEF

// func gogo(buf *gobuf): continues a goroutine.
TEXT runtime·gogo(SB), NOSPLIT|NOFRAME, $0-8
	MOVQ	buf+0(FP), R8
	MOVQ	gobuf_g(R8), R9
	MOVQ	gobuf_pc(R8), R10
	get_tls(CX)
	MOVQ	R9, g(CX)
	MOVQ	gobuf_ctxt(R8), DX
	MOVQ	gobuf_bp(R8), BP
	MOVQ	gobuf_ret(R8), AX
	MOVQ	gobuf_sp(R8), SP
	MOVQ	$0, gobuf_sp(R8)
	MOVQ	$0, gobuf_ctxt(R8)
	MOVQ	$0, gobuf_bp(R8)
	MOVQ	$0, gobuf_ret(R8)
	JMP	R10

// Where a goroutine seems to stand while its M works on g0 for it.
TEXT runtime·systemstack_switch(SB), NOSPLIT|NOFRAME, $0-0
	RET
	UNDEF

// func systemstack(fn func()): fn runs on g0, or right here if this is no goroutine's stack.
TEXT runtime·systemstack(SB), NOSPLIT|NOFRAME, $0-8
	MOVQ	fn+0(FP), DX
	get_tls(CX)
	MOVQ	g(CX), R8
	MOVQ	g_m(R8), R11
	CMPQ	R8, m_curg(R11)
	JNE	here
	MOVQ	m_g0(R11), R9
	CMPQ	R8, R9
	JEQ	here

	LEAQ	runtime·systemstack_switch(SB), R10
	MOVQ	R10, (g_sched+gobuf_pc)(R8)
	MOVQ	SP, (g_sched+gobuf_sp)(R8)
	MOVQ	BP, (g_sched+gobuf_bp)(R8)
	MOVQ	R9, g(CX)
	MOVQ	(g_sched+gobuf_sp)(R9), SP
	XORL	BP, BP
	CALL	(DX)

	// Back: the goroutine may have been told to grow or move meanwhile, so everything is read again.
	get_tls(CX)
	MOVQ	g(CX), R8
	MOVQ	g_m(R8), R8
	MOVQ	m_curg(R8), R8
	MOVQ	R8, g(CX)
	MOVQ	(g_sched+gobuf_sp)(R8), SP
	MOVQ	(g_sched+gobuf_bp)(R8), BP
	MOVQ	$0, (g_sched+gobuf_sp)(R8)
	MOVQ	$0, (g_sched+gobuf_bp)(R8)
	RET
here:
	JMP	(DX)

// Prologues that have no closure context to keep come this way.
TEXT runtime·morestack_noctxt(SB), NOSPLIT|NOFRAME, $0
	XORL	DX, DX
	JMP	runtime·morestack(SB)

// Called by a prologue that found too little stack (or a request to yield). 0(SP): back into the prologue;
// 8(SP): where the function that wants stack was called.
TEXT runtime·morestack(SB), NOSPLIT|NOFRAME, $0-0
	get_tls(CX)
	MOVQ	g(CX), R8
	MOVQ	g_m(R8), R9
	MOVQ	m_g0(R9), R10
	CMPQ	R8, R10
	JNE	notg0
	CALL	runtime·badmorestackg0(SB)
	UNDEF
notg0:
	CMPQ	R8, m_gsignal(R9)
	JNE	user
	CALL	runtime·badmorestackgsignal(SB)
	UNDEF
user:
	MOVQ	0(SP), R11
	MOVQ	R11, (g_sched+gobuf_pc)(R8)
	LEAQ	8(SP), R11
	MOVQ	R11, (g_sched+gobuf_sp)(R8)
	MOVQ	DX, (g_sched+gobuf_ctxt)(R8)
	MOVQ	BP, (g_sched+gobuf_bp)(R8)
	MOVQ	8(SP), R11
	MOVQ	R11, (m_morebuf+gobuf_pc)(R9)
	LEAQ	16(SP), R11
	MOVQ	R11, (m_morebuf+gobuf_sp)(R9)
	MOVQ	R8, (m_morebuf+gobuf_g)(R9)
	MOVQ	R10, g(CX)
	MOVQ	(g_sched+gobuf_sp)(R10), SP
	XORL	BP, BP
	CALL	runtime·newstack(SB)
	CALL	runtime·abort(SB)
	UNDEF

// The return address of every goroutine's first function.
TEXT runtime·goexit(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	BYTE	$0x90	// goroutines return behind it: that is still inside this function
	CALL	runtime·goexit1(SB)
	BYTE	$0x90

TEXT runtime·abort(SB), NOSPLIT|NOFRAME, $0-0
	INT	$3
forever:
	JMP	forever

// deferproc ends with it: "nothing was recovered".
TEXT runtime·return0(SB), NOSPLIT, $0
	XORL	AX, AX
	RET

// func procyield(cycles uint32)
TEXT runtime·procyield(SB), NOSPLIT, $0-4
	MOVL	cycles+0(FP), AX
spin:
	PAUSE
	DECL	AX
	JNE	spin
	RET

// func jumpback(pc, sp uintptr): continues after a deferproc call as if it had returned 1.
TEXT runtime·jumpback(SB), NOSPLIT, $0-16
	MOVQ	pc+0(FP), R8
	MOVQ	sp+8(FP), SP
	MOVL	$1, AX
	JMP	R8

// func setg(gp *g)
TEXT runtime·setg(SB), NOSPLIT, $0-8
	MOVQ	gp+0(FP), R8
	get_tls(CX)
	MOVQ	R8, g(CX)
	RET
