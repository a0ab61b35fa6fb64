//go:build !go1.14

// Preemption by request alone: prologues look, loops without calls do not.
package runtime

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
	return true
}

const sigPreempt = 0

func doSigPreempt(gp *g, ctxt *sigctxt) {}

// markroots: nothing can be stopped but the world.
func markroots() {}
