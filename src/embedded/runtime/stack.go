// Stacks of goroutines: allocation, growth by copying, and the yield that a prologue can be asked for.
package runtime

import "unsafe"

const (
	_StackMin   = 8192
	_StackGuard = 3072 // room below the guard for functions that do not check
	maxstack    = 64 << 20 // an endless recursion should end soon

	stackPreempt = ^uintptr(1313) // above every SP: each prologue calls morestack
	stackFork    = ^uintptr(1233)
)

var stackpool struct {
	lock mutex
	free [32]uintptr // by log2 of the size; the first word of a free stack leads to the next
}

func log2(n uintptr) (order uint) {
	for n > 1 {
		n >>= 1
		order++
	}
	return order
}

// stackalloc: n is a power of two. On g0.
func stackalloc(n uintptr) stack {
	order := log2(n)
	lock(&stackpool.lock)
	at := stackpool.free[order]
	if at != 0 {
		stackpool.free[order] = *(*uintptr)(unsafe.Pointer(at))
	}
	unlock(&stackpool.lock)
	if at == 0 {
		at = uintptr(persistentalloc(n, 4096))
	}
	return stack{at, at + n}
}

func stackfree(s stack) {
	order := log2(s.hi - s.lo)
	lock(&stackpool.lock)
	*(*uintptr)(unsafe.Pointer(s.lo)) = stackpool.free[order]
	stackpool.free[order] = s.lo
	unlock(&stackpool.lock)
}

// copystack moves the goroutine, which stands still, to a stack of newsize bytes. Every word that points into the old stack
// is taken for a pointer: on the stack itself, and in the few places of the runtime that hold such pointers.
func copystack(gp *g, newsize uintptr) {
	old := gp.stack
	fresh := stackalloc(newsize)
	delta := fresh.hi - old.hi
	used := old.hi - gp.sched.sp
	memmove(unsafe.Pointer(fresh.hi-used), unsafe.Pointer(old.hi-used), used)
	size := old.hi - old.lo
	for at := fresh.hi - used; at < fresh.hi; at += 8 {
		// adjustpointer, written out: megabytes may be copied.
		slot := (*uintptr)(unsafe.Pointer(at))
		if *slot-old.lo < size {
			*slot += delta
		}
	}
	adjustpointer(&gp.sched.bp, old, delta)
	adjustpointer((*uintptr)(unsafe.Pointer(&gp.sched.ctxt)), old, delta)
	adjustpointer((*uintptr)(unsafe.Pointer(&gp._panic)), old, delta)
	adjustpointer((*uintptr)(unsafe.Pointer(&gp._defer)), old, delta)
	for d := gp._defer; d != nil; d = d.link {
		adjustpointer(&d.sp, old, delta)
		adjustpointer((*uintptr)(unsafe.Pointer(&d.fn)), old, delta)
	}
	for p := gp._panic; p != nil; p = p.link {
		adjustpointer(&p.sp, old, delta)
		adjustpointer(&p.argp, old, delta)
	}
	gp.stack = fresh
	gp.sched.sp = fresh.hi - used
	gp.stackguard0 = fresh.lo + _StackGuard
	stackfree(old)
}

func adjustpointer(slot *uintptr, old stack, delta uintptr) {
	if v := *slot; old.lo <= v && v < old.hi {
		*slot = v + delta
	}
}

// stackFault checks what every call of newstack must find, and clears what morestack left.
func stackFault(mp *m, gp *g) {
	if mp.morebuf.g.ptr() != gp {
		throw("wrong goroutine in newstack")
	}
	mp.morebuf = gobuf{}
	if gp.throwsplit {
		print("runtime: newstack at pc=", hex(gp.sched.pc), " sp=", hex(gp.sched.sp), " stack=[", hex(gp.stack.lo), ", ", hex(gp.stack.hi), "]\n")
		throw("runtime: stack split at bad time")
	}
}

// growstack doubles the stack and goes on in the prologue that asked for it.
func growstack(gp *g) {
	if gp.sched.sp < gp.stack.lo {
		throw("runtime: split stack overflow")
	}
	size := 2 * (gp.stack.hi - gp.stack.lo)
	// A function with a large frame may need more than twice as much.
	if f := findfunc(gp.sched.pc); f != nil {
		for need := uintptr(f.frameSize) + _StackGuard; size-(gp.stack.hi-gp.sched.sp) < need; {
			size *= 2
		}
	}
	if size > maxstack {
		print("runtime: goroutine stack exceeds ", maxstack, "-byte limit\n")
		print("runtime: sp=", hex(gp.sched.sp), " stack=[", hex(gp.stack.lo), ", ", hex(gp.stack.hi), "]\n")
		throw("stack overflow")
	}
	casgstatus(gp, _Grunning, _Gcopystack)
	copystack(gp, size)
	casgstatus(gp, _Gcopystack, _Grunning)
	gogo(&gp.sched)
}

// What stops a request to yield: a busy M, or a P that is on its way elsewhere.
func preemptionWelcome(mp *m) bool {
	return mp.locks == 0 && mp.mallocing == 0 && mp.preemptoff == "" && mp.p != 0 && mp.p.ptr().status == _Prunning
}

func badmorestackg0() {
	exitWithText("fatal: morestack on g0\n")
}

func badmorestackgsignal() {
	exitWithText("fatal: morestack on gsignal\n")
}

//go:nosplit
func exitWithText(s string) {
	writeErrStr(s)
	exit(2)
}

func badmcall(fn func(*g))  { throw("runtime: mcall called on m->g0 stack") }
func badmcall2(fn func(*g)) { throw("runtime: mcall function returned") }
