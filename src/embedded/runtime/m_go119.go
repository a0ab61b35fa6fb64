//go:build go1.17

package runtime

// mReserveID: the next M's number; sched.lock is held.
func mReserveID() int64 {
	next := &sched.mnext
	if *next == 1<<63-1 {
		throw("no more M ids")
	}
	*next++
	checkmcount()
	return *next - 1
}

func mcommoninit(mp *m, id int64) {
	lock(&sched.lock)
	if id < 0 {
		id = mReserveID()
	}
	mp.id = id
	mp.alllink = allm
	allm = mp
	unlock(&sched.lock)
	mp.gsignal = malg(32 << 10)
	mp.gsignal.m = mp
	mp.gsignal.stackguard1 = mp.gsignal.stackguard0
}

// Every thread's first Go code.
//
//go:nosplit
func mstart0() {
	gp := getg()
	gp.stackguard0 = gp.stack.lo + _StackGuard
	gp.stackguard1 = gp.stackguard0
	mstart1()
	throw("mstart1 returned")
}

// mPark waits for someone to put a P into m.nextp.
func mPark() {
	mp := getg().m
	notesleep(&mp.park)
	noteclear(&mp.park)
}

// stopm rests until there is work; then this M has a P.
func stopm() {
	mp := getg().m
	if mp.locks != 0 || mp.p != 0 || mp.spinning {
		throw("stopm: M is not free to stop")
	}
	lock(&sched.lock)
	mput(mp)
	unlock(&sched.lock)
	mPark()
	acquirep(mp.nextp.ptr())
	mp.nextp = 0
}

// stoplockedm rests until the goroutine that this M is locked to can run.
func stoplockedm() {
	mp := getg().m
	if mp.lockedg == 0 || mp.lockedg.ptr().lockedm.ptr() != mp {
		throw("stoplockedm: inconsistent locking")
	}
	if mp.p != 0 {
		pp := releasep()
		handoffp(pp)
	}
	incidlelocked(1)
	mPark()
	if status := readgstatus(mp.lockedg.ptr()); status&^_Gscan != _Grunnable {
		throw("stoplockedm: not runnable")
	}
	acquirep(mp.nextp.ptr())
	mp.nextp = 0
}
