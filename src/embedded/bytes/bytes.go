package bytes

import (
	"strings"
	"unicode"
)

func Equal(a, b []byte) bool         { return string(a) == string(b) }
func EqualFold(a, b []byte) bool     { return strings.EqualFold(string(a), string(b)) }
func Compare(a, b []byte) int        { return strings.Compare(string(a), string(b)) }
func Index(s, part []byte) int       { return strings.Index(string(s), string(part)) }
func LastIndex(s, part []byte) int   { return strings.LastIndex(string(s), string(part)) }
func Contains(s, part []byte) bool   { return Index(s, part) >= 0 }
func Count(s, part []byte) int       { return strings.Count(string(s), string(part)) }
func HasPrefix(s, start []byte) bool { return strings.HasPrefix(string(s), string(start)) }
func HasSuffix(s, end []byte) bool   { return strings.HasSuffix(string(s), string(end)) }
func ToUpper(s []byte) []byte        { return []byte(strings.ToUpper(string(s))) }
func ToLower(s []byte) []byte        { return []byte(strings.ToLower(string(s))) }
func Repeat(s []byte, n int) []byte  { return []byte(strings.Repeat(string(s), n)) }
func Replace(s, old, new []byte, n int) []byte {
	return []byte(strings.Replace(string(s), string(old), string(new), n))
}
func ReplaceAll(s, old, new []byte) []byte { return Replace(s, old, new, -1) }

func IndexByte(s []byte, c byte) int {
	for i, b := range s {
		if b == c {
			return i
		}
	}
	return -1
}

// Trimmed slices are parts of s, not copies.
func TrimSpace(s []byte) []byte {
	left := len(s) - len(strings.TrimLeftFunc(string(s), unicode.IsSpace))
	return s[left : left+len(strings.TrimSpace(string(s)))]
}

func TrimPrefix(s, start []byte) []byte {
	if HasPrefix(s, start) {
		return s[len(start):]
	}
	return s
}

func TrimSuffix(s, end []byte) []byte {
	if HasSuffix(s, end) {
		return s[:len(s)-len(end)]
	}
	return s
}

func Split(s, sep []byte) [][]byte { return slices(strings.Split(string(s), string(sep))) }
func Fields(s []byte) [][]byte     { return slices(strings.Fields(string(s))) }

func slices(parts []string) [][]byte {
	out := make([][]byte, len(parts))
	for i, p := range parts {
		out[i] = []byte(p)
	}
	return out
}

func Join(parts [][]byte, sep []byte) []byte {
	var out []byte
	for i, p := range parts {
		if i > 0 {
			out = append(out, sep...)
		}
		out = append(out, p...)
	}
	return out
}
