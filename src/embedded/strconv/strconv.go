// Package strconv: numbers and quoted texts as strings, and back.
package strconv

import (
	"errors"
	"unicode"
)

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

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error()
}
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

func AppendBool(dst []byte, b bool) []byte    { return append(dst, FormatBool(b)...) }
func AppendQuote(dst []byte, s string) []byte { return append(dst, Quote(s)...) }
func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	return append(dst, FormatFloat(f, fmt, prec, bitSize)...)
}

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
	grouped, prefixed := base == 0, false
	if grouped {
		base = 10
		if prefixed = len(s) > 1 && s[0] == '0'; prefixed {
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
	if s == "" || grouped && !wellGrouped(s, prefixed) {
		return 0, &NumError{name, whole, ErrSyntax}
	}
	var n uint64
	for i := 0; i < len(s); i++ {
		if grouped && s[i] == '_' {
			continue
		}
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

// wellGrouped: each underscore stands between digits; the first may follow a prefix such as 0x.
func wellGrouped(s string, prefixed bool) bool {
	last := byte('_')
	if prefixed {
		last = '0'
	}
	for i := 0; i < len(s); i++ {
		if s[i] == '_' && last == '_' {
			return false
		}
		last = s[i]
	}
	return last != '_'
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

func ParseInt(s string, base, bitSize int) (int64, error) {
	return parseInt("ParseInt", s, base, bitSize)
}

func Atoi(s string) (int, error) {
	n, err := parseInt("Atoi", s, 10, 0)
	return int(n), err
}

// Quote writes s as Go source.
func Quote(s string) string { return quoted(s, false) }

// QuoteToASCII escapes all that is not ASCII.
func QuoteToASCII(s string) string { return quoted(s, true) }

// escaped: \u and four digits, \U and eight.
func escaped(r rune) string {
	digits := FormatUint(uint64(r), 16)
	letter, width := "\\u", 4
	if r > 0xffff {
		letter, width = "\\U", 8
	}
	for len(digits) < width {
		digits = "0" + digits
	}
	return letter + digits
}

func quoted(s string, ascii bool) string {
	out := []byte{'"'}
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r >= '\a' && r <= '\r':
			out = append(out, '\\', "abtnvfr"[r-'\a'])
		case r < ' ' || r == 0x7f:
			out = append(out, '\\', 'x', lowerDigits[r>>4], lowerDigits[r&15])
		case r == 0xfffd && s[i] != 0xef:
			out = append(out, '\\', 'x', lowerDigits[s[i]>>4], lowerDigits[s[i]&15])
		case r >= 0x80 && !unicode.IsPrint(r) || r >= 0x80 && ascii:
			out = append(out, escaped(r)...)
		default:
			out = append(out, string(r)...)
		}
	}
	return string(append(out, '"'))
}

// IsPrint is unicode.IsPrint.
func IsPrint(r rune) bool { return unicode.IsPrint(r) }

// CanBackquote: whether s can stand between back quotes, on one line.
func CanBackquote(s string) bool {
	for i, r := range s {
		if r == '`' || r == 0x7f || r == 0xfeff || r < ' ' && r != '\t' || r == 0xfffd && s[i] != 0xef {
			return false
		}
	}
	return true
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
