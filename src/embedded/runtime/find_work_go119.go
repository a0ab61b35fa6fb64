//go:build go1.17

// Where findRunnable looks, place by place.
package runtime

// findLocal: the P's own queue; every 61st round, and when it is empty, the global one.
func findLocal(pp *p) (gp *g, inheritTime bool) {
	if pp.schedtick%61 == 0 && sched.runqsize > 0 {
		lock(&sched.lock)
		gp = globrunqget(pp, 1)
		unlock(&sched.lock)
		if gp != nil {
			return gp, false
		}
	}
	if gp, inheritTime = runqget(pp); gp != nil {
		return gp, inheritTime
	}
	if sched.runqsize != 0 {
		lock(&sched.lock)
		gp = globrunqget(pp, 0)
		unlock(&sched.lock)
	}
	return gp, false
}

func stealWork(now, pollUntil int64) (gp *g, inheritTime bool, rnow, until int64, again bool) {
	return stealRound(now, pollUntil)
}

// checkTimersNoP: the next timer of any P.
func checkTimersNoP(until int64) int64 {
	for _, pp := range allp {
		if when := pp.timer0When; when != 0 && (until == 0 || when < until) {
			until = when
		}
	}
	return until
}
