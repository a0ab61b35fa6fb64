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
	if val == nil {
		panic("sync/atomic: store of nil value into Value")
	}
	StorePointer(&v.p, unsafe.Pointer(&val))
}
