//go:build !go1.17

package runtime

const hasMPark = false

// mcommoninit numbers the M; nobody can ask for a number yet.
func mcommoninit(mp *m, _ int64) {
	lock(&sched.lock)
	mp.id = sched.mnext
	sched.mnext++
	checkmcount()
	mp.alllink = allm
	allm = mp
	unlock(&sched.lock)
	mp.gsignal = malg(32 << 10)
	mp.gsignal.m = mp
	mp.gsignal.stackguard1 = mp.gsignal.stackguard0
}
