package math

const (
	Sqrt2, SqrtPi, Phi = 1.41421356237309504880168872420969807856967187537694, 1.77245385090551602729816748334114518279754945612238, 1.61803398874989484820458683436563811772030917980576
	Ln2, Log2E         = 0.693147180559945309417232121458176568075500134360255, 1 / Ln2
	Ln10, Log10E       = 2.30258509299404568401799145468436420760110148862877, 1 / Ln10

	MaxInt8, MinInt8       = 1<<7 - 1, -1 << 7
	MaxInt16, MinInt16     = 1<<15 - 1, -1 << 15
	MaxUint8, MaxUint16    = 1<<8 - 1, 1<<16 - 1
	SmallestNonzeroFloat64 = 4.9406564584124654417656879286822137236505980e-324
	MaxFloat32             = 3.40282346638528859811704183484516925440e+38
)

func IsInf(f float64, sign int) bool {
	return sign >= 0 && f > MaxFloat64 || sign <= 0 && f < -MaxFloat64
}
func Signbit(x float64) bool { return Float64bits(x)>>63 != 0 }
func Copysign(x, sign float64) float64 {
	return Float64frombits(Float64bits(x)&^(1<<63) | Float64bits(sign)&(1<<63))
}
func Modf(f float64) (whole, rest float64) {
	whole = Copysign(Trunc(f), f)
	if IsInf(f, 0) {
		return whole, NaN()
	}
	return whole, Copysign(f-whole, f)
}

// Round: halves go away from zero.
func Round(x float64) float64 {
	t := Trunc(x)
	if Abs(x-t) >= 0.5 {
		t += Copysign(1, x)
	}
	return Copysign(t, x)
}

// RoundToEven: halves go to the even neighbour.
func RoundToEven(x float64) float64 {
	t := Trunc(x)
	if rest := Abs(x - t); rest > 0.5 || rest == 0.5 && int64(t)&1 != 0 {
		t += Copysign(1, x)
	}
	return Copysign(t, x)
}

// Mod subtracts y, doubled as often as it fits: every step is exact.
func Mod(x, y float64) float64 {
	if y == 0 || IsInf(x, 0) || x != x || y != y {
		return NaN()
	}
	left, by := Abs(x), Abs(y)
	for left >= by {
		d := by
		for d <= left/2 {
			d *= 2
		}
		left -= d
	}
	return Copysign(left, x)
}

// Frexp: f = fraction * 2**exponent, the fraction in [0.5, 1).
func Frexp(f float64) (fraction float64, exponent int) {
	if f == 0 || f != f || IsInf(f, 0) {
		return f, 0
	}
	if Abs(f) < 1.0/(1<<63)/(1<<63)/(1<<63) {
		fraction, exponent = Frexp(f * (1 << 62))
		return fraction, exponent - 62
	}
	bits := Float64bits(f)
	return Float64frombits(bits&^(0x7ff<<52) | 1022<<52), int(bits>>52&0x7ff) - 1022
}

// Ldexp: f * 2**by, in steps that are exact but for the last.
func Ldexp(f float64, by int) float64 {
	for ; by > 1000; by -= 1000 {
		if f *= Float64frombits(2023 << 52); f == 0 || IsInf(f, 0) {
			return f
		}
	}
	for ; by < -1000; by += 1000 {
		if f *= Float64frombits(23 << 52); f == 0 {
			return f
		}
	}
	return f * Float64frombits(uint64(by+1023)<<52)
}

// Coefficients of the polynomials: fdlibm (e_log.c, e_exp.c) and Cephes (sin.c).
const ln2High, ln2Low = 6.93147180369123816490e-01, 1.90821492927058770002e-10

func Log(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case x < 0:
		return NaN()
	case x == 0:
		return Inf(-1)
	}
	m, e := Frexp(x)
	if m < Sqrt2/2 {
		m, e = m*2, e-1
	}
	f, k := m-1, float64(e)
	s := f / (2 + f)
	z := s * s
	w := z * z
	odd := z * (6.666666666666735130e-01 + w*(2.857142874366239149e-01+w*(1.818357216161805012e-01+w*1.479819860511658591e-01)))
	even := w * (3.999999999940941908e-01 + w*(2.222219843214978396e-01+w*1.531383769920937332e-01))
	half := 0.5 * f * f
	return k*ln2High - ((half - (s*(half+(odd+even)) + k*ln2Low)) - f)
}

func Log2(x float64) float64 {
	m, e := Frexp(x)
	if m == 0.5 {
		return float64(e - 1)
	}
	return Log(m)*(1/Ln2) + float64(e)
}
func Log10(x float64) float64 { return Log2(x) * (Ln2 / Ln10) }

func Exp(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case x > 7.09782712893383973096e+02:
		return Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	}
	k := int(Log2E*x + Copysign(0.5, x))
	high, low := x-float64(k)*ln2High, float64(k)*ln2Low
	r := high - low
	t := r * r
	c := r - t*(1.66666666666666657415e-01+t*(-2.77777777770155933842e-03+t*(6.61375632143793436117e-05+t*(-1.65339022054652515390e-06+t*4.13813679705723846039e-08))))
	return Ldexp(1-((low-(r*c)/(2-c))-high), k)
}

