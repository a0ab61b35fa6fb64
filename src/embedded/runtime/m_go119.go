//go:build go1.17

package runtime

const hasMPark = true

// mReserveID: the next M's number; sched.lock is held.
func mReserveID() int64 {
	next := &sched.mnext
	if *next == 1<<63-1 {
		throw("no more M ids")
	}
	*next++
	checkmcount()
	return *next - 1
}

func mcommoninit(mp *m, id int64) {
	lock(&sched.lock)
	if id < 0 {
		id = mReserveID()
	}
	mp.id = id
	mp.alllink = allm
	allm = mp
	unlock(&sched.lock)
	mp.gsignal = malg(32 << 10)
	mp.gsignal.m = mp
	mp.gsignal.stackguard1 = mp.gsignal.stackguard0
}

// Every thread's first Go code.
//
//go:nosplit
func mstart0() {
	gp := getg()
	gp.stackguard0 = gp.stack.lo + _StackGuard
	gp.stackguard1 = gp.stackguard0
	mstart1()
	throw("mstart1 returned")
}
