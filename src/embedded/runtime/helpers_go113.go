//go:build go1.13

package runtime

// There is a goroutine that gives memory back (in name: here nothing is ever freed).
const hasScavenger = true
