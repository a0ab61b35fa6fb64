//go:build !go1.17

package runtime

// mcommoninit numbers the M; nobody can ask for a number yet.
func mcommoninit(mp *m, _ int64) {
	lock(&sched.lock)
	mp.id = sched.mnext
	sched.mnext++
	checkmcount()
	mp.alllink = allm
	allm = mp
	unlock(&sched.lock)
	mp.gsignal = malg(32 << 10)
	mp.gsignal.m = mp
	mp.gsignal.stackguard1 = mp.gsignal.stackguard0
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
	notesleep(&mp.park)
	noteclear(&mp.park)
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
	notesleep(&mp.park)
	noteclear(&mp.park)
	if status := readgstatus(mp.lockedg.ptr()); status&^_Gscan != _Grunnable {
		throw("stoplockedm: not runnable")
	}
	acquirep(mp.nextp.ptr())
	mp.nextp = 0
}
