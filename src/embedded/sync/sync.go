// Package sync: locks and other ways to wait for each other.
package sync

import (
	"sync/atomic"
	"unsafe"
)

//go:linkname semacquire runtime.sync_semacquire
func semacquire(addr *uint32)

//go:linkname semacquireMutex runtime.sync_semacquireMutex
func semacquireMutex(addr *uint32, lifo bool)

//go:linkname semrelease runtime.sync_semrelease
func semrelease(addr *uint32, handoff bool)

//go:linkname fatal runtime.sync_fatal
func fatal(s string)

//go:linkname canSpin runtime.sync_canSpin
func canSpin(i int) bool

//go:linkname doSpin runtime.sync_doSpin
func doSpin()

//go:linkname nanotime runtime.nanotime
func nanotime() int64

// A Locker can be locked.
type Locker interface {
	Lock()
	Unlock()
}

// A Mutex lets one goroutine at a time through.
type Mutex struct {
	state int32
	sema  uint32
}

// Mutex.state: three flags, and how many wait.
const (
	held     = 1
	awake    = 2 // a waiter has been woken, or one is spinning: nobody else need be woken
	starving = 4 // waiters get the mutex in their order
	waiter   = 8

	starvationNs = 1000000
)

func (m *Mutex) Lock() {
	if !atomic.CompareAndSwapInt32(&m.state, 0, held) {
		m.lockSlow()
	}
}

// TryLock locks if that needs no waiting.
func (m *Mutex) TryLock() bool {
	old := m.state
	return old&(held|starving) == 0 && atomic.CompareAndSwapInt32(&m.state, old, old|held)
}

func (m *Mutex) lockSlow() {
	var since int64
	starve, woken := false, false
	for spins := 0; ; {
		old := m.state
		if old&(held|starving) == held && canSpin(spins) {
			// Worth a moment: the holder runs.
			if !woken && old&awake == 0 && old >= waiter && atomic.CompareAndSwapInt32(&m.state, old, old|awake) {
				woken = true
			}
			doSpin()
			spins++
			continue
		}
		wanted := old
		if old&starving == 0 {
			wanted |= held
		}
		if old&(held|starving) != 0 {
			wanted += waiter
		}
		if starve && old&held != 0 {
			wanted |= starving
		}
		if woken {
			wanted &^= awake
		}
		if !atomic.CompareAndSwapInt32(&m.state, old, wanted) {
			continue
		}
		if old&(held|starving) == 0 {
			return
		}
		queued := since != 0
		if !queued {
			since = nanotime()
		}
		semacquireMutex(&m.sema, queued)
		starve = starve || nanotime()-since > starvationNs
		if m.state&starving != 0 {
			// It was handed to us.
			delta := int32(held - waiter)
			if !starve || m.state/waiter == 1 {
				delta -= starving
			}
			atomic.AddInt32(&m.state, delta)
			return
		}
		woken, spins = true, 0
	}
}

func (m *Mutex) Unlock() {
	if left := atomic.AddInt32(&m.state, -held); left != 0 {
		m.unlockSlow(left)
	}
}

func (m *Mutex) unlockSlow(left int32) {
	if (left+held)&held == 0 {
		fatal("sync: unlock of unlocked mutex")
	}
	if left&starving != 0 {
		semrelease(&m.sema, true)
		return
	}
	for {
		if left < waiter || left&(held|awake|starving) != 0 {
			return
		}
		if atomic.CompareAndSwapInt32(&m.state, left, (left-waiter)|awake) {
			semrelease(&m.sema, false)
			return
		}
		left = m.state
	}
}

// A WaitGroup waits until as many Dones as Adds have come.
type WaitGroup struct {
	state uint64 // above: the counter; below: how many wait
	sema  uint32
}

func (wg *WaitGroup) Add(delta int) {
	state := atomic.AddUint64(&wg.state, uint64(delta)<<32)
	count, waiting := int32(state>>32), uint32(state)
	if count < 0 {
		panic("sync: negative WaitGroup counter")
	}
	if count > 0 || waiting == 0 {
		return
	}
	wg.state = 0
	for ; waiting > 0; waiting-- {
		semrelease(&wg.sema, false)
	}
}

