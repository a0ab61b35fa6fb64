package time

import "unsafe"

//go:linkname timeSleep runtime.timeSleep
func timeSleep(ns int64)

// Sleep lets at least d pass.
func Sleep(d Duration) { timeSleep(int64(d)) }

//go:linkname newTimer runtime.time_newTimer
func newTimer(when, period int64, f func(arg interface{}, seq uintptr), arg interface{}) unsafe.Pointer

//go:linkname stopTimer runtime.time_stopTimer
func stopTimer(t unsafe.Pointer) bool

//go:linkname resetTimer runtime.time_resetTimer
func resetTimer(t unsafe.Pointer, when, period int64) bool

// A Timer sends the time once, or calls a function.
type Timer struct {
	C <-chan Time
	r unsafe.Pointer
}

func when(d Duration) int64 {
	if d < 0 {
		d = 0
	}
	return nanotime() + int64(d)
}

func sendTime(c interface{}, seq uintptr) {
	select {
	case c.(chan Time) <- Now():
	default:
	}
}

func NewTimer(d Duration) *Timer {
	c := make(chan Time, 1)
	return &Timer{c, newTimer(when(d), 0, sendTime, c)}
}

func (t *Timer) Stop() bool            { return stopTimer(t.r) }
func (t *Timer) Reset(d Duration) bool { return resetTimer(t.r, when(d), 0) }

func After(d Duration) <-chan Time { return NewTimer(d).C }

func goFunc(f interface{}, seq uintptr) { go f.(func())() }

func AfterFunc(d Duration, f func()) *Timer {
	return &Timer{nil, newTimer(when(d), 0, goFunc, f)}
}

// A Ticker sends the time again and again.
type Ticker struct {
	C <-chan Time
	r unsafe.Pointer
}

func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic("non-positive interval for NewTicker")
	}
	c := make(chan Time, 1)
	return &Ticker{c, newTimer(when(d), int64(d), sendTime, c)}
}

func (t *Ticker) Stop()            { stopTimer(t.r) }
func (t *Ticker) Reset(d Duration) { resetTimer(t.r, when(d), int64(d)) }

func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}
