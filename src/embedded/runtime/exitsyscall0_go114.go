//go:build !go1.15

package runtime

// exitsyscall0 runs on g0: no P could be had in a hurry. An idle one, else the goroutine waits for its turn as runnable.
func exitsyscall0(gp *g) {
	mp := getg().m
	casgstatus(gp, _Gsyscall, _Grunnable)
	dropg()
	lock(&sched.lock)
	var pp *p
	if !sched.disable.user {
		pp = pidleget()
	}
	if pp != nil {
		wakeSysmonLocked()
	} else {
		globrunqput(gp)
	}
	unlock(&sched.lock)
	if pp != nil {
		acquirep(pp)
		execute(gp, false)
	}
	if mp.lockedg == 0 {
		stopm()
		schedule()
	}
	stoplockedm()
	execute(gp, false)
}

// exitsyscallfast_pidle runs on g0 for exitsyscallfast: takes an idle P, if there is one.
func exitsyscallfast_pidle() bool {
	lock(&sched.lock)
	pp := pidleget()
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
