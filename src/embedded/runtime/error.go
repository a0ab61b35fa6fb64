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
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}
func (e errorAddressString) Error() string { return "runtime error: " + e.msg }

// A TypeAssertionError explains a failed type assertion.
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
func panicwrap()           { panic(plainError("value method called using nil pointer")) }

func panicmemAddr(addr uintptr) {
	panic(errorAddressString{"invalid memory address or nil pointer dereference", addr})
}

type stringer interface{ String() string }

// What `panic(v)` prints of v.
func printpanicval(v interface{}) {
	switch v := v.(type) {
	case nil:
		print("nil")
	case bool:
		print(v)
	case int:
		print(v)
	case int8:
		print(v)
	case int16:
		print(v)
	case int32:
		print(v)
	case int64:
		print(v)
	case uint:
		print(v)
	case uint8:
		print(v)
	case uint16:
		print(v)
	case uint32:
		print(v)
	case uint64:
		print(v)
	case uintptr:
		print(v)
	case float32:
		print(v)
	case float64:
		print(v)
	case string:
		print(v)
	default:
		e := (*eface)(unsafe.Pointer(&v))
		print("(", e._type.str, ") ", e.data)
	}
}
