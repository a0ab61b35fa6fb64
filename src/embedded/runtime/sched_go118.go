//go:build !go1.19

package runtime

func wakeForNew() {
	if sched.npidle != 0 && sched.nmspinning == 0 {
		wakep()
	}
}

func wakeForReady() { wakeForNew() }

// pidleput: this P has nothing to do. sched.lock is held.
func pidleput(pp *p) {
	if !runqempty(pp) {
		throw("pidleput: P has non-empty run queue")
	}
	pp.link = sched.pidle
	sched.pidle.set(pp)
	xadd(&sched.npidle, 1)
}

// pidleget takes an idle P; nil if there is none. sched.lock is held.
func pidleget() *p {
	pp := sched.pidle.ptr()
	if pp != nil {
		sched.pidle = pp.link
		xadd(&sched.npidle, -1)
	}
	return pp
}

func pidlePut(pp *p) { pidleput(pp) }
func pidleTake() *p  { return pidleget() }

// wakep starts one M that looks for work, if none does and there is a P for it.
func wakep() {
	if sched.npidle != 0 && cas(&sched.nmspinning, 0, 1) {
		startm(nil, true)
	}
}

// startm gives pp (or an idle P) to an idle M, or to a new one. With spinning, the caller has counted it in nmspinning.
func startm(pp *p, spinning bool) {
	lock(&sched.lock)
	if pp == nil {
		pp = pidleget()
		if pp == nil {
			unlock(&sched.lock)
			if spinning && int32(xadd(&sched.nmspinning, -1)) < 0 {
				throw("startm: negative nmspinning")
			}
			return
		}
	}
	idle := mget()
	unlock(&sched.lock)
	if idle == nil {
		var fn func()
		if spinning {
			fn = mspinning
		}
		newm(fn, pp, -1)
		return
	}
	if idle.spinning || idle.nextp != 0 {
		throw("startm: m is spinning or has a p")
	}
	if spinning && !runqempty(pp) {
		throw("startm: p has runnable gs")
	}
	idle.spinning = spinning
	idle.nextp.set(pp)
	notewakeup(&idle.park)
}

// handoffp finds a use for a P whose M is in the kernel or locked: work there is, work there may be, or the idle list.
func handoffp(pp *p) {
	switch {
	case !runqempty(pp) || sched.runqsize != 0:
		startm(pp, false)
		return
	case gcBlackenEnabled != 0 && gcMarkWorkAvailable(pp):
		startm(pp, false)
		return
	case sched.nmspinning+sched.npidle == 0 && cas(&sched.nmspinning, 0, 1):
		startm(pp, true)
		return
	}
	lock(&sched.lock)
	if sched.gcwaiting != 0 {
		pp.status = _Pgcstop
		worldStopsP()
		unlock(&sched.lock)
		return
	}
	if pp.runSafePointFn != 0 && cas(&pp.runSafePointFn, 1, 0) {
		sched.safePointFn(pp)
		safePointDone()
	}
	last := sched.npidle == uint32(gomaxprocs-1) && sched.lastpoll != 0
	if sched.runqsize != 0 || last {
		unlock(&sched.lock)
		startm(pp, false)
		return
	}
	when := pp.timer0When
	pidleput(pp)
	unlock(&sched.lock)
	if timersOnPs && when != 0 {
		wakeNetPoller(when)
	}
}

