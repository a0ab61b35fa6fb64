// print and println: to standard error, one statement at a time.
package runtime

import "unsafe"

type hex uint64

var printing mutex

func printlock() {
	mp := getg().m
	mp.locks++
	if mp.printlock == 0 {
		lock(&printing)
	}
	mp.printlock++
	mp.locks--
}

func printunlock() {
	count := &getg().m.printlock
	if *count--; *count == 0 {
		unlock(&printing)
	}
}

//go:nosplit
func writeErrStr(s string) {
	str := (*slice)(unsafe.Pointer(&s))
	write1(2, str.array, int32(len(s)))
}

func printstring(s string) { writeErrStr(s) }
func printslice(b []byte) {
	print("[", len(b), "/", cap(b), "]")
	printpointer(unsafe.Pointer(&b))
}
func printnl() { writeErrStr("\n") }
func printsp() { writeErrStr(" ") }

func printbool(v bool) {
	if v {
		writeErrStr("true")
	} else {
		writeErrStr("false")
	}
}

// Digits of v to the end of buf; the index of the first.
func digits(buf []byte, v, base uint64) int {
	at := len(buf)
	for {
		at--
		buf[at] = "0123456789abcdef"[v%base]
		v /= base
		if v == 0 {
			return at
		}
	}
}

func printuint(v uint64) {
	var buf [20]byte
	at := digits(buf[:], v, 10)
	write1(2, unsafe.Pointer(&buf[at]), int32(20-at))
}

func printint(v int64) {
	if v < 0 {
		writeErrStr("-")
		printuint(uint64(-v))
		return
	}
	printuint(uint64(v))
}

func printhex(v uint64) {
	var buf [20]byte
	at := digits(buf[:], v, 16)
	buf[at-1], buf[at-2] = 'x', '0'
	write1(2, unsafe.Pointer(&buf[at-2]), int32(22-at))
}

func printpointer(p unsafe.Pointer) { printhex(uint64(uintptr(p))) }
func printeface(e interface{}) {
	x := (*eface)(unsafe.Pointer(&e))
	print("(", unsafe.Pointer(x._type), ",", x.data, ")")
}
func printiface(e iface) { print("(", unsafe.Pointer(e.tab), ",", e.data, ")") }

// Seven digits and an exponent: +1.234560e+003.
func printfloat(v float64) {
	switch {
	case v != v:
		writeErrStr("NaN")
		return
	case v > 0 && v+v == v:
		writeErrStr("+Inf")
		return
	case v < 0 && v+v == v:
		writeErrStr("-Inf")
		return
	}
	sign := byte('+')
	if v < 0 || v == 0 && 1/v < 0 {
		sign, v = '-', -v
	}
	exp := 0
	if v != 0 {
		for v >= 10 {
			v /= 10
			exp++
		}
		for v < 1 {
			v *= 10
			exp--
		}
		half := 5.0
		for i := 0; i < 7; i++ {
			half /= 10
		}
		v += half
		if v >= 10 {
			v /= 10
			exp++
		}
	}
	var buf [14]byte
	buf[0] = sign
	for i := 0; i < 7; i++ {
		d := int(v)
		at := i + 2
		if i == 0 {
			at = 1
		}
		buf[at] = byte(d) + '0'
		v = (v - float64(d)) * 10
	}
	buf[2], buf[9], buf[10] = '.', 'e', '+'
	if exp < 0 {
		buf[10], exp = '-', -exp
	}
	buf[11], buf[12], buf[13] = byte(exp/100)+'0', byte(exp/10%10)+'0', byte(exp%10)+'0'
	write1(2, unsafe.Pointer(&buf), 14)
}

func itoa(n int) string {
	var buf [21]byte
	if n >= 0 {
		return string(buf[digits(buf[:], uint64(n), 10):])
	}
	at := digits(buf[:], uint64(-n), 10) - 1
	buf[at] = '-'
	return string(buf[at:])
}