func (wg *WaitGroup) Done() { wg.Add(-1) }

func (wg *WaitGroup) Wait() {
	for {
		state := atomic.LoadUint64(&wg.state)
		if state>>32 == 0 {
			return
		}
		if atomic.CompareAndSwapUint64(&wg.state, state, state+1) {
			semacquire(&wg.sema)
			return
		}
	}
}

// A Once calls one function once.
type Once struct {
	done uint32
	m    Mutex
}

func (o *Once) Do(f func()) {
	if atomic.LoadUint32(&o.done) != 0 {
		return
	}
	o.m.Lock()
	defer o.m.Unlock()
	if o.done == 0 {
		defer atomic.StoreUint32(&o.done, 1)
		f()
	}
}

// A Cond is a place to wait for a condition.
type Cond struct {
	L    Locker
	list notifyList
}

type notifyList struct {
	wait, notify uint32
	lock         uintptr
	head, tail   unsafe.Pointer
}

//go:linkname notifyListAdd runtime.notifyListAdd
func notifyListAdd(l *notifyList) uint32

//go:linkname notifyListWait runtime.notifyListWait
func notifyListWait(l *notifyList, t uint32)

//go:linkname notifyListNotifyAll runtime.notifyListNotifyAll
func notifyListNotifyAll(l *notifyList)

//go:linkname notifyListNotifyOne runtime.notifyListNotifyOne
func notifyListNotifyOne(l *notifyList)

func NewCond(l Locker) *Cond { return &Cond{L: l} }

func (c *Cond) Wait() {
	ticket := notifyListAdd(&c.list)
	c.L.Unlock()
	notifyListWait(&c.list, ticket)
	c.L.Lock()
}

func (c *Cond) Signal()    { notifyListNotifyOne(&c.list) }
func (c *Cond) Broadcast() { notifyListNotifyAll(&c.list) }

// A Pool keeps things for later use.
type Pool struct {
	New  func() interface{}
	m    Mutex
	kept []interface{}
}

func (p *Pool) Get() interface{} {
	p.m.Lock()
	var x interface{}
	if n := len(p.kept); n > 0 {
		x, p.kept = p.kept[n-1], p.kept[:n-1]
	}
	p.m.Unlock()
	if x == nil && p.New != nil {
		x = p.New()
	}
	return x
}

func (p *Pool) Put(x interface{}) {
	p.m.Lock()
	p.kept = append(p.kept, x)
	p.m.Unlock()
}

// A Map is a map for several goroutines.
type Map struct {
	m sync0
}

type sync0 struct {
	Mutex
	of map[interface{}]interface{}
}

func (m *Map) Load(key interface{}) (value interface{}, ok bool) {
	m.m.Lock()
	value, ok = m.m.of[key]
	m.m.Unlock()
	return value, ok
}

func (m *Map) Store(key, value interface{}) {
	m.m.Lock()
	if m.m.of == nil {
		m.m.of = make(map[interface{}]interface{})
	}
	m.m.of[key] = value
	m.m.Unlock()
}

// LoadOrStore gives what is there, or puts value there.
func (m *Map) LoadOrStore(key, value interface{}) (actual interface{}, loaded bool) {
	m.m.Lock()
	defer m.m.Unlock()
	if actual, loaded = m.m.of[key]; loaded {
		return actual, true
	}
	if m.m.of == nil {
		m.m.of = make(map[interface{}]interface{})
	}
	m.m.of[key] = value
	return value, false
}

func (m *Map) LoadAndDelete(key interface{}) (value interface{}, loaded bool) {
	m.m.Lock()
	defer m.m.Unlock()
	value, loaded = m.m.of[key]
	delete(m.m.of, key)
	return value, loaded
}

// Range calls f for what was there when it began, in no order to rely on, until f returns false.
func (m *Map) Range(f func(key, value interface{}) bool) {
	m.m.Lock()
	var keys, values []interface{}
	for k, v := range m.m.of {
		keys, values = append(keys, k), append(values, v)
	}
	m.m.Unlock()
	for i, k := range keys {
		if !f(k, values[i]) {
			return
		}
	}
}

func (m *Map) Delete(key interface{}) {
	m.m.Lock()
	delete(m.m.of, key)
	m.m.Unlock()
}
