// Type descriptors as the compiler lays them out, and interfaces.
package runtime

import "unsafe"

type _type struct {
	size, ptrdata                   uintptr
	hash                            uint32
	tflag, align, fieldAlign, kind  uint8
	equal                           func(p, q unsafe.Pointer) bool
	str                             string
	elem, key                       *_type
	len                             uintptr
	fields, results                 []typeField
	methods                         []typeMethod
	pkgPath                         string
}

type typeField struct {
	name             string
	typ              *_type
	offset, embedded uintptr
	pkgPath          string
}

type typeMethod struct {
	name, pkgPath string
	typ           *_type
	ifn           uintptr
}

type itab struct {
	inter, _type *_type
	hash         uint32
	_            [4]byte
	fun          [1]uintptr
}

type eface struct {
	_type *_type
	data  unsafe.Pointer
}

type iface struct {
	tab  *itab
	data unsafe.Pointer
}

// Numbers of kinds, and the bit of a type whose values stand in the interface word itself.
const kindInterface, kindPtr, kindDirect = 20, 22, 32

var madeItabs struct {
	lock mutex
	all  []*itab
}

// getitab finds or makes the method table of t for inter; nil if a method is missing.
func getitab(inter, t *_type) *itab {
	for _, tab := range itabs {
		if tab.inter == inter && tab._type == t {
			return tab
		}
	}
	lock(&madeItabs.lock)
	made := madeItabs.all
	unlock(&madeItabs.lock)
	for _, tab := range made {
		if tab.inter == inter && tab._type == t {
			return tab
		}
	}
	tab := makeitab(inter, t)
	if tab != nil {
		lock(&madeItabs.lock)
		madeItabs.all = append(madeItabs.all, tab)
		unlock(&madeItabs.lock)
	}
	return tab
}

// Both lists of methods are sorted by name.
func makeitab(inter, t *_type) *itab {
	tab := (*itab)(mallocgc(24 + 8*uintptr(len(inter.methods))))
	tab.inter, tab._type, tab.hash = inter, t, t.hash
	have := 0
	for i := range inter.methods {
		want := &inter.methods[i]
		for have < len(t.methods) && t.methods[have].name < want.name {
			have++
		}
		if have == len(t.methods) {
			return nil
		}
		m := &t.methods[have]
		if m.name != want.name || m.typ != want.typ || m.pkgPath != want.pkgPath {
			return nil
		}
		*(*uintptr)(add(unsafe.Pointer(&tab.fun), 8*uintptr(i))) = m.ifn
	}
	return tab
}

func missingMethod(inter, t *_type) string {
	for i := range inter.methods {
		found := false
		for j := range t.methods {
			found = found || t.methods[j].name == inter.methods[i].name
		}
		if !found {
			return inter.methods[i].name
		}
	}
	return ""
}

func convT(t *_type, v unsafe.Pointer) unsafe.Pointer {
	p := mallocgc(t.size)
	memmove(p, v, t.size)
	return p
}

func convI2I(dst *_type, src *itab) *itab { return getitab(dst, src._type) }

func assertE2I(inter, t *_type) *itab {
	if t == nil {
		panic(&TypeAssertionError{nil, nil, inter, ""})
	}
	tab := getitab(inter, t)
	if tab == nil {
		panic(&TypeAssertionError{nil, t, inter, missingMethod(inter, t)})
	}
	return tab
}

func assertE2I2(inter, t *_type) *itab {
	if t == nil {
		return nil
	}
	return getitab(inter, t)
}

func panicdottypeE(have, want, iface *_type) { panic(&TypeAssertionError{iface, have, want, ""}) }

func efaceeq(t *_type, x, y unsafe.Pointer) bool {
	switch {
	case t.equal == nil:
		panic(errorString("comparing uncomparable type " + t.str))
	case t.kind&kindDirect != 0:
		return x == y
	}
	return t.equal(x, y)
}

func ifaceeq(tab *itab, x, y unsafe.Pointer) bool { return efaceeq(tab._type, x, y) }

// setAs sets *target to err if that has its type, or implements it.
func setAs(err error, target interface{}) bool {
	to := (*eface)(unsafe.Pointer(&target))
	if to._type.kind&31 != kindPtr || to.data == nil {
		panic(plainError("errors: target must be a non-nil pointer"))
	}
	from := (*iface)(unsafe.Pointer(&err))
	want, have := to._type.elem, from.tab._type
	switch {
	case want.kind&31 == kindInterface && len(want.methods) == 0:
		*(*eface)(to.data) = eface{have, from.data}
	case want.kind&31 == kindInterface:
		tab := getitab(want, have)
		if tab == nil {
			return false
		}
		*(*iface)(to.data) = iface{tab, from.data}
	case want != have:
		return false
	case have.kind&kindDirect != 0:
		*(*unsafe.Pointer)(to.data) = from.data
	default:
		memmove(to.data, from.data, have.size)
	}
	return true
}
