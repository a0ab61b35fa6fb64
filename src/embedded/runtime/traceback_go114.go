//go:build !go1.17

package runtime

// printArgs shows the words of the argument area, results included: no types are known here.
func printArgs(f *functabEntry, argp uintptr) { printArgWords(f, argp) }
