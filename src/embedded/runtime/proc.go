// The life of goroutines: start, parking, waking, yielding, end.
package runtime

import "unsafe"

// schedinit makes the Ps. The main goroutine does not exist yet.
func schedinit() {
	sched.maxmcount = 10000
	sched.lastpoll = nanotime()
	readauxv()
	mcommoninit(&m0, -1)
	m0.mallocing = 0
	goargs()
	parsedebugvars()
	minitSignalMask(&m0)
	procs := ncpu
	if n, ok := atoi(gogetenv("GOMAXPROCS")); ok && n > 0 {
		procs = n
	}
	if procresize(procs) != nil {
		throw("unknown runnable goroutine during bootstrap")
	}
}

// main is the first goroutine.
func main() {
	mainStarted = true
	systemstack(func() { newm(sysmon, nil, -1) })
	// init functions see the thread that the process began with.
	lockOSThread()
	if getg().m != &m0 {
		throw("runtime.main not on m0")
	}
	runtimeInitTime = nanotime()
	starttime = runtimeInitTime
	runtime_init()
	startHelpers()
	gcenable()
	main_init()
	unlockOSThread()
	main_main()
	// A panic in another goroutine gets its chance to print.
	for i := 0; i < 1000 && runningPanicDefers != 0; i++ {
		Gosched()
	}
	if panicking != 0 {
		gopark(nil, nil, 8)
	}
	exit(0)
}

// The collector's goroutines are there, and wait for ever: there is no collector.
func gcenable() {
	started := make(chan int, 2)
	go bgsweep(started)
	n := 1
	if hasScavenger {
		go bgscavenge(started)
		n = 2
	}
	for ; n > 0; n-- {
		<-started
	}
}

func startHelpers() { go forcegchelper() }

func forcegchelper() {
	for {
		gopark(nil, nil, waitReasonForceGCIdle)
	}
}

func bgsweep(started chan int) {
	started <- 1
	for {
		gopark(nil, nil, waitReasonGCSweepWait)
	}
}

func bgscavenge(started chan int) {
	started <- 1
	for {
		gopark(nil, nil, waitReasonGCScavengeWait)
	}
}

// casgstatus changes a status that must be old now; it waits while the scan bit is set.
//
//go:nosplit
func casgstatus(gp *g, old, new uint32) {
	for spins := 0; !cas(&gp.atomicstatus, old, new); spins++ {
		now := gp.atomicstatus
		if now != old && now != old|_Gscan {
			badStatus(gp, old, new)
		}
		if spins > 20 {
			osyield()
		}
	}
}

//go:nosplit
func badStatus(gp *g, old, new uint32) {
	systemstack(func() {
		print("runtime: casgstatus goroutine ", gp.goid, " status ", hex(gp.atomicstatus), ", wanted ", old, " -> ", new, "\n")
		throw("casgstatus: bad incoming values")
	})
}

//go:nosplit
func readgstatus(gp *g) uint32 { return gp.atomicstatus }

// newproc is what a go statement calls.
func newproc(fn *funcval) {
	gp, pc := getg(), getcallerpc()
	systemstack(func() {
		fresh := newproc1(fn, gp, pc)
		runqput(getg().m.p.ptr(), fresh, true)
		if mainStarted {
			wakeForNew()
		}
	})
}

// newproc1 makes a runnable goroutine that will call fn and then return into goexit.
func newproc1(fn *funcval, parent *g, callerpc uintptr) *g {
	if fn == nil {
		getg().m.throwing = -1
		fatal("go of nil func value")
	}
	mp := acquirem()
	pp := mp.p.ptr()
	gp := gfget(pp)
	if gp == nil {
		gp = malg(_StackMin)
		casgstatus(gp, _Gidle, _Gdead)
		allgadd(gp)
	}
	top := gp.stack.hi - 32
	*(*uintptr)(unsafe.Pointer(top - 8)) = funcPC(goexit) + 1 // behind its first instruction, so that lookups of pc-1 find it
	gp.sched = gobuf{sp: top - 8, pc: fn.fn, ctxt: unsafe.Pointer(fn)}
	gp.sched.g.set(gp)
	gp.gopc, gp.startpc = callerpc, fn.fn
	if isSystemGoroutine(gp) {
		xadd(&sched.ngsys, 1)
	}
	gp.goid = int64(xadd64(&sched.goidgen, 1))
	casgstatus(gp, _Gdead, _Grunnable)
	releasem(mp)
	return gp
}

