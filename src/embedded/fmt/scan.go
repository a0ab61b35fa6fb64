package fmt

import (
	"errors"
	"io"
	"os"
	"strconv"
	"unicode/utf8"
)

// bytewise makes runes of a reader's bytes.
type bytewise struct {
	r       io.Reader
	pending []byte // read and not yet in a rune
	last    rune
	unread  bool // last comes again
}

func (b *bytewise) ReadRune() (r rune, size int, err error) {
	if b.unread {
		b.unread = false
		return b.last, 0, nil
	}
	var one [1]byte
	for !utf8.FullRune(b.pending) {
		n, err := b.r.Read(one[:])
		if n == 0 && err != nil {
			if len(b.pending) > 0 {
				break
			}
			return 0, 0, err
		}
		b.pending = append(b.pending, one[:n]...)
	}
	b.last, size = utf8.DecodeRune(b.pending)
	b.pending = b.pending[:copy(b.pending, b.pending[size:])]
	return b.last, size, nil
}

func (b *bytewise) UnreadRune() error {
	b.unread = true
	return nil
}

// A scanner reads words from r; what it reads too much r gets back, which may have been made for this call alone.
type scanner struct {
	r    io.RuneScanner
	line bool
	left int // runes that may still be read; negative: any number
}

func newScanner(r io.Reader, line bool) *scanner {
	if runes, ok := r.(io.RuneScanner); ok {
		return &scanner{runes, line, -1}
	}
	return &scanner{&bytewise{r: r}, line, -1}
}

func (s *scanner) next() (rune, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	c, _, err := s.r.ReadRune()
	if err == nil {
		s.left--
	}
	return c, err
}

// back: next gives that rune once more.
func (s *scanner) back() {
	s.left++
	s.r.UnreadRune()
}

// isBlank: white space, but for the end of a line. (Package unicode would be part of every program that prints.)
func isBlank(c rune) bool {
	switch c {
	case '\t', '\v', '\f', '\r', ' ', 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
		return true
	}
	return 0x2000 <= c && c <= 0x200a
}

// skip passes over blanks, and over ends of lines where they are no more than that.
func (s *scanner) skip() error {
	for {
		c, err := s.next()
		switch {
		case err != nil:
			return err
		case c == '\n' && s.line:
			s.back()
			return errors.New("unexpected newline")
		case c != '\n' && !isBlank(c):
			s.back()
			return nil
		}
	}
}

// word reads up to the next blank.
func (s *scanner) word() string {
	var text []byte
	for {
		c, err := s.next()
		if err != nil {
			break
		}
		if c == '\n' || isBlank(c) {
			s.back()
			break
		}
		text = utf8.AppendRune(text, c)
	}
	return string(text)
}

// some reads as many of these as follow each other.
func (s *scanner) some(bytes string) (text string) {
	for {
		one, _ := s.oneOf(bytes)
		if one == "" {
			return text
		}
		text += one
	}
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
	text = start + s.some(allowed)
	if text == "" {
		if _, err := s.next(); err != nil {
			return "", 0, err
		}
		s.back()
		return "", 0, errors.New("expected integer")
	}
	return sign + text, base, nil
}

// oneOf reads a rune if it is one of these.
func (s *scanner) oneOf(bytes string) (string, error) {
	c, err := s.next()
	if err != nil {
		return "", err
	}
	for i := 0; i < len(bytes); i++ {
		if rune(bytes[i]) == c {
			return bytes[i : i+1], nil
		}
	}
	s.back()
	return "", nil
}

// char reads a rune, which has to fit.
func (s *scanner) char(bits uint) (int64, error) {
	r, err := s.next()
	c := int64(r)
	if err == nil && c<<(64-bits)>>(64-bits) != c {
		err = errors.New("overflow on character value " + string(r))
	}
	return c, err
}

