// Package math: constants, and the simplest functions.
package math

import "unsafe"

const (
	Pi = 3.14159265358979323846264338327950288419716939937510582097494459
	E  = 2.71828182845904523536028747135266249775724709369995957496696763

	MaxInt, MinInt     = 1<<63 - 1, -1 << 63
	MaxInt32, MinInt32 = 1<<31 - 1, -1 << 31
	MaxInt64, MinInt64 = 1<<63 - 1, -1 << 63
	MaxUint32          = 1<<32 - 1
	MaxUint64          = 1<<64 - 1
	MaxFloat64         = 1.79769313486231570814527423731704356798070e+308
)

func Float64bits(f float64) uint64     { return *(*uint64)(unsafe.Pointer(&f)) }
func Float64frombits(b uint64) float64 { return *(*float64)(unsafe.Pointer(&b)) }
func Float32bits(f float32) uint32     { return *(*uint32)(unsafe.Pointer(&f)) }
func Float32frombits(b uint32) float32 { return *(*float32)(unsafe.Pointer(&b)) }
func IsNaN(f float64) bool             { return f != f }
func NaN() float64                     { return Float64frombits(0x7ff8000000000001) }
func Inf(sign int) float64 {
	if sign < 0 {
		return Float64frombits(0xfff0000000000000)
	}
	return Float64frombits(0x7ff0000000000000)
}

func Abs(x float64) float64 { return Float64frombits(Float64bits(x) &^ (1 << 63)) }
func Max(x, y float64) float64 {
	if x > y || x != x {
		return x
	}
	return y
}
func Min(x, y float64) float64 {
	if x < y || x != x {
		return x
	}
	return y
}

func Floor(x float64) float64 {
	if Abs(x) >= 1<<52 || x != x {
		return x
	}
	t := float64(int64(x))
	if t > x {
		t--
	}
	return t
}
func Ceil(x float64) float64 { return -Floor(-x) }
func Trunc(x float64) float64 {
	if x < 0 {
		return Ceil(x)
	}
	return Floor(x)
}

func Sqrt(x float64) float64

// Dim is x-y, or 0 where that is negative.
func Dim(x, y float64) float64 {
	if d := x - y; d > 0 || d != d {
		return d
	}
	return 0
}

// Cbrt: a third of the exponent and the power of the rest are near; Newton's step brings it home. For that, the root's cube is
// made of a part with 17 bits, whose cube is exact, and the rest.
func Cbrt(x float64) float64 {
	if x == 0 || x != x || IsInf(x, 0) {
		return x
	}
	fraction, exponent := Frexp(Abs(x))
	for exponent%3 != 0 {
		fraction, exponent = fraction/2, exponent+1
	}
	root := Pow(fraction, 1.0/3)
	part := Float64frombits(Float64bits(root) &^ (1<<36 - 1))
	rest := root - part
	root -= (part*part*part - fraction + rest*(3*part*part+rest*(3*part+rest))) / (3 * root * root)
	return Copysign(Ldexp(root, exponent/3), x)
}