// malg makes a g with a stack.
func malg(size uintptr) *g {
	gp := new(g)
	systemstack(func() { gp.stack = stackalloc(size) })
	gp.stackguard0 = gp.stack.lo + _StackGuard
	gp.stackguard1 = ^uintptr(0)
	return gp
}

func allgadd(gp *g) {
	lock(&allglock)
	allgs = append(allgs, gp)
	unlock(&allglock)
}

// Dead goroutines wait on their P to be used again, stack and all.
func gfget(pp *p) *g {
	gp := pp.gFree
	if gp != nil {
		pp.gFree = gp.schedlink.ptr()
		gp.schedlink = 0
		gp.stackguard0 = gp.stack.lo + _StackGuard
	}
	return gp
}

func gfput(pp *p, gp *g) {
	if gp.stack.hi-gp.stack.lo != _StackMin {
		stackfree(gp.stack)
		gp.stack = stackalloc(_StackMin)
	}
	gp.schedlink.set(pp.gFree)
	pp.gFree = gp
}

// dropg separates the M from its goroutine.
func dropg() {
	mp := getg().m
	mp.curg.m = nil
	mp.curg = nil
}

// gopark puts the goroutine to sleep; unlockf runs on g0 once it sleeps, and false from it means: go on at once.
func gopark(unlockf func(*g, unsafe.Pointer) bool, lock unsafe.Pointer, reason waitReason) {
	mp := acquirem()
	gp := mp.curg
	if status := readgstatus(gp); status != _Grunning && status != _Gscan|_Grunning {
		throw("gopark: bad g status")
	}
	mp.waitunlockf, mp.waitlock = unlockf, lock
	gp.waitreason = reason
	releasem(mp)
	mcall(park_m)
}

func park_m(gp *g) {
	mp := getg().m
	casgstatus(gp, _Grunning, _Gwaiting)
	dropg()
	unlockf, held := mp.waitunlockf, mp.waitlock
	mp.waitunlockf, mp.waitlock = nil, nil
	if unlockf != nil && !unlockf(gp, held) {
		casgstatus(gp, _Gwaiting, _Grunnable)
		execute(gp, true)
	}
	schedule()
}

func parkunlock_c(gp *g, l unsafe.Pointer) bool {
	unlock((*mutex)(l))
	return true
}

func goparkunlock(l *mutex, reason waitReason) { gopark(parkunlock_c, unsafe.Pointer(l), reason) }

// goready makes a waiting goroutine runnable, as the next one of this P.
func goready(gp *g) {
	systemstack(func() { ready(gp, true) })
}

func ready(gp *g, next bool) {
	mp := acquirem()
	if readgstatus(gp)&^_Gscan != _Gwaiting {
		throw("bad g->status in ready")
	}
	casgstatus(gp, _Gwaiting, _Grunnable)
	runqput(mp.p.ptr(), gp, next)
	wakeForReady()
	releasem(mp)
}

// Gosched lets others run.
func Gosched() { mcall(gosched_m) }

func gosched_m(gp *g) { goschedImpl(gp) }

func goschedImpl(gp *g) {
	casgstatus(gp, _Grunning, _Grunnable)
	dropg()
	queue := &sched
	lock(&queue.lock)
	globrunqput(gp)
	unlock(&queue.lock)
	schedule()
}

// gopreempt_m is goschedImpl for one that did not ask for it.
func gopreempt_m(gp *g) { goschedImpl(gp) }

// Goroutines return into goexit, which calls goexit1.
func goexit1() { mcall(goexit0) }

