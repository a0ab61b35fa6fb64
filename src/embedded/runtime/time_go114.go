//go:build go1.14

// Timers, kept by the Ps: a heap on each, run by whoever schedules there.
package runtime

import "unsafe"

const timersOnPs = true

// A timer calls f(arg, seq) once when has come, and every period from then on.
type timer struct {
	pp     *p // whose heap it is in; nil: in none
	when   int64
	period int64
	f      func(arg interface{}, seq uintptr)
	arg    interface{}
	seq    uintptr
	index  int
}

// addtimer starts t on this P.
func addtimer(t *timer) {
	mp := acquirem()
	pp := mp.p.ptr()
	if !netpollinited() {
		netpollGenericInit() // who waits for the timer will wait in there
	}
	lock(&pp.timersLock)
	heapAdd(pp, t)
	first := pp.timers[0] == t
	unlock(&pp.timersLock)
	when := t.when
	releasem(mp)
	if first {
		wakeNetPoller(when)
	}
}

func netpollGenericInit() { startNetpoll() }

// deltimer: true if it was waiting.
func deltimer(t *timer) bool {
	for {
		pp := t.pp
		if pp == nil {
			return false
		}
		lock(&pp.timersLock)
		if t.pp == pp {
			heapRemove(pp, t)
			unlock(&pp.timersLock)
			return true
		}
		unlock(&pp.timersLock)
	}
}

func resettimer(t *timer, when int64) bool {
	was := deltimer(t)
	t.when = when
	addtimer(t)
	return was
}

func heapAdd(pp *p, t *timer) {
	t.pp, t.index = pp, len(pp.timers)
	pp.timers = append(pp.timers, t)
	heapUp(pp, t.index)
	heapChanged(pp)
}

func heapRemove(pp *p, t *timer) {
	i, last := t.index, len(pp.timers)-1
	moved := pp.timers[last]
	pp.timers = pp.timers[:last]
	if i != last {
		pp.timers[i] = moved
		moved.index = i
		heapUp(pp, i)
		heapDown(pp, moved.index)
	}
	t.pp = nil
	heapChanged(pp)
}

func heapChanged(pp *p) {
	pp.numTimers = uint32(len(pp.timers))
	pp.timer0When = 0
	if len(pp.timers) > 0 {
		pp.timer0When = pp.timers[0].when
	}
}

func heapSwap(pp *p, i, j int) {
	a, b := pp.timers[i], pp.timers[j]
	pp.timers[i], pp.timers[j] = b, a
	a.index, b.index = j, i
}

func heapUp(pp *p, i int) {
	for i > 0 {
		up := (i - 1) / 2
		if pp.timers[up].when <= pp.timers[i].when {
			return
		}
		heapSwap(pp, i, up)
		i = up
	}
}

func heapDown(pp *p, i int) {
	for {
		down := 2*i + 1
		if down >= len(pp.timers) {
			return
		}
		if down+1 < len(pp.timers) && pp.timers[down+1].when < pp.timers[down].when {
			down++
		}
		if pp.timers[i].when <= pp.timers[down].when {
			return
		}
		heapSwap(pp, i, down)
		i = down
	}
}

// checkTimers runs what is due on pp. It returns the time (if it had to ask) and when the next timer is due (0: none).
func checkTimers(pp *p, now int64) (rnow, pollUntil int64) {
	if pp.timer0When == 0 {
		return now, 0
	}
	if now == 0 {
		now = nanotime()
	}
	if now < pp.timer0When {
		return now, pp.timer0When
	}
	lock(&pp.timersLock)
	for len(pp.timers) > 0 && pp.timers[0].when <= now {
		runOneTimer(pp, pp.timers[0], now)
	}
	pollUntil = pp.timer0When
	unlock(&pp.timersLock)
	return now, pollUntil
}

func runOneTimer(pp *p, t *timer, now int64) {
	heapRemove(pp, t)
	if t.period > 0 {
		t.when += t.period * (1 + (now-t.when)/t.period)
		heapAdd(pp, t)
	}
	f, arg, seq := t.f, t.arg, t.seq
	unlock(&pp.timersLock)
	f(arg, seq)
	lock(&pp.timersLock)
}

// moveTimers: from a P that goes away. The world is stopped.
func moveTimers(to, from *p) {
	for len(from.timers) > 0 {
		t := from.timers[0]
		heapRemove(from, t)
		heapAdd(to, t)
	}
}

func timeSleepUntil() int64 {
	next := int64(1<<63 - 1)
	for _, pp := range allp {
		if pp != nil && pp.timer0When != 0 && pp.timer0When < next {
			next = pp.timer0When
		}
	}
	return next
}

func timersPending() bool { return timeSleepUntil() != 1<<63-1 }

// timeSleep puts the goroutine to sleep for ns nanoseconds.
func timeSleep(ns int64) {
	if ns <= 0 {
		return
	}
	gp := getg()
	if gp.timer == nil {
		gp.timer = new(timer)
	}
	t := gp.timer
	t.f, t.arg = goroutineReady, gp
	t.when = nanotime() + ns
	gopark(resetForSleep, unsafe.Pointer(t), waitReasonSleep)
}

// The timer starts only when the goroutine sleeps: it must not be woken before.
func resetForSleep(gp *g, t unsafe.Pointer) bool {
	addtimer((*timer)(t))
	return true
}

func goroutineReady(arg interface{}, seq uintptr) { goready(arg.(*g)) }

// wakeNetPoller: a timer is due at when; whoever waits in the kernel must know.
func wakeNetPoller(when int64) {
	if sched.lastpoll == 0 {
		if until := sched.pollUntil; until == 0 || until > when {
			netpollBreak()
		}
		return
	}
	wakep()
}

func time_resetTimer(t *timer, when, period int64) bool {
	was := deltimer(t)
	t.period = period
	resettimer(t, when)
	return was
}
