//go:build !go1.14

package runtime

// execute jumps into gp. inheritTime: its time slice is the one of who ran before.
func execute(gp *g, inheritTime bool) {
	mp := getg().m
	casgstatus(gp, _Grunnable, _Grunning)
	gp.waitsince, gp.preempt = 0, false
	gp.stackguard0 = gp.stack.lo + _StackGuard
	if !inheritTime {
		mp.p.ptr().schedtick++
	}
	mp.curg, gp.m = gp, mp
	gogo(&gp.sched)
}

// worthStealing: not too many Ms spin already, and there is another busy P to steal from.
func worthStealing(mp *m) bool {
	if sched.npidle == uint32(gomaxprocs-1) {
		return false
	}
	return mp.spinning || 2*sched.nmspinning < uint32(gomaxprocs)-sched.npidle
}
