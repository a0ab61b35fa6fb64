package runtime

import "unsafe"

// A map of tests: entries in insertion order, found by going through them.
type hmap struct {
	count   int
	entries []entry
}

type entry struct {
	key, elem unsafe.Pointer
	live      bool
}

type hiter struct {
	key, elem unsafe.Pointer
	h         *hmap
	i         int
}

func makemap(t *_type, hint int, h *hmap) *hmap { return new(hmap) }

func find(t *_type, h *hmap, key unsafe.Pointer) *entry {
	if h == nil {
		return nil
	}
	for i := range h.entries {
		e := &h.entries[i]
		if e.live && t.key.equal(e.key, key) {
			return e
		}
	}
	return nil
}

func mapaccess1(t *_type, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	if e := find(t, h, key); e != nil {
		return e.elem
	}
	return mallocgc(t.elem.size)
}

func mapaccess2(t *_type, h *hmap, key unsafe.Pointer) (unsafe.Pointer, bool) {
	if e := find(t, h, key); e != nil {
		return e.elem, true
	}
	return mallocgc(t.elem.size), false
}

type plainError string

func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }

func mapassign(t *_type, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	if h == nil {
		panic(plainError("assignment to entry in nil map"))
	}
	if e := find(t, h, key); e != nil {
		return e.elem
	}
	e := entry{convT(t.key, key), mallocgc(t.elem.size), true}
	h.entries = append(h.entries, e)
	h.count++
	return e.elem
}

func mapdelete(t *_type, h *hmap, key unsafe.Pointer) {
	if e := find(t, h, key); e != nil {
		e.live = false
		h.count--
	}
}

func mapiterinit(t *_type, h *hmap, it *hiter) {
	it.h, it.i = h, 0
	mapiternext(it)
}

func mapiternext(it *hiter) {
	it.key = nil
	for it.h != nil && it.i < len(it.h.entries) {
		e := &it.h.entries[it.i]
		it.i++
		if e.live {
			it.key, it.elem = e.key, e.elem
			return
		}
	}
}
