//go:build go1.15

package runtime

// exitsyscall0 runs on g0: no P could be had in a hurry. An idle one, else the goroutine waits for its turn as runnable.
func exitsyscall0(gp *g) {
	var pp *p
	casgstatus(gp, _Gsyscall, _Grunnable)
	dropg()
	lock(&sched.lock)
	if !sched.disable.user {
		pp = pidleTake()
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
