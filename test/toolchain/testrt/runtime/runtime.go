// Package runtime of the compiler's tests: one thread, no scheduler, memory is never freed.
package runtime

import "unsafe"

type g struct {
	stackguard0 uintptr
	_panic      *_panic
	_defer      *_defer
}

var g0 g
var tls0 [2]uintptr

type _defer struct {
	fn     func()
	sp, pc uintptr
	link   *_defer
}

type _panic struct {
	argp      uintptr
	arg       interface{}
	link      *_panic
	recovered bool
	pc, sp    uintptr
}

func getg() *g
func getcallerpc() uintptr
func getcallersp() uintptr

//go:noescape
func rawsyscall(trap, a1, a2, a3, a4, a5, a6 uintptr) uintptr

//go:noescape
func memmove(to, from unsafe.Pointer, n uintptr)
func return0()
func jump(pc, sp uintptr)
func callFn(fn func())
func runtime_init()
func main_init()
func main_main()

func start() {
	runtime_init()
	main_init()
	main_main()
	exit(0)
}

func exit(code int32) {
	rawsyscall(231, uintptr(code), 0, 0, 0, 0, 0)
}

func write(p unsafe.Pointer, n int) {
	rawsyscall(1, 2, uintptr(p), uintptr(n), 0, 0, 0)
}

func stackOverflow() {
	throw("stack overflow")
}

func throw(s string) {
	print("fatal error: ", s, "\n")
	exit(2)
}

// Memory.

var heapAt, heapEnd uintptr

func mallocgc(n uintptr) unsafe.Pointer {
	n = (n + 15) &^ 15
	if heapAt+n > heapEnd {
		size := uintptr(64 << 20)
		if n > size {
			size = (n + 4095) &^ 4095
		}
		p := rawsyscall(9, 0, size, 3, 0x22, ^uintptr(0), 0)
		if p > 0xfffffffffffff000 {
			throw("out of memory")
		}
		heapAt = p
		heapEnd = p + size
	}
	p := heapAt
	heapAt += n
	return unsafe.Pointer(p)
}

func newobject(t *_type) unsafe.Pointer { return mallocgc(t.size) }

func makeslice(et *_type, len, cap int) unsafe.Pointer {
	if len < 0 || uintptr(len) > 1<<40 {
		panic(errorString("makeslice: len out of range"))
	}
	if cap < len {
		panic(errorString("makeslice: cap out of range"))
	}
	return mallocgc(et.size * uintptr(cap))
}

type slice struct {
	array    unsafe.Pointer
	len, cap int
}

func growslice(et *_type, old slice, cap int) slice {
	newcap := old.cap
	if cap > 2*newcap {
		newcap = cap
	} else if newcap < 256 {
		newcap = 2 * newcap
	} else {
		for newcap < cap {
			newcap += (newcap + 768) / 4
		}
	}
	p := mallocgc(et.size * uintptr(newcap))
	memmove(p, old.array, uintptr(old.len)*et.size)
	return slice{p, old.len, newcap}
}

func add(p unsafe.Pointer, n uintptr) unsafe.Pointer { return unsafe.Pointer(uintptr(p) + n) }

func memequal(a, b unsafe.Pointer, n uintptr) bool {
	for i := uintptr(0); i < n; i++ {
		if *(*byte)(add(a, i)) != *(*byte)(add(b, i)) {
			return false
		}
	}
	return true
}

// Types and interfaces.

type _type struct {
	size, ptrdata                  uintptr
	hash                           uint32
	tflag, align, fieldAlign, kind uint8
	equal                          func(p, q unsafe.Pointer) bool
	str                            string
	elem, key                      *_type
	len                            uintptr
	fields, results                []typeField
	methods                        []typeMethod
	pkgPath                        string
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
	fun          [64]uintptr
}

type eface struct {
	_type *_type
	data  unsafe.Pointer
}

var itabs []*itab

var dynamic []*itab

func getitab(inter, t *_type) *itab {
	for _, i := range itabs {
		if i.inter == inter && i._type == t {
			return i
		}
	}
	for _, i := range dynamic {
		if i.inter == inter && i._type == t {
			return i
		}
	}
	n := len(inter.methods)
	m := (*itab)(mallocgc(24 + 8*uintptr(n)))
	m.inter, m._type, m.hash = inter, t, t.hash
	j := 0
	for i := range inter.methods {
		want := &inter.methods[i]
		for j < len(t.methods) && t.methods[j].name < want.name {
			j++
		}
		if j >= len(t.methods) || t.methods[j].name != want.name || t.methods[j].typ != want.typ || t.methods[j].pkgPath != want.pkgPath {
			return nil
		}
		m.fun[i] = t.methods[j].ifn
	}
	dynamic = append(dynamic, m)
	return m
}

func convT(t *_type, v unsafe.Pointer) unsafe.Pointer {
	p := mallocgc(t.size)
	memmove(p, v, t.size)
	return p
}

func convI2I(dst *_type, src *itab) *itab { return getitab(dst, src._type) }

