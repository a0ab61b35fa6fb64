// What the runtime itself asks of the kernel. Results below zero are -errno.
#include "go_asm.h"
#include "go_tls.h"
#include "textflag.h"

// func sys6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r uintptr)
TEXT runtime·sys6(SB), NOSPLIT, $0-64
	MOVQ	a6+48(FP), R9
	MOVQ	a5+40(FP), R8
	MOVQ	a4+32(FP), R10
	MOVQ	a3+24(FP), DX
	MOVQ	a2+16(FP), SI
	MOVQ	a1+8(FP), DI
	MOVQ	trap+0(FP), AX
	SYSCALL
	MOVQ	AX, r+56(FP)
	RET

// func exit(code int32)
TEXT runtime·exit(SB), NOSPLIT, $0-4
	MOVL	code+0(FP), DI
	MOVL	$231, AX
	SYSCALL
	UNDEF

// func exitThread(wait *uint32): the stack may be given to someone else as soon as *wait is 0.
TEXT runtime·exitThread(SB), NOSPLIT|NOFRAME, $0-8
	MOVQ	wait+0(FP), CX
	MOVL	$0, (CX)
	XORL	DI, DI
	MOVL	$60, AX
	SYSCALL
	UNDEF

// func write1(fd uintptr, p unsafe.Pointer, n int32) int32
TEXT runtime·write1(SB), NOSPLIT, $0-28
	MOVLQSX	n+16(FP), DX
	MOVQ	p+8(FP), SI
	MOVQ	fd+0(FP), DI
	MOVL	$1, AX
	SYSCALL
	MOVL	AX, ret+24(FP)
	RET

// func usleep(usec uint32)
TEXT runtime·usleep(SB), NOSPLIT, $16-4
	MOVL	usec+0(FP), AX
	XORL	DX, DX
	MOVL	$1000000, CX
	DIVL	CX
	MOVQ	AX, ts-16(SP)
	IMULL	$1000, DX
	MOVLQZX	DX, DX
	MOVQ	DX, tsn-8(SP)
	LEAQ	ts-16(SP), DI
	XORL	SI, SI
	MOVL	$35, AX
	SYSCALL
	RET

// func osyield()
TEXT runtime·osyield(SB), NOSPLIT, $0
	MOVL	$24, AX
	SYSCALL
	RET

// func futex(addr *uint32, op int32, val uint32, ts *timespec, addr2 unsafe.Pointer, val3 uint32) int32
TEXT runtime·futex(SB), NOSPLIT, $0-44
	MOVL	val3+36(FP), R9
	MOVQ	addr2+24(FP), R8
	MOVQ	ts+16(FP), R10
	MOVL	val+12(FP), DX
	MOVL	op+8(FP), SI
	MOVQ	addr+0(FP), DI
	MOVL	$202, AX
	SYSCALL
	MOVL	AX, ret+40(FP)
	RET

// func clone(flags int32, stk, mp, gp, fn unsafe.Pointer) int32
// The child has only its registers: it makes itself m's thread, on m.g0, and calls fn.
TEXT runtime·clone(SB), NOSPLIT, $0-44
	MOVQ	stk+8(FP), SI
	MOVQ	mp+16(FP), R13
	MOVQ	gp+24(FP), R12
	MOVQ	fn+32(FP), R14
	MOVLQZX	flags+0(FP), DI
	XORL	DX, DX
	XORL	R10, R10
	LEAQ	(m_tls+8)(R13), R8
	ORL	$0x80000, DI
	MOVL	$56, AX
	SYSCALL
	TESTQ	AX, AX
	JEQ	child
	MOVL	AX, ret+40(FP)
	RET
child:
	MOVQ	SI, SP
	MOVL	$186, AX
	SYSCALL
	MOVQ	AX, m_procid(R13)
	MOVQ	R13, g_m(R12)
	get_tls(CX)
	MOVQ	R12, g(CX)
	XORL	BP, BP
	CALL	R14
	UNDEF

