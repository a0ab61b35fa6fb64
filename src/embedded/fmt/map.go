package fmt

import "unsafe"

// What package runtime has in a map.
type mapHeader struct {
	count   int
	flags   uint8
	table   []int32
	entries []mapEntry
}

type mapEntry struct {
	key, elem unsafe.Pointer
	hash      uint32
	live      bool
}

// mapping prints keys in order, where they have one.
func (p *printer) mapping(t *typeInfo, at unsafe.Pointer, verb rune, depth int) {
	h := *(**mapHeader)(at)
	var live []*mapEntry
	if h != nil {
		for i := range h.entries {
			if e := &h.entries[i]; e.live {
				k := len(live)
				live = append(live, e)
				for ; k > 0 && less(t.key, e.key, live[k-1].key); k-- {
					live[k] = live[k-1]
				}
				live[k] = e
			}
		}
	}
	open, sep, end := "map[", " ", "]"
	if verb == 'v' && p.sharp {
		if h == nil {
			p.text(t.str + "(nil)")
			return
		}
		open, sep, end = t.str+"{", ", ", "}"
	}
	p.text(open)
	for i, e := range live {
		if i > 0 {
			p.text(sep)
		}
		p.value(t.key, e.key, verb, depth+1)
		p.text(":")
		p.value(t.elem, e.elem, verb, depth+1)
	}
	p.text(end)
}

// less orders keys: structs and arrays by their first parts that differ, pointers by address, NaN before all numbers.
func less(t *typeInfo, a, b unsafe.Pointer) bool {
	switch t.kind & 31 {
	case kString:
		return *(*string)(a) < *(*string)(b)
	case kInt, kInt64:
		return *(*int64)(a) < *(*int64)(b)
	case kInt32:
		return *(*int32)(a) < *(*int32)(b)
	case kInt16:
		return *(*int16)(a) < *(*int16)(b)
	case kInt8:
		return *(*int8)(a) < *(*int8)(b)
	case kUint, kUint64, kUintptr:
		return *(*uint64)(a) < *(*uint64)(b)
	case kUint32:
		return *(*uint32)(a) < *(*uint32)(b)
	case kUint16:
		return *(*uint16)(a) < *(*uint16)(b)
	case kUint8:
		return *(*uint8)(a) < *(*uint8)(b)
	case kFloat64:
		return lessFloat(*(*float64)(a), *(*float64)(b))
	case kFloat32:
		return lessFloat(float64(*(*float32)(a)), float64(*(*float32)(b)))
	case kPtr, kChan, kUnsafePointer:
		return *(*uintptr)(a) < *(*uintptr)(b)
	case kStruct:
		for i := range t.fields {
			f := &t.fields[i]
			if x, y := add(a, f.offset), add(b, f.offset); less(f.typ, x, y) {
				return true
			} else if less(f.typ, y, x) {
				return false
			}
		}
	case kArray:
		for i := uintptr(0); i < t.len; i++ {
			if x, y := add(a, i*t.elem.size), add(b, i*t.elem.size); less(t.elem, x, y) {
				return true
			} else if less(t.elem, y, x) {
				return false
			}
		}
	case kInterface:
		x, xt := held(t, a)
		y, yt := held(t, b)
		if xt != yt || xt == nil {
			return uintptr(unsafe.Pointer(xt)) < uintptr(unsafe.Pointer(yt))
		}
		return less(xt, x, y)
	case kBool:
		return !*(*bool)(a) && *(*bool)(b)
	}
	return false
}

func lessFloat(a, b float64) bool { return a < b || a != a && b == b }

// held: where the value lies that an interface holds, and its type.
func held(t *typeInfo, at unsafe.Pointer) (unsafe.Pointer, *typeInfo) {
	e := (*emptyInterface)(at)
	typ := dynamic(t, e)
	if typ != nil && typ.kind&directWord != 0 {
		return unsafe.Pointer(&e.word), typ
	}
	return e.word, typ
}
