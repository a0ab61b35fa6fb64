//go:build go1.19

package atomic

// Int32 is a int32 with atomic methods.
type Int32 struct{ v int32 }

func (x *Int32) Load() int32                        { return LoadInt32(&x.v) }
func (x *Int32) Store(val int32)                    { StoreInt32(&x.v, val) }
func (x *Int32) Add(delta int32) int32              { return AddInt32(&x.v, delta) }
func (x *Int32) Swap(val int32) int32               { return SwapInt32(&x.v, val) }
func (x *Int32) CompareAndSwap(from, to int32) bool { return CompareAndSwapInt32(&x.v, from, to) }

// Uint32 is a uint32 with atomic methods.
type Uint32 struct{ v uint32 }

func (x *Uint32) Load() uint32                        { return LoadUint32(&x.v) }
func (x *Uint32) Store(val uint32)                    { StoreUint32(&x.v, val) }
func (x *Uint32) Add(delta uint32) uint32             { return AddUint32(&x.v, delta) }
func (x *Uint32) Swap(val uint32) uint32              { return SwapUint32(&x.v, val) }
func (x *Uint32) CompareAndSwap(from, to uint32) bool { return CompareAndSwapUint32(&x.v, from, to) }

// Int64 is a int64 with atomic methods.
type Int64 struct{ v int64 }

func (x *Int64) Load() int64                        { return LoadInt64(&x.v) }
func (x *Int64) Store(val int64)                    { StoreInt64(&x.v, val) }
func (x *Int64) Add(delta int64) int64              { return AddInt64(&x.v, delta) }
func (x *Int64) Swap(val int64) int64               { return SwapInt64(&x.v, val) }
func (x *Int64) CompareAndSwap(from, to int64) bool { return CompareAndSwapInt64(&x.v, from, to) }

// Uint64 is a uint64 with atomic methods.
type Uint64 struct{ v uint64 }

func (x *Uint64) Load() uint64                        { return LoadUint64(&x.v) }
func (x *Uint64) Store(val uint64)                    { StoreUint64(&x.v, val) }
func (x *Uint64) Add(delta uint64) uint64             { return AddUint64(&x.v, delta) }
func (x *Uint64) Swap(val uint64) uint64              { return SwapUint64(&x.v, val) }
func (x *Uint64) CompareAndSwap(from, to uint64) bool { return CompareAndSwapUint64(&x.v, from, to) }

// Uintptr is a uintptr with atomic methods.
type Uintptr struct{ v uintptr }

func (x *Uintptr) Load() uintptr                        { return LoadUintptr(&x.v) }
func (x *Uintptr) Store(val uintptr)                    { StoreUintptr(&x.v, val) }
func (x *Uintptr) Add(delta uintptr) uintptr            { return AddUintptr(&x.v, delta) }
func (x *Uintptr) Swap(val uintptr) uintptr             { return SwapUintptr(&x.v, val) }
func (x *Uintptr) CompareAndSwap(from, to uintptr) bool { return CompareAndSwapUintptr(&x.v, from, to) }

// Bool is a boolean with atomic methods.
type Bool struct{ v uint32 }

func word(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}
func (x *Bool) Load() bool         { return LoadUint32(&x.v) != 0 }
func (x *Bool) Store(val bool)     { StoreUint32(&x.v, word(val)) }
func (x *Bool) Swap(val bool) bool { return SwapUint32(&x.v, word(val)) != 0 }
func (x *Bool) CompareAndSwap(from, to bool) bool {
	return CompareAndSwapUint32(&x.v, word(from), word(to))
}
