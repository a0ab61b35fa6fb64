package fmt

import (
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// What the compiler says of a type.
type typeInfo struct {
	size, ptrdata                  uintptr
	hash                           uint32
	tflag, align, fieldAlign, kind uint8
	equal                          func(p, q unsafe.Pointer) bool
	str                            string
	elem, key                      *typeInfo
	len                            uintptr
	fields, results                []fieldInfo
	methods                        []methodInfo
	pkgPath                        string
}

type fieldInfo struct {
	name             string
	typ              *typeInfo
	offset, embedded uintptr
	pkgPath          string
}

type methodInfo struct {
	name, pkgPath string
	typ           *typeInfo
	ifn           uintptr
}

type emptyInterface struct {
	typ  *typeInfo
	word unsafe.Pointer
}

type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

// Numbers of kinds.
const (
	kBool, kInt, kInt8, kInt16, kInt32, kInt64       = 1, 2, 3, 4, 5, 6
	kUint, kUint8, kUint16, kUint32, kUint64, kUintptr = 7, 8, 9, 10, 11, 12
	kFloat32, kFloat64, kArray, kChan, kFunc         = 13, 14, 17, 18, 19
	kInterface, kMap, kPtr, kSlice, kString, kStruct = 20, 21, 22, 23, 24, 25
	kUnsafePointer                                   = 26
	directWord                                       = 32
)

func add(p unsafe.Pointer, n uintptr) unsafe.Pointer { return unsafe.Pointer(uintptr(p) + n) }

func typeName(a interface{}) string { return (*emptyInterface)(unsafe.Pointer(&a)).typ.str }

// dynamic type of what an interface of type t holds: one with methods has a table whose second word it is.
func dynamic(t *typeInfo, e *emptyInterface) *typeInfo {
	if len(t.methods) > 0 && e.typ != nil {
		return *(**typeInfo)(add(unsafe.Pointer(e.typ), 8))
	}
	return e.typ
}

// The interface value that holds what p points to.
func pack(t *typeInfo, p unsafe.Pointer) (a interface{}) {
	e := (*emptyInterface)(unsafe.Pointer(&a))
	e.typ, e.word = t, p
	if t.kind&directWord != 0 {
		e.word = *(*unsafe.Pointer)(p)
	}
	return a
}

// arg prints a as verb says.
func (p *printer) arg(a interface{}, verb rune) {
	if a == nil {
		if verb == 'T' || verb == 'v' {
			p.pad("<nil>")
		} else {
			p.text("%!" + string(verb) + "(<nil>)")
		}
		return
	}
	e := (*emptyInterface)(unsafe.Pointer(&a))
	switch verb {
	case 'T':
		p.pad(e.typ.str)
		return
	case 'p':
		p.pointer(e, verb)
		return
	}
	if p.methods(a, e, verb) {
		return
	}
	at := e.word
	if e.typ.kind&directWord != 0 {
		at = unsafe.Pointer(&e.word)
	}
	p.value(e.typ, at, verb, 0)
}

// methods: values that print themselves.
func (p *printer) methods(a interface{}, e *emptyInterface, verb rune) (handled bool) {
	if f, ok := a.(Formatter); ok {
		f.Format(p, verb)
		return true
	}
	if verb == 'v' && p.sharp {
		g, ok := a.(GoStringer)
		if ok {
			p.pad(g.GoString())
		}
		return ok
	}
	switch verb {
	case 'v', 's', 'x', 'X', 'q':
	default:
		return false
	}
	defer func() {
		// A nil receiver is shown as such; other panics are shown in place.
		if r := recover(); r != nil {
			if e.typ.kind&31 == kPtr && e.word == nil {
				p.pad("<nil>")
			} else {
				p.text("%!" + string(verb) + "(PANIC=" + Sprint(r) + ")")
			}
			handled = true
		}
	}()
	switch v := a.(type) {
	case error:
		p.str(v.Error(), verb, e.typ)
		return true
	case Stringer:
		p.str(v.String(), verb, e.typ)
		return true
	}
	return false
}

func (p *printer) bad(verb rune, t *typeInfo, at unsafe.Pointer) {
	p.text("%!" + string(verb) + "(" + t.str + "=")
	p.clear()
	p.value(t, at, 'v', 0)
	p.text(")")
}

func (p *printer) value(t *typeInfo, at unsafe.Pointer, verb rune, depth int) {
	if depth > 0 && t.pkgPath != "" || depth > 0 && t.kind&31 == kPtr {
		if a := pack(t, at); a != nil && verb != 'T' && verb != 'p' {
			if p.methods(a, (*emptyInterface)(unsafe.Pointer(&a)), verb) {
				return
			}
		}
	}
	switch t.kind & 31 {
	case kBool:
		if verb != 't' && verb != 'v' {
			p.bad(verb, t, at)
			return
		}
		p.pad(strconv.FormatBool(*(*bool)(at)))
	case kInt, kInt64:
		p.signed(*(*int64)(at), verb, t, at)
	case kInt8:
		p.signed(int64(*(*int8)(at)), verb, t, at)
	case kInt16:
		p.signed(int64(*(*int16)(at)), verb, t, at)
	case kInt32:
		p.signed(int64(*(*int32)(at)), verb, t, at)
	case kUint, kUint64, kUintptr:
		p.unsigned(*(*uint64)(at), verb, t, at)
	case kUint8:
		p.unsigned(uint64(*(*uint8)(at)), verb, t, at)
	case kUint16:
		p.unsigned(uint64(*(*uint16)(at)), verb, t, at)
	case kUint32:
		p.unsigned(uint64(*(*uint32)(at)), verb, t, at)
	case kFloat32:
		p.float(float64(*(*float32)(at)), 32, verb, t, at)
	case kFloat64:
		p.float(*(*float64)(at), 64, verb, t, at)
	case kString:
		p.str(*(*string)(at), verb, t)
	case kSlice, kArray:
		p.list(t, at, verb, depth)
	case kMap:
		p.mapping(t, at, verb, depth)
	case kStruct:
		p.structure(t, at, verb, depth)
	case kInterface:
		inner := (*emptyInterface)(at)
		if inner.typ == nil {
			if p.sharp && verb == 'v' {
				p.text(t.str + "(nil)")
				return
			}
			p.text("<nil>")
			return
		}
		dynamic := dynamic(t, inner)
		var a interface{}
		e := (*emptyInterface)(unsafe.Pointer(&a))
		e.typ, e.word = dynamic, inner.word
		p.arg(a, verb)
	case kPtr:
		target := *(*unsafe.Pointer)(at)
		kind := t.elem.kind & 31
		if depth == 0 && target != nil && (kind == kStruct || kind == kSlice || kind == kArray || kind == kMap) && verb == 'v' {
			p.text("&")
			p.value(t.elem, target, verb, depth+1)
			return
		}
		p.address(t, target, verb)
	case kChan, kFunc, kUnsafePointer:
		p.address(t, *(*unsafe.Pointer)(at), verb)
	default:
		p.text("?")
	}
}

func (p *printer) pointer(e *emptyInterface, verb rune) {
	word := e.word
	switch e.typ.kind & 31 {
	case kSlice:
		word = *(*unsafe.Pointer)(word)
	case kPtr, kChan, kFunc, kMap, kUnsafePointer:
	default:
		at := e.word
		if e.typ.kind&directWord != 0 {
			at = unsafe.Pointer(&e.word)
		}
		p.bad(verb, e.typ, at)
		return
	}
	p.padNumber("0x", strconv.FormatUint(uint64(uintptr(word)), 16))
}

func (p *printer) address(t *typeInfo, target unsafe.Pointer, verb rune) {
	n := uint64(uintptr(target))
	switch {
	case verb == 'v' && target == nil:
		p.pad("<nil>")
	case verb == 'v' && p.sharp:
		p.text("(" + t.str + ")(0x" + strconv.FormatUint(n, 16) + ")")
	case verb == 'v' || verb == 'p':
		p.pad("0x" + strconv.FormatUint(n, 16))
	default:
		p.unsigned(n, verb, t, unsafe.Pointer(&target))
	}
}

func (p *printer) signed(v int64, verb rune, t *typeInfo, at unsafe.Pointer) {
	if v < 0 {
		p.integer("-", uint64(-v), verb, t, at)
		return
	}
	sign := ""
	if p.plus && verb != 'v' && verb != 'c' && verb != 'q' && verb != 'U' {
		sign = "+"
	} else if p.space {
		sign = " "
	}
	p.integer(sign, uint64(v), verb, t, at)
}

func (p *printer) unsigned(v uint64, verb rune, t *typeInfo, at unsafe.Pointer) {
	if verb == 'v' && p.sharp {
		verb = 'x'
	}
	p.integer("", v, verb, t, at)
}

func (p *printer) integer(sign string, v uint64, verb rune, t *typeInfo, at unsafe.Pointer) {
	base, prefix := 10, ""
	switch verb {
	case 'd', 'v':
	case 'b':
		base, prefix = 2, "0b"
	case 'o':
		base, prefix = 8, "0"
	case 'O':
		base, sign = 8, sign+"0o"
	case 'x':
		base, prefix = 16, "0x"
	case 'X':
		base, prefix = 16, "0X"
	case 'c':
		p.pad(string(rune(v)))
		return
	case 'q':
		p.pad(strconv.QuoteRune(rune(v)))
		return
	case 'U':
		digits := upper(strconv.FormatUint(v, 16))
		for len(digits) < 4 || p.hasPrec && len(digits) < p.prec {
			digits = "0" + digits
		}
		if r := rune(v); p.sharp && v <= utf8.MaxRune && strconv.IsPrint(r) {
			digits += " '" + string(r) + "'"
		}
		p.pad("U+" + digits)
		return
	default:
		p.bad(verb, t, at)
		return
	}
	digits := strconv.FormatUint(v, base)
	if verb == 'X' {
		digits = upper(digits)
	}
	for p.hasPrec && len(digits) < p.prec {
		digits = "0" + digits
	}
	if p.sharp && verb != 'v' {
		sign += prefix
	}
	if p.sharp && verb == 'x' && prefix != "" && base == 16 && len(sign) == 0 {
		sign = prefix
	}
	p.padNumber(sign, digits)
}

func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 32
		}
	}
	return string(b)
}

