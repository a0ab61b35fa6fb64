//go:build go1.19

package runtime

func wakeForNew()   { wakep() }
func wakeForReady() { wakep() }

// pidleput: this P has nothing to do. sched.lock is held. Returns the time, if it had to ask for it.
func pidleput(pp *p, now int64) int64 {
	if !runqempty(pp) {
		throw("pidleput: P has non-empty run queue")
	}
	if now == 0 {
		now = nanotime()
	}
	pp.link = sched.pidle
	sched.pidle.set(pp)
	xadd(&sched.npidle, 1)
	return now
}

// pidleget takes an idle P; nil if there is none. sched.lock is held.
func pidleget(now int64) (*p, int64) {
	pp := sched.pidle.ptr()
	if pp == nil {
		return nil, now
	}
	if now == 0 {
		now = nanotime()
	}
	sched.pidle = pp.link
	xadd(&sched.npidle, -1)
	return pp, now
}

func pidlePut(pp *p) { pidleput(pp, 0) }
func pidleTake() *p {
	pp, _ := pidleget(0)
	return pp
}

// wakep starts one M that looks for work, if none does and there is a P for it.
func wakep() {
	if sched.npidle != 0 && sched.nmspinning == 0 && cas(&sched.nmspinning, 0, 1) {
		startm(nil, true)
	}
}

// startm gives pp (or an idle P) to an idle M, or to a new one. With spinning, the caller has counted it in nmspinning.
func startm(pp *p, spinning bool) {
	mp := acquirem()
	lock(&sched.lock)
	if pp == nil {
		if pp, _ = pidleget(0); pp == nil {
			unlock(&sched.lock)
			if spinning && int32(xadd(&sched.nmspinning, -1)) < 0 {
				throw("startm: negative nmspinning")
			}
			releasem(mp)
			return
		}
	}
	idle := mget()
	if idle == nil {
		var first func()
		if spinning {
			first = mspinning
		}
		id := mReserveID()
		unlock(&sched.lock)
		newm(first, pp, id)
		releasem(mp)
		return
	}
	unlock(&sched.lock)
	if idle.spinning || idle.nextp != 0 {
		throw("startm: m is spinning or has a p")
	}
	if spinning && !runqempty(pp) {
		throw("startm: p has runnable gs")
	}
	idle.spinning = spinning
	idle.nextp.set(pp)
	notewakeup(&idle.park)
	releasem(mp)
}

// handoffp finds a use for a P whose M is in the kernel or locked: work there is, work there may be, or the idle list.
func handoffp(pp *p) {
	switch {
	case !runqempty(pp) || sched.runqsize != 0:
		startm(pp, false)
		return
	case traceReaderAvailable():
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
	pidleput(pp, 0)
	unlock(&sched.lock)
	if when != 0 {
		wakeNetPoller(when)
	}
}

func traceReaderAvailable() bool { return traceHasReader() }

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
		mp.p.ptr().preempt = false
		if mp.spinning && mp.p.ptr().runnext|guintptr(mp.p.ptr().runqtail-mp.p.ptr().runqhead) != 0 {
			throw("schedule: spinning with local work")
		}
		gp, inheritTime, tryWakeP := findRunnable()
		if mp.spinning {
			resetspinning()
		}
		if tryWakeP {
			wakep()
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
	if int32(xadd(&sched.nmspinning, -1)) < 0 {
		throw("findRunnable: negative nmspinning")
	}
	wakep()
}

// execute jumps into gp. inheritTime: its time slice is the one of who ran before.
func execute(gp *g, inheritTime bool) {
	mp := getg().m
	mp.curg, gp.m = gp, mp
	casgstatus(gp, _Grunnable, _Grunning)
	gp.waitsince, gp.preempt = 0, false
	gp.stackguard0 = gp.stack.lo + _StackGuard
	if !inheritTime {
		mp.p.ptr().schedtick++
	}
	gogo(&gp.sched)
}

// findRunnable looks for a goroutine to run, everywhere, and rests when there is none. tryWakeP: it is a special one.
func findRunnable() (gp *g, inheritTime, tryWakeP bool) {
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
		now, pollUntil := checkTimers(pp, 0)
		if gp = traceReader(); gp != nil {
			casgstatus(gp, _Gwaiting, _Grunnable)
			return gp, false, true
		}
		if gp, inheritTime = findLocal(pp); gp != nil {
			return gp, inheritTime, false
		}
		if gp = pollNetwork(); gp != nil {
			return gp, false, false
		}
		if mp.spinning || 2*sched.nmspinning < uint32(gomaxprocs)-sched.npidle {
			becomespinning(mp)
			var again bool
			gp, inheritTime, now, pollUntil, again = stealWork(now, pollUntil)
			if gp != nil {
				return gp, inheritTime, false
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
			return gp, false, false
		}
		if releasep() != pp {
			throw("findRunnable: wrong p")
		}
		now = pidleput(pp, now)
		unlock(&sched.lock)

		// First say that nobody spins here, then look again: work that came in between would find no spinning M to take it.
		wasSpinning := mp.spinning
		if mp.spinning {
			mp.spinning = false
			if int32(xadd(&sched.nmspinning, -1)) < 0 {
				throw("findRunnable: negative nmspinning")
			}
			if pp = checkRunqsNoP(); pp != nil {
				acquirep(pp)
				becomespinning(mp)
				continue
			}
			pollUntil = checkTimersNoP(pollUntil)
		}
		if gp = waitForNetwork(now, pollUntil, wasSpinning); gp != nil {
			return gp, false, false
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

// checkRunqsNoP: an idle P, if some P has work in its queue that should be stolen.
func checkRunqsNoP() *p {
	for _, other := range allp {
		if runqempty(other) {
			continue
		}
		lock(&sched.lock)
		idle, _ := pidleget(0)
		unlock(&sched.lock)
		return idle
	}
	return nil
}
