// Package bytes: buffers and functions on byte slices.
package bytes

import (
	"errors"
	"io"
	"unicode/utf8"
)

const MinRead = 512

var ErrTooLarge = errors.New("bytes.Buffer: too large")

// Buffer: what was written and is not read yet is data[read:].
type Buffer struct {
	data []byte
	read int
	last int // what can be taken back: a rune of so many bytes, or (-1) just a byte, or (0) nothing
}

// UnreadByte takes the last byte of the read just done back.
func (b *Buffer) UnreadByte() error {
	if b.last == 0 {
		return errors.New("bytes.Buffer: UnreadByte: previous operation was not a successful read")
	}
	if b.last = 0; b.read > 0 { // ReadBytes may have read none
		b.read--
	}
	return nil
}

// UnreadRune takes the rune back that ReadRune has just read.
func (b *Buffer) UnreadRune() error {
	if b.last <= 0 {
		return errors.New("bytes.Buffer: UnreadRune: previous operation was not a successful ReadRune")
	}
	b.take(-b.last, 0)
	return nil
}

// take hands the next n bytes out, or takes some back.
func (b *Buffer) take(n, last int) {
	b.read += n
	b.last = last
}

func NewBuffer(buf []byte) *Buffer       { return &Buffer{data: buf} }
func NewBufferString(s string) *Buffer   { return &Buffer{data: []byte(s)} }
func (b *Buffer) Bytes() []byte          { return b.data[b.read:] }
func (b *Buffer) Len() int               { return len(b.data) - b.read }
func (b *Buffer) Cap() int               { return cap(b.data) }
func (b *Buffer) Reset()                 { b.data, b.read, b.last = b.data[:0], 0, 0 }
func (b *Buffer) Grow(n int)             {}
func (b *Buffer) WriteByte(c byte) error { b.data, b.last = append(b.data, c), 0; return nil }

func (b *Buffer) String() string {
	if b == nil {
		return "<nil>"
	}
	return string(b.data[b.read:])
}

// Truncate keeps the first n bytes that are not read yet.
func (b *Buffer) Truncate(n int) {
	if n < 0 || n > b.Len() {
		panic("bytes.Buffer: truncation out of range")
	}
	b.data, b.last = b.data[:b.read+n], 0
}

func (b *Buffer) Write(p []byte) (int, error) {
	b.data, b.last = append(b.data, p...), 0
	return len(p), nil
}

func (b *Buffer) WriteString(s string) (int, error) {
	b.data, b.last = append(b.data, s...), 0
	return len(s), nil
}

func (b *Buffer) WriteRune(r rune) (int, error) { return b.WriteString(string(r)) }

func (b *Buffer) Read(p []byte) (int, error) {
	if b.Len() == 0 {
		b.Reset()
		if len(p) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	return copy(p, b.Next(len(p))), nil
}

// Next: the next n bytes, or what there is.
func (b *Buffer) Next(n int) []byte {
	if n > b.Len() {
		n = b.Len()
	}
	p := b.data[b.read : b.read+n]
	if b.last = 0; n > 0 {
		b.take(n, -1)
	}
	return p
}

func (b *Buffer) ReadByte() (byte, error) {
	if b.Len() == 0 {
		b.Reset()
		return 0, io.EOF
	}
	b.take(1, -1)
	return b.data[b.read-1], nil
}

func (b *Buffer) ReadRune() (rune, int, error) {
	if b.Len() == 0 {
		b.Reset()
		return 0, 0, io.EOF
	}
	r, size := utf8.DecodeRune(b.data[b.read:])
	b.take(size, size)
	return r, size, nil
}

func (b *Buffer) ReadBytes(delim byte) ([]byte, error) {
	p := b.Bytes()
	at := IndexByte(p, delim)
	if at < 0 {
		b.take(len(p), -1)
		return append([]byte(nil), p...), io.EOF
	}
	b.take(at+1, -1)
	return append([]byte(nil), p[:at+1]...), nil
}

func (b *Buffer) ReadString(delim byte) (string, error) {
	p, err := b.ReadBytes(delim)
	return string(p), err
}

func (b *Buffer) ReadFrom(r io.Reader) (int64, error) {
	var total int64
	chunk := make([]byte, MinRead)
	for {
		n, err := r.Read(chunk)
		b.data, b.last = append(b.data, chunk[:n]...), 0
		total += int64(n)
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

func (b *Buffer) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(b.data[b.read:])
	b.take(n, 0)
	if b.Len() == 0 {
		b.Reset()
	}
	return int64(n), err
}
