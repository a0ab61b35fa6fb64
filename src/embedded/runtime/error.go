// Errors that the language itself raises.
package runtime

import "unsafe"

// Error marks errors of the runtime.
type Error interface {
	error
	RuntimeError()
}

type errorString string

func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

// A plainError's text stands without "runtime error: ".
type plainError string

func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }

type errorAddressString struct {
	addr uintptr
	msg  string
}

func (e errorAddressString) Error() string { return "runtime error: " + e.msg }
func (e errorAddressString) RuntimeError() {}
func (e errorAddressString) Addr() uintptr { return e.addr }

// A TypeAssertionError says which type was there instead of the asserted one.
type TypeAssertionError struct {
	static, concrete, asserted *_type
	missing                    string
}

func (*TypeAssertionError) RuntimeError() {}
func (e *TypeAssertionError) Error() string {
	from := "interface"
	if e.static != nil {
		from = e.static.str
	}
	const start = "interface conversion: "
	switch {
	case e.concrete == nil:
		return start + from + " is nil, not " + e.asserted.str
	case e.missing != "":
		return start + e.concrete.str + " is not " + e.asserted.str + ": missing method " + e.missing
	}
	return start + from + " is " + e.concrete.str + ", not " + e.asserted.str
}

func outOfRange(what string, x int, with string, y int) {
	s := what + itoa(x) + "]"
	if with != "" {
		s += with + itoa(y)
	}
	panic(errorString(s))
}

func panicIndex(x, y int) {
	with := " with length "
	if x < 0 {
		with = ""
	}
	outOfRange("index out of range [", x, with, y)
}

func slicing(what string, x int, with string, y int) {
	if x < 0 {
		with = ""
	}
	outOfRange("slice bounds out of range ["+what, x, with, y)
}

func panicSliceAlen(x, y int)  { slicing(":", x, " with length ", y) }
func panicSliceAcap(x, y int)  { slicing(":", x, " with capacity ", y) }
func panicSlice3Alen(x, y int) { slicing("::", x, " with length ", y) }
func panicSlice3Acap(x, y int) { slicing("::", x, " with capacity ", y) }

func panicSliceB(x, y int) {
	panic(errorString("slice bounds out of range [" + bound(x) + ":" + rest(x, y) + "]"))
}
func panicSlice3B(x, y int) {
	panic(errorString("slice bounds out of range [:" + bound(x) + ":" + rest(x, y) + "]"))
}
func panicSlice3C(x, y int) {
	panic(errorString("slice bounds out of range [" + bound(x) + ":" + rest(x, y) + ":]"))
}
func bound(x int) string { return itoa(x) }

// Of a negative bound only itself is told.
func rest(x, y int) string {
	if x < 0 {
		return ""
	}
	return itoa(y)
}

func panicSliceConvert(x, y int) {
	panic(errorString("cannot convert slice with length " + itoa(x) + " to pointer to array with length " + itoa(y)))
}
func panicdivide()         { panic(errorString("integer divide by zero")) }
func panicshift()          { panic(errorString("negative shift amount")) }
func panicunsafeslicelen() { panic(errorString("unsafe.Slice: len out of range")) }
func panicmem()            { panic(errorString("invalid memory address or nil pointer dereference")) }
func panicfloat()          { panic(errorString("floating point error")) }

// panicwrap's caller is the method of a pointer that stands for a value's method: "main.(*T).M".
func panicwrap() {
	name := findfunc(getcallerpc()).name
	open := 0
	for name[open:open+2] != "(*" {
		open++
	}
	end := open + 2
	for name[end] != ')' {
		end++
	}
	t := name[open+2 : end]
	panic(plainError("value method " + name[:open] + t + name[end+1:] + " called using nil *" + t + " pointer"))
}

func panicmemAddr(addr uintptr) {
	panic(errorAddressString{addr, "invalid memory address or nil pointer dereference"})
}

type stringer interface{ String() string }

// What `panic(v)` prints of v.
func printpanicval(v interface{}) {
	e := (*eface)(unsafe.Pointer(&v))
	t := e._type
	if t == nil {
		print("nil")
		return
	}
	if kind := t.kind & 31; t.pkgPath != "" && (1 <= kind && kind <= 16 || kind == 24) {
		// A named type: its name, and a plain value in brackets.
		print(t.str, "(")
		printplain(t, e.data)
		print(")")
		return
	}
	printplain(t, e.data)
}

// printplain goes by the kind. Values are where p points to, unless they are pointers themselves.
func printplain(t *_type, p unsafe.Pointer) {
	signed := [...]int64{0, 0}
	switch t.kind & 31 {
	case 1:
		print(*(*bool)(p))
		return
	case 2, 6:
		signed[0] = *(*int64)(p)
	case 3:
		signed[0] = int64(*(*int8)(p))
	case 4:
		signed[0] = int64(*(*int16)(p))
	case 5:
		signed[0] = int64(*(*int32)(p))
	case 7, 11, 12:
		print(*(*uint64)(p))
		return
	case 8:
		signed[0] = int64(*(*uint8)(p))
	case 9:
		signed[0] = int64(*(*uint16)(p))
	case 10:
		signed[0] = int64(*(*uint32)(p))
	case 13:
		print(*(*float32)(p))
		return
	case 14:
		print(*(*float64)(p))
		return
	case 24:
		text := *(*string)(p)
		if t.pkgPath != "" {
			print(`"`, text, `"`)
		} else {
			print(text)
		}
		return
	default:
		print("(", t.str, ") ", p)
		return
	}
	print(signed[0])
}
