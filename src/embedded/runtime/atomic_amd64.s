// Read-modify-write operations; plain loads and stores are atomic on amd64.
#include "textflag.h"

// func cas(p *uint32, old, new uint32) bool
TEXT runtime·cas(SB), NOSPLIT, $0-17
	MOVL	old+8(FP), AX
	MOVL	new+12(FP), DX
	MOVQ	p+0(FP), R8
	LOCK
	CMPXCHGL	DX, (R8)
	SETEQ	ret+16(FP)
	RET

// func cas64(p *uint64, old, new uint64) bool
TEXT runtime·cas64(SB), NOSPLIT, $0-25
	MOVQ	old+8(FP), AX
	MOVQ	new+16(FP), DX
	MOVQ	p+0(FP), R8
	LOCK
	CMPXCHGQ	DX, (R8)
	SETEQ	ret+24(FP)
	RET

// func casuintptr(p *uintptr, old, new uintptr) bool
TEXT runtime·casuintptr(SB), NOSPLIT, $0-25
	JMP	runtime·cas64(SB)

// func xadd(p *uint32, delta int32) uint32
TEXT runtime·xadd(SB), NOSPLIT, $0-20
	MOVL	delta+8(FP), DX
	MOVQ	p+0(FP), R8
	MOVL	DX, AX
	LOCK
	XADDL	AX, (R8)
	ADDL	DX, AX
	MOVL	AX, ret+16(FP)
	RET

// func xadd64(p *uint64, delta int64) uint64
TEXT runtime·xadd64(SB), NOSPLIT, $0-24
	MOVQ	delta+8(FP), DX
	MOVQ	p+0(FP), R8
	MOVQ	DX, AX
	LOCK
	XADDQ	AX, (R8)
	ADDQ	DX, AX
	MOVQ	AX, ret+16(FP)
	RET

// func xchg(p *uint32, new uint32) uint32
TEXT runtime·xchg(SB), NOSPLIT, $0-20
	MOVL	new+8(FP), AX
	MOVQ	p+0(FP), R8
	XCHGL	AX, (R8)
	MOVL	AX, ret+16(FP)
	RET

// func xchg64(p *uint64, new uint64) uint64
TEXT runtime·xchg64(SB), NOSPLIT, $0-24
	MOVQ	new+8(FP), AX
	MOVQ	p+0(FP), R8
	XCHGQ	AX, (R8)
	MOVQ	AX, ret+16(FP)
	RET
