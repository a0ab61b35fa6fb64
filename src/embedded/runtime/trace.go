// Tracing, reduced to what the scheduler's order depends on: whether it is on, and how many events there were.
package runtime

var trace struct {
	enabled, shutdown     bool
	lock                  mutex
	reader                *g
	events, read          uint64
}

// StartTrace switches tracing on.
func StartTrace() error {
	trace.enabled = true
	return nil
}

// StopTrace switches it off, and ReadTrace returns nil from then on.
func StopTrace() {
	trace.enabled, trace.shutdown = false, true
	lock(&trace.lock)
	reader := trace.reader
	trace.reader = nil
	unlock(&trace.lock)
	if reader != nil {
		goready(reader)
	}
}

// ReadTrace waits for events, and returns one byte for each.
func ReadTrace() []byte {
	lock(&trace.lock)
	for trace.events == trace.read {
		if trace.shutdown {
			unlock(&trace.lock)
			return nil
		}
		trace.reader = getg()
		goparkunlock(&trace.lock, 22)
		lock(&trace.lock)
	}
	n := trace.events - trace.read
	trace.read = trace.events
	unlock(&trace.lock)
	return make([]byte, n)
}

func traceEvent()             { xadd64(&trace.events, 1) }
func traceGoSysCall()         { traceEvent() }
func traceGoSysBlock(pp *p)   { traceEvent() }
func traceGoSysExit(ts int64) { traceEvent() }
func traceGoStart()           { traceEvent() }

// traceHasReader: a reader waits, and there is something to read.
func traceHasReader() bool {
	return trace.reader != nil && (trace.shutdown || trace.events-trace.read >= 4)
}

// traceReader takes the waiting reader out, if there is something to read.
func traceReader() *g {
	var gp *g
	if traceHasReader() {
		lock(&trace.lock)
		gp, trace.reader = trace.reader, nil
		unlock(&trace.lock)
	}
	return gp
}

// Marking work of a collector, which there is none of; a program can pretend.
var gcBlackenEnabled uint32
var gcMarkWork uint32

func gcMarkWorkAvailable(pp *p) bool { return gcMarkWork != 0 }
