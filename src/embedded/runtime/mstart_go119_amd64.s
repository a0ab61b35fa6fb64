//go:build go1.17

#include "textflag.h"

// Threads begin here, on their g0.
TEXT runtime·mstart(SB), NOSPLIT|NOFRAME|TOPFRAME, $0
	CALL	runtime·mstart0(SB)
	UNDEF
