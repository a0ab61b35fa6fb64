// sysmon: a thread without a P that watches all Ps; and the ways to take a P or make its goroutine yield.
package runtime

// Microseconds.
const longestDelay = 10000

const forcePreemptNS = 10 * 1000 * 1000

// sysmon never returns. It sleeps 20 µs a round; after 50 rounds without anything to do, longer and longer, up to 10 ms.
func sysmon() {
	countSystemThread()
	idle := 0
	delay := uint32(0)
	for {
		if idle == 0 {
			delay = 20
		} else if idle > 50 {
			delay *= 2
		}
		if delay > longestDelay {
			delay = longestDelay
		}
		usleep(delay)
		now := nanotime()
		if debug.schedtrace <= 0 && worldSleeps() {
			if deepSleep(now) {
				idle, delay = 0, 20
			}
			now = nanotime()
		}
		sysmonLock()
		if last := sched.lastpoll; netpollinited() && last != 0 && last+10*1000*1000 < now {
			pollForOthers(last, now)
		}
		if retake(now) != 0 {
			idle = 0
		} else {
			idle++
		}
		if debug.schedtrace > 0 && schedtraceLast+int64(debug.schedtrace)*1000000 <= now {
			schedtraceLast = now
			schedtrace(debug.scheddetail > 0)
		}
		sysmonUnlock()
	}
}

func worldSleeps() bool { return sched.gcwaiting != 0 || sched.npidle == uint32(gomaxprocs) }

// deepSleep waits until someone leaves a syscall or starts the world, or until a timer needs a look.
// True: it was woken.
func deepSleep(now int64) bool {
	lock(&sched.lock)
	woken := false
	if worldSleeps() {
		if next := timeSleepUntil(); next > now {
			sched.sysmonwait = 1
			unlock(&sched.lock)
			limit := int64(60 * 1000 * 1000 * 1000)
			if next-now < limit {
				limit = next - now
			}
			woken = notetsleep(&sched.sysmonnote, limit)
			lock(&sched.lock)
			sched.sysmonwait = 0
			noteclear(&sched.sysmonnote)
		}
	}
	unlock(&sched.lock)
	return woken
}

// The network must be looked at every 10 ms, also if all Ps are busy.
func pollForOthers(last, now int64) {
	if !cas64i(&sched.lastpoll, last, now) {
		return
	}
	list := netpoll(0)
	if list.empty() {
		return
	}
	incidlelocked(-1) // as in retake
	injectglist(&list)
	incidlelocked(1)
}

// retake takes Ps out of long syscalls, and asks goroutines that have run for 10 ms to yield. It counts what it took.
func retake(now int64) (taken uint32) {
	lock(&allpLock)
	for i := 0; i < len(allp); i++ {
		pp := allp[i]
		if pp == nil {
			continue
		}
		seen := &pp.sysmontick
		status := pp.status
		overdue := false
		if status == _Prunning || status == _Psyscall && retakePreemptsSyscalls {
			if tick := pp.schedtick; seen.schedtick != tick {
				seen.schedtick, seen.schedwhen = tick, now
			} else if seen.schedwhen+forcePreemptNS <= now {
				preemptone(pp) // finds no M if the P is in a syscall
				overdue = true
			}
		}
		if status != _Psyscall {
			continue
		}
		if tick := pp.syscalltick; !overdue && seen.syscalltick != tick {
			seen.syscalltick, seen.syscallwhen = tick, now // a new syscall: look again in the next round
			continue
		}
		// Without work for it, it stays where it is for 10 ms: the return is cheaper then.
		if runqempty(pp) && sched.nmspinning+sched.npidle > 0 && seen.syscallwhen+forcePreemptNS > now {
			continue
		}
		// One M less that counts as busy while this one moves the P, or checkdead would see a deadlock.
		unlock(&allpLock)
		incidlelocked(-1)
		if cas(&pp.status, _Psyscall, _Pidle) {
			if trace.enabled {
				traceGoSysBlock(pp)
			}
			taken++
			pp.syscalltick++
			handoffp(pp)
		}
		incidlelocked(1)
		lock(&allpLock)
	}
	unlock(&allpLock)
	return taken
}

// checkdead ends the program if nothing can ever run again. sched.lock is held.
func checkdead() {
	if panicking != 0 || sched.deadlocked {
		return
	}
	running := mcount() - sched.nmidle - sched.nmidlelocked - sched.nmsys
	if running > 0 {
		return
	}
	if running < 0 {
		print("runtime: checkdead: nmidle=", sched.nmidle, " nmidlelocked=", sched.nmidlelocked, " mcount=", mcount(), " nmsys=", sched.nmsys, "\n")
		throw("checkdead: inconsistent counts")
	}
	waiting := 0
	for _, gp := range allgs {
		if isSystemGoroutine(gp) {
			continue
		}
		switch gp.atomicstatus &^ _Gscan {
		case _Gwaiting, _Gpreempted:
			waiting++
		case _Grunnable, _Grunning, _Gsyscall:
			print("runtime: checkdead: find g ", gp.goid, " in status ", gp.atomicstatus, "\n")
			throw("checkdead: runnable g")
		}
	}
	if waiting > 0 && timersPending() {
		return
	}
	sched.deadlocked = true
	unlock(&sched.lock)
	getg().m.throwing = -1 // the runtime's own stack is of no interest
	if waiting == 0 {
		fatalDead("no goroutines (main called runtime.Goexit) - deadlock!")
	}
	fatalDead("all goroutines are asleep - deadlock!")
}

// What the program has brought about: only goroutines are shown.
func fatalDead(s string) {
	print("fatal error: ", s, "\n")
	xadd(&panicking, 1)
	tracebackothers(nil)
	exit(2)
}
