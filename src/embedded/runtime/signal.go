// Signals.
package runtime

import "unsafe"

const (
	sigSetMask = 2
	saSiginfo, saOnstack, saRestorer, saRestart = 0x4, 0x08000000, 0x04000000, 0x10000000
)

type sigset [2]uint32

type sigactiont struct {
	handler  uintptr
	flags    uint64
	restorer uintptr
	mask     uint64
}

type stackt struct {
	sp    uintptr
	flags int32
	pad   int32
	size  uintptr
}

type siginfo struct {
	signo, errno, code, pad int32
	addr                    uintptr
}

// General registers in the kernel's ucontext.
type sigctxt struct {
	r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip uint64
}

const ucontextRegisters = 40

// What a signal means to us.
const (
	sigIgnore = iota
	sigKillsProgram // unless package os/signal wants it
	sigPanics
	sigThrows
	sigOurs // handled, and otherwise without effect
)

type sigEntry struct {
	effect int32
	name   string
}

var sigtable = [32]sigEntry{
	1: {sigKillsProgram, "SIGHUP: terminal line hangup"}, 2: {sigKillsProgram, "SIGINT: interrupt"}, 3: {sigThrows, "SIGQUIT: quit"},
	4: {sigThrows, "SIGILL: illegal instruction"}, 5: {sigThrows, "SIGTRAP: trace trap"}, 6: {sigThrows, "SIGABRT: abort"},
	7: {sigPanics, "SIGBUS: bus error"}, 8: {sigPanics, "SIGFPE: floating-point exception"}, 10: {sigOurs, "SIGUSR1: user-defined signal 1"},
	11: {sigPanics, "SIGSEGV: segmentation violation"}, 12: {sigOurs, "SIGUSR2: user-defined signal 2"}, 13: {sigOurs, "SIGPIPE: write to broken pipe"},
	14: {sigOurs, "SIGALRM: alarm clock"}, 15: {sigKillsProgram, "SIGTERM: termination"}, 16: {sigThrows, "SIGSTKFLT: stack fault"},
	17: {sigOurs, "SIGCHLD: child status has changed"}, 23: {sigOurs, "SIGURG: urgent condition on socket"}, 24: {sigOurs, "SIGXCPU: cpu limit exceeded"},
	25: {sigOurs, "SIGXFSZ: file size limit exceeded"}, 26: {sigOurs, "SIGVTALRM: virtual alarm clock"}, 27: {sigOurs, "SIGPROF: profiling alarm clock"},
	28: {sigOurs, "SIGWINCH: window size change"}, 29: {sigOurs, "SIGIO: i/o now possible"}, 30: {sigOurs, "SIGPWR: power failure restart"}, 31: {sigThrows, "SIGSYS: bad system call"},
}

func signame(sig uint32) string {
	if sig < uint32(len(sigtable)) {
		return sigtable[sig].name
	}
	return itoa(int(sig))
}

// initsig installs our handler.
func initsig() {
	for sig := range sigtable {
		if sigtable[sig].name != "" {
			setsig(uint32(sig), funcPC(sigtramp))
		}
	}
}

func setsig(sig uint32, handler uintptr) {
	var sa sigactiont
	sa.handler = handler
	sa.flags = saSiginfo | saOnstack | saRestorer | saRestart
	sa.restorer = funcPC(sigreturn)
	sa.mask = ^uint64(0)
	if rt_sigaction(uintptr(sig), &sa, nil, 8) != 0 {
		throw("sigaction failed")
	}
}

func minitSignalMask(mp *m) {}

// minit: the new thread gets its stack for signals, and may be interrupted from now on.
func minit(mp *m) {
	mp.procid = uint64(gettid())
	var st stackt
	st.sp = mp.gsignal.stack.lo
	st.size = mp.gsignal.stack.hi - mp.gsignal.stack.lo
	sigaltstack(&st, nil)
	var none sigset
	rtsigprocmask(sigSetMask, &none, nil, 8)
}

func setg(gp *g)

// sigtrampgo runs on the signal stack; the interrupted goroutine is still the current one.
//
//go:nosplit
func sigtrampgo(sig uint32, info *siginfo, ctx unsafe.Pointer) {
	gp := getg()
	if gp == nil {
		exit(2)
	}
	mp := gp.m
	if gp == mp.gsignal {
		exitWithText("signal during signal handling\n")
	}
	setg(mp.gsignal)
	sighandler(sig, info, ctx, gp)
	setg(gp)
}

func sighandler(sig uint32, info *siginfo, ctx unsafe.Pointer, gp *g) {
	c := (*sigctxt)(add(ctx, ucontextRegisters))
	if sigPreempt != 0 && sig == sigPreempt {
		doSigPreempt(gp, c)
		// It may have been meant for the program as well.
	}
	effect := int32(sigKillsProgram)
	if sig < uint32(len(sigtable)) {
		effect = sigtable[sig].effect
	}
	fromUser := info.code <= 0
	if (fromUser || effect != sigPanics && effect != sigThrows) && sigsend(sig) {
		return
	}
	switch {
	case effect == sigOurs || effect == sigIgnore:
		return
	case effect == sigPanics && !fromUser && gp.m.curg == gp && !inRuntime(uintptr(c.rip)):
		gp.sig = sig
		gp.sigcode0, gp.sigcode1, gp.sigpc = uintptr(info.code), info.addr, uintptr(c.rip)
		c.preparePanic()
		return
	case effect == sigKillsProgram:
		dieFromSignal(sig)
	}
	fatalSignal(sig, info, c, gp)
}

