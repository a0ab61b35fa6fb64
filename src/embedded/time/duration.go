package time

import "errors"

// A Duration counts nanoseconds.
type Duration int64

const (
	Hour        = 3600 * Second
	Minute      = 60 * Second
	Second      = Duration(1e9)
	Millisecond = Duration(1e6)
	Microsecond = Duration(1e3)
	Nanosecond  = Duration(1)
)

func (d Duration) Nanoseconds() int64  { return int64(d) }
func (d Duration) Microseconds() int64 { return int64(d) / 1e3 }
func (d Duration) Milliseconds() int64 { return int64(d) / 1e6 }
func (d Duration) Seconds() float64    { return d.in(Second) }
func (d Duration) Minutes() float64    { return d.in(Minute) }
func (d Duration) Hours() float64      { return d.in(Hour) }

func (d Duration) in(unit Duration) float64 { return float64(d/unit) + float64(d%unit)/float64(unit) }

func (d Duration) Abs() Duration {
	switch {
	case d >= 0:
		return d
	case d == -1<<63:
		return 1<<63 - 1
	}
	return -d
}

func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

// Round to the nearest multiple of m, of two the one further from zero; at most as far as there are durations.
func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	rest := d % m
	switch {
	case rest < 0 && -rest < m+rest, rest >= 0 && rest < m-rest:
		return d - rest
	case rest < 0:
		if to := d - m - rest; to < d {
			return to
		}
		return -1 << 63
	}
	if to := d + m - rest; to > d {
		return to
	}
	return 1<<63 - 1
}

// String writes 1h2m3.5s, or with a smaller unit below a second.
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	sign, n := "", uint64(d)
	if d < 0 {
		sign, n = "-", -n
	}
	switch {
	case n < 1e3:
		return sign + decimal(n) + "ns"
	case n < 1e6:
		return sign + fraction(n, 1e3) + "µs"
	case n < 1e9:
		return sign + fraction(n, 1e6) + "ms"
	}
	text := fraction(n%60e9, 1e9) + "s"
	if n >= 60e9 {
		text = decimal(n/60e9%60) + "m" + text
	}
	if n >= 3600e9 {
		text = decimal(n/3600e9) + "h" + text
	}
	return sign + text
}

func decimal(n uint64) string {
	if n < 10 {
		return "0123456789"[n : n+1]
	}
	return decimal(n/10) + "0123456789"[n%10:n%10+1]
}

func fraction(n, unit uint64) string {
	whole, part := n/unit, n%unit
	if part == 0 {
		return decimal(whole)
	}
	digits := decimal(unit + part)[1:]
	for digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	return decimal(whole) + "." + digits
}

// ParseDuration reads what String writes, and "-1.5h", "300ms", "2h45m" and the like.
func ParseDuration(s string) (Duration, error) {
	rest, negative := s, false
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		rest, negative = rest[1:], rest[0] == '-'
	}
	if rest == "0" {
		return 0, nil
	}
	invalid := func(what, between string) (Duration, error) {
		return 0, errors.New("time: " + what + between + quote(s))
	}
	if rest == "" {
		return invalid("invalid duration ", "")
	}
	const most = uint64(1) << 63
	total := uint64(0)
	for rest != "" {
		digits := digitsIn(rest)
		after := digits
		if after < len(rest) && rest[after] == '.' {
			after += 1 + digitsIn(rest[after+1:])
		}
		if after == 0 || rest[:after] == "." {
			return invalid("invalid duration ", "")
		}
		end := after
		for end < len(rest) && rest[end] != '.' && (rest[end] < '0' || rest[end] > '9') {
			end++
		}
		if end == after {
			return invalid("missing unit in duration ", "")
		}
		unit := unitOf(rest[after:end])
		if unit == 0 {
			return invalid("unknown unit "+quote(rest[after:end]), " in duration ")
		}
		n, fits := uint64(0), true
		for _, c := range rest[:digits] {
			fits = fits && n <= most/10
			n = n*10 + uint64(c-'0')
		}
		if fits = fits && n <= most/unit; !fits {
			return invalid("invalid duration ", "")
		}
		n *= unit
		// Of the fraction, as many digits as 64 bits hold.
		if after > digits {
			part, scale := uint64(0), 1.0
			for _, c := range rest[digits+1 : after] {
				if part <= (1<<63-1)/10 {
					part, scale = part*10+uint64(c-'0'), scale*10
				}
			}
			n += uint64(float64(part) * (float64(unit) / scale))
		}
		if total += n; n > most || total > most {
			return invalid("invalid duration ", "")
		}
		rest = rest[end:]
	}
	switch {
	case negative:
		return -Duration(total), nil
	case total == most:
		return invalid("invalid duration ", "")
	}
	return Duration(total), nil
}

func digitsIn(s string) (n int) {
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// unitOf: how many nanoseconds it has; 0: it is none.
func unitOf(name string) uint64 {
	switch name {
	case "ns":
		return 1
	case "us", "µs", "μs": // the micro sign, and the Greek letter
		return 1e3
	case "ms":
		return 1e6
	case "s":
		return 1e9
	case "m":
		return 60e9
	case "h":
		return 3600e9
	}
	return 0
}

// quote, for errors.
func quote(s string) string {
	out := `"`
	for _, c := range []byte(s) {
		switch {
		case c == '"' || c == '\\':
			out += `\` + string(rune(c))
		case c < ' ' || c >= 0x80:
			out += `\x` + "0123456789abcdef"[c>>4:c>>4+1] + "0123456789abcdef"[c&15:c&15+1]
		default:
			out += string(rune(c))
		}
	}
	return out + `"`
}
