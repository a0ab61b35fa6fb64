// Atomic operations; loads and stores of aligned words are atomic on amd64 anyway.
#include "textflag.h"

TEXT ·AddInt32(SB), NOSPLIT, $0-20
	JMP	runtime·xadd(SB)
TEXT ·AddUint32(SB), NOSPLIT, $0-20
	JMP	runtime·xadd(SB)
TEXT ·AddInt64(SB), NOSPLIT, $0-24
	JMP	runtime·xadd64(SB)
TEXT ·AddUint64(SB), NOSPLIT, $0-24
	JMP	runtime·xadd64(SB)
TEXT ·AddUintptr(SB), NOSPLIT, $0-24
	JMP	runtime·xadd64(SB)
TEXT ·SwapInt32(SB), NOSPLIT, $0-20
	JMP	runtime·xchg(SB)
TEXT ·SwapUint32(SB), NOSPLIT, $0-20
	JMP	runtime·xchg(SB)
TEXT ·SwapInt64(SB), NOSPLIT, $0-24
	JMP	runtime·xchg64(SB)
TEXT ·SwapUint64(SB), NOSPLIT, $0-24
	JMP	runtime·xchg64(SB)
TEXT ·SwapUintptr(SB), NOSPLIT, $0-24
	JMP	runtime·xchg64(SB)
TEXT ·SwapPointer(SB), NOSPLIT, $0-24
	JMP	runtime·xchg64(SB)
TEXT ·CompareAndSwapInt32(SB), NOSPLIT, $0-17
	JMP	runtime·cas(SB)
TEXT ·CompareAndSwapUint32(SB), NOSPLIT, $0-17
	JMP	runtime·cas(SB)
TEXT ·CompareAndSwapInt64(SB), NOSPLIT, $0-25
	JMP	runtime·cas64(SB)
TEXT ·CompareAndSwapUint64(SB), NOSPLIT, $0-25
	JMP	runtime·cas64(SB)
TEXT ·CompareAndSwapUintptr(SB), NOSPLIT, $0-25
	JMP	runtime·cas64(SB)
TEXT ·CompareAndSwapPointer(SB), NOSPLIT, $0-25
	JMP	runtime·cas64(SB)
TEXT ·StoreInt32(SB), NOSPLIT, $0-12
	JMP	·StoreUint32(SB)
TEXT ·StoreUint32(SB), NOSPLIT, $0-12
	MOVL	val+8(FP), AX
	MOVQ	addr+0(FP), R8
	XCHGL	AX, (R8)
	RET
TEXT ·StoreInt64(SB), NOSPLIT, $0-16
	JMP	·StoreUint64(SB)
TEXT ·StoreUintptr(SB), NOSPLIT, $0-16
	JMP	·StoreUint64(SB)
TEXT ·StorePointer(SB), NOSPLIT, $0-16
	JMP	·StoreUint64(SB)
TEXT ·StoreUint64(SB), NOSPLIT, $0-16
	MOVQ	val+8(FP), AX
	MOVQ	addr+0(FP), R8
	XCHGQ	AX, (R8)
	RET
TEXT ·LoadInt32(SB), NOSPLIT, $0-12
	JMP	·LoadUint32(SB)
TEXT ·LoadUint32(SB), NOSPLIT, $0-12
	MOVQ	addr+0(FP), R8
	MOVL	(R8), AX
	MOVL	AX, ret+8(FP)
	RET
TEXT ·LoadInt64(SB), NOSPLIT, $0-16
	JMP	·LoadUint64(SB)
TEXT ·LoadUintptr(SB), NOSPLIT, $0-16
	JMP	·LoadUint64(SB)
TEXT ·LoadPointer(SB), NOSPLIT, $0-16
	JMP	·LoadUint64(SB)
TEXT ·LoadUint64(SB), NOSPLIT, $0-16
	MOVQ	addr+0(FP), R8
	MOVQ	(R8), AX
	MOVQ	AX, ret+8(FP)
	RET
