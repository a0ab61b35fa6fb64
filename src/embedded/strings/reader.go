package strings

import (
	"errors"
	"io"
)

// A Reader reads from a string.
type Reader struct {
	s    string
	read int
}

func NewReader(s string) *Reader { return &Reader{s: s} }

func (r *Reader) Len() int { return len(r.s) - r.read }

func (r *Reader) Read(p []byte) (int, error) {
	if r.Len() == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	n := copy(p, r.s[r.read:])
	r.read += n
	return n, nil
}

func (r *Reader) ReadByte() (byte, error) {
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
	r.read--
	return nil
}