func (p *printer) float(v float64, size int, verb rune, t *typeInfo, at unsafe.Pointer) {
	format, prec := byte(verb), 6
	switch verb {
	case 'v':
		format, prec = 'g', -1
	case 'g', 'G':
		prec = -1
	case 'e', 'E', 'f', 'F':
	default:
		p.bad(verb, t, at)
		return
	}
	if p.hasPrec {
		prec = p.prec
	}
	s := strconv.FormatFloat(v, format, prec, size)
	sign := ""
	if s[0] == '-' || s[0] == '+' {
		sign, s = s[:1], s[1:]
	}
	if sign == "" && p.plus && verb != 'v' {
		sign = "+"
	} else if sign == "" && p.space {
		sign = " "
	}
	if sign == "+" && (!p.plus || verb == 'v') && s != "Inf" {
		sign = ""
	}
	hasPrec := p.hasPrec
	p.hasPrec = false
	p.padNumber(sign, s)
	p.hasPrec = hasPrec
}

func (p *printer) str(s string, verb rune, t *typeInfo) {
	switch verb {
	case 'v', 's':
		if verb == 'v' && p.sharp {
			p.pad(strconv.Quote(s))
			return
		}
		p.pad(p.cut(s))
	case 'q':
		switch s := p.cut(s); {
		case p.sharp && strconv.CanBackquote(s):
			p.pad("`" + s + "`")
		case p.plus:
			p.pad(strconv.QuoteToASCII(s))
		default:
			p.pad(strconv.Quote(s))
		}
	case 'x', 'X':
		p.hex(s, verb)
	default:
		p.text("%!" + string(verb) + "(" + t.str + "=" + s + ")")
	}
}