// A scaled is m * 2**e, with m between 0.5 and 2: products of these neither overflow nor vanish on the way.
type scaled struct {
	m float64
	e int
}

func (a scaled) times(b scaled) scaled {
	p := scaled{a.m * b.m, a.e + b.e}
	if -0.5 < p.m && p.m < 0.5 {
		p.m, p.e = p.m*2, p.e-1
	}
	// Further out, Ldexp gives 0 or infinity whatever else is multiplied.
	if p.e > farOut {
		p.e = farOut
	} else if p.e < -farOut {
		p.e = -farOut
	}
	return p
}

const farOut = 1 << 40

// powerOfSpecial: what x**y is where x or y is 0, 1, infinite or no number; false elsewhere.
func powerOfSpecial(x, y float64) (float64, bool) {
	size := Abs(x)
	switch {
	case y == 0 || x == 1 || x == -1 && IsInf(y, 0):
		return 1, true
	case x != x || y != y:
		return NaN(), true
	case size != 0 && !IsInf(size, 0) && !IsInf(y, 0):
		return 0, false
	}
	// The result is 0 or infinite; negative for an odd power of a negative number.
	result := 0.0
	if size > 1 == (y > 0) {
		result = Inf(1)
	}
	if Abs(Mod(y, 2)) == 1 {
		return Copysign(result, x), true
	}
	return result, true
}

// Pow: the whole number next to y by squaring, what is left by logarithm.
func Pow(x, y float64) float64 {
	if result, special := powerOfSpecial(x, y); special {
		return result
	}
	size := Abs(y)
	whole := Floor(size)
	if x < 0 && whole != size {
		return NaN()
	}
	if size == 0.5 { // Sqrt is exact to the last bit
		if y > 0 {
			return Sqrt(x)
		}
		return 1 / Sqrt(x)
	}
	if whole >= 1<<63 { // an even number
		switch {
		case x == -1:
			return 1
		case Abs(x) < 1 == (y > 0):
			return 0
		}
		return Inf(1)
	}
	if size-whole > 0.5 {
		whole++
	}
	m, e := Frexp(x)
	result, square := scaled{1, 0}, scaled{m, e}
	if rest := size - whole; rest != 0 {
		result.m = Exp(rest * Log(x))
	}
	for n := uint64(whole); n > 0; n /= 2 {
		if n%2 == 1 {
			result = result.times(square)
		}
		square = square.times(square)
	}
	if y < 0 {
		return Ldexp(1/result.m, -result.e)
	}
	return Ldexp(result.m, result.e)
}

func Hypot(x, y float64) float64 {
	x, y = Abs(x), Abs(y)
	if IsInf(x, 0) || IsInf(y, 0) {
		return Inf(1)
	}
	if x < y {
		x, y = y, x
	}
	if x == 0 {
		return 0
	}
	y /= x
	return x * Sqrt(1+y*y)
}

// octant: x reduced to [-pi/4, pi/4] and the (even) number of eighths of a turn left out.
func octant(x float64) (z float64, j uint64) {
	j = uint64(x * (4 / Pi))
	j += j & 1
	y := float64(j)
	return ((x - y*7.85398125648498535156e-1) - y*3.77489470793079817668e-8) - y*2.69515142907905952645e-15, j & 7
}

func sinOf(z float64) float64 {
	w := z * z
	return z + z*w*((((((1.58962301576546568060e-10*w)+-2.50507477628578072866e-8)*w+2.75573136213857245213e-6)*w+-1.98412698295895385996e-4)*w+8.33333333332211858878e-3)*w+-1.66666666666666307295e-1)
}

func cosOf(z float64) float64 {
	w := z * z
	return 1.0 - 0.5*w + w*w*((((((-1.13585365213876817300e-11*w)+2.08757008419747316778e-9)*w+-2.75573141792967388112e-7)*w+2.48015872888517045348e-5)*w+-1.38888888888730564116e-3)*w+4.16666666666665929218e-2)
}

func Sin(x float64) float64 {
	if x == 0 || x != x {
		return x
	}
	if IsInf(x, 0) {
		return NaN()
	}
	negative := x < 0
	z, j := octant(Abs(x))
	r := sinOf(z)
	if j == 2 || j == 6 {
		r = cosOf(z)
	}
	if negative != (j >= 4) {
		return -r
	}
	return r
}

func Cos(x float64) float64 {
	if x != x || IsInf(x, 0) {
		return NaN()
	}
	z, j := octant(Abs(x))
	r := cosOf(z)
	if j == 2 || j == 6 {
		r = sinOf(z)
	}
	if j == 2 || j == 4 {
		return -r
	}
	return r
}

func Tan(x float64) float64 { return Sin(x) / Cos(x) }
