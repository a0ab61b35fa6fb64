//go:build go1.12

// Into the kernel and out of it, with the P left behind for whoever wants it more.
package runtime

// save notes where the goroutine left Go code. Its stack must not grow from here on: nobody would know its frames.
//
//go:nosplit
func save(pc, sp uintptr) {
	gp := getg()
	if gp == gp.m.g0 || gp == gp.m.gsignal {
		throw("save on system g not allowed")
	}
	gp.sched.sp, gp.sched.pc = sp, pc
	gp.sched.ret, gp.sched.ctxt = 0, nil
	gp.sched.g.set(gp)
}

// entersyscall: a syscall begins that is thought to be short. The P stays beside the M, in _Psyscall.
//
//go:nosplit
func entersyscall() { reentersyscall(getcallerpc(), getcallersp()) }

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
		systemstack(func() { badSyscallSP(gp, "entersyscall") })
	}
	if trace.enabled {
		systemstack(traceGoSysCall)
		save(pc, sp) // systemstack has overwritten g.sched
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
	gp.m.oldp.set(pp)
	gp.m.p, pp.m = 0, 0
	pp.status = _Psyscall
	if sched.gcwaiting != 0 {
		systemstack(entersyscall_gcwait)
		save(pc, sp)
	}
	gp.m.locks--
}

func badSyscallSP(gp *g, where string) {
	print(where, " inconsistent ", hex(gp.syscallsp), " [", hex(gp.stack.lo), ",", hex(gp.stack.hi), "]\n")
	throw(where)
}

// entersyscall_sysmon wakes sysmon: a P in a syscall is something to watch.
func entersyscall_sysmon() {
	lock(&sched.lock)
	wakeSysmonLocked()
	unlock(&sched.lock)
}

// entersyscall_gcwait: the world wants to stop, and this P can stop right now.
func entersyscall_gcwait() {
	pp := getg().m.oldp.ptr()
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
	gp.m.syscalltick = gp.m.p.ptr().syscalltick
	gp.sysblocktraced = true
	gp.m.p.ptr().syscalltick++

	pc, sp := getcallerpc(), getcallersp()
	save(pc, sp)
	gp.syscallpc, gp.syscallsp = pc, sp
	if sp < gp.stack.lo || gp.stack.hi < sp {
		systemstack(func() { badSyscallSP(gp, "entersyscallblock") })
	}
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
	oldp := mp.oldp.ptr()
	mp.oldp = 0
	if exitsyscallfast(oldp) {
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
		if sched.disable.user {
			Gosched()
		}
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

// exitsyscallfast gets a P without leaving the goroutine's stack: the old one if nobody took it, else an idle one.
//
//go:nosplit
func exitsyscallfast(oldp *p) bool {
	if sched.stopwait == freezeStopWait {
		return false // the program is dying
	}
	if oldp != nil && oldp.status == _Psyscall && cas(&oldp.status, _Psyscall, _Pidle) {
		wirep(oldp)
		exitsyscallfast_reacquired()
		return true
	}
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

// exitsyscallfast_reacquired: the old P again, which may have been in other hands meanwhile.
//
//go:nosplit
func exitsyscallfast_reacquired() {
	mp := getg().m
	pp := mp.p.ptr()
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
func acquirep(pp *p) { wirep(pp) }

// wirep connects this M with pp, which nobody else can take now.
//
//go:nosplit
func wirep(pp *p) {
	mp := getg().m
	if mp.p != 0 {
		throw("wirep: already in go")
	}
	if pp.m != 0 || pp.status != _Pidle {
		throw("wirep: invalid p state")
	}
	mp.p.set(pp)
	pp.m.set(mp)
	pp.status = _Prunning
}
