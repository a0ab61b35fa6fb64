// Package signal brings signals to channels.
package signal

import (
	"os"
	"sync"
	"syscall"
)

//go:linkname signal_recv runtime.signal_recv
func signal_recv() uint32

//go:linkname signal_enable runtime.signal_enable
func signal_enable(sig uint32)

//go:linkname signal_disable runtime.signal_disable
func signal_disable(sig uint32)

var receivers struct {
	sync.Mutex
	started bool
	of      [64][]chan<- os.Signal
}

// Notify has the signals sent to c (all, if none is named). c should have room: who does not wait loses them.
func Notify(c chan<- os.Signal, sig ...os.Signal) {
	if c == nil {
		panic("os/signal: Notify using nil channel")
	}
	receivers.Lock()
	defer receivers.Unlock()
	if !receivers.started {
		receivers.started = true
		go loop()
	}
	if len(sig) == 0 {
		for n := 1; n < 32; n++ {
			add(c, n)
		}
	}
	for _, s := range sig {
		add(c, int(s.(syscall.Signal)))
	}
}

func add(c chan<- os.Signal, n int) {
	receivers.of[n] = append(receivers.of[n], c)
	signal_enable(uint32(n))
}

// Stop ends what Notify began for c.
func Stop(c chan<- os.Signal) {
	receivers.Lock()
	defer receivers.Unlock()
	for n := range receivers.of {
		var rest []chan<- os.Signal
		for _, other := range receivers.of[n] {
			if other != c {
				rest = append(rest, other)
			}
		}
		if len(rest) == 0 && len(receivers.of[n]) > 0 {
			signal_disable(uint32(n))
		}
		receivers.of[n] = rest
	}
}

func Ignore(sig ...os.Signal) {}
func Reset(sig ...os.Signal)  {}

func loop() {
	for {
		n := signal_recv()
		receivers.Lock()
		for _, c := range receivers.of[n] {
			select {
			case c <- syscall.Signal(n):
			default:
			}
		}
		receivers.Unlock()
	}
}
