package runtime

import "unsafe"

// Channels of tests: one goroutine, so whatever would block is a deadlock.
type hchan struct {
	qcount, dataqsiz uint
	elem             *_type
	buf              unsafe.Pointer
	sendx, recvx     uint
	closed           bool
}

func makechan(t *_type, size int) *hchan {
	c := new(hchan)
	c.dataqsiz = uint(size)
	c.elem = t.elem
	c.buf = mallocgc(t.elem.size * uintptr(size))
	return c
}

func deadlock() { throw("all goroutines are asleep - deadlock!") }

func trySend(c *hchan, elem unsafe.Pointer) bool {
	if c == nil {
		return false
	}
	if c.closed {
		panic(plainError("send on closed channel"))
	}
	if c.qcount == c.dataqsiz {
		return false
	}
	memmove(add(c.buf, uintptr(c.sendx)*c.elem.size), elem, c.elem.size)
	c.sendx = (c.sendx + 1) % c.dataqsiz
	c.qcount++
	return true
}

func tryRecv(c *hchan, elem unsafe.Pointer) (selected, received bool) {
	if c == nil {
		return false, false
	}
	if c.qcount == 0 {
		if !c.closed {
			return false, false
		}
		if elem != nil {
			for i := uintptr(0); i < c.elem.size; i++ {
				*(*byte)(add(elem, i)) = 0
			}
		}
		return true, false
	}
	if elem != nil {
		memmove(elem, add(c.buf, uintptr(c.recvx)*c.elem.size), c.elem.size)
	}
	c.recvx = (c.recvx + 1) % c.dataqsiz
	c.qcount--
	return true, true
}

func chansend1(c *hchan, elem unsafe.Pointer) {
	if !trySend(c, elem) {
		deadlock()
	}
}

func chanrecv1(c *hchan, elem unsafe.Pointer) {
	if ok, _ := tryRecv(c, elem); !ok {
		deadlock()
	}
}

func chanrecv2(c *hchan, elem unsafe.Pointer) bool {
	ok, received := tryRecv(c, elem)
	if !ok {
		deadlock()
	}
	return received
}

func closechan(c *hchan) {
	if c.closed {
		panic(plainError("close of closed channel"))
	}
	c.closed = true
}

func selectnbsend(c *hchan, elem unsafe.Pointer) bool { return trySend(c, elem) }
func selectnbrecv(elem unsafe.Pointer, c *hchan) (selected, received bool) {
	return tryRecv(c, elem)
}

type scase struct {
	c    *hchan
	elem unsafe.Pointer
}

func selectgo(cas0 *scase, order0 *uint16, pc0 *uintptr, nsends, nrecvs int, block bool) (int, bool) {
	cases := unsafe.Slice(cas0, nsends+nrecvs)
	for i := range cases {
		if i < nsends {
			if trySend(cases[i].c, cases[i].elem) {
				return i, false
			}
		} else if ok, received := tryRecv(cases[i].c, cases[i].elem); ok {
			return i, received
		}
	}
	if block {
		deadlock()
	}
	return -1, false
}

func block() { deadlock() }

func newproc(fn *func()) { throw("no goroutines here") }
