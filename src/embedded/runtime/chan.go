// Channels.
package runtime

import "unsafe"

type waitq struct{ first, last *sudog }

type hchan struct {
	qcount, dataqsiz uint // elements in the buffer, and its size
	elemtype         *_type
	elemsize         uint16
	buf              unsafe.Pointer
	closed           uint32
	sendq, recvq     waitq
	sendx, recvx     uint
	lock             mutex
}

func makechan(t *_type, size int) *hchan {
	elem := t.elem
	if size < 0 || elem.size > 0 && uintptr(size) > (1<<47)/elem.size {
		panic(plainError("makechan: size out of range"))
	}
	c := new(hchan)
	c.elemtype, c.elemsize, c.dataqsiz = elem, uint16(elem.size), uint(size)
	c.buf = mallocgc(uintptr(size) * elem.size)
	return c
}

func (c *hchan) slot(i uint) unsafe.Pointer { return add(c.buf, uintptr(i)*uintptr(c.elemsize)) }

func (c *hchan) next(i uint) uint {
	if i++; i == c.dataqsiz {
		return 0
	}
	return i
}

// An elem of nil means: the value is not wanted.
func (c *hchan) copyOut(to, from unsafe.Pointer) {
	if to != nil {
		memmove(to, from, uintptr(c.elemsize))
	}
}

func (c *hchan) zero(to unsafe.Pointer) {
	if to != nil {
		memclrNoHeapPointers(to, uintptr(c.elemsize))
	}
}

func (q *waitq) enqueue(s *sudog) {
	s.next, s.prev = nil, q.last
	if q.last == nil {
		q.first = s
	} else {
		q.last.next = s
	}
	q.last = s
}

// dequeue takes the first one; of a goroutine in a select, only the first channel to fire gets it.
func (q *waitq) dequeue() *sudog {
	for {
		s := q.first
		if s == nil {
			return nil
		}
		q.remove(s)
		if !s.isSelect || cas(&s.g.selectDone, 0, 1) {
			return s
		}
	}
}

func (q *waitq) remove(s *sudog) {
	if s.prev == nil && s.next == nil && q.first != s {
		return // taken out already
	}
	if s.prev != nil {
		s.prev.next = s.next
	} else {
		q.first = s.next
	}
	if s.next != nil {
		s.next.prev = s.prev
	} else {
		q.last = s.prev
	}
	s.next, s.prev = nil, nil
}

func chansend1(c *hchan, elem unsafe.Pointer) { chansend(c, elem, true) }

// trySend does what can be done at once; the lock is held, and given back before a receiver is woken.
func (c *hchan) trySend(elem unsafe.Pointer) (done bool) {
	if c.closed != 0 {
		unlock(&c.lock)
		panic(plainError("send on closed channel"))
	}
	if s := c.recvq.dequeue(); s != nil {
		c.copyOut(s.elem, elem)
		c.wake(s, true)
		return true
	}
	if c.qcount == c.dataqsiz {
		return false
	}
	c.copyOut(c.slot(c.sendx), elem)
	c.sendx = c.next(c.sendx)
	c.qcount++
	unlock(&c.lock)
	return true
}

func (c *hchan) tryRecv(elem unsafe.Pointer) (done, received bool) {
	if c.closed != 0 && c.qcount == 0 {
		unlock(&c.lock)
		c.zero(elem)
		return true, false
	}
	s := c.sendq.dequeue()
	switch {
	case s != nil && c.dataqsiz == 0:
		c.copyOut(elem, s.elem)
		c.wake(s, true)
		return true, true
	case s != nil:
		// The buffer is full: its first element goes out, the sender's takes its place as the last.
		at := c.slot(c.recvx)
		c.copyOut(elem, at)
		memmove(at, s.elem, uintptr(c.elemsize))
		c.recvx = c.next(c.recvx)
		c.sendx = c.recvx
		c.wake(s, true)
		return true, true
	case c.qcount > 0:
		c.copyOut(elem, c.slot(c.recvx))
		c.recvx = c.next(c.recvx)
		c.qcount--
		unlock(&c.lock)
		return true, true
	}
	return false, false
}

// wake gives the lock back and lets the waiting goroutine run.
func (c *hchan) wake(s *sudog, success bool) {
	gp := s.g
	gp.param = unsafe.Pointer(s)
	s.success = success
	unlock(&c.lock)
	goready(gp)
}

// wait parks the goroutine in q; the lock is held. True: the partner came; false: the channel was closed.
func (c *hchan) wait(q *waitq, elem unsafe.Pointer, reason waitReason) bool {
	gp := getg()
	s := newSudog(gp, c, elem)
	gp.waiting, gp.param = s, nil
	q.enqueue(s)
	gopark(chanCommit, unsafe.Pointer(&c.lock), reason)
	gp = getg()
	gp.waiting, gp.param = nil, nil
	return s.success
}

func newSudog(gp *g, c *hchan, elem unsafe.Pointer) *sudog {
	s := new(sudog)
	s.g, s.c = gp, c
	s.elem = elem
	return s
}

func chansend(c *hchan, elem unsafe.Pointer, block bool) bool {
	if c == nil {
		if block {
			gopark(nil, nil, waitReasonChanSendNilChan)
		}
		return false
	}
	if !block && c.closed == 0 && c.full() {
		return false
	}
	lock(&c.lock)
	switch {
	case c.trySend(elem):
		return true
	case !block:
		unlock(&c.lock)
		return false
	}
	if !c.wait(&c.sendq, elem, waitReasonChanSend) {
		panic(plainError("send on closed channel"))
	}
	return true
}

func (c *hchan) full() bool {
	if c.dataqsiz == 0 {
		return c.recvq.first == nil
	}
	return c.qcount == c.dataqsiz
}

func chanrecv1(c *hchan, elem unsafe.Pointer) { chanrecv(c, elem, true) }

func chanrecv2(c *hchan, elem unsafe.Pointer) bool {
	_, received := chanrecv(c, elem, true)
	return received
}

func chanrecv(c *hchan, elem unsafe.Pointer, block bool) (selected, received bool) {
	if c == nil {
		if block {
			gopark(nil, nil, waitReasonChanReceiveNilChan)
		}
		return false, false
	}
	lock(&c.lock)
	if done, got := c.tryRecv(elem); done {
		return true, got
	}
	if !block {
		unlock(&c.lock)
		return false, false
	}
	return true, c.wait(&c.recvq, elem, waitReasonChanReceive)
}

func closechan(c *hchan) {
	if c == nil {
		panic(plainError("close of nil channel"))
	}
	lock(&c.lock)
	was := c.closed
	c.closed = 1
	if was != 0 {
		unlock(&c.lock)
		panic(plainError("close of closed channel"))
	}
	var woken *sudog
	for s := c.recvq.dequeue(); s != nil; s = c.recvq.dequeue() {
		c.zero(s.elem)
		s.waitlink, woken = woken, s
	}
	for s := c.sendq.dequeue(); s != nil; s = c.sendq.dequeue() {
		s.waitlink, woken = woken, s
	}
	unlock(&c.lock)
	for woken != nil {
		s := woken
		woken = s.waitlink
		s.success = false
		s.g.param = unsafe.Pointer(s)
		goready(s.g)
	}
}

func selectnbsend(c *hchan, elem unsafe.Pointer) bool { return chansend(c, elem, false) }

func selectnbrecv(elem unsafe.Pointer, c *hchan) (selected, received bool) {
	return chanrecv(c, elem, false)
}
