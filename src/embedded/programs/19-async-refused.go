// scenario: 19 async-refused
// launch: {"gomaxprocs": 1}
// editions: go1.14 go1.19
// order: preemptM > doSigPreempt > isAsyncSafePoint > morestack_noctxt > newstack > gopreempt_m
// The signal lands in assembly, where nobody knows what the registers hold: the next prologue takes the request.
package main

var from, to [1 << 16]byte

//go:noinline
func leaf(n int) int {
	var room [40]int
	room[n%40] = n
	return room[(n+1)%40]
}

func main() {
	go func() {}()
	for i := 0; i < 3000; i++ {
		copy(to[:], from[:])
		leaf(i)
	}
}