// cut keeps as many runes as the precision says.
func (p *printer) cut(s string) string {
	n := 0
	for i := range s {
		if p.hasPrec && n == p.prec {
			return s[:i]
		}
		n++
	}
	return s
}

func (p *printer) hex(s string, verb rune) {
	out := ""
	for i := 0; i < len(s); i++ {
		if p.space && i > 0 {
			out += " "
		}
		out += strconv.FormatUint(uint64(s[i])+256, 16)[1:]
	}
	if verb == 'X' {
		out = upper(out)
	}
	if p.sharp && out != "" {
		out = "0x" + out
	}
	p.pad(out)
}

func (p *printer) list(t *typeInfo, at unsafe.Pointer, verb rune, depth int) {
	data, n := at, int(t.len)
	if t.kind&31 == kSlice {
		h := (*sliceHeader)(at)
		data, n = h.data, h.len
	}
	if t.elem.kind&31 == kUint8 && (verb == 's' || verb == 'x' || verb == 'X' || verb == 'q') {
		b := make([]byte, n)
		for i := range b {
			b[i] = *(*byte)(add(data, uintptr(i)))
		}
		p.str(string(b), verb, t)
		return
	}
	open, sep, end := "[", " ", "]"
	if verb == 'v' && p.sharp {
		name := t.str
		if depth == 0 && name == "[]uint8" {
			name = "[]byte"
		}
		if data == nil && t.kind&31 == kSlice {
			p.text(name + "(nil)")
			return
		}
		open, sep, end = name+"{", ", ", "}"
	}
	p.text(open)
	for i := 0; i < n; i++ {
		if i > 0 {
			p.text(sep)
		}
		p.value(t.elem, add(data, uintptr(i)*t.elem.size), verb, depth+1)
	}
	p.text(end)
}

func (p *printer) structure(t *typeInfo, at unsafe.Pointer, verb rune, depth int) {
	sep := " "
	if p.sharp {
		p.text(t.str)
		sep = ", "
	}
	p.text("{")
	for i := range t.fields {
		f := &t.fields[i]
		if i > 0 {
			p.text(sep)
		}
		if p.plus || p.sharp {
			p.text(f.name + ":")
		}
		p.value(f.typ, add(at, f.offset), verb, depth+1)
	}
	p.text("}")
}