func goexit0(gp *g) {
	mp := getg().m
	pp := mp.p.ptr()
	casgstatus(gp, _Grunning, _Gdead)
	if isSystemGoroutine(gp) {
		xadd(&sched.ngsys, -1)
	}
	locked := gp.lockedm != 0
	gp.m, gp.lockedm, mp.lockedg = nil, 0, 0
	gp.preemptStop, gp.paniconfault, gp.preempt = false, false, false
	gp._defer, gp._panic, gp.param, gp.waiting, gp.timer = nil, nil, nil, nil, nil
	gp.waitreason = 0
	dropgDead(mp)
	gfput(pp, gp)
	if locked && mp.lockedExt > 0 {
		// The thread may have been changed in ways that others must not see: it ends with its goroutine.
		mp.lockedExt, mp.lockedInt = 0, 0
		if mp != &m0 {
			mexit()
		}
	}
	mp.lockedExt = 0
	schedule()
}

func dropgDead(mp *m) { mp.curg = nil }

// LockOSThread ties the goroutine to this M until UnlockOSThread has been called as often.
func LockOSThread() {
	if newmHandoff.haveTemplateThread == 0 {
		startTemplateThread()
	}
	mp := getg().m
	mp.lockedExt++
	dolockOSThread()
}

// lockOSThread is for the runtime itself.
//
//go:nosplit
func lockOSThread() {
	mp := getg().m
	mp.lockedInt++
	dolockOSThread()
}

//go:nosplit
func dolockOSThread() {
	gp := getg()
	gp.m.lockedg.set(gp)
	gp.lockedm.set(gp.m)
}

// UnlockOSThread takes back one LockOSThread.
func UnlockOSThread() {
	mp := getg().m
	if mp.lockedExt == 0 {
		return
	}
	mp.lockedExt--
	dounlockOSThread()
}

//go:nosplit
func unlockOSThread() {
	mp := getg().m
	if mp.lockedInt == 0 {
		throw("runtime: internal error: misuse of lockOSThread/unlockOSThread")
	}
	mp.lockedInt--
	dounlockOSThread()
}

//go:nosplit
func dounlockOSThread() {
	gp := getg()
	if gp.m.lockedInt == 0 && gp.m.lockedExt == 0 {
		gp.m.lockedg, gp.lockedm = 0, 0
	}
}

// GOMAXPROCS sets the number of Ps (if n > 0) and returns what it was.
func GOMAXPROCS(n int) int {
	old := int(gomaxprocs)
	if n <= 0 || n == old {
		return old
	}
	stopTheWorld("GOMAXPROCS")
	newprocs = int32(n)
	startTheWorld()
	return old
}

// NumCPU counts the processors of the machine.
func NumCPU() int { return int(ncpu) }

// NumGoroutine counts goroutines, the runtime's own left out.
func NumGoroutine() int {
	n := 0
	lock(&allglock)
	for _, gp := range allgs {
		if s := gp.atomicstatus &^ _Gscan; s != _Gdead && s != _Gidle && !isSystemGoroutine(gp) {
			n++
		}
	}
	unlock(&allglock)
	return n
}

// One collection after the other.
var gcsema uint32 = 1

// GC goes through a collection's steps in which the scheduler has a part, and collects nothing: the world stops, the goroutines
// stop one by one (from 1.14 on), every P comes to a safe point, the world stops again.
func GC() {
	semacquire(&gcsema)
	stopTheWorld("GC sweep termination")
	startTheWorld()
	Gosched() // the others go on while one of them marks
	markroots()
	semacquire(&worldsema)
	systemstack(func() { forEachP(func(pp *p) {}) })
	semrelease(&worldsema)
	stopTheWorld("GC mark termination")
	startTheWorld()
	semrelease(&gcsema)
}

// KeepAlive has nothing to do without a collector.
func KeepAlive(x interface{}) {}

// SetFinalizer has nothing to do without a collector.
func SetFinalizer(obj, finalizer interface{}) {}

// Caller tells where the calling function, or the skip-th above it, stands.
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	at, sp := getcallerpc(), getcallersp()
	for ; skip > 0; skip-- {
		f := findfunc(at - 1)
		if f == nil || f.flags&flagTop != 0 {
			return 0, "", 0, false
		}
		delta, _ := pcdelta(f, at-1)
		at = *(*uintptr)(unsafe.Pointer(sp + uintptr(delta)))
		sp += uintptr(delta) + 8
	}
	f := findfunc(at - 1)
	if f == nil {
		return 0, "", 0, false
	}
	return at, f.file, int(funcline(f, at-1)), true
}
