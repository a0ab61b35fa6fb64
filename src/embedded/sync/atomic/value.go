package atomic

import "unsafe"

// A Value holds any value, always of one type.
type Value struct{ p unsafe.Pointer }

func (v *Value) Load() interface{} {
	p := (*interface{})(LoadPointer(&v.p))
	if p == nil {
		return nil
	}
	return *p
}

func (v *Value) Store(val interface{}) {
	v.check("store", val)
	StorePointer(&v.p, unsafe.Pointer(&val))
}

func (v *Value) Swap(val interface{}) (before interface{}) {
	v.check("swap", val)
	if p := (*interface{})(SwapPointer(&v.p, unsafe.Pointer(&val))); p != nil {
		before = *p
	}
	return before
}

func (v *Value) CompareAndSwap(from, to interface{}) bool {
	v.check("compare and swap", to)
	for {
		p := LoadPointer(&v.p)
		if p == nil && from != nil || p != nil && *(*interface{})(p) != from {
			return false
		}
		if CompareAndSwapPointer(&v.p, p, unsafe.Pointer(&to)) {
			return true
		}
	}
}

// typeOf a value: the first word of the interface.
func typeOf(val interface{}) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&val)) }

func (v *Value) check(what string, val interface{}) {
	if val == nil {
		panic("sync/atomic: " + what + " of nil value into Value")
	}
	if p := (*interface{})(LoadPointer(&v.p)); p != nil && typeOf(*p) != typeOf(val) {
		panic("sync/atomic: " + what + " of inconsistently typed value into Value")
	}
}