func (s *scanner) signed(verb byte, bits uint) (int64, error) {
	if verb == 'c' {
		return s.char(bits)
	}
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
	if verb == 'c' {
		return s.char(bits)
	}
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

// into reads one thing, of `width` runes at most (0: any number); arg keeps what it has when that fails.
func (s *scanner) into(arg interface{}, verb byte, width int) error {
	if verb != 'c' {
		if err := s.skip(); err != nil {
			return err
		}
	}
	if width > 0 {
		s.left = width
		defer func() { s.left = -1 }()
	}
	n, err := s.integerFor(arg, verb)
	if err != nil {
		return err
	}
	switch p := arg.(type) {
	case *string:
		*p = s.word()
	case *[]byte:
		*p = []byte(s.word())
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
		v, err := s.boolean()
		if err != nil {
			return err
		}
		*p = v
	default:
		return errors.New("can't scan type: " + Sprintf("%T", arg))
	}
	return nil
}

// boolean reads 0, 1, or a word of which only the first letter is necessary; whatever else a rune may be is false.
func (s *scanner) boolean() (bool, error) {
	c, err := s.next()
	if err != nil {
		return false, err
	}
	rest := ""
	switch c {
	case 't', 'T':
		rest = "rRuUeE"
	case 'f', 'F':
		rest = "aAlLsSeE"
	}
	for at := 0; at < len(rest); at += 2 {
		letter, _ := s.oneOf(rest[at : at+2])
		switch {
		case letter != "":
		case at == 0:
			rest = ""
		default:
			return false, errors.New("syntax error scanning boolean")
		}
	}
	return c == '1' || c == 't' || c == 'T', nil
}

// float reads as far as the runes can belong to a decimal number.
func (s *scanner) float(bits int) (float64, error) {
	text, _ := s.oneOf("+-")
	text += s.some(decimals)
	if point, _ := s.oneOf("."); point != "" {
		text += point + s.some(decimals)
	}
	if exponent, _ := s.oneOf("eE"); exponent != "" {
		sign, _ := s.oneOf("+-")
		text += exponent + sign + s.some(decimals)
	}
	return strconv.ParseFloat(text, bits)
}

func (s *scanner) all(a []interface{}) (n int, err error) {
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
			s.back()
			return n, errors.New("expected newline")
		}
	}
	return n, nil
}

// blanks matches blanks of a format, with so many ends of lines among them. The end of the input matches all of them.
func (s *scanner) blanks(newlines int) error {
	c, err := s.next()
	switch {
	case err != nil || newlines > 0:
	case c == '\n':
		s.back()
		return errors.New("newline in input does not match format")
	case !isBlank(c):
		s.back()
		return errors.New("expected space in input to match format")
	}
	for {
		for err == nil && isBlank(c) {
			c, err = s.next()
		}
		if err != nil {
			break
		}
		if newlines == 0 {
			s.back()
			break
		}
		if c != '\n' {
			s.back()
			return errors.New("newline in format does not match input")
		}
		newlines--
		c, err = s.next()
	}
	if err == io.EOF {
		err = nil
	}
	return err
}

func (s *scanner) format(format string, a []interface{}) (n int, err error) {
	for i := 0; i < len(format); i++ {
		c, size := utf8.DecodeRuneInString(format[i:])
		if isBlank(c) || c == '\n' {
			newlines := 0
			for isBlank(c) || c == '\n' {
				if c == '\n' {
					newlines++
				}
				i += size
				c, size = utf8.DecodeRuneInString(format[i:])
			}
			if err := s.blanks(newlines); err != nil {
				return n, err
			}
			i--
			continue
		}
		if c != '%' || i+1 < len(format) && format[i+1] == '%' {
			if c == '%' {
				i++
			}
			i += size - 1
			if got, err := s.next(); err != nil {
				return n, io.ErrUnexpectedEOF
			} else if got != c {
				s.back()
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

func Fscan(r io.Reader, a ...interface{}) (int, error)   { return newScanner(r, false).all(a) }
func Fscanln(r io.Reader, a ...interface{}) (int, error) { return newScanner(r, true).all(a) }
func Fscanf(r io.Reader, format string, a ...interface{}) (int, error) {
	return newScanner(r, true).format(format, a)
}

func Scan(a ...interface{}) (int, error)                 { return Fscan(os.Stdin, a...) }
func Scanln(a ...interface{}) (int, error)               { return Fscanln(os.Stdin, a...) }
func Scanf(format string, a ...interface{}) (int, error) { return Fscanf(os.Stdin, format, a...) }

func Sscan(text string, a ...interface{}) (int, error)   { return Fscan(&textReader{text}, a...) }
func Sscanln(text string, a ...interface{}) (int, error) { return Fscanln(&textReader{text}, a...) }
func Sscanf(text, format string, a ...interface{}) (int, error) {
	return Fscanf(&textReader{text}, format, a...)
}
