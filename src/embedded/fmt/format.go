package fmt

// A printer collects output. Flags, width and precision are those of the verb at hand.
type printer struct {
	buf                              []byte
	plus, minus, sharp, space, zero  bool
	width, prec                      int
	hasWidth, hasPrec                bool
	wrapped                          error
}

func (p *printer) text(s string) { p.buf = append(p.buf, s...) }

func (p *printer) Write(b []byte) (int, error) {
	p.buf = append(p.buf, b...)
	return len(b), nil
}
func (p *printer) Width() (int, bool)     { return p.width, p.hasWidth }
func (p *printer) Precision() (int, bool) { return p.prec, p.hasPrec }
func (p *printer) Flag(c int) bool {
	switch c {
	case '+':
		return p.plus
	case '-':
		return p.minus
	case '#':
		return p.sharp
	case ' ':
		return p.space
	case '0':
		return p.zero
	}
	return false
}

// pad writes s in the width asked for.
func (p *printer) pad(s string) {
	n := p.width
	if p.hasWidth {
		for range s {
			n--
		}
	}
	fill := byte(' ')
	if p.zero && !p.minus {
		fill = '0'
	}
	if p.hasWidth && !p.minus {
		for ; n > 0; n-- {
			p.buf = append(p.buf, fill)
		}
	}
	p.text(s)
	if p.hasWidth && p.minus {
		for ; n > 0; n-- {
			p.buf = append(p.buf, ' ')
		}
	}
}

// padNumber: zeros come between sign and digits.
func (p *printer) padNumber(sign, digits string) {
	if p.zero && !p.minus && p.hasWidth && !p.hasPrec {
		for len(sign)+len(digits) < p.width {
			digits = "0" + digits
		}
	}
	zero := p.zero
	p.zero = false
	p.pad(sign + digits)
	p.zero = zero
}

func (p *printer) clear() {
	p.plus, p.minus, p.sharp, p.space, p.zero = false, false, false, false, false
	p.width, p.prec, p.hasWidth, p.hasPrec = 0, 0, false, false
}

func (p *printer) format(format string, a []interface{}) {
	next, reordered := 0, false
	for i := 0; i < len(format); {
		start := i
		for i < len(format) && format[i] != '%' {
			i++
		}
		p.text(format[start:i])
		if i >= len(format) {
			break
		}
		i++
		p.clear()
		i = p.flags(format, i)
		known := true
		index := func() {
			if i < len(format) && format[i] == '[' {
				reordered = true
				i, next, known = argumentIndex(format, i, len(a))
			}
		}
		index()
		p.width, p.hasWidth, i, next = number(format, i, a, next)
		if p.hasWidth && p.width < 0 {
			p.minus, p.width = true, -p.width
		}
		if i < len(format) && format[i] == '.' {
			i++
			index()
			p.prec, p.hasPrec, i, next = number(format, i, a, next)
			p.hasPrec = true
		}
		index()
		if i >= len(format) {
			p.text("%!(NOVERB)")
			break
		}
		verb, size := rune(format[i]), 1
		if verb >= 0x80 {
			for k, r := range format[i:] {
				if k > 0 {
					size = k
					break
				}
				verb, size = r, len(format)-i
			}
		}
		i += size
		switch {
		case verb == '%':
			p.text("%")
		case !known:
			p.text("%!" + string(verb) + "(BADINDEX)")
		case next >= len(a):
			p.text("%!" + string(verb) + "(MISSING)")
		default:
			if err, ok := a[next].(error); ok && verb == 'w' {
				p.wrapped = err
				verb = 'v'
			}
			p.arg(a[next], verb)
			next++
		}
	}
	if next < len(a) && !reordered {
		p.clear()
		p.text("%!(EXTRA ")
		for i, arg := range a[next:] {
			if i > 0 {
				p.text(", ")
			}
			if arg == nil {
				p.text("<nil>")
				continue
			}
			p.text(typeName(arg) + "=")
			p.arg(arg, 'v')
		}
		p.text(")")
	}
}

func (p *printer) flags(format string, i int) int {
	for ; i < len(format); i++ {
		switch format[i] {
		case '+':
			p.plus = true
		case '-':
			p.minus = true
		case '#':
			p.sharp = true
		case ' ':
			p.space = true
		case '0':
			p.zero = true
		default:
			return i
		}
	}
	return i
}

// argumentIndex reads "[n]": the place after it, and which of the count arguments it names, if it names one.
func argumentIndex(format string, i, count int) (after, index int, ok bool) {
	n, _, end, _ := number(format, i+1, nil, 0)
	if end < len(format) && format[end] == ']' {
		return end + 1, n - 1, 0 < n && n <= count
	}
	for end < len(format) && format[end] != ']' {
		end++
	}
	if end < len(format) {
		end++
	}
	return end, 0, false
}

// number reads a width or precision: digits, or * for the next argument.
func number(format string, i int, a []interface{}, next int) (n int, ok bool, after, nextArg int) {
	if i < len(format) && format[i] == '*' {
		if next < len(a) {
			n, ok = a[next].(int)
			next++
		}
		return n, ok, i + 1, next
	}
	for ; i < len(format) && '0' <= format[i] && format[i] <= '9'; i++ {
		n = n*10 + int(format[i]-'0')
		ok = true
	}
	return n, ok, i, next
}
