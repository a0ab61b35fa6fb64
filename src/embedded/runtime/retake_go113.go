//go:build go1.13

package runtime

// A P in a syscall whose scheduling tick stood still for 10 ms is taken without a second look.
const retakePreemptsSyscalls = true
