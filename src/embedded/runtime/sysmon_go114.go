//go:build !go1.15

package runtime

func sysmonLock()   {}
func sysmonUnlock() {}
