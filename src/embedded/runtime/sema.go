// Semaphores, on which package sync stands.
package runtime

import "unsafe"

const semTabSize = 251

// Goroutines that wait for semaphores, by the semaphore's address.
type semaRoot struct {
	lock  mutex
	queue waitq
	nwait uint32
}

var semtable [semTabSize]semaRoot

func semroot(addr *uint32) *semaRoot {
	return &semtable[(uintptr(unsafe.Pointer(addr))>>3)%semTabSize]
}

func cansemacquire(addr *uint32) bool {
	for {
		v := *addr
		if v == 0 {
			return false
		}
		if cas(addr, v, v-1) {
			return true
		}
	}
}

func semacquire(addr *uint32) { semacquire1(addr, false, waitReasonSemacquire) }

// semacquire1 waits until *addr is above 0 and takes one. lifo: before those who wait already.
func semacquire1(addr *uint32, lifo bool, reason waitReason) {
	if cansemacquire(addr) {
		return
	}
	root := semroot(addr)
	s := newSudog(getg(), nil, nil)
	s.sema = addr
	for {
		lock(&root.lock)
		xadd(&root.nwait, 1) // before the last look: a releaser that sees 0 here has already added
		if cansemacquire(addr) {
			xadd(&root.nwait, -1)
			unlock(&root.lock)
			return
		}
		if lifo {
			s.prev, s.next = nil, root.queue.first
			if s.next != nil {
				s.next.prev = s
			} else {
				root.queue.last = s
			}
			root.queue.first = s
		} else {
			root.queue.enqueue(s)
		}
		goparkunlock(&root.lock, reason)
		if s.ticket != 0 || cansemacquire(addr) {
			return
		}
	}
}

func semrelease(addr *uint32) { semrelease1(addr, false) }

// semrelease1 gives one back. handoff: to the first that waits, at once.
func semrelease1(addr *uint32, handoff bool) {
	root := semroot(addr)
	xadd(addr, 1)
	if root.nwait == 0 {
		return
	}
	lock(&root.lock)
	s := root.queue.first
	for s != nil && s.sema != addr {
		s = s.next
	}
	if s != nil {
		root.queue.remove(s)
		xadd(&root.nwait, -1)
	}
	unlock(&root.lock)
	if s == nil {
		return
	}
	if handoff && cansemacquire(addr) {
		s.ticket = 1
	}
	goready(s.g)
	if s.ticket == 1 && getg().m.locks == 0 {
		Gosched()
	}
}

// What package sync calls.
func sync_semacquire(addr *uint32)                  { semacquire1(addr, false, waitReasonSemacquire) }
func sync_semacquireMutex(addr *uint32, lifo bool)  { semacquire1(addr, lifo, waitReasonSemacquire) }
func sync_semrelease(addr *uint32, handoff bool)    { semrelease1(addr, handoff) }
func sync_fatal(s string)                           { fatal(s) }

// Whether it makes sense to spin for a mutex: other Ps run, and this one has nothing else to do.
func sync_canSpin(i int) bool {
	if i >= 4 || ncpu <= 1 || gomaxprocs <= int32(sched.npidle+sched.nmspinning)+1 {
		return false
	}
	return runqempty(getg().m.p.ptr())
}

func sync_doSpin() { procyield(30) }

// Notification lists of sync.Cond.
type notifyList struct {
	wait, notify uint32
	lock         mutex
	queue        waitq
}

func notifyListAdd(l *notifyList) uint32 { return xadd(&l.wait, 1) - 1 }

func notifyListWait(l *notifyList, ticket uint32) {
	lock(&l.lock)
	if int32(ticket-l.notify) < 0 {
		unlock(&l.lock) // notified before it could sleep
		return
	}
	s := newSudog(getg(), nil, nil)
	s.ticket = ticket
	l.queue.enqueue(s)
	goparkunlock(&l.lock, waitReasonSyncCondWait)
}

func notifyListNotifyAll(l *notifyList) {
	lock(&l.lock)
	first := l.queue.first
	l.queue = waitq{}
	l.notify = l.wait
	unlock(&l.lock)
	for first != nil {
		next := first.next
		first.next = nil
		goready(first.g)
		first = next
	}
}

func notifyListNotifyOne(l *notifyList) {
	lock(&l.lock)
	ticket := l.notify
	if ticket == l.wait {
		unlock(&l.lock)
		return
	}
	l.notify++
	for s := l.queue.first; s != nil; s = s.next {
		if s.ticket == ticket {
			l.queue.remove(s)
			unlock(&l.lock)
			goready(s.g)
			return
		}
	}
	unlock(&l.lock)
}
