package sync

import "sync/atomic"

// An RWMutex lets many readers through, or one writer.
type RWMutex struct {
	w                    Mutex
	writerSem, readerSem uint32
	readers, leaving     int32 // readers: less manyReaders while a writer waits or writes
}

const manyReaders = 1 << 30

func (rw *RWMutex) RLock() {
	if atomic.AddInt32(&rw.readers, 1) < 0 {
		semacquire(&rw.readerSem)
	}
}

func (rw *RWMutex) RUnlock() {
	left := atomic.AddInt32(&rw.readers, -1)
	if left >= 0 {
		return
	}
	if left == -1 || left == -manyReaders-1 {
		fatal("sync: RUnlock of unlocked RWMutex")
	}
	if atomic.AddInt32(&rw.leaving, -1) == 0 {
		semrelease(&rw.writerSem, false)
	}
}

func (rw *RWMutex) Lock() {
	rw.w.Lock()
	inside := atomic.AddInt32(&rw.readers, -manyReaders) + manyReaders
	if inside != 0 && atomic.AddInt32(&rw.leaving, inside) != 0 {
		semacquire(&rw.writerSem)
	}
}

func (rw *RWMutex) Unlock() {
	waiting := atomic.AddInt32(&rw.readers, manyReaders)
	if waiting >= manyReaders {
		fatal("sync: Unlock of unlocked RWMutex")
	}
	for ; waiting > 0; waiting-- {
		semrelease(&rw.readerSem, false)
	}
	rw.w.Unlock()
}

// TryLock and TryRLock do not wait.
func (rw *RWMutex) TryLock() bool {
	if !rw.w.TryLock() {
		return false
	}
	if atomic.CompareAndSwapInt32(&rw.readers, 0, -manyReaders) {
		return true
	}
	rw.w.Unlock()
	return false
}

func (rw *RWMutex) TryRLock() bool {
	for {
		inside := rw.readers
		if inside < 0 {
			return false
		}
		if atomic.CompareAndSwapInt32(&rw.readers, inside, inside+1) {
			return true
		}
	}
}

func (rw *RWMutex) RLocker() Locker { return (*rlocker)(rw) }

type rlocker RWMutex

func (r *rlocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *rlocker) Unlock() { (*RWMutex)(r).RUnlock() }
