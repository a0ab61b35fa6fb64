// Threads: making, stopping, waking, and giving Ps to them.
package runtime

import "unsafe"

func mcount() int32 { return int32(sched.mnext) - sched.nmfreed }

// checkmcount: sched.lock is held.
func checkmcount() {
	if mcount() > sched.maxmcount {
		print("runtime: program exceeds ", sched.maxmcount, "-thread limit\n")
		throw("thread exhaustion")
	}
}

// allocm makes an M without a thread.
func allocm(pp *p, fn func(), id int64) *m {
	holder := acquirem()
	mp := new(m)
	mp.mstartfn = fn
	mcommoninit(mp, id)
	mp.g0 = malg(64 << 10)
	mp.g0.m = mp
	releasem(holder)
	return mp
}

// newm makes an M whose thread starts with fn and then schedules, on pp. id -1: any.
func newm(fn func(), pp *p, id int64) {
	holder := acquirem()
	mp := allocm(pp, fn, id)
	mp.nextp.set(pp)
	if current := getg().m; current != nil && current.lockedExt != 0 && newmHandoff.haveTemplateThread != 0 {
		// This thread may be in a state that a child must not inherit: the template thread makes the new one.
		todo := &newmHandoff
		lock(&todo.lock)
		mp.schedlink = todo.newm
		todo.newm.set(mp)
		sleeping := todo.waiting
		todo.waiting = false
		if sleeping {
			notewakeup(&todo.wake)
		}
		unlock(&todo.lock)
		releasem(holder)
		return
	}
	newm1(mp)
	releasem(holder)
}

func newm1(mp *m) { newosproc(mp) }

const cloneFlags = 0x50f00 // VM FS FILES SIGHAND THREAD SYSVSEM

// newosproc makes the thread. It starts with all signals blocked; minit opens them.
func newosproc(mp *m) {
	var all, before sigset
	all[0], all[1] = ^uint32(0), ^uint32(0)
	rtsigprocmask(sigSetMask, &all, &before, 8)
	r := clone(cloneFlags, unsafe.Pointer(mp.g0.stack.hi), unsafe.Pointer(mp), unsafe.Pointer(mp.g0), unsafe.Pointer(funcPC(mstart)))
	rtsigprocmask(sigSetMask, &before, nil, 8)
	if r < 0 {
		print("runtime: failed to create new OS thread (have ", mcount(), " already; errno=", -r, ")\n")
		throw("newosproc")
	}
}

func mstart1() {
	gp := getg()
	// mcall and systemstack use the stack from here down; nothing returns through it.
	gp.sched.g.set(gp)
	gp.sched.pc, gp.sched.sp = getcallerpc(), getcallersp()
	mp := gp.m
	minit(mp)
	if mp == &m0 {
		mstartm0()
	}
	if fn := mp.mstartfn; fn != nil {
		fn()
	}
	if mp != &m0 {
		acquirep(mp.nextp.ptr())
		mp.nextp = 0
	}
	schedule()
}

func mstartm0() { initsig() }

// mspinning is what an M starts with that is to look for work.
func mspinning() { getg().m.spinning = true }

// mexit ends this thread. Its P goes to others.
func mexit() {
	mp := getg().m
	handoffp(releasep())
	lock(&sched.lock)
	for link := &allm; *link != nil; link = &(*link).alllink {
		if *link == mp {
			*link = mp.alllink
			break
		}
	}
	sched.nmfreed++
	checkdead()
	unlock(&sched.lock)
	exitThread(&mp.g0.sig)
}

// Idle Ms; sched.lock is held.
func mput(mp *m) {
	sched.nmidle++
	mp.schedlink = sched.midle
	sched.midle.set(mp)
	checkdead()
}

func mget() *m {
	first := sched.midle.ptr()
	if first != nil {
		sched.nmidle--
		sched.midle = first.schedlink
	}
	return first
}

// startlockedm gives this M's P to the M that gp is locked to.
func startlockedm(gp *g) {
	its := gp.lockedm.ptr()
	if its == getg().m || its.nextp != 0 {
		throw("startlockedm: its M does not wait for a P")
	}
	incidlelocked(-1)
	mine := releasep()
	its.nextp.set(mine)
	notewakeup(&its.park)
	stopm()
}

func incidlelocked(v int32) {
	s := &sched
	lock(&s.lock)
	s.nmidlelocked += v
	if v > 0 {
		checkdead() // this M may have been the last one
	}
	unlock(&s.lock)
}

// newmHandoff passes Ms without a thread to the template thread.
var newmHandoff struct {
	haveTemplateThread uint32
	waiting            bool
	wake               note
	lock               mutex
	newm               muintptr
}

// startTemplateThread: a thread that was never locked, from which others can be cloned.
func startTemplateThread() {
	mp := acquirem()
	if !cas(&newmHandoff.haveTemplateThread, 0, 1) {
		releasem(mp)
		return
	}
	newm(templateThread, nil, -1)
	releasem(mp)
}

// countSystemThread: this M runs no goroutines, so checkdead does not wait for it.
func countSystemThread() {
	s := &sched
	lock(&s.lock)
	s.nmsys++
	checkdead()
	unlock(&s.lock)
}

func templateThread() {
	countSystemThread()
	todo := &newmHandoff
	for {
		lock(&todo.lock)
		first := todo.newm.ptr()
		todo.newm = 0
		if first == nil {
			noteclear(&todo.wake)
			todo.waiting = true
		}
		unlock(&todo.lock)
		if first == nil {
			notesleep(&todo.wake)
		}
		for mp := first; mp != nil; mp = first {
			first, mp.schedlink = mp.schedlink.ptr(), 0
			newm1(mp)
		}
	}
}

// mPark waits for someone to put a P into m.nextp. Only editions with hasMPark have it.
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
	if hasMPark {
		mPark()
	} else {
		notesleep(&mp.park)
		noteclear(&mp.park)
	}
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
	if hasMPark {
		mPark()
	} else {
		notesleep(&mp.park)
		noteclear(&mp.park)
	}
	if status := readgstatus(mp.lockedg.ptr()); status&^_Gscan != _Grunnable {
		throw("stoplockedm: not runnable")
	}
	acquirep(mp.nextp.ptr())
	mp.nextp = 0
}
