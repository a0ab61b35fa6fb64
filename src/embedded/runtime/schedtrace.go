// What GODEBUG=schedtrace=N prints every N milliseconds, with scheddetail=1 in full.
package runtime

func idOf(mp *m) int64 {
	if mp == nil {
		return -1
	}
	return mp.id
}

func pidOf(pp *p) int32 {
	if pp == nil {
		return -1
	}
	return pp.id
}

func goidOf(gp *g) int64 {
	if gp == nil {
		return -1
	}
	return gp.goid
}

func schedtrace(detailed bool) {
	now := nanotime()
	lock(&sched.lock)
	print("SCHED ", (now-starttime)/1000000, "ms: gomaxprocs=", gomaxprocs, " idleprocs=", sched.npidle, " threads=", mcount(),
		" spinningthreads=", sched.nmspinning, " idlethreads=", sched.nmidle, " runqueue=", sched.runqsize)
	if detailed {
		print(" gcwaiting=", sched.gcwaiting != 0, " nmidlelocked=", sched.nmidlelocked, " stopwait=", sched.stopwait, " sysmonwait=", sched.sysmonwait != 0, "\n")
		for _, pp := range allp {
			print("  P", pp.id, ": status=", pp.status, " schedtick=", pp.schedtick, " syscalltick=", pp.syscalltick, " m=", idOf(pp.m.ptr()),
				" runqsize=", pp.runqtail-pp.runqhead, " gfreecnt=", freeCount(pp), " timerslen=", pp.numTimers, "\n")
		}
		for mp := allm; mp != nil; mp = mp.alllink {
			print("  M", mp.id, ": p=", pidOf(mp.p.ptr()), " curg=", goidOf(mp.curg), " mallocing=", mp.mallocing, " throwing=", mp.throwing,
				" preemptoff=", mp.preemptoff, " locks=", mp.locks, " dying=", mp.dying, " spinning=", mp.spinning, " blocked=", mp.blocked,
				" lockedg=", goidOf(mp.lockedg.ptr()), "\n")
		}
		for _, gp := range allgs {
			print("  G", gp.goid, ": status=", gp.atomicstatus, "(", waitReasonStrings[gp.waitreason], ") m=", idOf(gp.m), " lockedm=", idOf(gp.lockedm.ptr()), "\n")
		}
		unlock(&sched.lock)
		return
	}
	// Lengths of the Ps' queues.
	for i, pp := range allp {
		if i == 0 {
			print(" [")
		} else {
			print(" ")
		}
		print(pp.runqtail - pp.runqhead)
	}
	print("]\n")
	unlock(&sched.lock)
}

func freeCount(pp *p) (n int32) {
	for gp := pp.gFree; gp != nil; gp = gp.schedlink.ptr() {
		n++
	}
	return n
}
