package strconv

import "unsafe"

// A number as decimal digits: 0.d1d2d3... times 10 to the power of exp. Exact: doubling and halving digit by digit.
type decimal struct {
	d   [800]byte
	n   int
	exp int
}

func (a *decimal) set(v uint64) {
	text := FormatUint(v, 10)
	a.n = copy(a.d[:], text)
	a.exp = a.n
	a.trim()
}

func (a *decimal) trim() {
	for a.n > 0 && a.d[a.n-1] == '0' {
		a.n--
	}
	if a.n == 0 {
		a.exp = 0
	}
}

// times2 multiplies by 2 to the power of k, k up to 59.
func (a *decimal) times2(k uint) {
	var carry uint64
	var out [820]byte
	at := len(out)
	for i := a.n - 1; i >= 0; i-- {
		carry += uint64(a.d[i]-'0') << k
		at--
		out[at] = byte(carry%10) + '0'
		carry /= 10
	}
	grown := 0
	for carry > 0 {
		at--
		out[at] = byte(carry%10) + '0'
		carry /= 10
		grown++
	}
	a.n = copy(a.d[:], out[at:])
	a.exp += grown
	a.trim()
}

// half divides by 2 to the power of k, k up to 59.
func (a *decimal) half(k uint) {
	var rest uint64
	var out [800]byte
	n, started := 0, false
	exp := a.exp
	for i := 0; i < a.n || rest > 0; i++ {
		rest *= 10
		if i < a.n {
			rest += uint64(a.d[i] - '0')
		}
		digit := rest >> k
		rest &= 1<<k - 1
		if digit == 0 && !started {
			exp--
			continue
		}
		started = true
		if n < len(out) {
			out[n] = byte(digit) + '0'
			n++
		}
	}
	a.d, a.n, a.exp = out, n, exp
	a.trim()
}

func (a *decimal) shift(k int) {
	for ; k > 50; k -= 50 {
		a.times2(50)
	}
	for ; k < -50; k += 50 {
		a.half(50)
	}
	if k > 0 {
		a.times2(uint(k))
	} else if k < 0 {
		a.half(uint(-k))
	}
}

// round keeps n digits, half to even.
func (a *decimal) round(n int) {
	if n < 0 || n >= a.n {
		return
	}
	up := a.d[n] > '5' || a.d[n] == '5' && (n+1 < a.n || n > 0 && (a.d[n-1]-'0')%2 == 1)
	a.n = n
	if up {
		i := n - 1
		for i >= 0 && a.d[i] == '9' {
			i--
		}
		if i < 0 {
			a.d[0], a.n = '1', 1
			a.exp++
		} else {
			a.d[i]++
			a.n = i + 1
		}
	}
	a.trim()
}

// shortest drops digits that are not needed to tell the number from its neighbours.
func (a *decimal) shortest(mant uint64, exp int, lowest bool) {
	if mant == 0 {
		a.n = 0
		return
	}
	var above, below decimal
	above.set(2*mant + 1)
	above.shift(exp - 1)
	if mant > 1<<52 || lowest {
		below.set(2*mant - 1)
		below.shift(exp - 1)
	} else {
		below.set(4*mant - 1)
		below.shift(exp - 2)
	}
	inclusive := mant%2 == 0
	for n := 1; n < a.n; n++ {
		var try decimal
		try = *a
		try.round(n)
		up, down := compare(&try, &above), compare(&try, &below)
		if (up < 0 || up == 0 && inclusive) && (down > 0 || down == 0 && inclusive) {
			*a = try
			return
		}
	}
}

func compare(a, b *decimal) int {
	if a.exp != b.exp {
		if a.exp < b.exp {
			return -1
		}
		return 1
	}
	for i := 0; i < a.n || i < b.n; i++ {
		x, y := byte('0'), byte('0')
		if i < a.n {
			x = a.d[i]
		}
		if i < b.n {
			y = b.d[i]
		}
		if x != y {
			return int(x) - int(y)
		}
	}
	return 0
}

func (a *decimal) digit(i int) byte {
	if i < 0 || i >= a.n {
		return '0'
	}
	return a.d[i]
}

