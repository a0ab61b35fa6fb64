// Package utf8 encodes and decodes UTF-8.
package utf8

const (
	RuneError = 0xfffd
	RuneSelf  = 0x80
	MaxRune   = 0x10ffff
	UTFMax    = 4
)

func RuneLen(r rune) int {
	switch {
	case r < 0:
		return -1
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case r >= 0xd800 && r < 0xe000:
		return -1
	case r < 0x10000:
		return 3
	case r <= MaxRune:
		return 4
	}
	return -1
}

func ValidRune(r rune) bool { return RuneLen(r) > 0 }

func AppendRune(p []byte, r rune) []byte { return append(p, string(r)...) }

func EncodeRune(p []byte, r rune) int {
	s := string(r)
	_ = p[len(s)-1]
	return copy(p, s)
}

// DecodeRuneInString gives RuneError and 0 for an empty string, RuneError and 1 for what is no UTF-8.
func DecodeRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	if len(s) > UTFMax {
		s = s[:UTFMax]
	}
	first, size := rune(0), len(s)
	for i, r := range s {
		if i > 0 {
			size = i
			break
		}
		first = r
	}
	return first, size
}

func DecodeRune(p []byte) (rune, int) {
	if len(p) > UTFMax {
		p = p[:UTFMax]
	}
	return DecodeRuneInString(string(p))
}

// DecodeLastRuneInString tries the longest end first.
func DecodeLastRuneInString(s string) (rune, int) {
	if len(s) == 0 {
		return RuneError, 0
	}
	for n := UTFMax; n > 1; n-- {
		if n > len(s) {
			continue
		}
		if r, size := DecodeRuneInString(s[len(s)-n:]); size == n {
			return r, n
		}
	}
	r, _ := DecodeRuneInString(s[len(s)-1:])
	return r, 1
}

func DecodeLastRune(p []byte) (rune, int) {
	if len(p) > UTFMax {
		p = p[len(p)-UTFMax:]
	}
	return DecodeLastRuneInString(string(p))
}

func RuneCountInString(s string) int {
	n := 0
	for range s {
		n++
	}
	return n
}

func RuneCount(p []byte) int { return RuneCountInString(string(p)) }

func ValidString(s string) bool {
	for len(s) > 0 {
		r, size := DecodeRuneInString(s)
		if r == RuneError && size == 1 {
			return false
		}
		s = s[size:]
	}
	return true
}

func Valid(p []byte) bool { return ValidString(string(p)) }

// FullRune: whether p begins with a whole encoding, right or wrong.
func FullRuneInString(s string) bool {
	if len(s) == 0 {
		return false
	}
	want := 1
	switch c := s[0]; {
	case c >= 0xc2 && c < 0xe0:
		want = 2
	case c >= 0xe0 && c < 0xf0:
		want = 3
	case c >= 0xf0 && c < 0xf5:
		want = 4
	}
	if len(s) >= want {
		return true
	}
	for i := 1; i < len(s); i++ {
		if s[i]&0xc0 != 0x80 {
			return true
		}
	}
	return false
}

func FullRune(p []byte) bool {
	if len(p) > UTFMax {
		p = p[:UTFMax]
	}
	return FullRuneInString(string(p))
}

func RuneStart(b byte) bool { return b&0xc0 != 0x80 }
