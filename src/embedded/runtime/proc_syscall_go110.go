//go:build !go1.12

// Into the kernel and out of it, as it was when an M did not let go of its P: m.p points at it all the time, and the status
// alone says whose it is.
package runtime

// save notes where the goroutine left Go code. Its stack must not grow from here on: nobody would know its frames.
//
//go:nosplit
func save(pc, sp uintptr) {
	gp := getg()
	gp.sched.sp, gp.sched.pc = sp, pc
	gp.sched.ret, gp.sched.ctxt = 0, nil
	gp.sched.g.set(gp)
}

// entersyscall: a syscall begins that is thought to be short. The argument is only there for its address.
//
//go:nosplit
func entersyscall(dummy int32) { reentersyscall(getcallerpc(), getcallersp()) }

//go:nosplit
func reentersyscall(pc, sp uintptr) {
	gp := getg()
	gp.m.locks++ // no preemption: the statuses do not fit together for a while
	// No stack growth: each prologue would call newstack, and throwsplit makes that fatal.
	gp.stackguard0 = stackPreempt
	gp.throwsplit = true
	save(pc, sp)
	gp.syscallsp, gp.syscallpc = sp, pc
	casgstatus(gp, _Grunning, _Gsyscall)
	if sp < gp.stack.lo || gp.stack.hi < sp {
		systemstack(func() {
			print("entersyscall inconsistent ", hex(gp.syscallsp), " [", hex(gp.stack.lo), ",", hex(gp.stack.hi), "]\n")
			throw("entersyscall: not on the goroutine's stack")
		})
	}
	if trace.enabled {
		systemstack(traceGoSysCall) // it overwrites g.sched
		save(pc, sp)
	}
	if sched.sysmonwait != 0 {
		systemstack(entersyscall_sysmon)
		save(pc, sp)
	}
	pp := gp.m.p.ptr()
	if pp.runSafePointFn != 0 {
		systemstack(runSafePointFn)
		save(pc, sp)
	}
	gp.m.syscalltick = pp.syscalltick
	gp.sysblocktraced = true
	pp.m = 0
	pp.status = _Psyscall
	if sched.gcwaiting != 0 {
		systemstack(entersyscall_gcwait)
		save(pc, sp)
	}
	gp.m.locks--
}

// entersyscall_sysmon wakes sysmon: a P in a syscall is something to watch.
func entersyscall_sysmon() {
	lock(&sched.lock)
	wakeSysmonLocked()
	unlock(&sched.lock)
}

// entersyscall_gcwait: the world wants to stop, and this P can stop right now.
func entersyscall_gcwait() {
	pp := getg().m.p.ptr()
	lock(&sched.lock)
	if sched.stopwait > 0 && cas(&pp.status, _Psyscall, _Pgcstop) {
		if trace.enabled {
			traceGoSysBlock(pp)
		}
		pp.syscalltick++
		worldStopsP()
	}
	unlock(&sched.lock)
}

// entersyscallblock: the goroutine will surely block. The P goes to others at once.
//
//go:nosplit
func entersyscallblock() {
	gp := getg()
	gp.m.locks++
	gp.throwsplit = true
	gp.stackguard0 = stackPreempt
	pp := gp.m.p.ptr()
	gp.m.syscalltick = pp.syscalltick
	gp.sysblocktraced = true
	pp.syscalltick++
	pc, sp := getcallerpc(), getcallersp()
	save(pc, sp)
	gp.syscallpc, gp.syscallsp = pc, sp
	casgstatus(gp, _Grunning, _Gsyscall)
	systemstack(entersyscallblock_handoff)
	save(pc, sp)
	gp.m.locks--
}

func entersyscallblock_handoff() {
	pp := releasep()
	if trace.enabled {
		traceGoSysCall()
		traceGoSysBlock(pp)
	}
	handoffp(pp)
}

// exitsyscall: back from the kernel. Without a P the goroutine may not go on.
//
//go:nosplit
func exitsyscall() {
	gp := getg()
	mp := gp.m
	mp.locks++
	if getcallersp() > gp.syscallsp {
		throw("exitsyscall: syscall frame is no longer valid")
	}
	gp.waitsince = 0
	oldp := mp.p.ptr()
	if exitsyscallfast() {
		if trace.enabled && (oldp != mp.p.ptr() || mp.syscalltick != mp.p.ptr().syscalltick) {
			systemstack(traceGoStart)
		}
		mp.p.ptr().syscalltick++
		casgstatus(gp, _Gsyscall, _Grunning)
		gp.syscallsp = 0
		mp.locks--
		gp.stackguard0 = gp.stack.lo + _StackGuard
		if gp.preempt {
			gp.stackguard0 = stackPreempt // asked for during the syscall
		}
		gp.throwsplit = false
		return
	}
	gp.sysexitticks = 0
	if trace.enabled {
		// The trace must show that the P was taken before it shows the return.
		for oldp != nil && oldp.syscalltick == mp.syscalltick {
			osyield()
		}
		gp.sysexitticks = nanotime()
	}
	mp.locks--
	mcall(exitsyscall0)
	// Runs again: maybe on another M, in any case with a P.
	gp.syscallsp = 0
	gp.m.p.ptr().syscalltick++
	gp.throwsplit = false
}

// exitsyscallfast gets a P without leaving the goroutine's stack: its own if nobody took it, else an idle one.
//
//go:nosplit
func exitsyscallfast() bool {
	mp := getg().m
	if sched.stopwait == freezeStopWait {
		mp.p = 0
		return false // the program is dying
	}
	if pp := mp.p.ptr(); pp != nil && pp.status == _Psyscall && cas(&pp.status, _Psyscall, _Prunning) {
		exitsyscallfast_reacquired()
		return true
	}
	oldp := mp.p.ptr()
	mp.p = 0
	if sched.pidle == 0 {
		return false
	}
	got := false
	systemstack(func() {
		got = exitsyscallfast_pidle()
		if !trace.enabled || !got {
			return
		}
		// As in exitsyscall: first the block, then the exit.
		for oldp != nil && oldp.syscalltick == getg().m.syscalltick {
			osyield()
		}
		traceGoSysExit(0)
	})
	return got
}

// exitsyscallfast_reacquired: the P is running again; it may have been in other hands meanwhile.
//
//go:nosplit
func exitsyscallfast_reacquired() {
	mp := getg().m
	pp := mp.p.ptr()
	pp.m.set(mp)
	if mp.syscalltick == pp.syscalltick {
		return
	}
	if trace.enabled {
		systemstack(func() {
			traceGoSysBlock(pp)
			traceGoSysExit(0)
		})
	}
	pp.syscalltick++
}

// acquirep makes pp this M's P.
func acquirep(pp *p) { acquirep1(pp) }

// acquirep1 connects this M with pp, which nobody else can take now.
//
//go:nosplit
func acquirep1(pp *p) {
	mp := getg().m
	if mp.p != 0 {
		throw("acquirep: already in go")
	}
	if pp.m != 0 || pp.status != _Pidle {
		throw("acquirep: invalid p state")
	}
	mp.p.set(pp)
	pp.m.set(mp)
	pp.status = _Prunning
}
