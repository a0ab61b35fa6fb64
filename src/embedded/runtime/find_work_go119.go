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

// stealWork goes round all Ps four times, in random order; in the last round it takes timers and runnexts, too.
// again: the world stops, or own timers have run.
func stealWork(now, pollUntil int64) (gp *g, inheritTime bool, rnow, until int64, again bool) {
	pp := getg().m.p.ptr()
	count := uint32(len(allp))
	for round := 0; round < 4; round++ {
		lastRound := round == 3
		start, step := fastrandn(count), coprime(count)
		for i := uint32(0); i < count; i++ {
			if sched.gcwaiting != 0 {
				return nil, false, now, pollUntil, true
			}
			victim := allp[(start+i*step)%count]
			if victim == pp {
				continue
			}
			if lastRound && victim.numTimers > 0 {
				var next int64
				now, next = checkTimers(victim, now)
				if next != 0 && (pollUntil == 0 || next < pollUntil) {
					pollUntil = next
				}
				// A timer's function may have made something runnable here.
				if gp, inheritTime = runqget(pp); gp != nil {
					return gp, inheritTime, now, pollUntil, false
				}
			}
			if victim.status != _Pidle {
				if gp = runqsteal(pp, victim, lastRound); gp != nil {
					return gp, false, now, pollUntil, false
				}
			}
		}
	}
	return nil, false, now, pollUntil, false
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
