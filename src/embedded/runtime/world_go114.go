//go:build go1.14

package runtime

// While its goroutine stops the world it counts as waiting, so that a collector may look at its stack.
func worldGStatus(gp *g, from, to uint32) { casgstatus(gp, from, to) }