// inRuntime: a fault there is no mistake of the program.
func inRuntime(pc uintptr) bool {
	f := findfunc(pc)
	if f == nil {
		return false // a call of nonsense: the program's
	}
	return hasPrefix(f.name, "runtime.") && f.name != "runtime.memmove" && f.name != "runtime.memequal" && f.name != "runtime.memclrNoHeapPointers" &&
		!hasPrefix(f.name, "runtime.map") && !hasPrefix(f.name, "runtime.chan") && f.name != "runtime.concatstrings"
}

// preparePanic makes the faulting instruction look like a call of sigpanic.
func (c *sigctxt) preparePanic() {
	c.rsp -= 8
	pc := c.rip
	if findfunc(uintptr(pc)) == nil {
		// The jump into nowhere was a call: what it pushed says who did it.
		pc = *(*uint64)(unsafe.Pointer(uintptr(c.rsp + 8)))
	}
	*(*uint64)(unsafe.Pointer(uintptr(c.rsp))) = pc
	c.rip = uint64(funcPC(sigpanic))
}

// sigpanic runs on the goroutine's stack, as if the faulting instruction had called it.
func sigpanic() {
	gp := getg()
	switch gp.sig {
	case 7, 11:
		if gp.sigcode1 < 0x1000 {
			panicmem()
		}
		if gp.paniconfault {
			panicmemAddr(gp.sigcode1)
		}
		print("unexpected fault address ", hex(gp.sigcode1), "\n")
		throw("fault")
	case 8:
		if gp.sigcode0 == 1 {
			panicdivide()
		}
		panicfloat()
	}
	panic(errorString(signame(gp.sig)))
}

func dieFromSignal(sig uint32) {
	setDefault(sig)
	raise(sig)
	var none sigset
	rtsigprocmask(sigSetMask, &none, nil, 8)
	for i := 0; i < 100; i++ {
		osyield()
	}
	exit(2)
}

func setDefault(sig uint32) {
	var sa sigactiont
	rt_sigaction(uintptr(sig), &sa, nil, 8)
}

func fatalSignal(sig uint32, info *siginfo, c *sigctxt, gp *g) {
	getg().m.throwing = 1
	startpanic_m()
	print(signame(sig), "\nPC=", hex(c.rip), " m=", getg().m.id, " sigcode=", info.code)
	if sigtable[sig&31].effect == sigPanics {
		print(" addr=", hex(info.addr))
	}
	print("\n\n")
	if gp.goid == 0 {
		print("runtime stack:\n")
		traceback(uintptr(c.rip), uintptr(c.rsp), nil)
	} else {
		goroutineheader(gp)
		traceback(uintptr(c.rip), uintptr(c.rsp), gp)
	}
	tracebackothers(gp)
	exit(2)
}

// Signals on their way to package os/signal.
var sigq struct {
	note              note
	wanted, pending   uint64
	state             uint32 // 0 idle, 1 the receiver sleeps, 2 something was sent
	inuse             bool
}

const sigIdle, sigReceiving, sigSending = 0, 1, 2

// sigsend hands a signal to the receiver; false: nobody wants it.
func sigsend(sig uint32) bool {
	bit := uint64(1) << (sig & 63)
	if !sigq.inuse || sigq.wanted&bit == 0 {
		return false
	}
	for {
		old := sigq.pending
		if old&bit != 0 {
			return true
		}
		if cas64(&sigq.pending, old, old|bit) {
			break
		}
	}
	for {
		switch state := sigq.state; state {
		case sigIdle:
			if cas(&sigq.state, sigIdle, sigSending) {
				return true
			}
		case sigSending:
			return true
		case sigReceiving:
			if cas(&sigq.state, sigReceiving, sigIdle) {
				notewakeup(&sigq.note)
				return true
			}
		}
	}
}

// signal_recv waits for the next signal; package os/signal has a goroutine in it.
func signal_recv() uint32 {
	for {
		if bits := sigq.pending; bits != 0 {
			for sig := uint32(0); sig < 64; sig++ {
				bit := uint64(1) << sig
				if bits&bit != 0 {
					for !cas64(&sigq.pending, bits, bits&^bit) {
						bits = sigq.pending
					}
					return sig
				}
			}
		}
		switch state := sigq.state; state {
		case sigIdle:
			if cas(&sigq.state, sigIdle, sigReceiving) {
				notetsleepg(&sigq.note, -1)
				noteclear(&sigq.note)
			}
		case sigSending:
			cas(&sigq.state, sigSending, sigIdle)
		}
	}
}

func signal_enable(sig uint32) {
	sigq.inuse = true
	sigq.wanted |= uint64(1) << (sig & 63)
}

func signal_disable(sig uint32) { sigq.wanted &^= uint64(1) << (sig & 63) }
