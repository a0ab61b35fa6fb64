// defer, panic, recover, Goexit; throw and how a program dies.
package runtime

import "unsafe"

type _defer struct {
	fn     func()
	sp, pc uintptr // of the function that defers, at its deferproc call
	link   *_defer
}

type _panic struct {
	argp      uintptr // a deferred function called by gopanic finds its arguments here: only that one may recover
	arg       interface{}
	link      *_panic
	sp        uintptr // of the function that panicked: what continues above it drops this panic
	recovered bool
	goexit    bool
}

// deferproc ends in return0; a recovered panic makes it seem to return 1.
//
//go:nosplit
func deferproc(fn func()) {
	gp := getg()
	d := (*_defer)(mallocgc(unsafe.Sizeof(_defer{})))
	d.fn, d.sp, d.pc = fn, getcallersp(), getcallerpc()
	d.link = gp._defer
	gp._defer = d
	return0()
}

// deferreturn runs what its caller has deferred.
func deferreturn() {
	sp := getcallersp()
	for {
		gp := getg()
		d := gp._defer
		if d == nil || d.sp != getcallersp() {
			return
		}
		gp._defer = d.link
		_ = sp
		d.fn()
	}
}

func gopanic(e interface{}) {
	gp := getg()
	if gp.m.curg != gp {
		print("panic: ")
		printpanicval(e)
		print("\n")
		throw("panic on system stack")
	}
	if gp.m.mallocing != 0 || gp.m.locks != 0 {
		print("panic: ")
		printpanicval(e)
		print("\n")
		if gp.m.locks != 0 {
			throw("panic holding locks")
		}
		throw("panic during malloc")
	}
	var p _panic
	p.arg = e
	p.link, p.sp = gp._panic, getcallersp()
	gp._panic = &p
	xadd(&runningPanicDefers, 1)
	runDefers(&p)
	preprintpanics(gp._panic)
	fatalpanic(gp._panic)
}

// Runs all deferred functions of the goroutine, the newest first. It returns when none is left and nothing was recovered.
func runDefers(p *_panic) {
	for {
		gp := getg()
		d := gp._defer
		if d == nil {
			return
		}
		gp._defer = d.link
		p.argp = argumentsOfCallee()
		below := gp.stack.hi - d.sp
		d.fn()
		p.argp = 0
		d.sp = gp.stack.hi - below // the stack may have moved, and d is on no list that copystack knows
		if p.recovered {
			recovery(p, d)
		}
	}
}

// The address of what its caller passes to the functions that it calls.
//
//go:nosplit
func argumentsOfCallee() uintptr { return getcallersp() }

// recovery continues where d was deferred; panics that it overtakes are dropped. A Goexit that it overtakes goes on.
func recovery(p *_panic, d *_defer) {
	gp := getg()
	rest, leaving := p.link, false
	for rest != nil && rest.sp <= d.sp {
		leaving = leaving || rest.goexit
		rest = rest.link
	}
	gp._panic = rest
	gp.sig = 0
	xadd(&runningPanicDefers, -1)
	if leaving {
		Goexit()
	}
	jumpback(d.pc, d.sp)
}

func gorecover(argp uintptr) interface{} {
	p := getg()._panic
	if p == nil || p.goexit || p.recovered || argp != p.argp {
		return nil
	}
	p.recovered = true
	return p.arg
}

// Goexit ends the goroutine after its deferred functions have run.
func Goexit() {
	leaving := _panic{goexit: true, link: getg()._panic, sp: getcallersp()}
	getg()._panic = &leaving
	runDefers(&leaving)
	getg()._panic = nil
	goexit1()
}

// Errors and Stringers become strings while the program can still run their methods.
func preprintpanics(p *_panic) {
	for ; p != nil; p = p.link {
		switch v := p.arg.(type) {
		case error:
			p.arg = panicText(v.Error())
		case stringer:
			p.arg = panicText(v.String())
		}
	}
}

type panicText string

func printpanics(p *_panic) {
	if before := p.link; before != nil {
		printpanics(before)
		if !before.goexit {
			writeErrStr("\t")
		}
	}
	if p.goexit {
		return
	}
	writeErrStr("panic: ")
	if text, ok := p.arg.(panicText); ok {
		print(string(text))
	} else {
		printpanicval(p.arg)
	}
	if p.recovered {
		print(" [recovered]")
	}
	print("\n")
}

func fatalpanic(p *_panic) {
	gp := getg()
	pc, sp := getcallerpc(), getcallersp()
	systemstack(func() {
		if startpanic_m() {
			printpanics(p)
		}
		dopanic_m(gp, pc, sp)
	})
	exit(2)
}

// throw ends the program: something is wrong that no recover may hide.
//
//go:nosplit
func throw(s string) {
	fatalthrow("fatal error: ", s)
}

// fatal is throw for what the program has done wrong, not the runtime.
//
//go:nosplit
func fatal(s string) {
	getg().m.throwing = -1
	fatalthrow("fatal error: ", s)
}

//go:nosplit
func fatalthrow(kind, s string) {
	pc, sp := getcallerpc(), getcallersp()
	gp := getg()
	if gp.m.throwing == 0 {
		gp.m.throwing = 1
	}
	systemstack(func() {
		startpanic_m()
		print(kind, s, "\n")
		dopanic_m(gp, pc, sp)
	})
	exit(2)
}

// startpanic_m makes this M the one that reports; false if it is at it already.
func startpanic_m() bool {
	mp := getg().m
	mp.locks++
	switch mp.dying {
	case 0:
		mp.dying = 1
		if xadd(&panicking, 1) > 1 {
			// Another M reports, and ends the process.
			for {
				usleep(1000)
			}
		}
		if debug.scheddetail > 0 || debug.schedtrace > 0 {
			schedtrace(true)
		}
		freezetheworld()
		return true
	case 1:
		mp.dying = 2
		exitWithText("panic during panic\n")
	}
	exit(4)
	return false
}

func dopanic_m(gp *g, pc, sp uintptr) {
	if gp.sig != 0 {
		print("[signal ", signame(gp.sig), " code=", hex(gp.sigcode0), " addr=", hex(gp.sigcode1), " pc=", hex(gp.sigpc), "]\n")
	}
	mp := getg().m
	all := gotraceback() > 1
	if gp != mp.curg && mp.curg != nil {
		print("\nruntime stack:\n")
		traceback(pc, sp, nil)
		gp = mp.curg
		print("\n")
		goroutineheader(gp)
		traceback(gp.sched.pc, gp.sched.sp, gp)
	} else if gp.goid != 0 {
		print("\n")
		goroutineheader(gp)
		traceback(pc, sp, gp)
	} else {
		print("\nruntime stack:\n")
		traceback(pc, sp, nil)
		all = true
	}
	if all || mp.throwing != 0 {
		tracebackothers(gp)
	}
	exit(2)
}
