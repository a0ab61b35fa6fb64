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

// pollNetwork asks, without waiting, whether descriptors have become ready.
func pollNetwork() *g {
	if !netpollinited() || netpollWaiters == 0 || sched.lastpoll == 0 {
		return nil
	}
	list := netpoll(0)
	gp := list.pop()
	if gp == nil {
		return nil
	}
	injectglist(&list)
	casgstatus(gp, _Gwaiting, _Grunnable)
	return gp
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

// A step that meets every one of n Ps.
func coprime(n uint32) uint32 {
	for step := fastrandn(n) + 1; ; step++ {
		a, b := step, n
		for b != 0 {
			a, b = b, a%b
		}
		if a == 1 {
			return step
		}
	}
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

// waitForNetwork: one M without a P waits in the kernel for descriptors and for the next timer. It returns with a
// goroutine and a P, with a P alone, or with neither.
func waitForNetwork(now, pollUntil int64, wasSpinning bool) *g {
	mp := getg().m
	if !netpollinited() || netpollWaiters == 0 && pollUntil == 0 {
		return nil
	}
	if xchg64i(&sched.lastpoll, 0) == 0 {
		// Another M is waiting; it must not sleep longer than we would.
		if pollUntil != 0 && (sched.pollUntil == 0 || sched.pollUntil > pollUntil) {
			netpollBreak()
		}
		return nil
	}
	sched.pollUntil = pollUntil
	delay := int64(-1)
	if pollUntil != 0 {
		if delay = pollUntil - now; delay < 0 {
			delay = 0
		}
	}
	list := netpoll(delay)
	sched.pollUntil = 0
	sched.lastpoll = nanotime()
	lock(&sched.lock)
	pp := pidleTake()
	unlock(&sched.lock)
	if pp == nil {
		injectglist(&list)
		return nil
	}
	acquirep(pp)
	if gp := list.pop(); gp != nil {
		injectglist(&list)
		casgstatus(gp, _Gwaiting, _Grunnable)
		return gp
	}
	if wasSpinning {
		becomespinning(mp)
	}
	return nil
}

// wakeNetPoller: a timer is due at when; whoever waits in the kernel must know.
func wakeNetPoller(when int64) {
	if sched.lastpoll == 0 {
		if until := sched.pollUntil; until == 0 || until > when {
			netpollBreak()
		}
		return
	}
	wakep()
}
