// Maps: entries in the order in which they came, and a table of their numbers by hash.
package runtime

import "unsafe"

type hmap struct {
	count   int
	flags   uint8
	table   []int32 // entry number + 1; 0: free. A power of two long
	entries []mapEntry
}

type mapEntry struct {
	key, elem unsafe.Pointer
	hash      uint32
	live      bool
}

type hiter struct {
	key, elem unsafe.Pointer
	h         *hmap
	at        int
}

var zeroVal [1024]byte

func makemap(t *_type, hint int, h *hmap) *hmap { return new(hmap) }

func hashBytes(p unsafe.Pointer, n uintptr, h uint32) uint32 {
	for ; n >= 4; n -= 4 {
		h = (h ^ *(*uint32)(p)) * 0x9e3779b1
		h ^= h >> 15
		p = add(p, 4)
	}
	for ; n > 0; n-- {
		h = (h ^ uint32(*(*byte)(p))) * 0x9e3779b1
		p = add(p, 1)
	}
	return h ^ h>>13
}

// typehash goes by kinds: equal keys have equal hashes.
func typehash(t *_type, p unsafe.Pointer, h uint32) uint32 {
	switch t.kind & 31 {
	case 24: // string
		s := (*slice)(p)
		return hashBytes(s.array, uintptr(s.len), h)
	case 20: // interface
		e := (*eface)(p)
		inner := e._type
		if inner == nil {
			return h
		}
		if len(t.methods) > 0 {
			inner = (*iface)(p).tab._type
		}
		if inner.equal == nil {
			panic(errorString("hash of unhashable type " + inner.str))
		}
		if inner.kind&kindDirect != 0 {
			return typehash(inner, unsafe.Pointer(&e.data), h)
		}
		return typehash(inner, e.data, h)
	case 25: // struct
		for i := range t.fields {
			if f := &t.fields[i]; f.name != "_" {
				h = typehash(f.typ, add(p, f.offset), h)
			}
		}
		return h
	case 17: // array
		for i := uintptr(0); i < t.len; i++ {
			h = typehash(t.elem, add(p, i*t.elem.size), h)
		}
		return h
	case 13: // float32: +0 and -0 are one key
		if *(*float32)(p) == 0 {
			return h
		}
	case 14:
		if *(*float64)(p) == 0 {
			return h
		}
	}
	return hashBytes(p, t.size, h)
}

func (h *hmap) find(t *_type, key unsafe.Pointer, hash uint32) *mapEntry {
	if h == nil || len(h.table) == 0 {
		return nil
	}
	mask := uint32(len(h.table) - 1)
	for at := hash & mask; h.table[at] != 0; at = (at + 1) & mask {
		e := &h.entries[h.table[at]-1]
		if e.hash == hash && e.live && t.key.equal(e.key, key) {
			return e
		}
	}
	return nil
}

func mapaccess1(t *_type, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	elem, _ := mapaccess2(t, h, key)
	return elem
}

func mapaccess2(t *_type, h *hmap, key unsafe.Pointer) (unsafe.Pointer, bool) {
	if e := h.find(t, key, typehash(t.key, key, 1)); e != nil {
		return e.elem, true
	}
	if t.elem.size <= uintptr(len(zeroVal)) {
		return unsafe.Pointer(&zeroVal), false
	}
	return mallocgc(t.elem.size), false
}

func mapassign(t *_type, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	if h == nil {
		panic(plainError("assignment to entry in nil map"))
	}
	if h.flags != 0 {
		fatal("concurrent map writes")
	}
	h.flags = 1
	hash := typehash(t.key, key, 1)
	e := h.find(t, key, hash)
	if e == nil {
		if len(h.entries)*4 >= len(h.table)*3 {
			h.rehash()
		}
		h.entries = append(h.entries, mapEntry{convT(t.key, key), mallocgc(t.elem.size), hash, true})
		h.insert(hash, int32(len(h.entries)))
		h.count++
		e = &h.entries[len(h.entries)-1]
	}
	h.flags = 0
	return e.elem
}

func (h *hmap) insert(hash uint32, number int32) {
	mask := uint32(len(h.table) - 1)
	at := hash & mask
	for h.table[at] != 0 {
		at = (at + 1) & mask
	}
	h.table[at] = number
}

// rehash makes the table twice as long. Numbers of entries stay: iterators stand on them.
func (h *hmap) rehash() {
	size := 2 * len(h.table)
	if size == 0 {
		size = 8
	}
	h.table = make([]int32, size)
	for i := range h.entries {
		h.insert(h.entries[i].hash, int32(i+1))
	}
}

func mapdelete(t *_type, h *hmap, key unsafe.Pointer) {
	if e := h.find(t, key, typehash(t.key, key, 1)); e != nil {
		e.live = false
		h.count--
	}
}

func mapiterinit(t *_type, h *hmap, it *hiter) {
	it.h, it.at = h, 0
	mapiternext(it)
}

func mapiternext(it *hiter) {
	it.key, it.elem = nil, nil
	for it.h != nil && it.at < len(it.h.entries) {
		e := &it.h.entries[it.at]
		it.at++
		if e.live {
			it.key, it.elem = e.key, e.elem
			return
		}
	}
}