// schedule runs on g0 and never returns: one round, up to the jump into a goroutine.
func schedule() {
	mp := getg().m
	if mp.locks != 0 {
		throw("schedule: holding locks")
	}
	if mp.lockedg != 0 {
		stoplockedm()
		execute(mp.lockedg.ptr(), false)
	}
	for {
		pp := mp.p.ptr()
		pp.preempt = false
		if sched.gcwaiting != 0 {
			gcstopm()
			continue
		}
		if pp.runSafePointFn != 0 {
			runSafePointFn()
		}
		if timersOnPs {
			checkTimers(pp, 0)
		}
		inheritTime := false
		gp := traceReader()
		if gp != nil {
			casgstatus(gp, _Gwaiting, _Grunnable)
		}
		if gp == nil && pp.schedtick%61 == 0 && sched.runqsize > 0 {
			lock(&sched.lock)
			gp = globrunqget(pp, 1)
			unlock(&sched.lock)
		}
		if gp == nil {
			gp, inheritTime = runqget(pp)
		}
		if gp == nil {
			gp, inheritTime = findrunnable()
		}
		if mp.spinning {
			resetspinning()
		}
		if gp.lockedm == 0 {
			execute(gp, inheritTime)
		}
		startlockedm(gp) // then this M has got another P, and looks again
	}
}

// resetspinning: this M has found work; perhaps there is more for another one.
func resetspinning() {
	mp := getg().m
	mp.spinning = false
	left := int32(xadd(&sched.nmspinning, -1))
	if left < 0 {
		throw("findrunnable: negative nmspinning")
	}
	if left == 0 && sched.npidle > 0 {
		wakep()
	}
}

// findrunnable looks for a goroutine to run, everywhere, and rests when there is none.
func findrunnable() (gp *g, inheritTime bool) {
	mp := getg().m
	for {
		pp := mp.p.ptr()
		if sched.gcwaiting != 0 {
			gcstopm()
			continue
		}
		if pp.runSafePointFn != 0 {
			runSafePointFn()
		}
		now, pollUntil := int64(0), int64(0)
		if timersOnPs {
			now, pollUntil = checkTimers(pp, 0)
		}
		if gp, inheritTime = runqget(pp); gp != nil {
			return gp, inheritTime
		}
		if sched.runqsize != 0 {
			lock(&sched.lock)
			gp = globrunqget(pp, 0)
			unlock(&sched.lock)
			if gp != nil {
				return gp, false
			}
		}
		if gp = pollNetwork(); gp != nil {
			return gp, false
		}
		if worthStealing(mp) {
			becomespinning(mp)
			var again bool
			gp, inheritTime, now, pollUntil, again = stealRound(now, pollUntil)
			if gp != nil {
				return gp, inheritTime
			}
			if again {
				continue
			}
		}

		// Nothing. Give the P up; from here on look at memory that others own.
		lock(&sched.lock)
		if sched.gcwaiting != 0 || pp.runSafePointFn != 0 {
			unlock(&sched.lock)
			continue
		}
		if sched.runqsize != 0 {
			gp = globrunqget(pp, 0)
			unlock(&sched.lock)
			return gp, false
		}
		if releasep() != pp {
			throw("findrunnable: wrong p")
		}
		pidleput(pp)
		unlock(&sched.lock)

		// First say that nobody spins here, then look again: work that came in between would find no spinning M to take it.
		wasSpinning := mp.spinning
		if mp.spinning {
			mp.spinning = false
			if int32(xadd(&sched.nmspinning, -1)) < 0 {
				throw("findrunnable: negative nmspinning")
			}
		}
		if pp = idleForQueued(); pp != nil {
			acquirep(pp)
			if wasSpinning {
				becomespinning(mp)
			}
			continue
		}
		for _, other := range allp {
			if when := other.timer0When; timersOnPs && when != 0 && (pollUntil == 0 || when < pollUntil) {
				pollUntil = when
			}
		}
		if now == 0 {
			now = nanotime()
		}
		if gp = waitForNetwork(now, pollUntil, wasSpinning); gp != nil {
			return gp, false
		}
		if mp.p != 0 {
			continue
		}
		stopm()
	}
}

func becomespinning(mp *m) {
	if !mp.spinning {
		mp.spinning = true
		xadd(&sched.nmspinning, 1)
	}
}

// idleForQueued: an idle P, if some P has work in its queue that should be stolen.
func idleForQueued() *p {
	for _, other := range allp {
		if runqempty(other) {
			continue
		}
		lock(&sched.lock)
		pp := pidleget()
		unlock(&sched.lock)
		return pp
	}
	return nil
}
