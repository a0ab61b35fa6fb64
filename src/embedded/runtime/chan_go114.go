//go:build go1.14

package runtime

import "unsafe"

// chanCommit runs on g0 when the goroutine sleeps: the channel may be used by others.
var chanCommit = chanparkcommit

func chanparkcommit(gp *g, l unsafe.Pointer) bool {
	unlock((*mutex)(l))
	return true
}
