// Functions whose code is assembly, and intrinsics of the compiler.
package runtime

import "unsafe"

func getg() *g
func getcallerpc() uintptr
func getcallersp() uintptr

func runtime_init()
func main_init()
func main_main()

func mstart()
func goexit()
func abort()
func return0()
func morestack_noctxt()
func systemstack_switch()
func procyield(cycles uint32)
func jumpback(pc, sp uintptr)

//go:noescape
func mcall(fn func(*g))

//go:noescape
func systemstack(fn func())

//go:noescape
func gogo(buf *gobuf)

//go:noescape
func cas(p *uint32, old, new uint32) bool

//go:noescape
func cas64(p *uint64, old, new uint64) bool

//go:noescape
func casuintptr(p *uintptr, old, new uintptr) bool

//go:noescape
func xadd(p *uint32, delta int32) uint32

//go:noescape
func xadd64(p *uint64, delta int64) uint64

//go:noescape
func xchg(p *uint32, new uint32) uint32

//go:noescape
func xchg64(p *uint64, new uint64) uint64

//go:noescape
func memmove(to, from unsafe.Pointer, n uintptr)

//go:noescape
func memclrNoHeapPointers(p unsafe.Pointer, n uintptr)

//go:noescape
func memequal(a, b unsafe.Pointer, n uintptr) bool

//go:noescape
func sys6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r uintptr)
func exit(code int32)

//go:noescape
func exitThread(wait *uint32)

//go:noescape
func write1(fd uintptr, p unsafe.Pointer, n int32) int32
func usleep(usec uint32)
func osyield()

//go:noescape
func futex(addr *uint32, op int32, val uint32, ts *timespec, addr2 unsafe.Pointer, val3 uint32) int32

//go:noescape
func clone(flags int32, stk, mp, gp, fn unsafe.Pointer) int32
func gettid() uint32
func getpid() int
func tgkill(tgid, tid, sig int)
func raise(sig uint32)

//go:noescape
func rt_sigaction(sig uintptr, new, old *sigactiont, size uintptr) int32

//go:noescape
func rtsigprocmask(how int32, new, old *sigset, size int32)

//go:noescape
func sigaltstack(new, old *stackt)
func sigreturn()
func sigtramp()
func walltime() (sec int64, nsec int32)
func nanotime() int64

//go:nosplit
func add(p unsafe.Pointer, n uintptr) unsafe.Pointer { return unsafe.Pointer(uintptr(p) + n) }

// The code address of a function without captures.
//
//go:nosplit
func funcPC(f interface{}) uintptr { return *(*uintptr)((*eface)(unsafe.Pointer(&f)).data) }

//go:nosplit
func acquirem() *m {
	gp := getg()
	gp.m.locks++
	return gp.m
}

//go:nosplit
func releasem(mp *m) {
	mp.locks--
	if gp := getg(); mp.locks == 0 && gp.preempt {
		gp.stackguard0 = stackPreempt // newstack put the request aside while locks were held
	}
}

// xorshift64*; every M has its own sequence, seeded from its id, so that a run is a function of its inputs.
//
//go:nosplit
func fastrand() uint32 {
	mp := getg().m
	x := mp.fastrand
	if x == 0 {
		x = uint64(mp.id+1)*0x9e3779b97f4a7c15 ^ randomSeed
	}
	x ^= x >> 12
	x ^= x << 25
	x ^= x >> 27
	mp.fastrand = x
	return uint32((x * 0x2545f4914f6cdd1d) >> 32)
}

//go:nosplit
func fastrandn(n uint32) uint32 { return uint32(uint64(fastrand()) * uint64(n) >> 32) }

var randomSeed uint64

//go:nosplit
func xchg64i(p *int64, new int64) int64 { return int64(xchg64((*uint64)(unsafe.Pointer(p)), uint64(new))) }

//go:nosplit
func cas64i(p *int64, old, new int64) bool {
	return cas64((*uint64)(unsafe.Pointer(p)), uint64(old), uint64(new))
}

//go:nosplit
func gAddr(gp *g) uintptr { return uintptr(unsafe.Pointer(gp)) }
