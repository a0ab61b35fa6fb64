//go:build go1.14 && !go1.19

package runtime

// execute jumps into gp. inheritTime: its time slice is the one of who ran before.
func execute(gp *g, inheritTime bool) {
	mp := getg().m
	mp.curg, gp.m = gp, mp
	casgstatus(gp, _Grunnable, _Grunning)
	gp.waitsince, gp.preempt = 0, false
	gp.stackguard0 = gp.stack.lo + _StackGuard
	if !inheritTime {
		mp.p.ptr().schedtick++
	}
	gogo(&gp.sched)
}

// worthStealing: not too many Ms spin already.
func worthStealing(mp *m) bool {
	return mp.spinning || 2*sched.nmspinning < uint32(gomaxprocs)-sched.npidle
}
