// Strings, bytes and runes.
package runtime

import "unsafe"

func rawbytes(n int) []byte { return make([]byte, n) }

func stringOf(b []byte) string { return *(*string)(unsafe.Pointer(&b)) }

func concatstrings(buf *byte, a []string) string {
	n := 0
	for _, s := range a {
		n += len(s)
	}
	b := rawbytes(n)
	i := 0
	for _, s := range a {
		i += copy(b[i:], s)
	}
	return stringOf(b)
}

func cmpstring(a, b string) int {
	n := len(a)
	if len(b) < n {
		n = len(b)
	}
	for i := 0; i < n; i++ {
		if a[i] != b[i] {
			if a[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	if len(a) < len(b) {
		return -1
	}
	if len(a) > len(b) {
		return 1
	}
	return 0
}

func encoderune(b []byte, r rune) []byte {
	switch {
	case r >= 0 && r < 0x80:
		return append(b, byte(r))
	case r >= 0 && r < 0x800:
		return append(b, 0xc0|byte(r>>6), 0x80|byte(r&63))
	case r < 0 || r > 0x10ffff || r >= 0xd800 && r < 0xe000:
		return append(b, 0xef, 0xbf, 0xbd)
	case r < 0x10000:
		return append(b, 0xe0|byte(r>>12), 0x80|byte(r>>6&63), 0x80|byte(r&63))
	}
	return append(b, 0xf0|byte(r>>18), 0x80|byte(r>>12&63), 0x80|byte(r>>6&63), 0x80|byte(r&63))
}

func intstring(buf *byte, v int64) string {
	if int64(rune(v)) != v {
		v = 0xfffd
	}
	return stringOf(encoderune(nil, rune(v)))
}

func slicebytetostring(buf *byte, p *byte, n int) string {
	b := rawbytes(n)
	if n > 0 {
		memmove(unsafe.Pointer(&b[0]), unsafe.Pointer(p), uintptr(n))
	}
	return stringOf(b)
}

func stringtoslicebyte(buf *byte, s string) []byte {
	b := rawbytes(len(s))
	copy(b, s)
	return b
}

func stringtoslicerune(buf *byte, s string) []rune {
	var out []rune
	for _, r := range s {
		out = append(out, r)
	}
	return out
}

func slicerunetostring(buf *byte, a []rune) string {
	var b []byte
	for _, r := range a {
		b = encoderune(b, r)
	}
	return stringOf(b)
}

func decoderune(s string, k int) (r rune, pos int) {
	c := s[k]
	n, min := 0, rune(0)
	switch {
	case c >= 0xc2 && c < 0xe0:
		r, n, min = rune(c&31), 1, 0x80
	case c >= 0xe0 && c < 0xf0:
		r, n, min = rune(c&15), 2, 0x800
	case c >= 0xf0 && c < 0xf5:
		r, n, min = rune(c&7), 3, 0x10000
	default:
		return 0xfffd, k + 1
	}
	for i := 1; i <= n; i++ {
		if k+i >= len(s) || s[k+i]&0xc0 != 0x80 {
			return 0xfffd, k + 1
		}
		r = r<<6 | rune(s[k+i]&63)
	}
	if r < min || r > 0x10ffff || r >= 0xd800 && r < 0xe000 {
		return 0xfffd, k + 1
	}
	return r, k + n + 1
}
