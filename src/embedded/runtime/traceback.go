// Stack traces, from the tables that the linker leaves in memory.
package runtime

import "unsafe"

// findfunc: the function whose code contains pc; nil if there is none.
//
//go:nosplit
func findfunc(pc uintptr) *functabEntry {
	low, high := 0, len(functab)
	for low < high {
		mid := (low + high) / 2
		if functab[mid].end <= pc {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == len(functab) || pc < functab[low].entry {
		return nil
	}
	return &functab[low]
}

//go:nosplit
func funcline(f *functabEntry, pc uintptr) int32 {
	line := f.startLine
	off := uint32(pc - f.entry)
	for i := int64(0); i < f.nlines; i++ {
		l := (*pcLine)(add(unsafe.Pointer(f.lines), uintptr(i)*8))
		if l.off > off {
			break
		}
		line = l.line
	}
	return line
}

// pcdelta: SP at the function's entry minus SP at pc, and whether a signal may interrupt here.
//
//go:nosplit
func pcdelta(f *functabEntry, pc uintptr) (delta int32, safe bool) {
	off := uint32(pc - f.entry)
	for i := int64(0); i < f.ndeltas; i++ {
		d := (*pcDelta)(add(unsafe.Pointer(f.deltas), uintptr(i)*8))
		if d.off > off {
			break
		}
		delta, safe = d.delta&^1, d.delta&1 == 0
	}
	return delta, safe
}

// printArgWords shows at most ten words, the area being as large as f says.
func printArgWords(f *functabEntry, argp uintptr) {
	if f.argsSize < 0 {
		print("...")
	}
	for i := int32(0); i < f.argsSize/8; i++ {
		if i > 0 {
			print(", ")
		}
		if i == 10 {
			print("...")
			return
		}
		print(hex(*(*uint64)(unsafe.Pointer(argp + uintptr(i)*8))))
	}
}

const maxFrames = 100

// traceback prints the frames from pc and sp on. Of a goroutine, the runtime's own innermost frames are left out.
func traceback(pc, sp uintptr, gp *g) {
	hide := gp != nil && getg().m.throwing <= 0 && gotraceback() < 2
	printed := 0
	for n := 0; n < 100000; n++ {
		f := findfunc(pc)
		if f == nil {
			return
		}
		look := pc
		if n > 0 && pc > f.entry {
			look = pc - 1 // a return address belongs to the call before it
		}
		delta, _ := pcdelta(f, look)
		if !hide || showframe(f.name, printed) {
			if printed == maxFrames {
				print("...additional frames elided...\n")
				return
			}
			printed++
			if f.name == "runtime.gopanic" {
				print("panic")
			} else {
				print(f.name)
			}
			print("(")
			printArgs(f, sp+uintptr(delta)+8)
			print(")")
			print("\n\t", f.file, ":", funcline(f, look))
			if pc > f.entry {
				print(" +", hex(pc-f.entry))
			}
			print("\n")
		}
		if f.flags&flagTop != 0 {
			break
		}
		at := sp + uintptr(delta)
		if gp != nil && (at < gp.stack.lo || at+8 > gp.stack.hi) {
			break
		}
		pc = *(*uintptr)(unsafe.Pointer(at))
		sp = at + 8
		if pc == 0 {
			break
		}
	}
	if gp != nil && gp.gopc != 0 && gp.goid != 1 {
		if f := findfunc(gp.gopc); f != nil {
			print("created by ", f.name, "\n\t", f.file, ":", funcline(f, gp.gopc-1), " +", hex(gp.gopc-f.entry), "\n")
		}
	}
}

func hasPrefix(s, start string) bool { return len(s) >= len(start) && s[:len(start)] == start }

// showframe: the runtime's frames are not the program's business, but for a panic in the middle of the stack: what is above
// it was called by it.
func showframe(name string, printed int) bool {
	if name == "runtime.gopanic" {
		return printed > 0
	}
	return !hasPrefix(name, "runtime.")
}

var waitReasonStrings = [...]string{
	"", "GC assist marking", "IO wait", "chan receive (nil chan)", "chan send (nil chan)", "dumping heap",
	"garbage collection", "garbage collection scan", "panicwait", "select", "select (no cases)", "GC assist wait",
	"GC sweep wait", "GC scavenge wait", "chan receive", "chan send", "finalizer wait", "force gc (idle)", "semacquire",
	"sleep", "sync.Cond.Wait", "timer goroutine (idle)", "trace reader (blocked)", "wait for GC cycle", "GC worker (idle)", "preempted", "debug call",
}

type waitReason uint8

const (
	waitReasonIOWait            waitReason = 2
	waitReasonChanReceiveNilChan waitReason = 3
	waitReasonChanSendNilChan   waitReason = 4
	waitReasonSelect            waitReason = 9
	waitReasonSelectNoCases     waitReason = 10
	waitReasonGCSweepWait       waitReason = 12
	waitReasonGCScavengeWait    waitReason = 13
	waitReasonChanReceive       waitReason = 14
	waitReasonChanSend          waitReason = 15
	waitReasonForceGCIdle       waitReason = 17
	waitReasonSemacquire        waitReason = 18
	waitReasonSleep             waitReason = 19
	waitReasonSyncCondWait      waitReason = 20
	waitReasonTimerGoroutineIdle waitReason = 21
	waitReasonPreempted         waitReason = 25
)

var gstatusNames = [...]string{"idle", "runnable", "running", "syscall", "waiting", "", "dead", "", "copystack", "preempted"}

func goroutineheader(gp *g) {
	status := gp.atomicstatus &^ _Gscan
	text := "???"
	if status < uint32(len(gstatusNames)) {
		text = gstatusNames[status]
	}
	if status == _Gwaiting && gp.waitreason != 0 {
		text = waitReasonStrings[gp.waitreason]
	}
	print("goroutine ", gp.goid, " [", text)
	if gp.lockedm != 0 {
		print(", locked to thread")
	}
	print("]:\n")
}

func isSystemGoroutine(gp *g) bool {
	f := findfunc(gp.startpc)
	return f != nil && f.name != "runtime.main" && hasPrefix(f.name, "runtime.")
}

func tracebackothers(me *g) {
	for _, gp := range allgs {
		status := gp.atomicstatus &^ _Gscan
		if gp == me || gp == getg().m.curg || status == _Gdead || status == _Gidle || isSystemGoroutine(gp) && gotraceback() < 2 {
			continue
		}
		print("\n")
		goroutineheader(gp)
		switch {
		case status == _Grunning && gp.m != getg().m:
			print("\tgoroutine running on other thread; stack unavailable\n")
		case status == _Gsyscall:
			traceback(gp.syscallpc, gp.syscallsp, gp)
		default:
			traceback(gp.sched.pc, gp.sched.sp, gp)
		}
	}
}
