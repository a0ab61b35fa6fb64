package strconv

import "unicode/utf8"

// Unquote reads a string or a rune as Go source writes it.
func Unquote(s string) (string, error) {
	if len(s) < 2 || s[0] != s[len(s)-1] {
		return "", ErrSyntax
	}
	mark, body := s[0], s[1:len(s)-1]
	switch mark {
	case '`':
		out := []byte{}
		for i := 0; i < len(body); i++ {
			if body[i] == '`' {
				return "", ErrSyntax
			}
			if body[i] != '\r' {
				out = append(out, body[i])
			}
		}
		return string(out), nil
	case '"', '\'':
	default:
		return "", ErrSyntax
	}
	out, count := []byte{}, 0
	for ; body != ""; count++ {
		if body[0] == '\n' {
			return "", ErrSyntax
		}
		r, multibyte, tail, err := UnquoteChar(body, mark)
		if err != nil {
			return "", err
		}
		if body = tail; multibyte || r < 0x80 {
			out = utf8.AppendRune(out, r)
		} else {
			out = append(out, byte(r))
		}
	}
	if mark == '\'' && count != 1 {
		return "", ErrSyntax
	}
	return string(out), nil
}

const letters, meanings = "abfnrtv\\'\"", "\a\b\f\n\r\t\v\\'\""

// UnquoteChar reads one character, escaped or not, of a text in such quotes.
func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error) {
	if s == "" || s[0] == quote && (quote == '"' || quote == '\'') {
		return 0, false, "", ErrSyntax
	}
	if s[0] != '\\' {
		r, n := utf8.DecodeRuneInString(s)
		return r, n > 1, s[n:], nil
	}
	if len(s) < 2 {
		return 0, false, "", ErrSyntax
	}
	// The digits that follow, of `width`, are of this base.
	c, digits, base, width := s[1], s[2:], 16, 0
	switch {
	case c == 'x':
		width = 2
	case c == 'u':
		width = 4
	case c == 'U':
		width = 8
	case '0' <= c && c <= '7':
		digits, base, width = s[1:], 8, 3
	default:
		for i := 0; i < len(letters); i++ {
			if letters[i] == c && (c != '"' && c != '\'' || c == quote) {
				return rune(meanings[i]), false, s[2:], nil
			}
		}
		return 0, false, "", ErrSyntax
	}
	if len(digits) < width {
		return 0, false, "", ErrSyntax
	}
	n, err := ParseUint(digits[:width], base, 32)
	if err != nil || width <= 3 && n > 0xff || width > 3 && !utf8.ValidRune(rune(n)) {
		return 0, false, "", ErrSyntax
	}
	return rune(n), width > 3, digits[width:], nil
}
