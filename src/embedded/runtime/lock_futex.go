// Locks and notes on futexes.
package runtime

import "unsafe"

// Values of mutex.key.
const (
	lockFree     = 0
	lockHeld     = 1
	lockSleepers = 2 // held, and someone may sleep on it
)

const (
	futexWaitPrivate = 128
	futexWakePrivate = 129
)

// Sleeps while *addr is val, at most ns nanoseconds (below 0: for ever).
//
//go:nosplit
func futexsleep(addr *uint32, val uint32, ns int64) {
	if ns < 0 {
		futex(addr, futexWaitPrivate, val, nil, nil, 0)
		return
	}
	var limit timespec
	limit.tv_sec, limit.tv_nsec = ns/1000000000, ns%1000000000
	futex(addr, futexWaitPrivate, val, &limit, nil, 0)
}

//go:nosplit
func futexwakeup(addr *uint32, n uint32) { futex(addr, futexWakePrivate, n, nil, nil, 0) }

//go:nosplit
func key32(p *uintptr) *uint32 { return (*uint32)(unsafe.Pointer(p)) }

// lock spins a little, then sleeps. While m.locks is above 0 the M does not yield.
//
//go:nosplit
func lock(l *mutex) {
	getg().m.locks++
	key := key32(&l.key)
	// If there are sleepers, this has hidden them from the holder: then it is for this M to wake one, once it has had the lock.
	mine := xchg(key, lockHeld)
	if mine == lockFree {
		return
	}
	for {
		for try := 0; try < 5; try++ {
			for *key == lockFree {
				if cas(key, lockFree, mine) {
					return
				}
			}
			if ncpu > 1 && try < 4 {
				procyield(30)
			} else {
				osyield()
			}
		}
		if xchg(key, lockSleepers) == lockFree {
			return
		}
		mine = lockSleepers
		futexsleep(key, lockSleepers, -1)
	}
}

//go:nosplit
func unlock(l *mutex) {
	key := key32(&l.key)
	switch xchg(key, lockFree) {
	case lockFree:
		throw("unlock of unlocked lock")
	case lockSleepers:
		futexwakeup(key, 1)
	}
	gp := getg()
	gp.m.locks--
	if gp.m.locks == 0 && gp.preempt {
		gp.stackguard0 = stackPreempt
	}
}

// A note is an event that happens once: key 1 says that it has.
//
//go:nosplit
func noteclear(n *note) { n.key = 0 }

//go:nosplit
func notewakeup(n *note) {
	if xchg(key32(&n.key), 1) != 0 {
		throw("notewakeup: the note was awake already")
	}
	futexwakeup(key32(&n.key), 1)
}

// notesleep blocks the M, P and all: for g0.
//
//go:nosplit
func notesleep(n *note) {
	mp := getg().m
	if getg() != mp.g0 {
		throw("notesleep not on g0")
	}
	for *key32(&n.key) == 0 {
		mp.blocked = true
		futexsleep(key32(&n.key), 0, -1)
		mp.blocked = false
	}
}

//go:nosplit
func notetsleep_internal(n *note, ns int64) bool {
	mp := getg().m
	deadline := int64(-1)
	if ns >= 0 {
		deadline = nanotime() + ns
	}
	for *key32(&n.key) == 0 {
		rest := int64(-1)
		if deadline >= 0 {
			rest = deadline - nanotime()
			if rest <= 0 {
				break
			}
		}
		mp.blocked = true
		futexsleep(key32(&n.key), 0, rest)
		mp.blocked = false
	}
	return n.key != 0
}

// notetsleep: as notesleep, at most ns nanoseconds; true if the event happened.
func notetsleep(n *note, ns int64) bool { return notetsleep_internal(n, ns) }

// notetsleepg is for goroutines: the P goes to others meanwhile.
func notetsleepg(n *note, ns int64) bool {
	entersyscallblock()
	happened := notetsleep_internal(n, ns)
	exitsyscall()
	return happened
}
