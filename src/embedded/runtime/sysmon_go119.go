//go:build go1.15

package runtime

// From 1.15 on sysmon holds a lock while it works, so that it can be kept out.
func sysmonLock()   { lock(&sched.sysmonlock) }
func sysmonUnlock() { unlock(&sched.sysmonlock) }
