// Package bufio: buffers between a program and its files.
package bufio

import (
	"errors"
	"io"
)

const defaultSize = 4096

// A Reader reads ahead.
type Reader struct {
	from io.Reader
	buf  []byte // read, and not yet handed out
	err  error  // of the source, to be told when buf is empty
	last int    // the byte that UnreadByte gives back, plus one
}

func NewReader(r io.Reader) *Reader { return &Reader{from: r} }

func NewReaderSize(r io.Reader, size int) *Reader { return NewReader(r) }

// more appends what one read of the source gives.
func (b *Reader) more() {
	if b.err != nil {
		return
	}
	chunk := make([]byte, defaultSize)
	n, err := b.from.Read(chunk)
	b.buf = append(b.buf, chunk[:n]...)
	b.err = err
}

// fill reads until there are n bytes at least; the source's error if there are fewer.
func (b *Reader) fill(n int) error {
	for len(b.buf) < n && b.err == nil {
		b.more()
	}
	if len(b.buf) < n {
		return b.failed()
	}
	return nil
}

func (b *Reader) failed() error {
	err := b.err
	b.err = nil
	return err
}

func (b *Reader) Buffered() int { return len(b.buf) }

func (b *Reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(b.buf) == 0 {
		b.more()
		if len(b.buf) == 0 {
			return 0, b.failed()
		}
	}
	n := copy(p, b.buf)
	b.buf, b.last = b.buf[n:], int(p[n-1])+1
	return n, nil
}

func (b *Reader) Peek(n int) ([]byte, error) {
	if err := b.fill(n); err != nil {
		return b.buf, err
	}
	return b.buf[:n], nil
}

func (b *Reader) ReadByte() (byte, error) {
	if err := b.fill(1); err != nil {
		return 0, err
	}
	c := b.buf[0]
	b.buf, b.last = b.buf[1:], int(c)+1
	return c, nil
}

func (b *Reader) ReadRune() (r rune, size int, err error) {
	if err := b.fill(1); err != nil {
		return 0, 0, err
	}
	if b.buf[0] >= 0x80 && len(b.buf) < 4 {
		if err := b.fill(4); err != nil {
			b.err = err
		}
	}
	r, size = firstRune(b.buf)
	b.buf = b.buf[size:]
	return r, size, nil
}

// ReadBytes reads up to the first delim, which it includes; at the end of the source what is left, and the error.
func (b *Reader) ReadBytes(delim byte) ([]byte, error) {
	for from := 0; ; {
		for i := from; i < len(b.buf); i++ {
			if b.buf[i] == delim {
				line := append([]byte(nil), b.buf[:i+1]...)
				b.buf = b.buf[i+1:]
				return line, nil
			}
		}
		from = len(b.buf)
		if b.err != nil {
			rest := append([]byte(nil), b.buf...)
			b.buf = nil
			return rest, b.failed()
		}
		b.more()
	}
}

func (b *Reader) ReadString(delim byte) (string, error) {
	line, err := b.ReadBytes(delim)
	return string(line), err
}

// firstRune decodes the rune that p starts with, and its length.
func firstRune(p []byte) (first rune, size int) {
	if p[0] < 0x80 {
		return rune(p[0]), 1
	}
	if len(p) > 4 {
		p = p[:4]
	}
	size = len(p)
	for i, r := range string(p) {
		if i > 0 {
			return first, i
		}
		first = r
	}
	return first, size
}

// UnreadByte takes the byte that was read last back.
func (b *Reader) UnreadByte() error {
	if b.last == 0 {
		return errors.New("bufio: invalid use of UnreadByte")
	}
	b.buf, b.last = append([]byte{byte(b.last - 1)}, b.buf...), 0
	return nil
}
