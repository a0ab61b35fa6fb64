package strings

import (
	"errors"
	"io"
	"unicode/utf8"
)

// A Reader reads from a string.
type Reader struct {
	s    string
	read int
	rune int // the length of the rune that ReadRune has just read
}

func NewReader(s string) *Reader { return &Reader{s: s} }

func (r *Reader) Len() int       { return len(r.s) - r.read }
func (r *Reader) Size() int64    { return int64(len(r.s)) }
func (r *Reader) Reset(s string) { *r = Reader{s: s} }

func (r *Reader) ReadRune() (c rune, size int, err error) {
	if r.Len() == 0 {
		r.rune = 0
		return 0, 0, io.EOF
	}
	c, size = utf8.DecodeRuneInString(r.s[r.read:])
	r.read, r.rune = r.read+size, size
	return c, size, nil
}

func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += int64(r.read)
	case io.SeekEnd:
		offset += int64(len(r.s))
	default:
		return 0, errors.New("strings.Reader.Seek: invalid whence")
	}
	if offset < 0 {
		return 0, errors.New("strings.Reader.Seek: negative position")
	}
	r.read, r.rune = int(offset), 0
	return offset, nil
}

func (r *Reader) Read(p []byte) (int, error) {
	if r.Len() <= 0 && len(p) > 0 {
		return 0, io.EOF
	}
	n := copy(p, r.s[r.read:])
	r.read, r.rune = r.read+n, 0
	return n, nil
}

func (r *Reader) ReadByte() (byte, error) {
	r.rune = 0
	if r.Len() == 0 {
		return 0, io.EOF
	}
	r.read++
	return r.s[r.read-1], nil
}

// UnreadByte takes the last byte back.
func (r *Reader) UnreadByte() error {
	if r.read == 0 {
		return errors.New("strings.Reader.UnreadByte: at beginning of string")
	}
	r.read, r.rune = r.read-1, 0
	return nil
}

// UnreadRune takes the rune back that ReadRune has just read.
func (r *Reader) UnreadRune() error {
	switch {
	case r.read <= 0:
		return errors.New("strings.Reader.UnreadRune: at beginning of string")
	case r.rune == 0:
		return errors.New("strings.Reader.UnreadRune: previous operation was not ReadRune")
	}
	r.read, r.rune = r.read-r.rune, 0
	return nil
}
