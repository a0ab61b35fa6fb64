// Package strings: a small part of what there is to do with texts.
package strings

import "unicode"

// Index finds the first place of part in s; -1: none.
func Index(s, part string) int {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			return i
		}
	}
	return -1
}

func LastIndex(s, part string) int {
	for i := len(s) - len(part); i >= 0; i-- {
		if s[i:i+len(part)] == part {
			return i
		}
	}
	return -1
}

func IndexByte(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

func Contains(s, part string) bool   { return Index(s, part) >= 0 }
func HasPrefix(s, start string) bool { return len(s) >= len(start) && s[:len(start)] == start }
func HasSuffix(s, end string) bool   { return len(s) >= len(end) && s[len(s)-len(end):] == end }

func TrimPrefix(s, start string) string {
	if HasPrefix(s, start) {
		return s[len(start):]
	}
	return s
}

func TrimSuffix(s, end string) string {
	if HasSuffix(s, end) {
		return s[:len(s)-len(end)]
	}
	return s
}

func Trim(s, cutset string) string { return TrimRight(TrimLeft(s, cutset), cutset) }

func TrimLeft(s, cutset string) string {
	for s != "" && IndexByte(cutset, s[0]) >= 0 {
		s = s[1:]
	}
	return s
}

func TrimRight(s, cutset string) string {
	for s != "" && IndexByte(cutset, s[len(s)-1]) >= 0 {
		s = s[:len(s)-1]
	}
	return s
}

func TrimSpace(s string) string { return TrimFunc(s, unicode.IsSpace) }

func Join(parts []string, sep string) string {
	var b Builder
	for i, part := range parts {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(part)
	}
	return b.String()
}

func Repeat(s string, n int) string {
	var b Builder
	for ; n > 0; n-- {
		b.WriteString(s)
	}
	return b.String()
}

func Split(s, sep string) []string {
	var out []string
	for {
		at := Index(s, sep)
		if at < 0 || sep == "" && len(s) <= 1 {
			return append(out, s)
		}
		if sep == "" {
			at = 1
		}
		out = append(out, s[:at])
		s = s[at+len(sep):]
	}
}

func Fields(s string) []string { return FieldsFunc(s, unicode.IsSpace) }

func Replace(s, old, new string, n int) string {
	var b Builder
	for ; n != 0; n-- {
		at := Index(s, old)
		if at < 0 || old == "" {
			break
		}
		b.WriteString(s[:at])
		b.WriteString(new)
		s = s[at+len(old):]
	}
	b.WriteString(s)
	return b.String()
}

func ReplaceAll(s, old, new string) string { return Replace(s, old, new, -1) }

func Count(s, part string) (n int) {
	for at := Index(s, part); at >= 0 && part != ""; at = Index(s, part) {
		n++
		s = s[at+len(part):]
	}
	return n
}

func mapASCII(s string, from, to byte, by int) string {
	b := []byte(s)
	for i, c := range b {
		if from <= c && c <= to {
			b[i] = byte(int(c) + by)
		}
	}
	return string(b)
}

func ToUpper(s string) string {
	if isASCII(s) {
		return mapASCII(s, 'a', 'z', 'A'-'a')
	}
	return Map(unicode.ToUpper, s)
}
func ToLower(s string) string {
	if isASCII(s) {
		return mapASCII(s, 'A', 'Z', 'a'-'A')
	}
	return Map(unicode.ToLower, s)
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// A Builder collects a text.
type Builder struct{ buf []byte }

func (b *Builder) String() string { return string(b.buf) }
func (b *Builder) Len() int       { return len(b.buf) }
func (b *Builder) Reset()         { b.buf = nil }
func (b *Builder) Grow(n int)     {}

func (b *Builder) Write(p []byte) (int, error) {
	b.buf = append(b.buf, p...)
	return len(p), nil
}

func (b *Builder) WriteByte(c byte) error {
	b.buf = append(b.buf, c)
	return nil
}

func (b *Builder) WriteRune(r rune) (int, error) { return b.WriteString(string(r)) }

func (b *Builder) WriteString(s string) (int, error) {
	b.buf = append(b.buf, s...)
	return len(s), nil
}
