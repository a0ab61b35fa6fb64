//go:build go1.14

package runtime

// canPreemptM: the M is in no critical section.
//
//go:nosplit
func canPreemptM(mp *m) bool { return preemptionWelcome(mp) }

// newstack runs on g0 after a prologue called morestack: it yields if that was asked for, else the stack grows.
func newstack() {
	mp := getg().m
	gp := mp.curg
	stackFault(mp, gp)
	if gp.stackguard0 != stackPreempt {
		growstack(gp)
	}
	if !canPreemptM(mp) {
		gp.stackguard0 = gp.stack.lo + _StackGuard // releasem and unlock ask again: gp.preempt stays
		gogo(&gp.sched)
	}
	if gp.preemptStop {
		preemptPark(gp)
	}
	gopreempt_m(gp)
}
