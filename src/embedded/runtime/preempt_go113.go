//go:build !go1.14

// Preemption by request alone: prologues look, loops without calls do not.
package runtime

func preemptone(pp *p) bool {
	mp := pp.m.ptr()
	if mp == nil || mp == getg().m {
		return false
	}
	gp := mp.curg
	if gp == nil || gp == mp.g0 {
		return false
	}
	gp.preempt = true
	gp.stackguard0 = stackPreempt
	return true
}

const sigPreempt = 0

func doSigPreempt(gp *g, ctxt *sigctxt) {}
