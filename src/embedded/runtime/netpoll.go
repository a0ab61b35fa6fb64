// Waiting for descriptors, by epoll.
package runtime

import "unsafe"

const (
	pdReady = 1
	pdWait  = 2
	// other values of rg and wg: the waiting g
)

const (
	epollIn, epollOut, epollErr, epollHup, epollRdHup = 1, 4, 8, 0x10, 0x2000
	epollET                                           = 1 << 31
)

// A descriptor that the poller watches.
type pollDesc struct {
	fd      uintptr
	rg, wg  uintptr
	closing bool
	lock    mutex
}

type epollevent struct {
	events uint32
	lo, hi uint32 // address of the pollDesc; the structure is packed
}

var (
	epfd                       int32 = -1
	netpollOnce                mutex
	netpollReady               bool
	netpollWaiters             uint32
	netpollBreakRd, netpollBreakWr int32
	netpollWakeSig             uint32
)

func netpollinited() bool { return netpollReady }

// startNetpoll makes the poller when it is first wanted.
func startNetpoll() {
	lock(&netpollOnce)
	if !netpollReady {
		netpollinit()
		netpollReady = true
	}
	unlock(&netpollOnce)
}

// The poller and a pipe that ends its wait.
func netpollinit() {
	epfd = int32(sys6(291, 0x80000, 0, 0, 0, 0, 0))
	if epfd < 0 {
		throw("runtime: netpollinit failed")
	}
	var fds [2]int32
	if r := sys6(293, uintptr(unsafe.Pointer(&fds)), 0x80800, 0, 0, 0, 0); r != 0 {
		throw("runtime: netpollinit failed")
	}
	netpollBreakRd, netpollBreakWr = fds[0], fds[1]
	epollAdd(uintptr(fds[0]), epollIn, uintptr(unsafe.Pointer(&netpollBreakRd)))
}

func epollAdd(fd uintptr, events uint32, data uintptr) int {
	ev := epollevent{events, uint32(data), uint32(data >> 32)}
	return int(sys6(233, uintptr(epfd), 1, fd, uintptr(unsafe.Pointer(&ev)), 0, 0))
}

// netpollBreak ends the wait of the M that is in netpoll.
func netpollBreak() {
	if !cas(&netpollWakeSig, 0, 1) {
		return
	}
	var b byte
	write1(uintptr(netpollBreakWr), unsafe.Pointer(&b), 1)
}

// netpoll: goroutines whose descriptors are ready. delay below 0: wait; 0: do not; else nanoseconds to wait at most.
func netpoll(delay int64) gQueue {
	var list gQueue
	if epfd == -1 {
		return list
	}
	ms := int64(-1)
	if delay >= 0 {
		ms = delay / 1000000
		if delay > 0 && ms == 0 {
			ms = 1
		}
		if ms > 1000000000 {
			ms = 1000000000
		}
	}
	var events [64]epollevent
	var n int
	for {
		n = int(sys6(281, uintptr(epfd), uintptr(unsafe.Pointer(&events)), 64, uintptr(ms), 0, 0))
		if n >= 0 {
			break
		}
		if n != -4 || ms > 0 { // EINTR: with a time limit, look at the time again
			return list
		}
	}
	for i := 0; i < n; i++ {
		ev := &events[i]
		data := uintptr(ev.lo) | uintptr(ev.hi)<<32
		if data == uintptr(unsafe.Pointer(&netpollBreakRd)) {
			if delay != 0 {
				// Only who waits takes the call away.
				var sink [16]byte
				sys6(0, uintptr(netpollBreakRd), uintptr(unsafe.Pointer(&sink)), 16, 0, 0, 0)
				netpollWakeSig = 0
			}
			continue
		}
		pd := (*pollDesc)(unsafe.Pointer(data))
		if ev.events&(epollIn|epollRdHup|epollHup|epollErr) != 0 {
			netpollunblock(&pd.rg, pdReady, &list)
		}
		if ev.events&(epollOut|epollHup|epollErr) != 0 {
			netpollunblock(&pd.wg, pdReady, &list)
		}
	}
	return list
}

func netpollunblock(slot *uintptr, to uintptr, list *gQueue) {
	for {
		old := *slot
		if old == pdReady || old == 0 && to == 0 {
			return
		}
		if casuintptr(slot, old, to) {
			if old > pdWait {
				xadd(&netpollWaiters, -1)
				list.append((*g)(unsafe.Pointer(old)))
			}
			return
		}
	}
}

func (pd *pollDesc) slotOf(mode int) *uintptr {
	if mode == 'w' {
		return &pd.wg
	}
	return &pd.rg
}

// poll_open registers fd. errno: 0, or why it cannot be polled.
func poll_open(fd uintptr) (pd *pollDesc, errno int) {
	startNetpoll()
	pd = new(pollDesc)
	pd.fd = fd
	if r := epollAdd(fd, epollIn|epollOut|epollRdHup|epollET, uintptr(unsafe.Pointer(pd))); r < 0 {
		return nil, -r
	}
	return pd, 0
}

// poll_wait sleeps until fd is ready for mode ('r' or 'w'); false: it is being closed.
func poll_wait(pd *pollDesc, mode int) bool {
	slot := pd.slotOf(mode)
	for !pd.closing {
		if casuintptr(slot, pdReady, 0) {
			return true
		}
		if casuintptr(slot, 0, pdWait) {
			gopark(netpollblockcommit, unsafe.Pointer(slot), waitReasonIOWait)
			if xchg64((*uint64)(unsafe.Pointer(slot)), 0) == pdReady {
				return true
			}
		} else if *slot > pdReady {
			throw("runtime: double wait")
		}
	}
	return false
}

func netpollblockcommit(gp *g, slot unsafe.Pointer) bool {
	if casuintptr((*uintptr)(slot), pdWait, gAddr(gp)) {
		xadd(&netpollWaiters, 1)
		return true
	}
	return false
}

func poll_reset(pd *pollDesc, mode int) { *pd.slotOf(mode) = 0 }

// poll_close wakes who waits, and forgets the descriptor.
func poll_close(pd *pollDesc) {
	pd.closing = true
	var list gQueue
	netpollunblock(&pd.rg, 0, &list)
	netpollunblock(&pd.wg, 0, &list)
	for gp := list.pop(); gp != nil; gp = list.pop() {
		goready(gp)
	}
	var ev epollevent
	sys6(233, uintptr(epfd), 2, pd.fd, uintptr(unsafe.Pointer(&ev)), 0, 0)
}
