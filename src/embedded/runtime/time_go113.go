//go:build !go1.14

// Timers, kept by goroutines of the runtime: each sleeps in the kernel until its first timer is due.
package runtime

import "unsafe"

// The Ps have no timers.
const timersOnPs = false

// A timer calls f(arg, seq) once when has come, and every period from then on.
type timer struct {
	tb     *timersBucket
	i      int
	when   int64
	period int64
	f      func(arg interface{}, seq uintptr)
	arg    interface{}
	seq    uintptr
}

const timersLen = 64

// Timers of the Ps with one number modulo timersLen.
type timersBucket struct {
	lock                             mutex
	gp                               *g
	created, sleeping, rescheduling  bool
	sleepUntil                       int64
	waitnote                         note
	t                                []*timer
}

var timers [timersLen]timersBucket

func addtimer(t *timer) {
	tb := &timers[uint32(getg().m.p.ptr().id)%timersLen]
	lock(&tb.lock)
	t.tb = tb
	t.i = len(tb.t)
	tb.t = append(tb.t, t)
	siftUp(tb, t.i)
	if t.i == 0 {
		wakeBucket(tb, t.when)
	}
	if !tb.created {
		tb.created = true
		go timerproc(tb)
	}
	unlock(&tb.lock)
}

// The first timer has changed: whoever sleeps for the old one must look again.
func wakeBucket(tb *timersBucket, when int64) {
	if tb.sleeping && tb.sleepUntil > when {
		tb.sleeping = false
		notewakeup(&tb.waitnote)
	}
	if tb.rescheduling {
		tb.rescheduling = false
		goready(tb.gp)
	}
}

func deltimer(t *timer) bool {
	tb := t.tb
	if tb == nil {
		return false
	}
	lock(&tb.lock)
	was := t.i >= 0 && t.i < len(tb.t) && tb.t[t.i] == t
	if was {
		takeOut(tb, t)
	}
	unlock(&tb.lock)
	return was
}

func time_resetTimer(t *timer, when, period int64) bool {
	was := deltimer(t)
	t.when, t.period = when, period
	addtimer(t)
	return was
}

func takeOut(tb *timersBucket, t *timer) {
	i, last := t.i, len(tb.t)-1
	moved := tb.t[last]
	tb.t = tb.t[:last]
	if i != last {
		tb.t[i] = moved
		moved.i = i
		siftUp(tb, i)
		siftDown(tb, moved.i)
	}
	t.i = -1
}

func swapTimers(tb *timersBucket, i, j int) {
	a, b := tb.t[i], tb.t[j]
	tb.t[i], tb.t[j] = b, a
	a.i, b.i = j, i
}

func siftUp(tb *timersBucket, i int) {
	for i > 0 && tb.t[(i-1)/2].when > tb.t[i].when {
		swapTimers(tb, i, (i-1)/2)
		i = (i - 1) / 2
	}
}

func siftDown(tb *timersBucket, i int) {
	for {
		down := 2*i + 1
		if down >= len(tb.t) {
			return
		}
		if down+1 < len(tb.t) && tb.t[down+1].when < tb.t[down].when {
			down++
		}
		if tb.t[i].when <= tb.t[down].when {
			return
		}
		swapTimers(tb, i, down)
		i = down
	}
}

// timerproc runs the timers of a bucket, and sleeps between them: a syscall that blocks, so its P goes to others.
func timerproc(tb *timersBucket) {
	tb.gp = getg()
	for {
		lock(&tb.lock)
		tb.sleeping = false
		delta := int64(-1)
		for len(tb.t) > 0 {
			t := tb.t[0]
			now := nanotime()
			if delta = t.when - now; delta > 0 {
				break
			}
			takeOut(tb, t)
			if t.period > 0 {
				t.when += t.period * (1 - delta/t.period)
				t.i = len(tb.t)
				tb.t = append(tb.t, t)
				siftUp(tb, t.i)
			}
			f, arg, seq := t.f, t.arg, t.seq
			unlock(&tb.lock)
			f(arg, seq)
			lock(&tb.lock)
			delta = -1
		}
		if delta < 0 {
			tb.rescheduling = true
			goparkunlock(&tb.lock, waitReasonTimerGoroutineIdle)
			continue
		}
		tb.sleeping = true
		tb.sleepUntil = nanotime() + delta
		noteclear(&tb.waitnote)
		unlock(&tb.lock)
		notetsleepg(&tb.waitnote, delta)
	}
}

// Timers belong to goroutines, so nobody calls these.
func checkTimers(pp *p, now int64) (rnow, pollUntil int64) { return now, 0 }
func moveTimers(to, from *p)                               {}
func wakeNetPoller(when int64)                             {}

func timeSleepUntil() int64 {
	next := int64(1<<63 - 1)
	for i := range timers {
		if tb := &timers[i]; tb.sleeping && tb.sleepUntil < next {
			next = tb.sleepUntil
		}
	}
	return next
}

// The sleeping timer goroutine's M counts as busy, so checkdead does not get here.
func timersPending() bool { return false }

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
	tb := &timers[uint32(gp.m.p.ptr().id)%timersLen]
	if !tb.created {
		// Its first timer: the goroutine that runs them must exist before this one sleeps.
		tb.created = true
		go timerproc(tb)
	}
	gopark(startSleeping, unsafe.Pointer(t), waitReasonSleep)
}

// The timer starts only when the goroutine sleeps: it must not be woken before.
func startSleeping(gp *g, t unsafe.Pointer) bool {
	addtimer((*timer)(t))
	return true
}

func goroutineReady(arg interface{}, seq uintptr) { goready(arg.(*g)) }