// FormatFloat writes v with the verbs e, f and g; prec -1: as many digits as it takes to read it back.
func FormatFloat(v float64, verb byte, prec, bitSize int) string {
	bits := *(*uint64)(unsafe.Pointer(&v))
	sign := ""
	if bits>>63 != 0 {
		sign = "-"
	}
	exp, mant := int(bits>>52&0x7ff), bits&(1<<52-1)
	if exp == 0x7ff {
		switch {
		case mant != 0:
			return "NaN"
		case sign == "":
			return "+Inf"
		}
		return "-Inf"
	}
	lowest := exp <= 1
	if exp == 0 {
		exp = 1
	} else {
		mant |= 1 << 52
	}
	exp -= 1075
	var d decimal
	d.set(mant)
	d.shift(exp)
	if bitSize == 32 {
		f := float32(v)
		b := *(*uint32)(unsafe.Pointer(&f))
		if prec < 0 && b>>23&0xff > 1 {
			mant, exp, lowest = uint64(b&(1<<23-1)|1<<23)<<29, exp, false
			d.shortest32(uint64(b&(1<<23-1)|1<<23), int(b>>23&0xff)-150)
		}
	} else if prec < 0 {
		d.shortest(mant, exp, lowest)
	}
	switch verb {
	case 'e', 'E':
		if prec >= 0 {
			d.round(prec + 1)
		} else {
			prec = d.n - 1
		}
		return sign + d.scientific(prec, verb)
	case 'f', 'F':
		if prec >= 0 {
			d.round(d.exp + prec)
			if d.exp+prec < 0 {
				d = decimal{}
			}
		} else if prec = d.n - d.exp; prec < 0 {
			prec = 0
		}
		return sign + d.plain(prec)
	}
	limit := prec
	if prec < 0 {
		limit = 6
		prec = d.n
	} else {
		if prec == 0 {
			prec, limit = 1, 1
		}
		d.round(prec)
		if d.n < prec && limit > d.n && d.n >= d.exp {
			limit = d.n
		}
		if limit < prec {
			limit = prec
		}
	}
	if x := d.exp - 1; d.n > 0 && (x < -4 || x >= limit) {
		n := d.n
		if prec < n {
			n = prec
		}
		return sign + d.scientific(n-1, verb+'e'-'g')
	}
	after := d.n - d.exp
	if after < 0 {
		after = 0
	}
	return sign + d.plain(after)
}

func (a *decimal) shortest32(mant uint64, exp int) {
	var above, below decimal
	above.set(2*mant + 1)
	above.shift(exp - 1)
	below.set(2*mant - 1)
	below.shift(exp - 1)
	for n := 1; n < a.n; n++ {
		try := *a
		try.round(n)
		if compare(&try, &above) < 0 && compare(&try, &below) > 0 {
			*a = try
			return
		}
	}
}

func (a *decimal) scientific(prec int, verb byte) string {
	out := []byte{a.digit(0)}
	if prec > 0 {
		out = append(out, '.')
		for i := 1; i <= prec; i++ {
			out = append(out, a.digit(i))
		}
	}
	x := a.exp - 1
	if a.n == 0 {
		x = 0
	}
	sign := byte('+')
	if x < 0 {
		sign, x = '-', -x
	}
	out = append(out, verb, sign)
	if x < 10 {
		out = append(out, '0')
	}
	return string(append(out, Itoa(x)...))
}

func (a *decimal) plain(prec int) string {
	var out []byte
	for i := 0; i < a.exp; i++ {
		out = append(out, a.digit(i))
	}
	if a.exp <= 0 {
		out = append(out, '0')
	}
	if prec > 0 {
		out = append(out, '.')
		for i := 0; i < prec; i++ {
			out = append(out, a.digit(a.exp+i))
		}
	}
	return string(out)
}

// ParseFloat reads decimal numbers.
func ParseFloat(s string, bitSize int) (float64, error) {
	rest, negative := s, false
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		negative, rest = rest[0] == '-', rest[1:]
	}
	var v float64
	digits, scale, point := 0, 0, false
	i := 0
	for ; i < len(rest); i++ {
		c := rest[i]
		if c == '.' && !point {
			point = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		v = v*10 + float64(c-'0')
		digits++
		if point {
			scale--
		}
	}
	if digits > 0 && i < len(rest) && (rest[i] == 'e' || rest[i] == 'E') {
		x, err := Atoi(rest[i+1:])
		if err != nil {
			digits = 0
		}
		scale += x
		i = len(rest)
	}
	if digits == 0 || i < len(rest) {
		return 0, &NumError{"ParseFloat", s, ErrSyntax}
	}
	power := 1.0
	for n := scale; n != 0; {
		if n < 0 {
			power *= 10
			n++
		} else {
			power *= 10
			n--
		}
	}
	if scale < 0 {
		v /= power
	} else {
		v *= power
	}
	if negative {
		v = -v
	}
	return v, nil
}
