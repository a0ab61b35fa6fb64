// Package context: deadlines, cancellation and values that go along with a call.
package context

import (
	"errors"
	"sync"
	"time"
)

// A Context tells when its work is no longer wanted, and why.
type Context interface {
	Done() <-chan struct{}
	Err() error
	Deadline() (deadline time.Time, ok bool)
	Value(key interface{}) interface{}
}

type CancelFunc func()

var Canceled = errors.New("context canceled")

// DeadlineExceeded is a timeout to those who ask.
var DeadlineExceeded error = deadlineExceeded{}

type deadlineExceeded struct{}

func (deadlineExceeded) Error() string   { return "context deadline exceeded" }
func (deadlineExceeded) Timeout() bool   { return true }
func (deadlineExceeded) Temporary() bool { return true }

// A root is never done.
type root string

func (root) Done() <-chan struct{}             { return nil }
func (root) Err() error                        { return nil }
func (root) Deadline() (t time.Time, ok bool)  { return t, false }
func (root) Value(key interface{}) interface{} { return nil }
func (r root) String() string                  { return "context." + string(r) }

func Background() Context { return root("Background") }
func TODO() Context       { return root("TODO") }

type withValue struct {
	Context
	key, value interface{}
}

func (c *withValue) Value(key interface{}) interface{} {
	if key == c.key {
		return c.value
	}
	return c.Context.Value(key)
}

func WithValue(parent Context, key, value interface{}) Context {
	if key == nil {
		panic("nil key")
	}
	return &withValue{parent, key, value}
}

// canceler can be ended, and ends its children with it.
type canceler struct {
	Context
	done     chan struct{}
	mu       sync.Mutex
	err      error
	children []*canceler
	deadline time.Time
	limited  bool
	timer    *time.Timer
}

// A key that only a canceler answers, with itself.
type itself struct{}

func (c *canceler) Value(key interface{}) interface{} {
	if _, ok := key.(itself); ok {
		return c
	}
	return c.Context.Value(key)
}

func (c *canceler) Done() <-chan struct{} { return c.done }

func (c *canceler) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

func (c *canceler) Deadline() (time.Time, bool) {
	if c.limited {
		return c.deadline, true
	}
	return c.Context.Deadline()
}

func (c *canceler) end(err error) {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return
	}
	c.err = err
	children := c.children
	c.children = nil
	close(c.done)
	c.mu.Unlock()
	for _, child := range children {
		child.end(err)
	}
	if c.timer != nil {
		c.timer.Stop()
	}
}

// add makes child end with c.
func (c *canceler) add(child *canceler) {
	c.mu.Lock()
	err := c.err
	if err == nil {
		c.children = append(c.children, child)
	}
	c.mu.Unlock()
	if err != nil {
		child.end(err)
	}
}

func (c *canceler) remove(child *canceler) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, other := range c.children {
		if other == child {
			c.children = append(c.children[:i], c.children[i+1:]...)
			return
		}
	}
}

// newCanceler hangs a canceler below parent, and gives what cancels it.
func newCanceler(parent Context) (*canceler, CancelFunc) {
	if parent == nil {
		panic("cannot create context from nil parent")
	}
	c := &canceler{Context: parent, done: make(chan struct{})}
	above, known := parent.Value(itself{}).(*canceler)
	switch {
	case known:
		above.add(c)
	case parent.Done() != nil:
		// A Context of the program's own making: somebody has to wait for it.
		go func() {
			select {
			case <-parent.Done():
				c.end(parent.Err())
			case <-c.done:
			}
		}()
	}
	return c, func() {
		c.end(Canceled)
		if known {
			above.remove(c)
		}
	}
}

func WithCancel(parent Context) (Context, CancelFunc) { return newCanceler(parent) }

func WithTimeout(parent Context, d time.Duration) (Context, CancelFunc) {
	return WithDeadline(parent, time.Now().Add(d))
}

func WithDeadline(parent Context, deadline time.Time) (Context, CancelFunc) {
	c, cancel := newCanceler(parent)
	if before, ok := parent.Deadline(); ok && before.Before(deadline) {
		return c, cancel
	}
	c.deadline, c.limited = deadline, true
	left := time.Until(deadline)
	if left <= 0 {
		c.end(DeadlineExceeded)
		return c, cancel
	}
	c.mu.Lock()
	if c.err == nil {
		c.timer = time.AfterFunc(left, func() { c.end(DeadlineExceeded) })
	}
	c.mu.Unlock()
	return c, cancel
}
