// Package strings: a small part of what there is to do with texts.
package strings

import (
	"unicode"
	"unicode/utf8"
)

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

func isIn(cutset string) func(rune) bool { return func(r rune) bool { return ContainsRune(cutset, r) } }

func Trim(s, cutset string) string      { return TrimFunc(s, isIn(cutset)) }
func TrimLeft(s, cutset string) string  { return TrimLeftFunc(s, isIn(cutset)) }
func TrimRight(s, cutset string) string { return TrimRightFunc(s, isIn(cutset)) }

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
	if n < 0 {
		panic("strings: negative Repeat count")
	}
	var b Builder
	for ; n > 0; n-- {
		b.WriteString(s)
	}
	return b.String()
}

func Split(s, sep string) []string { return SplitN(s, sep, -1) }

func Fields(s string) []string { return FieldsFunc(s, unicode.IsSpace) }

// Replace puts new for the first n times of old, all of them if n is negative; an empty old is before each rune and at the end.
func Replace(s, old, new string, n int) string {
	var b Builder
	for first := true; n != 0; n-- {
		at := Index(s, old)
		if old == "" && !first {
			_, at = utf8.DecodeRuneInString(s)
		}
		if at < 0 || old == "" && at == 0 && !first {
			break
		}
		b.WriteString(s[:at])
		b.WriteString(new)
		s = s[at+len(old):]
		first = false
	}
	b.WriteString(s)
	return b.String()
}

func ReplaceAll(s, old, new string) string { return Replace(s, old, new, -1) }

func Count(s, part string) (n int) {
	if part == "" {
		return utf8.RuneCountInString(s) + 1
	}
	for at := Index(s, part); at >= 0; at = Index(s, part) {
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
func (b *Builder) Cap() int       { return cap(b.buf) }
func (b *Builder) Reset()         { b.buf = nil }

func (b *Builder) Grow(n int) {
	if n < 0 {
		panic("strings.Builder.Grow: negative count")
	}
	if cap(b.buf)-len(b.buf) < n {
		grown := make([]byte, len(b.buf), 2*cap(b.buf)+n)
		copy(grown, b.buf)
		b.buf = grown
	}
}

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
