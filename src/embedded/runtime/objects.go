// The three kinds of objects that scheduling is about, and what they consist of.
package runtime

import "unsafe"

// Statuses of a goroutine (g.atomicstatus).
const (
	_Gidle      = 0
	_Grunnable  = 1 // in a run queue
	_Grunning   = 2 // on an M that has a P
	_Gsyscall   = 3 // on an M, in the kernel
	_Gwaiting   = 4 // parked: in no run queue
	_Gdead      = 6 // never started, or finished
	_Gcopystack = 8 // its stack is being moved
	_Gpreempted = 9 // stopped itself for suspendG (1.14+)
	_Gscan      = 0x1000
)

// Statuses of a processor (p.status).
const (
	_Pidle    = 0
	_Prunning = 1
	_Psyscall = 2 // its M is in the kernel; whoever swaps the status away owns it
	_Pgcstop  = 3 // stopped for the world's stop
	_Pdead    = 4
)

// Pointers as numbers, as upstream has them so that its collector does not follow them.
type guintptr uintptr
type puintptr uintptr
type muintptr uintptr

//go:nosplit
func (x guintptr) ptr() *g { return (*g)(unsafe.Pointer(x)) }

//go:nosplit
func (x puintptr) ptr() *p { return (*p)(unsafe.Pointer(x)) }

//go:nosplit
func (x muintptr) ptr() *m { return (*m)(unsafe.Pointer(x)) }

//go:nosplit
func (x *guintptr) set(gp *g) { *x = guintptr(unsafe.Pointer(gp)) }

//go:nosplit
func (x *puintptr) set(pp *p) { *x = puintptr(unsafe.Pointer(pp)) }

//go:nosplit
func (x *muintptr) set(mp *m) { *x = muintptr(unsafe.Pointer(mp)) }

//go:nosplit
func (x *guintptr) cas(old, new guintptr) bool {
	return casuintptr((*uintptr)(unsafe.Pointer(x)), uintptr(old), uintptr(new))
}

type stack struct{ lo, hi uintptr }

// A place to continue at.
type gobuf struct {
	sp, pc uintptr
	g      guintptr
	ctxt   unsafe.Pointer
	ret    uintptr
	bp     uintptr
}

type funcval struct{ fn uintptr }

// A goroutine.
type g struct {
	stack                      stack
	stackguard0, stackguard1   uintptr // prologues compare SP with stackguard0; stackPreempt in it asks to yield
	_panic                     *_panic
	_defer                     *_defer
	m                          *m
	sched                      gobuf
	syscallsp, syscallpc       uintptr // where it entered the kernel, while status is _Gsyscall
	param                      unsafe.Pointer
	atomicstatus               uint32
	goid                       int64
	waitreason                 waitReason
	waitsince                  int64
	schedlink                  guintptr
	preempt, preemptStop       bool
	asyncSafePoint             bool
	throwsplit                 bool // must not grow its stack
	sysblocktraced             bool
	selectDone                 uint32
	sysexitticks               int64
	lockedm                    muintptr
	sig                        uint32
	sigcode0, sigcode1, sigpc  uintptr
	startpc, gopc              uintptr
	waiting                    *sudog
	timer                      *timer
	timerArg                   uintptr
	recovering                 bool
	paniconfault               bool
}

// A goroutine in the queue of a channel or semaphore.
type sudog struct {
	g           *g
	next, prev  *sudog
	elem        unsafe.Pointer
	acquiretime int64
	ticket      uint32
	isSelect    bool
	success     bool
	waitlink    *sudog
	c           *hchan
	sema        *uint32
}

// What sysmon saw of a P when it last looked.
type sysmontick struct {
	schedtick, syscalltick   uint32
	schedwhen, syscallwhen   int64
}

// A processor: the right to run Go code, and a queue of goroutines to run.
type p struct {
	status                    uint32
	id                        int32
	link                      puintptr
	schedtick, syscalltick    uint32 // grow with every execute, and with every syscall that is over
	sysmontick                sysmontick
	m                         muintptr // 0 if idle or in a syscall
	runqhead, runqtail        uint32
	runq                      [256]guintptr
	runnext                   guintptr // before all of runq
	gFree                     *g
	preempt                   bool
	runSafePointFn            uint32
	timersLock                mutex
	timers                    []*timer
	timer0When                int64
	numTimers                 uint32
	statsSyscalls             uint64
}

type gQueue struct{ head, tail guintptr }

// Everything global.
type schedt struct {
	goidgen                          uint64
	lastpoll                         int64 // when the network was last polled; 0: someone is polling now
	pollUntil                        int64
	lock                             mutex
	midle                            muintptr
	nmidle, nmidlelocked             int32
	mnext                            int64
	maxmcount, nmsys, nmfreed        int32
	ngsys                            uint32
	pidle                            puintptr
	npidle, nmspinning               uint32
	runq                             gQueue
	runqsize                         int32
	disable                          struct{ user bool }
	gcwaiting, sysmonwait            uint32
	stopwait, safePointWait          int32
	safePointFn                      func(*p)
	stopnote, sysmonnote             note
	safePointNote                    note
	sysmonlock                       mutex
	procresizetime                   int64
	deadlocked                       bool
}

var (
	g0         g
	m0         m
	allgs      []*g
	allglock   mutex
	allp       []*p
	allpLock   mutex
	allm       *m
	sched      schedt
	gomaxprocs int32
	ncpu       int32
	newprocs   int32
	buildVersion string

	runningPanicDefers uint32
	panicking          uint32
	mainStarted        bool
	runtimeInitTime    int64
	starttime          int64
	schedtraceLast     int64
)

type timespec struct{ tv_sec, tv_nsec int64 }

type mutex struct{ key uintptr }
type note struct{ key uintptr }

// Tables that the linker fills.
var functab []functabEntry
var textStart, textEnd, dataStart, dataEnd uintptr
var itabs []*itab

type pcLine struct {
	off  uint32
	line int32
}
type pcDelta struct {
	off   uint32
	delta int32
}
type functabEntry struct {
	entry, end                                uintptr
	name, file                                string
	startLine, argsSize, frameSize            int32
	flags                                     uint32
	lines                                     *pcLine
	nlines                                    int64
	deltas                                    *pcDelta
	ndeltas                                   int64
	args                                      string // "8@0, {8@8, 8@16}": sizes and offsets of what a traceback shows; "?": not known
}

const (
	flagTop     = 1
	flagSPWrite = 2
	flagAsm     = 4
	flagWrapper = 16
)
