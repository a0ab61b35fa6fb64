// Package strconv: numbers and quoted texts as strings, and back.
package strconv

import "errors"

var (
	ErrRange  = errors.New("value out of range")
	ErrSyntax = errors.New("invalid syntax")
)

const IntSize = 64

// A NumError says what was to become a number, and why it could not.
type NumError struct {
	Func, Num string
	Err       error
}

func (e *NumError) Error() string { return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error() }
func (e *NumError) Unwrap() error { return e.Err }

const lowerDigits = "0123456789abcdefghijklmnopqrstuvwxyz"

func FormatUint(v uint64, base int) string {
	var buf [64]byte
	at := len(buf)
	for {
		at--
		buf[at] = lowerDigits[v%uint64(base)]
		v /= uint64(base)
		if v == 0 {
			return string(buf[at:])
		}
	}
}

func FormatInt(v int64, base int) string {
	if v < 0 {
		return "-" + FormatUint(uint64(-v), base)
	}
	return FormatUint(uint64(v), base)
}

func Itoa(i int) string                                { return FormatInt(int64(i), 10) }
func AppendInt(dst []byte, i int64, base int) []byte   { return append(dst, FormatInt(i, base)...) }
func AppendUint(dst []byte, i uint64, base int) []byte { return append(dst, FormatUint(i, base)...) }

func FormatBool(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func ParseBool(s string) (bool, error) {
	switch s {
	case "0", "f", "F", "False", "false", "FALSE":
		return false, nil
	case "1", "t", "T", "True", "true", "TRUE":
		return true, nil
	}
	return false, &NumError{"ParseBool", s, ErrSyntax}
}

func digitValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'Z':
		return int(c-'A') + 10
	}
	return 99
}

func parseUint(name, whole, s string, base, bits int) (uint64, error) {
	if base == 0 {
		base = 10
		if len(s) > 1 && s[0] == '0' {
			switch s[1] {
			case 'x', 'X':
				base, s = 16, s[2:]
			case 'b', 'B':
				base, s = 2, s[2:]
			case 'o', 'O':
				base, s = 8, s[2:]
			default:
				base, s = 8, s[1:]
			}
		}
	}
	if bits == 0 {
		bits = 64
	}
	most := uint64(1)<<uint(bits) - 1
	if s == "" {
		return 0, &NumError{name, whole, ErrSyntax}
	}
	var n uint64
	for i := 0; i < len(s); i++ {
		d := digitValue(s[i])
		if d >= base {
			return 0, &NumError{name, whole, ErrSyntax}
		}
		if n > (most-uint64(d))/uint64(base) {
			return most, &NumError{name, whole, ErrRange}
		}
		n = n*uint64(base) + uint64(d)
	}
	return n, nil
}

func ParseUint(s string, base, bitSize int) (uint64, error) {
	return parseUint("ParseUint", s, s, base, bitSize)
}

func parseInt(name, s string, base, bits int) (int64, error) {
	digits, negative := s, false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		digits, negative = s[1:], s[0] == '-'
	}
	if bits == 0 {
		bits = 64
	}
	n, err := parseUint(name, s, digits, base, 64)
	if err != nil && err.(*NumError).Err == ErrSyntax {
		return 0, err
	}
	limit := uint64(1) << uint(bits-1)
	switch {
	case negative && n > limit:
		return -int64(limit), &NumError{name, s, ErrRange}
	case negative:
		return -int64(n), nil
	case n >= limit:
		return int64(limit - 1), &NumError{name, s, ErrRange}
	}
	return int64(n), nil
}

func ParseInt(s string, base, bitSize int) (int64, error) { return parseInt("ParseInt", s, base, bitSize) }

func Atoi(s string) (int, error) {
	n, err := parseInt("Atoi", s, 10, 0)
	return int(n), err
}

// Quote writes s as Go source.
func Quote(s string) string {
	out := []byte{'"'}
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r == '\n':
			out = append(out, '\\', 'n')
		case r == '\t':
			out = append(out, '\\', 't')
		case r == '\r':
			out = append(out, '\\', 'r')
		case r < ' ' || r == 0x7f:
			out = append(out, '\\', 'x', lowerDigits[r>>4], lowerDigits[r&15])
		case r == 0xfffd && s[i] != 0xef:
			out = append(out, '\\', 'x', lowerDigits[s[i]>>4], lowerDigits[s[i]&15])
		default:
			out = append(out, string(r)...)
		}
	}
	return string(append(out, '"'))
}

func QuoteRune(r rune) string {
	q := Quote(string(r))
	q = q[1 : len(q)-1]
	switch r {
	case '\'':
		q = "\\'"
	case '"':
		q = "\""
	}
	return "'" + q + "'"
}
