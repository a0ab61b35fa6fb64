//go:build go1.14

// Preemption by signal.
package runtime

import "unsafe"

const sigPreempt = 0x17 // SIGURG

// preemptone asks the goroutine that runs on pp to yield: its next prologue does, or a signal makes it.
func preemptone(pp *p) bool {
	mp := pp.m.ptr()
	if mp == getg().m || mp == nil {
		return false
	}
	gp := mp.curg
	switch gp {
	case nil, mp.g0:
		return false
	}
	gp.preempt = true
	gp.stackguard0 = stackPreempt
	if debug.asyncpreemptoff == 0 {
		pp.preempt = true
		preemptM(mp)
	}
	return true
}

// preemptM sends the signal, unless one is under way.
func preemptM(mp *m) {
	if cas(&mp.signalPending, 0, 1) {
		signalM(mp, sigPreempt)
	}
}

func signalM(mp *m, sig int) { tgkill(getpid(), int(mp.procid), sig) }

// doSigPreempt, in the signal handler: if the goroutine can be stopped here, it finds itself in a call of asyncPreempt.
func doSigPreempt(gp *g, ctxt *sigctxt) {
	if wantAsyncPreempt(gp) {
		if ok, resume := isAsyncSafePoint(gp, uintptr(ctxt.rip), uintptr(ctxt.rsp)); ok {
			ctxt.pushCall(funcPC(asyncPreempt), resume)
		}
	}
	mp := gp.m
	xadd(&mp.preemptGen, 1)
	mp.signalPending = 0
}

func asyncPreempt()

// wantAsyncPreempt: the request still stands, and it is this goroutine's.
func wantAsyncPreempt(gp *g) bool {
	pp := gp.m.p.ptr()
	return (gp.preempt || pp != nil && pp.preempt) && readgstatus(gp)&^_Gscan == _Grunning
}

// isAsyncSafePoint: the registers are all there is to save, there is stack for them, and no lock or runtime code is involved.
func isAsyncSafePoint(gp *g, pc, sp uintptr) (bool, uintptr) {
	mp := gp.m
	if mp.curg != gp || !canPreemptM(mp) {
		return false, 0
	}
	if sp < gp.stack.lo+asyncPreemptStack {
		return false, 0
	}
	f := findfunc(pc)
	if f == nil || f.flags&flagAsm != 0 {
		return false, 0
	}
	if _, safe := pcdelta(f, pc); !safe {
		return false, 0
	}
	if hasPrefix(f.name, "runtime.") || hasPrefix(f.name, "runtime/internal/") || hasPrefix(f.name, "sync/atomic.") {
		return false, 0
	}
	return true, pc
}

const asyncPreemptStack = 400 + 2048

// pushCall makes the interrupted code look as if it had called target, which returns to resume.
func (c *sigctxt) pushCall(target, resume uintptr) {
	c.rsp -= 8
	*(*uintptr)(unsafe.Pointer(uintptr(c.rsp))) = resume
	c.rip = uint64(target)
}

// asyncPreempt2: registers are saved; the rest is as if the goroutine had called.
//
//go:nosplit
func asyncPreempt2() {
	getg().asyncSafePoint = true
	if !getg().preemptStop {
		mcall(gopreempt_m)
	} else {
		mcall(preemptPark)
	}
	getg().asyncSafePoint = false
}

// preemptPark stops gp as _Gpreempted, until whoever asked for it makes it ready again.
func preemptPark(gp *g) {
	status := readgstatus(gp)
	if status&^_Gscan != _Grunning {
		throw("bad g status")
	}
	gp.waitreason = waitReasonPreempted
	// The scan bit keeps others off while the status is between the two.
	if !cas(&gp.atomicstatus, _Grunning, _Gscan|_Gpreempted) {
		throw("preemptPark: status changed")
	}
	dropg()
	gp.atomicstatus = _Gpreempted
	schedule()
}

// suspendG stops gp at the next safe point, if it does not stand already; resumeG lets it go on. On g0: a preemption in between
// would leave the others waiting for a goroutine that is not there.
func suspendG(gp *g) (stopped bool) {
	for {
		switch s := readgstatus(gp); s {
		case _Gdead, _Gidle:
			return false
		case _Gpreempted:
			if cas(&gp.atomicstatus, _Gpreempted, _Gwaiting) {
				gp.preemptStop = false
				return true
			}
		case _Grunning:
			gp.preemptStop, gp.preempt = true, true
			gp.stackguard0 = stackPreempt
			if mp := gp.m; mp != nil && debug.asyncpreemptoff == 0 {
				preemptM(mp)
			}
		case _Grunnable, _Gsyscall, _Gwaiting:
			if cas(&gp.atomicstatus, s, s|_Gscan) {
				gp.preemptStop = false
				return false
			}
		}
		osyield()
	}
}

func resumeG(gp *g, stopped bool) {
	if stopped {
		goready(gp)
		return
	}
	if s := gp.atomicstatus; s&_Gscan != 0 {
		gp.atomicstatus = s &^ _Gscan
	}
}

// markroots stops every other goroutine for a moment, one by one, as a collector does that looks at its stack.
func markroots() {
	self := getg()
	for i := 0; i < len(allgs); i++ {
		if gp := allgs[i]; gp != self {
			systemstack(func() { resumeG(gp, suspendG(gp)) })
		}
	}
}
