//go:build !go1.13

package runtime

const hasScavenger = false
