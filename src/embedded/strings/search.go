package strings

import (
	"unicode"
	"unicode/utf8"
)

// IndexFunc finds the first rune for which f holds.
func IndexFunc(s string, f func(rune) bool) int {
	for i, r := range s {
		if f(r) {
			return i
		}
	}
	return -1
}

func IndexRune(s string, r rune) int { return IndexFunc(s, func(c rune) bool { return c == r }) }

func IndexAny(s, chars string) int {
	return IndexFunc(s, func(c rune) bool { return IndexRune(chars, c) >= 0 })
}

func ContainsRune(s string, r rune) bool { return IndexRune(s, r) >= 0 }
func ContainsAny(s, chars string) bool   { return IndexAny(s, chars) >= 0 }

// Cut gives what stands before and after the first sep.
func Cut(s, sep string) (before, after string, found bool) {
	at := Index(s, sep)
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+len(sep):], true
}

func LastIndexByte(s string, c byte) int { return LastIndex(s, string([]byte{c})) }

// LastIndexFunc finds the last rune for which f holds.
func LastIndexFunc(s string, f func(rune) bool) int {
	last := -1
	for i, r := range s {
		if f(r) {
			last = i
		}
	}
	return last
}

func LastIndexAny(s, chars string) int {
	return LastIndexFunc(s, func(c rune) bool { return IndexRune(chars, c) >= 0 })
}

// SplitN makes at most n parts; the last one is the rest. All of them if n is negative.
func SplitN(s, sep string, n int) []string { return parts(s, sep, 0, n) }

// SplitAfter leaves each sep with the part before it.
func SplitAfter(s, sep string) []string         { return parts(s, sep, len(sep), -1) }
func SplitAfterN(s, sep string, n int) []string { return parts(s, sep, len(sep), n) }

// parts of s between seps, of which they keep so many bytes; without a sep, the runes.
func parts(s, sep string, keep, n int) []string {
	if n == 0 {
		return nil
	}
	out := []string{}
	for n < 0 || len(out) < n-1 {
		at := Index(s, sep)
		if sep == "" {
			if _, at = utf8.DecodeRuneInString(s); at == len(s) {
				break
			}
		}
		if at < 0 {
			break
		}
		out = append(out, s[:at+keep])
		s = s[at+len(sep):]
	}
	if sep == "" && s == "" {
		return out
	}
	return append(out, s)
}

// Title makes the first letter of each word a capital.
func Title(s string) string {
	inside := false
	return Map(func(r rune) rune {
		start := !inside
		inside = r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || r >= 0x80 && !unicode.IsSpace(r) && !unicode.IsPunct(r)
		if start {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

func ToTitle(s string) string { return Map(unicode.ToTitle, s) }

// Map replaces each rune by what f makes of it; a negative one goes.
func Map(f func(rune) rune, s string) string {
	var b Builder
	for _, r := range s {
		if to := f(r); to >= 0 {
			b.WriteRune(to)
		}
	}
	return b.String()
}

func TrimLeftFunc(s string, f func(rune) bool) string {
	for i, r := range s {
		if !f(r) {
			return s[i:]
		}
	}
	return ""
}

func TrimRightFunc(s string, f func(rune) bool) string {
	end := 0
	for i, r := range s {
		if !f(r) {
			end = i + len(string(r))
		}
	}
	return s[:end]
}

func TrimFunc(s string, f func(rune) bool) string { return TrimRightFunc(TrimLeftFunc(s, f), f) }

func FieldsFunc(s string, f func(rune) bool) []string {
	var fields []string
	start := -1
	for i, r := range s {
		switch {
		case f(r) && start >= 0:
			fields, start = append(fields, s[start:i]), -1
		case !f(r) && start < 0:
			start = i
		}
	}
	if start >= 0 {
		fields = append(fields, s[start:])
	}
	return fields
}

// EqualFold: equal but for the case.
func EqualFold(s, t string) bool { return ToLower(s) == ToLower(t) }

func Compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
