//go:build !go1.14

package runtime

// newstack runs on g0 after a prologue called morestack: it yields if that was asked for, else the stack grows.
func newstack() {
	mp := getg().m
	gp := mp.curg
	stackFault(mp, gp)
	if gp.stackguard0 != stackPreempt {
		growstack(gp)
	}
	if !preemptionWelcome(mp) {
		gp.stackguard0 = gp.stack.lo + _StackGuard // releasem and unlock ask again: gp.preempt stays
		gogo(&gp.sched)
	}
	// Waiting for a moment, so that a collector could scan it; there is none here.
	casgstatus(gp, _Grunning, _Gwaiting)
	casgstatus(gp, _Gwaiting, _Grunning)
	gopreempt_m(gp)
}
