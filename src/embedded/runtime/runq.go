// Queues of runnable goroutines: one per P, and the global one.
package runtime

const runqSize = 256

// runqput: with next, gp becomes the one to run next, and who was that goes to the queue's end. Only the P's owner adds.
func runqput(pp *p, gp *g, next bool) {
	if next {
		for {
			kicked := pp.runnext
			if !pp.runnext.cas(kicked, guintptr(gAddr(gp))) {
				continue
			}
			if kicked == 0 {
				return
			}
			gp = kicked.ptr()
			break
		}
	}
	for {
		tail := pp.runqtail
		if tail-pp.runqhead < runqSize {
			pp.runq[tail%runqSize].set(gp)
			pp.runqtail = tail + 1
			return
		}
		if runqputslow(pp, gp, pp.runqhead, tail) {
			return
		}
	}
}

// runqputslow moves half of a full queue, and gp, to the global one.
func runqputslow(pp *p, gp *g, head, tail uint32) bool {
	half := (tail - head) / 2
	var batch gQueue
	for i := uint32(0); i < half; i++ {
		one := pp.runq[(head+i)%runqSize].ptr()
		one.schedlink = 0
		batch.append(one)
	}
	if !cas(&pp.runqhead, head, head+half) {
		return false // thieves were here
	}
	batch.append(gp)
	lock(&sched.lock)
	globrunqputbatch(&batch, int32(half+1))
	unlock(&sched.lock)
	return true
}

// runqget takes the next goroutine; inheritTime: it goes on with the time slice of the one before.
func runqget(pp *p) (gp *g, inheritTime bool) {
	if next := pp.runnext; next != 0 && pp.runnext.cas(next, 0) {
		return next.ptr(), true
	}
	for {
		head := pp.runqhead
		if head == pp.runqtail {
			return nil, false
		}
		gp = pp.runq[head%runqSize].ptr()
		if cas(&pp.runqhead, head, head+1) {
			return gp, false
		}
	}
}

// runqempty looks at a P that is not ours: head, tail and runnext must belong together.
func runqempty(pp *p) bool {
	for {
		head, tail, next := pp.runqhead, pp.runqtail, pp.runnext
		if tail == pp.runqtail {
			return head == tail && next == 0
		}
	}
}

// runqgrab copies half of victim's queue into batch from batchHead on.
func runqgrab(victim *p, batch *[256]guintptr, batchHead uint32, stealRunNextG bool) uint32 {
	for {
		head, tail := victim.runqhead, victim.runqtail
		n := tail - head
		n -= n / 2
		if n > runqSize/2 {
			continue // head and tail did not belong together
		}
		if n == 0 {
			return grabNext(victim, batch, batchHead, stealRunNextG)
		}
		for i := uint32(0); i < n; i++ {
			batch[(batchHead+i)%runqSize] = victim.runq[(head+i)%runqSize]
		}
		if cas(&victim.runqhead, head, head+n) {
			return n
		}
	}
}

// The runnext of a running P is left to it for a moment: it is probably about to run.
func grabNext(victim *p, batch *[256]guintptr, batchHead uint32, allowed bool) uint32 {
	if !allowed {
		return 0
	}
	next := victim.runnext
	if next == 0 {
		return 0
	}
	if victim.status == _Prunning {
		usleep(3)
	}
	if !victim.runnext.cas(next, 0) {
		return 0
	}
	batch[batchHead%runqSize] = next
	return 1
}

// runqsteal moves half of victim's queue to pp, and returns one of them.
func runqsteal(pp, victim *p, stealRunNextG bool) *g {
	tail := pp.runqtail
	n := runqgrab(victim, &pp.runq, tail, stealRunNextG)
	if n == 0 {
		return nil
	}
	n--
	gp := pp.runq[(tail+n)%runqSize].ptr()
	pp.runqtail = tail + n
	return gp
}

func (q *gQueue) empty() bool { return q.head == 0 }

func (q *gQueue) append(gp *g) {
	gp.schedlink = 0
	if q.tail == 0 {
		q.head.set(gp)
	} else {
		q.tail.ptr().schedlink.set(gp)
	}
	q.tail.set(gp)
}

func (q *gQueue) prepend(gp *g) {
	if q.tail == 0 {
		q.tail.set(gp)
	}
	gp.schedlink = q.head
	q.head.set(gp)
}

func (q *gQueue) pop() *g {
	first := q.head.ptr()
	if first == nil {
		return nil
	}
	if q.head = first.schedlink; q.head == 0 {
		q.tail = 0
	}
	return first
}

// The global queue; sched.lock is held.
func globrunqput(gp *g) {
	sched.runq.append(gp)
	sched.runqsize++
}

func globrunqputhead(gp *g) {
	sched.runq.prepend(gp)
	sched.runqsize++
}

func globrunqputbatch(batch *gQueue, n int32) {
	if sched.runq.tail == 0 {
		sched.runq = *batch
	} else if !batch.empty() {
		sched.runq.tail.ptr().schedlink = batch.head
		sched.runq.tail = batch.tail
	}
	sched.runqsize += n
	*batch = gQueue{}
}

// globrunqget takes one, and brings this P's share of the rest (at most max) to its own queue.
func globrunqget(pp *p, max int32) *g {
	there := sched.runqsize
	if there == 0 {
		return nil
	}
	n := atMost(there/gomaxprocs+1, there)
	if max > 0 {
		n = atMost(n, max)
	}
	n = atMost(n, runqSize/2)
	sched.runqsize = there - n
	first := sched.runq.pop()
	for n--; n > 0; n-- {
		runqput(pp, sched.runq.pop(), false)
	}
	return first
}

func atMost(n, limit int32) int32 {
	if n > limit {
		return limit
	}
	return n
}

// injectglist makes a list of waiting goroutines runnable: first for idle Ps, then for this one.
func injectglist(list *gQueue) {
	if list.empty() {
		return
	}
	var all gQueue
	n := 0
	for gp := list.pop(); gp != nil; gp = list.pop() {
		casgstatus(gp, _Gwaiting, _Grunnable)
		all.append(gp)
		n++
	}
	pp := getg().m.p.ptr()
	idle := n
	if pp != nil && int(sched.npidle) < n {
		idle = int(sched.npidle)
	}
	var global gQueue
	moved := 0
	for ; moved < idle; moved++ {
		global.append(all.pop())
	}
	if moved > 0 {
		lock(&sched.lock)
		globrunqputbatch(&global, int32(moved))
		unlock(&sched.lock)
		for i := 0; i < moved && sched.npidle != 0; i++ {
			startm(nil, false)
		}
	}
	for gp := all.pop(); gp != nil; gp = all.pop() {
		runqput(pp, gp, false)
	}
}
