// select.
package runtime

import "unsafe"

type scase struct {
	c    *hchan
	elem unsafe.Pointer
}

// block is a select without cases.
func block() { gopark(nil, nil, waitReasonSelectNoCases) }

// selectgo: nsends sends stand before nrecvs receives. order0 has room for twice as many numbers.
// It returns the case that was carried out (-1: none, and block is false), and whether it received.
func selectgo(cas0 *scase, order0 *uint16, pc0 *uintptr, nsends, nrecvs int, block bool) (int, bool) {
	n := nsends + nrecvs
	cases := (*[1 << 16]scase)(unsafe.Pointer(cas0))[:n:n]
	orders := (*[1 << 17]uint16)(unsafe.Pointer(order0))[:2*n : 2*n]
	poll, locks := orders[:n], orders[n:]
	live := 0
	// Cases are looked at in random order; nil channels never fire.
	for i := range cases {
		if cases[i].c == nil {
			continue
		}
		j := int(fastrandn(uint32(live + 1)))
		poll[live] = poll[j]
		poll[j] = uint16(i)
		live++
	}
	poll, locks = poll[:live], locks[:live]
	// Channels are locked in the order of their addresses, so that two selects never wait for each other.
	for i := range locks {
		at := i
		c := cases[poll[i]].c
		for at > 0 && uintptr(unsafe.Pointer(cases[locks[at-1]].c)) > uintptr(unsafe.Pointer(c)) {
			locks[at] = locks[at-1]
			at--
		}
		locks[at] = poll[i]
	}
	sellock(cases, locks)
	for _, i := range poll {
		c := cases[i].c
		if int(i) < nsends {
			if c.closed != 0 {
				selunlock(cases, locks)
				panic(plainError("send on closed channel"))
			}
			if c.recvq.first == nil && c.qcount == c.dataqsiz {
				continue
			}
			selunlockBut(cases, locks, c)
			if c.trySend(cases[i].elem) {
				return int(i), false
			}
		} else {
			if c.sendq.first == nil && c.qcount == 0 && c.closed == 0 {
				continue
			}
			selunlockBut(cases, locks, c)
			if done, received := c.tryRecv(cases[i].elem); done {
				return int(i), received
			}
		}
		// Who waited there was in a select that has fired elsewhere. Once more, with all locks.
		unlock(&c.lock)
		return selectgo(cas0, order0, pc0, nsends, nrecvs, block)
	}
	if !block {
		selunlock(cases, locks)
		return -1, false
	}

	gp := getg()
	var list *sudog
	for k := len(locks) - 1; k >= 0; k-- {
		i := locks[k]
		s := newSudog(gp, cases[i].c, cases[i].elem)
		s.isSelect = true
		s.ticket = uint32(i)
		s.waitlink, list = list, s
		if int(i) < nsends {
			s.c.sendq.enqueue(s)
		} else {
			s.c.recvq.enqueue(s)
		}
	}
	gp.waiting, gp.param, gp.selectDone = list, nil, 0
	gopark(selparkcommit, nil, waitReasonSelect)
	gp = getg()
	sellock(cases, locks)
	fired := (*sudog)(gp.param)
	gp.param, gp.waiting = nil, nil
	chosen, received := -1, false
	for s := list; s != nil; s = s.waitlink {
		if s == fired {
			chosen, received = int(s.ticket), s.success
		} else if int(s.ticket) < nsends {
			s.c.sendq.remove(s)
		} else {
			s.c.recvq.remove(s)
		}
	}
	selunlock(cases, locks)
	if chosen < 0 {
		throw("selectgo: bad wakeup")
	}
	if chosen < nsends && !received {
		panic(plainError("send on closed channel"))
	}
	return chosen, received && chosen >= nsends
}

// One channel may be in several cases: it is locked once.
func sellock(cases []scase, order []uint16) {
	var last *hchan
	for _, i := range order {
		if c := cases[i].c; c != last {
			last = c
			lock(&c.lock)
		}
	}
}

func selunlock(cases []scase, order []uint16) { selunlockBut(cases, order, nil) }

func selunlockBut(cases []scase, order []uint16, keep *hchan) {
	for k := len(order) - 1; k >= 0; k-- {
		c := cases[order[k]].c
		if c == keep || k > 0 && cases[order[k-1]].c == c {
			continue
		}
		unlock(&c.lock)
	}
}

// selparkcommit runs on g0: the goroutine sleeps, so the channels may be used by others. g.waiting is in locking order.
func selparkcommit(gp *g, _ unsafe.Pointer) bool {
	var last *hchan
	for s := gp.waiting; s != nil; s = s.waitlink {
		if s.c != last && last != nil {
			unlock(&last.lock)
		}
		last = s.c // after its lock is gone, s may be too
	}
	if last != nil {
		unlock(&last.lock)
	}
	return true
}
