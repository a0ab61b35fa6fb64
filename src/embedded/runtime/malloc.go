// Memory: nothing is ever freed but stacks. Each M cuts objects from a piece of its own.
package runtime

import "unsafe"

const (
	arenaStart = 0xc000000000
	arenaStep  = 64 << 20
	chunkSize  = 64 << 10
)

var heap struct {
	lock       mutex
	at, end    uintptr
	mapped     uintptr
}

var zerobase uintptr

// sysMap gets n bytes of zeroed pages, if possible at hint.
//
//go:nosplit
func sysMap(hint, n uintptr) uintptr {
	r := sys6(9, hint, n, 3, 0x22, ^uintptr(0), 0)
	if r > 0xfffffffffffff000 {
		throw("out of memory")
	}
	return r
}

// persistentalloc takes n zeroed bytes from the common heap; align is a power of two.
func persistentalloc(n, align uintptr) unsafe.Pointer {
	lock(&heap.lock)
	at := (heap.at + align - 1) &^ (align - 1)
	if heap.at == 0 || at+n > heap.end {
		size := uintptr(arenaStep)
		if n > size {
			size = (n + arenaStep - 1) &^ (arenaStep - 1)
		}
		at = sysMap(arenaStart+heap.mapped, size)
		heap.mapped += size
		heap.end = at + size
	}
	heap.at = at + n
	unlock(&heap.lock)
	return unsafe.Pointer(at)
}

// mallocgc returns n zeroed bytes. It runs to its end on one M, since it asks for no stack.
//
//go:nosplit
func mallocgc(n uintptr) unsafe.Pointer {
	if n == 0 {
		return unsafe.Pointer(&zerobase)
	}
	mp := getg().m
	n = (n + 15) &^ 15
	if mp.heapAt+n <= mp.heapEnd {
		at := mp.heapAt
		mp.heapAt = at + n
		return unsafe.Pointer(at)
	}
	mp.locks++
	var got unsafe.Pointer
	systemstack(func() { got = mallocRefill(n) })
	releasem(mp)
	return got
}

func mallocRefill(n uintptr) unsafe.Pointer {
	if n > chunkSize/4 {
		return persistentalloc(n, 16)
	}
	mp := getg().m
	at := uintptr(persistentalloc(chunkSize, 16))
	mp.heapAt, mp.heapEnd = at+n, at+chunkSize
	return unsafe.Pointer(at)
}

//go:nosplit
func newobject(t *_type) unsafe.Pointer { return mallocgc(t.size) }

func makeslice(et *_type, len, cap int) unsafe.Pointer {
	const most = 1 << 47
	if len < 0 || et.size > 0 && uintptr(len) > most/et.size {
		panic(errorString("makeslice: len out of range"))
	}
	if cap < len || et.size > 0 && uintptr(cap) > most/et.size {
		panic(errorString("makeslice: cap out of range"))
	}
	return mallocgc(et.size * uintptr(cap))
}

type slice struct {
	array    unsafe.Pointer
	len, cap int
}

// growslice doubles short slices and adds a quarter to long ones.
func growslice(et *_type, old slice, want int) slice {
	room := old.cap * 2
	if old.cap >= 256 {
		room = old.cap
		for 0 < room && room < want {
			room += (room + 3*256) / 4
		}
	}
	if room < want {
		room = want
	}
	grown := slice{mallocgc(et.size * uintptr(room)), old.len, room}
	memmove(grown.array, old.array, et.size*uintptr(old.len))
	return grown
}
