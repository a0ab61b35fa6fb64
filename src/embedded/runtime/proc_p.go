// Processors: taking, giving back, idling, and how many there are.
package runtime

// releasep separates this M from its P, which is idle then.
func releasep() *p {
	mp := getg().m
	pp := mp.p.ptr()
	if pp == nil || pp.m.ptr() != mp || pp.status != _Prunning {
		badp("releasep", mp, pp)
	}
	mp.p, pp.m = 0, 0
	pp.status = _Pidle
	return pp
}

func badp(where string, mp *m, pp *p) {
	print(where, ": m=", mp.id, " m->p=", hex(mp.p), " p=", pp)
	if pp != nil {
		print(" p->m=", hex(pp.m), " p->status=", pp.status)
	}
	print("\n")
	throw(where + ": invalid p state")
}

// procresize makes n Ps; the world is stopped. Ps that have work are returned as a list, all but this M's own.
func procresize(n int32) *p {
	old := gomaxprocs
	if n <= 0 {
		throw("procresize: invalid arg")
	}
	if n > int32(len(allp)) {
		grown := make([]*p, n)
		copy(grown, allp)
		lock(&allpLock)
		allp = grown
		unlock(&allpLock)
	}
	for i := old; i < n; i++ {
		if allp[i] == nil {
			allp[i] = new(p)
		}
		allp[i].id = i
		allp[i].status = _Pgcstop
	}
	mp := getg().m
	if mine := mp.p.ptr(); mine != nil && mine.id < n {
		mine.status = _Prunning
	} else {
		if mine != nil {
			mine.m = 0
		}
		mp.p = 0
		allp[0].m = 0
		allp[0].status = _Pidle
		acquirep(allp[0])
	}
	for i := n; i < old; i++ {
		retireP(allp[i])
	}
	if int32(len(allp)) != n {
		lock(&allpLock)
		allp = allp[:n]
		unlock(&allpLock)
	}
	gomaxprocs = n
	var busy *p
	for i := n - 1; i >= 0; i-- {
		pp := allp[i]
		if pp == mp.p.ptr() {
			continue
		}
		pp.status = _Pidle
		if runqempty(pp) {
			pidlePut(pp)
			continue
		}
		pp.m.set(mget())
		pp.link.set(busy)
		busy = pp
	}
	return busy
}

// retireP: its goroutines go to the global queue, its timers to this M's P.
func retireP(pp *p) {
	for gp, _ := runqget(pp); gp != nil; gp, _ = runqget(pp) {
		globrunqputhead(gp)
	}
	if timersOnPs {
		moveTimers(getg().m.p.ptr(), pp)
	}
	pp.status = _Pdead
}

// The world stops: every P in _Pgcstop but this M's, and nobody runs Go code but this goroutine.
var worldsema uint32 = 1

func stopTheWorld(reason string) {
	semacquire(&worldsema)
	gp := getg()
	mp := gp.m
	mp.preemptoff = reason
	systemstack(func() {
		worldGStatus(gp, _Grunning, _Gwaiting)
		stopTheWorldWithSema()
		worldGStatus(gp, _Gwaiting, _Grunning)
	})
}

func startTheWorld() {
	systemstack(startTheWorldWithSema)
	mp := acquirem()
	mp.preemptoff = ""
	semrelease(&worldsema)
	releasem(mp)
}

func stopTheWorldWithSema() {
	mp := getg().m
	if mp.locks > 0 {
		throw("stopTheWorld: this M must not hold locks")
	}
	lock(&sched.lock)
	sched.gcwaiting = 1
	sched.stopwait = gomaxprocs
	preemptall()
	mp.p.ptr().status = _Pgcstop
	sched.stopwait--
	for _, pp := range allp {
		if pp.status == _Psyscall && cas(&pp.status, _Psyscall, _Pgcstop) {
			pp.syscalltick++
			sched.stopwait--
		}
	}
	for pp := pidleTake(); pp != nil; pp = pidleTake() {
		pp.status = _Pgcstop
		sched.stopwait--
	}
	missing := sched.stopwait
	unlock(&sched.lock)
	for missing > 0 {
		if notetsleep(&sched.stopnote, 100*1000) {
			noteclear(&sched.stopnote)
			break
		}
		preemptall()
	}
	for _, pp := range allp {
		if pp.status != _Pgcstop {
			throw("stopTheWorld: not stopped")
		}
	}
}

