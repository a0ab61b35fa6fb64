//go:build go1.12

package runtime

import "unsafe"

// A thread of the kernel.
type m struct {
	g0                                 *g
	morebuf                            gobuf
	procid                             uint64
	gsignal                            *g
	tls                                [6]uintptr
	mstartfn                           func()
	curg                               *g
	p, nextp                           puintptr
	oldp                               puintptr // the P that it had before the syscall it is in
	id                                 int64
	mallocing, throwing, dying         int32
	preemptoff                         string
	locks                              int32
	spinning, blocked                  bool
	printlock                          int8
	incgo, newSigstack                 bool
	fastrand                           uint64
	lockedg                            guintptr
	lockedExt, lockedInt               uint32
	park                               note
	schedlink                          muintptr
	alllink                            *m
	nextwaitm                          muintptr
	waitunlockf                        func(*g, unsafe.Pointer) bool
	waitlock                           unsafe.Pointer
	syscalltick                        uint32
	preemptGen, signalPending          uint32
	heapAt, heapEnd                    uintptr
}
