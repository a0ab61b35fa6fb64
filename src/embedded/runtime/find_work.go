// What findRunnable asks of the network, and the order in which it goes round the Ps.
package runtime

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

// waitForNetwork: one M without a P waits in the kernel for descriptors and for the next timer. It returns with a
// goroutine and a P, with a P alone, or with neither.
func waitForNetwork(now, pollUntil int64, wasSpinning bool) *g {
	mp := getg().m
	if !netpollinited() || netpollWaiters == 0 && pollUntil == 0 {
		return nil
	}
	if xchg64i(&sched.lastpoll, 0) == 0 {
		// Another M is waiting; it must not sleep longer than we would.
		if timersOnPs && pollUntil != 0 && (sched.pollUntil == 0 || sched.pollUntil > pollUntil) {
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

// stealRound goes round all Ps four times, in random order; in the last round it takes timers and runnexts, too.
// again: the world stops, or own timers have run.
func stealRound(now, pollUntil int64) (gp *g, inheritTime bool, rnow, until int64, again bool) {
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
			if timersOnPs && lastRound && victim.numTimers > 0 {
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