// func gettid() uint32
TEXT runtime·gettid(SB), NOSPLIT, $0-4
	MOVL	$186, AX
	SYSCALL
	MOVL	AX, ret+0(FP)
	RET

// func getpid() int
TEXT runtime·getpid(SB), NOSPLIT, $0-8
	MOVL	$39, AX
	SYSCALL
	MOVQ	AX, ret+0(FP)
	RET

// func tgkill(tgid, tid, sig int)
TEXT runtime·tgkill(SB), NOSPLIT, $0-24
	MOVQ	sig+16(FP), DX
	MOVQ	tid+8(FP), SI
	MOVQ	tgid+0(FP), DI
	MOVL	$234, AX
	SYSCALL
	RET

// func raise(sig uint32): to this thread.
TEXT runtime·raise(SB), NOSPLIT, $0-4
	MOVL	$39, AX
	SYSCALL
	MOVL	AX, R8
	MOVL	$186, AX
	SYSCALL
	MOVL	sig+0(FP), DX
	MOVL	AX, SI
	MOVL	R8, DI
	MOVL	$234, AX
	SYSCALL
	RET

// func rt_sigaction(sig uintptr, new, old *sigactiont, size uintptr) int32
TEXT runtime·rt_sigaction(SB), NOSPLIT, $0-36
	MOVQ	size+24(FP), R10
	MOVQ	old+16(FP), DX
	MOVQ	new+8(FP), SI
	MOVQ	sig+0(FP), DI
	MOVL	$13, AX
	SYSCALL
	MOVL	AX, ret+32(FP)
	RET

// func rtsigprocmask(how int32, new, old *sigset, size int32)
TEXT runtime·rtsigprocmask(SB), NOSPLIT, $0-28
	MOVL	size+24(FP), R10
	MOVQ	old+16(FP), DX
	MOVQ	new+8(FP), SI
	MOVL	how+0(FP), DI
	MOVL	$14, AX
	SYSCALL
	RET

// func sigaltstack(new, old *stackt)
TEXT runtime·sigaltstack(SB), NOSPLIT, $0-16
	MOVQ	old+8(FP), SI
	MOVQ	new+0(FP), DI
	MOVL	$131, AX
	SYSCALL
	RET

// The kernel returns to it from a handler.
TEXT runtime·sigreturn(SB), NOSPLIT|NOFRAME|TOPFRAME, $0
	MOVL	$15, AX
	SYSCALL
	UNDEF

// Handler of every signal, called by the kernel: DI signal, SI siginfo, DX ucontext. It keeps what C code expects to be kept.
TEXT runtime·sigtramp(SB), NOSPLIT|NOFRAME|TOPFRAME, $0
	PUSHQ	BP
	MOVQ	SP, BP
	PUSHQ	BX
	PUSHQ	R12
	PUSHQ	R13
	PUSHQ	R14
	PUSHQ	R15
	ADJSP	$32
	CLD
	MOVQ	DX, 16(SP)
	MOVQ	SI, 8(SP)
	MOVL	DI, 0(SP)
	CALL	runtime·sigtrampgo(SB)
	ADJSP	$-32
	POPQ	R15
	POPQ	R14
	POPQ	R13
	POPQ	R12
	POPQ	BX
	POPQ	BP
	RET

// func walltime() (sec int64, nsec int32)
TEXT runtime·walltime(SB), NOSPLIT, $16-12
	XORL	DI, DI
	LEAQ	ts-16(SP), SI
	MOVL	$228, AX
	SYSCALL
	MOVQ	ts-16(SP), AX
	MOVQ	tsn-8(SP), DX
	MOVQ	AX, sec+0(FP)
	MOVL	DX, nsec+8(FP)
	RET

// func nanotime() int64
TEXT runtime·nanotime(SB), NOSPLIT, $16-8
	MOVL	$1, DI
	LEAQ	ts-16(SP), SI
	MOVL	$228, AX
	SYSCALL
	IMULQ	$1000000000, ts-16(SP), AX
	ADDQ	tsn-8(SP), AX
	MOVQ	AX, ret+0(FP)
	RET
