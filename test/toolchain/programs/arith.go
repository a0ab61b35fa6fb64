package main

type small int8
type bits uint16

const (
	a = iota
	b
	_
	d
	big   = 1 << 70
	third = 1.0 / 3
	mask  = big >> 65
)

const (
	k0, k1 = iota, iota * 10
	k2, k3
)

func shifts(n uint, s int) {
	var i8 int8 = -128
	var u8 uint8 = 200
	var i16 int16 = -32768
	var i32 int32 = -5
	var u32 uint32 = 0xdeadbeef
	var i64 int64 = -1 << 63
	var u64 uint64 = 1<<64 - 1
	println(i8<<n, i8>>n, u8<<n, u8>>n, i16>>n, i32<<n, i32>>n, u32<<n, u32>>n, i64>>n, u64>>n, u64<<n)
	println(1<<s, i8>>1, u8<<1, u8>>7, i64>>63)
	var f float64 = float64(int(1) << n & 0xff)
	println(f, uint8(1)<<n, int64(1)<<n)
}

func div(x, y int) (q, r int) {
	q = x / y
	r = x % y
	return
}

func main() {
	println(a, b, d, mask, third, k0, k1, k2, k3)
	for _, n := range []uint{0, 1, 7, 8, 15, 31, 32, 63, 64, 100} {
		shifts(n, int(n%60))
	}
	q, r := div(-7, 2)
	println(q, r)
	q, r = div(-1<<63, -1)
	println(q, r)
	var s small = 127
	s++
	println(s, -s, ^s, s/-1)
	var w bits = 65535
	w += 2
	println(w, ^w, w&^3, w|0xf0, w^0xff)
	var u8 uint8 = 250
	u8 *= 3
	println(u8, -u8)
	var u32 uint32 = 1 << 31
	println(u32*2, u32+u32-1, u32/3, u32%7)
	var u64 uint64 = 1<<63 + 12345
	println(u64/10, u64%10, u64*3)
	var i32 int32 = -1 << 31
	println(i32/-1, i32%-1, -i32, i32-1)
	x := 0x1234567890abcdef
	println(int8(x), uint8(x), int16(x), uint16(x), int32(x), uint32(x), uint64(x))
	m1, m3 := int8(-1), int8(-3)
	println(uint32(m1), int64(int32(-5)), uint64(m3), int(uint8(200)))
	f := 3.99
	g := -3.99
	println(int(f), int(g), uint8(f), int64(f*1e10), float32(f), float64(float32(0.1)))
	println(f+g, f-g, f*g, f/g, -f, f < g, f > g, f == f, f != g, f <= g, f >= g)
	var zero float64
	nan := zero / zero
	println(nan == nan, nan != nan, nan < 1, nan > 1, nan <= 1, nan >= 1, 1/zero, -1/zero)
	println(uint64(float64(1<<63)), float64(u64), float32(u64), float64(uint32(4000000000)), uint64(1e19))
	var h float32 = 1.5
	h += 0.25
	h *= 2
	println(h, h/3, int(h))
	println('a', 'é', '\n', "\x41\u00e9\101")
	t, fl := true, false
	println(t && fl, t || fl, !t, t != fl, t == fl)
	println(5&3, 5|3, 5^3, 5&^3, ^5, +5, -5)
	var p uintptr = 4096
	println(p>>2, p+1)
	c := 10
	c <<= 2
	c >>= 1
	c |= 1
	c &= 0x15
	c ^= 3
	c &^= 2
	c %= 7
	c -= 100
	c /= 3
	println(c)
}
