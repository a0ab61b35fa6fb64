//go:build !go1.14

package runtime

// chanCommit runs on g0 when the goroutine sleeps: the channel may be used by others.
var chanCommit = parkunlock_c