func startTheWorldWithSema() {
	ready := gQueue{}
	if netpollinited() {
		ready = netpoll(0)
	}
	injectglist(&ready)
	lock(&sched.lock)
	n := gomaxprocs
	if newprocs != 0 {
		n, newprocs = newprocs, 0
	}
	busy := procresize(n)
	sched.gcwaiting = 0
	wakeSysmonLocked()
	unlock(&sched.lock)
	for busy != nil {
		pp := busy
		busy = pp.link.ptr()
		mp := pp.m.ptr()
		if mp == nil {
			newm(nil, pp, -1)
			continue
		}
		pp.m = 0
		if mp.nextp != 0 {
			throw("startTheWorld: inconsistent mp->nextp")
		}
		mp.nextp.set(pp)
		notewakeup(&mp.park)
	}
	wakep()
}

// sysmon sleeps deeply while nothing happens; something happens now. sched.lock is held.
func wakeSysmonLocked() {
	if sched.sysmonwait != 0 {
		sched.sysmonwait = 0
		notewakeup(&sched.sysmonnote)
	}
}

const freezeStopWait = 0x7fffffff

// freezetheworld stops as many goroutines as it can before the program dies: best effort, it may be called anywhere.
func freezetheworld() {
	sched.deadlocked = true
	for i := 0; i < 5; i++ {
		sched.stopwait = freezeStopWait
		sched.gcwaiting = 1
		if !preemptall() {
			break
		}
		usleep(1000)
	}
}

// gcstopm stops this M for the world's stop; it comes back with a P when work goes on.
func gcstopm() {
	mp := getg().m
	if sched.gcwaiting == 0 {
		throw("gcstopm: not waiting for gc")
	}
	if mp.spinning {
		mp.spinning = false
		xadd(&sched.nmspinning, -1)
	}
	pp := releasep()
	lock(&sched.lock)
	pp.status = _Pgcstop
	worldStopsP()
	unlock(&sched.lock)
	stopm()
}

// One P less to wait for; sched.lock is held.
func worldStopsP() {
	sched.stopwait--
	if sched.stopwait == 0 {
		notewakeup(&sched.stopnote)
	}
}

// forEachP runs fn once for every P at a moment when it runs no Go code: by its own M, or here if it has none.
func forEachP(fn func(*p)) {
	mp := acquirem()
	mine := mp.p.ptr()
	lock(&sched.lock)
	sched.safePointWait = gomaxprocs - 1
	sched.safePointFn = fn
	for _, pp := range allp {
		if pp != mine {
			pp.runSafePointFn = 1
		}
	}
	preemptall()
	for pp := sched.pidle.ptr(); pp != nil; pp = pp.link.ptr() {
		if cas(&pp.runSafePointFn, 1, 0) {
			fn(pp)
			sched.safePointWait--
		}
	}
	left := sched.safePointWait
	unlock(&sched.lock)
	fn(mine)
	for _, pp := range allp {
		if pp.status == _Psyscall && pp.runSafePointFn == 1 && cas(&pp.status, _Psyscall, _Pidle) {
			pp.syscalltick++
			handoffp(pp)
		}
	}
	for left > 0 {
		if notetsleep(&sched.safePointNote, 100*1000) {
			noteclear(&sched.safePointNote)
			break
		}
		preemptall()
	}
	releasem(mp)
}

func runSafePointFn() {
	pp := getg().m.p.ptr()
	if !cas(&pp.runSafePointFn, 1, 0) {
		return
	}
	sched.safePointFn(pp)
	lock(&sched.lock)
	safePointDone()
	unlock(&sched.lock)
}

// One P less whose function has to run; sched.lock is held.
func safePointDone() {
	if sched.safePointWait--; sched.safePointWait == 0 {
		notewakeup(&sched.safePointNote)
	}
}

func preemptall() bool {
	asked := false
	for _, pp := range allp {
		if pp.status == _Prunning && preemptone(pp) {
			asked = true
		}
	}
	return asked
}
