//go:build go1.15

package runtime

// exitsyscall0 runs on g0: no P could be had in a hurry. An idle one, else the goroutine waits for its turn as runnable.
func exitsyscall0(gp *g) {
	var pp *p
	casgstatus(gp, _Gsyscall, _Grunnable)
	dropg()
	lock(&sched.lock)
	if !sched.disable.user {
		pp, _ = pidleget(0)
	}
	locked := false
	if pp == nil {
		globrunqput(gp)
		// Read before the lock is given back: then gp may already run elsewhere.
		locked = gp.lockedm != 0
	} else {
		wakeSysmonLocked()
	}
	unlock(&sched.lock)
	if pp != nil {
		acquirep(pp)
		execute(gp, false)
	}
	if !locked {
		stopm()
		schedule()
	}
	stoplockedm()
	execute(gp, false)
}

// exitsyscallfast_pidle runs on g0 for exitsyscallfast: takes an idle P, if there is one.
func exitsyscallfast_pidle() bool {
	lock(&sched.lock)
	pp, _ := pidleget(0)
	if pp != nil {
		wakeSysmonLocked()
	}
	unlock(&sched.lock)
	if pp == nil {
		return false
	}
	acquirep(pp)
	return true
}