func assertE2I(inter, t *_type) *itab {
	if t == nil {
		panic(plainError("interface conversion: interface is nil, not " + inter.str))
	}
	i := getitab(inter, t)
	if i == nil {
		panic(plainError("interface conversion: " + t.str + " is not " + inter.str + ": missing method " + missing(inter, t)))
	}
	return i
}

func missing(inter, t *_type) string {
	for i := range inter.methods {
		found := false
		for j := range t.methods {
			if t.methods[j].name == inter.methods[i].name {
				found = true
			}
		}
		if !found {
			return inter.methods[i].name
		}
	}
	return "?"
}

func assertE2I2(inter, t *_type) *itab {
	if t == nil {
		return nil
	}
	return getitab(inter, t)
}

func panicdottypeE(have, want, iface *_type) {
	if have == nil {
		panic(plainError("interface conversion: " + iface.str + " is nil, not " + want.str))
	}
	panic(plainError("interface conversion: " + iface.str + " is " + have.str + ", not " + want.str))
}

func efaceeq(t *_type, x, y unsafe.Pointer) bool {
	if t.equal == nil {
		panic(errorString("comparing uncomparable type " + t.str))
	}
	if t.kind&32 != 0 {
		return x == y
	}
	return t.equal(x, y)
}

func ifaceeq(tab *itab, x, y unsafe.Pointer) bool { return efaceeq(tab._type, x, y) }

// Errors.

type Error interface {
	error
	RuntimeError()
}

type errorString string

func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

func itoa(n int) string {
	if n < 0 {
		return "-" + itoa(-n)
	}
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func panicIndex(x, y int) {
	if x < 0 {
		panic(errorString("index out of range [" + itoa(x) + "]"))
	}
	panic(errorString("index out of range [" + itoa(x) + "] with length " + itoa(y)))
}
func panicSliceAlen(x, y int) {
	panic(errorString("slice bounds out of range [:" + itoa(x) + "] with length " + itoa(y)))
}
func panicSliceAcap(x, y int) {
	panic(errorString("slice bounds out of range [:" + itoa(x) + "] with capacity " + itoa(y)))
}
func panicSliceB(x, y int) {
	if x < 0 {
		panic(errorString("slice bounds out of range [" + itoa(x) + ":]"))
	}
	panic(errorString("slice bounds out of range [" + itoa(x) + ":" + itoa(y) + "]"))
}
func panicSlice3Alen(x, y int) {
	panic(errorString("slice bounds out of range [::" + itoa(x) + "] with length " + itoa(y)))
}
func panicSlice3Acap(x, y int) {
	panic(errorString("slice bounds out of range [::" + itoa(x) + "] with capacity " + itoa(y)))
}
func panicSlice3B(x, y int) {
	panic(errorString("slice bounds out of range [:" + itoa(x) + ":" + itoa(y) + "]"))
}
func panicSlice3C(x, y int) {
	panic(errorString("slice bounds out of range [" + itoa(x) + ":" + itoa(y) + ":]"))
}
func panicSliceConvert(x, y int) {
	panic(errorString("cannot convert slice with length " + itoa(x) + " to pointer to array with length " + itoa(y)))
}
func panicdivide()         { panic(errorString("integer divide by zero")) }
func panicshift()          { panic(errorString("negative shift amount")) }
func panicwrap()           { panic(errorString("value method called using nil pointer")) }
func panicunsafeslicelen() { panic(errorString("unsafe.Slice: len out of range")) }

// Defer, panic, recover.

func deferproc(fn func()) {
	gp := getg()
	d := new(_defer)
	d.fn, d.sp, d.pc, d.link = fn, getcallersp(), getcallerpc(), gp._defer
	gp._defer = d
	return0()
}

func deferreturn() {
	gp := getg()
	sp := getcallersp()
	for {
		d := gp._defer
		if d == nil || d.sp != sp {
			return
		}
		gp._defer = d.link
		d.fn()
	}
}

func gopanic(e interface{}) {
	gp := getg()
	var p _panic
	p.arg = e
	p.link = gp._panic
	p.argp = getargp()
	gp._panic = &p
	for {
		d := gp._defer
		if d == nil {
			break
		}
		gp._defer = d.link
		p.argp = getargp()
		d.fn()
		if p.recovered {
			gp._panic = p.link
			jump(d.pc, d.sp)
		}
	}
	printpanics(gp._panic)
	exit(2)
}

// Address of the outgoing arguments of the caller.
func getargp() uintptr { return getcallersp() }

func gorecover(argp uintptr) interface{} {
	p := getg()._panic
	if p != nil && !p.recovered && argp == p.argp {
		p.recovered = true
		return p.arg
	}
	return nil
}

type stringer interface{ String() string }

func printpanics(p *_panic) {
	if p.link != nil {
		printpanics(p.link)
		print("\t")
	}
	print("panic: ")
	switch v := p.arg.(type) {
	case nil:
		print("nil")
	case error:
		print(v.Error())
	case stringer:
		print(v.String())
	case bool:
		print(v)
	case int:
		print(v)
	case uint8:
		print(v)
	case int32:
		print(v)
	case float64:
		print(v)
	case string:
		print(v)
	default:
		e := (*eface)(unsafe.Pointer(&p.arg))
		print("(", e._type.str, ") ", e.data)
	}
	print("\n")
}

var buildVersion string
