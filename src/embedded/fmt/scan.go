package fmt

import (
	"errors"
	"io"
	"os"
	"strconv"
	"unicode/utf8"
)

// runeReader is what package bufio's and package strings' readers are.
type runeReader interface {
	ReadByte() (byte, error)
	UnreadByte() error
}

// A scanner reads words from r; back is a byte that was read too much.
type scanner struct {
	r    io.Reader
	back int // -1: none
	line bool
}

func (s *scanner) next() (c byte, err error) {
	if s.back >= 0 {
		c, s.back = byte(s.back), -1
		return c, nil
	}
	var one [1]byte
	for {
		n, err := s.r.Read(one[:])
		if n == 1 {
			return one[0], nil
		}
		if err != nil {
			return 0, err
		}
	}
}

// done gives a byte that was read too much back to a reader that takes it.
func (s *scanner) done() {
	if r, ok := s.r.(runeReader); ok && s.back >= 0 {
		r.UnreadByte()
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

// skip passes over blanks, and over ends of lines where they are no more than that.
func (s *scanner) skip() error {
	for {
		c, err := s.next()
		switch {
		case err != nil:
			return err
		case c == '\n' && s.line:
			s.back = '\n'
			return errors.New("unexpected newline")
		case c != '\n' && !isBlank(c):
			s.back = int(c)
			return nil
		}
	}
}

// word reads up to the next blank, at most `most` bytes (0: any number).
func (s *scanner) word(most int) string {
	var text []byte
	for most == 0 || len(text) < most {
		c, err := s.next()
		if err != nil {
			break
		}
		if c == '\n' || isBlank(c) {
			s.back = int(c)
			break
		}
		text = append(text, c)
	}
	return string(text)
}

// number reads as far as the bytes can belong to a number.
func (s *scanner) number(allowed string) string {
	var text []byte
	for {
		c, err := s.next()
		if err != nil {
			break
		}
		found := false
		if k := len(text); (c == '+' || c == '-') && k > 0 && text[k-1]|0x20 != 'e' {
			allowed = "" // a sign inside is the next thing's
		}
		for i := 0; i < len(allowed); i++ {
			found = found || allowed[i] == c
		}
		if !found {
			s.back = int(c)
			break
		}
		text = append(text, c)
	}
	return string(text)
}

const decimals, octals, binaries, hexadecimals = "0123456789", "01234567", "01", "0123456789abcdefABCDEF"

// digits reads an integer's text, behind one of the signs, and gives the base that the verb says: %v leaves that to the number.
func (s *scanner) digits(verb byte, signs string) (text string, base int, err error) {
	sign, err := s.oneOf(signs)
	if err != nil {
		return "", 0, err
	}
	base, allowed, start := 10, decimals, ""
	switch verb {
	case 'x', 'X':
		base, allowed = 16, hexadecimals
	case 'b':
		base, allowed = 2, binaries
	case 'o':
		base, allowed = 8, octals
	case 'v':
		base, allowed = 0, decimals
		if start, _ = s.oneOf("0"); start != "" {
			allowed = octals
			letter, _ := s.oneOf("bBoOxX")
			switch start += letter; letter {
			case "b", "B":
				allowed = binaries
			case "x", "X":
				allowed = hexadecimals
			}
		}
		allowed += "_"
	}
	text = start + s.number(allowed)
	if text == "" {
		if _, err := s.next(); err != nil {
			return "", 0, err
		}
		return "", 0, errors.New("expected integer")
	}
	return sign + text, base, nil
}

// oneOf reads a byte if it is one of these.
func (s *scanner) oneOf(bytes string) (string, error) {
	c, err := s.next()
	if err != nil {
		return "", err
	}
	for i := 0; i < len(bytes); i++ {
		if bytes[i] == c {
			return bytes[i : i+1], nil
		}
	}
	s.back = int(c)
	return "", nil
}

// char reads a rune.
func (s *scanner) char() (int64, error) {
	c, err := s.next()
	text := []byte{c}
	for err == nil && !utf8.FullRune(text) {
		if c, err = s.next(); err == nil {
			text = append(text, c)
		}
	}
	if len(text) > 0 && (err == nil || len(text) > 1) {
		r, _ := utf8.DecodeRune(text)
		return int64(r), nil
	}
	return 0, err
}

func (s *scanner) signed(verb byte, bits uint) (int64, error) {
	text, base, err := s.digits(verb, "+-")
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseInt(text, base, 64)
	if err == nil && v<<(64-bits)>>(64-bits) != v {
		err = errors.New("integer overflow on token " + text)
	}
	return v, err
}

func (s *scanner) unsigned(verb byte, bits uint) (int64, error) {
	text, base, err := s.digits(verb, "")
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseUint(text, base, 64)
	if err == nil && v<<(64-bits)>>(64-bits) != v {
		err = errors.New("unsigned integer overflow on token " + text)
	}
	return int64(v), err
}

// integerFor reads what goes into arg, if that is an integer: its bits.
func (s *scanner) integerFor(arg interface{}, verb byte) (int64, error) {
	switch arg.(type) {
	case *int, *int64:
		return s.signed(verb, 64)
	case *int8:
		return s.signed(verb, 8)
	case *int16:
		return s.signed(verb, 16)
	case *int32:
		if verb == 'c' {
			return s.char()
		}
		return s.signed(verb, 32)
	case *uint, *uint64:
		return s.unsigned(verb, 64)
	case *uint8:
		return s.unsigned(verb, 8)
	case *uint16:
		return s.unsigned(verb, 16)
	case *uint32:
		return s.unsigned(verb, 32)
	}
	return 0, nil
}

// into reads one thing; arg keeps what it has when that fails.
func (s *scanner) into(arg interface{}, verb byte, width int) error {
	if verb != 'c' {
		if err := s.skip(); err != nil {
			return err
		}
	}
	n, err := s.integerFor(arg, verb)
	if err != nil {
		return err
	}
	switch p := arg.(type) {
	case *string:
		*p = s.word(width)
	case *[]byte:
		*p = []byte(s.word(width))
	case *int:
		*p = int(n)
	case *int8:
		*p = int8(n)
	case *int16:
		*p = int16(n)
	case *int32:
		*p = int32(n)
	case *int64:
		*p = n
	case *uint:
		*p = uint(n)
	case *uint8:
		*p = uint8(n)
	case *uint16:
		*p = uint16(n)
	case *uint32:
		*p = uint32(n)
	case *uint64:
		*p = uint64(n)
	case *float64:
		f, err := s.float(64)
		if err != nil {
			return err
		}
		*p = f
	case *float32:
		f, err := s.float(32)
		if err != nil {
			return err
		}
		*p = float32(f)
	case *bool:
		v, err := strconv.ParseBool(s.word(0))
		if err != nil {
			return errors.New("syntax error scanning boolean")
		}
		*p = v
	default:
		return errors.New("can't scan type: " + Sprintf("%T", arg))
	}
	return nil
}

func (s *scanner) float(bits int) (float64, error) {
	return strconv.ParseFloat(s.number("+-0123456789.eE"), bits)
}

func (s *scanner) all(a []interface{}) (n int, err error) {
	defer s.done()
	for _, arg := range a {
		if err = s.into(arg, 'v', 0); err != nil {
			return n, err
		}
		n++
	}
	for s.line {
		c, err := s.next()
		if err != nil || c == '\n' {
			break
		}
		if !isBlank(c) {
			s.back = int(c)
			return n, errors.New("expected newline")
		}
	}
	return n, nil
}

func (s *scanner) format(format string, a []interface{}) (n int, err error) {
	defer s.done()
	for i := 0; i < len(format); i++ {
		c := format[i]
		if isBlank(c) || c == '\n' {
			s.line = false
			if err := s.skip(); err != nil && err != io.EOF {
				return n, err
			}
			s.line = true
			continue
		}
		if c != '%' || i+1 < len(format) && format[i+1] == '%' {
			if c == '%' {
				i++
			}
			if got, err := s.next(); err != nil {
				return n, io.ErrUnexpectedEOF
			} else if got != c {
				s.back = int(got)
				return n, errors.New("input does not match format")
			}
			continue
		}
		width := 0
		for i++; i < len(format) && '0' <= format[i] && format[i] <= '9'; i++ {
			width = width*10 + int(format[i]-'0')
		}
		if i == len(format) {
			return n, errors.New("too few operands for format '%'")
		}
		if n == len(a) {
			return n, errors.New("too few operands for format '%" + format[i:i+1] + "'")
		}
		if err := s.into(a[n], format[i], width); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return n, err
		}
		n++
	}
	if n < len(a) {
		return n, errors.New("too many operands")
	}
	return n, nil
}

type textReader struct {
	text string
}

func (r *textReader) Read(p []byte) (int, error) {
	if r.text == "" {
		return 0, io.EOF
	}
	n := copy(p, r.text)
	r.text = r.text[n:]
	return n, nil
}

func Fscan(r io.Reader, a ...interface{}) (int, error)   { return (&scanner{r, -1, false}).all(a) }
func Fscanln(r io.Reader, a ...interface{}) (int, error) { return (&scanner{r, -1, true}).all(a) }
func Fscanf(r io.Reader, format string, a ...interface{}) (int, error) {
	return (&scanner{r, -1, true}).format(format, a)
}

func Scan(a ...interface{}) (int, error)                 { return Fscan(os.Stdin, a...) }
func Scanln(a ...interface{}) (int, error)               { return Fscanln(os.Stdin, a...) }
func Scanf(format string, a ...interface{}) (int, error) { return Fscanf(os.Stdin, format, a...) }

func Sscan(text string, a ...interface{}) (int, error)   { return Fscan(&textReader{text}, a...) }
func Sscanln(text string, a ...interface{}) (int, error) { return Fscanln(&textReader{text}, a...) }
func Sscanf(text, format string, a ...interface{}) (int, error) {
	return Fscanf(&textReader{text}, format, a...)
}
