// Package bufio: buffers between a program and its files.
package bufio

import (
	"errors"
	"io"
	"unicode/utf8"
)

const defaultSize = 4096

// A Reader reads ahead.
type Reader struct {
	from io.Reader
	buf  []byte // read, and not yet handed out
	err  error  // of the source, to be told when buf is empty
	// buf as it is when the last byte, the last rune is taken back; nil: it can't be.
	lastByte, lastRune []byte
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
	if n > 0 {
		b.buf = append(b.buf, chunk[:n]...)
		b.lastByte, b.lastRune = nil, nil
	}
	b.err = err
}

// take hands n bytes out, one at least.
func (b *Reader) take(n int) []byte {
	p := b.buf[:n]
	b.lastByte, b.lastRune = b.buf[n-1:], nil
	b.buf = b.buf[n:]
	return p
}

// fill reads until there are n bytes at least; the source's error if there are fewer.
func (b *Reader) fill(n int) error {
	b.lastRune = nil
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
	b.take(n)
	return n, nil
}

func (b *Reader) Peek(n int) ([]byte, error) {
	err := b.fill(n)
	b.lastByte, b.lastRune = nil, nil
	if err != nil {
		return b.buf, err
	}
	return b.buf[:n], nil
}

func (b *Reader) ReadByte() (byte, error) {
	if err := b.fill(1); err != nil {
		return 0, err
	}
	return b.take(1)[0], nil
}

func (b *Reader) ReadRune() (r rune, size int, err error) {
	if err := b.fill(1); err != nil {
		return 0, 0, err
	}
	for !utf8.FullRune(b.buf) && b.err == nil {
		b.more()
	}
	r, size = utf8.DecodeRune(b.buf)
	before := b.buf
	b.take(size)
	b.lastRune = before
	return r, size, nil
}

// ReadBytes reads up to the first delim, which it includes; at the end of the source what is left, and the error.
func (b *Reader) ReadBytes(delim byte) ([]byte, error) {
	for from := 0; ; {
		for i := from; i < len(b.buf); i++ {
			if b.buf[i] == delim {
				return append([]byte(nil), b.take(i+1)...), nil
			}
		}
		from = len(b.buf)
		if b.err != nil {
			var rest []byte
			if len(b.buf) > 0 {
				rest = append(rest, b.take(len(b.buf))...)
			}
			return rest, b.failed()
		}
		b.more()
	}
}

func (b *Reader) ReadString(delim byte) (string, error) {
	line, err := b.ReadBytes(delim)
	return string(line), err
}

// UnreadByte takes the byte that was read last back.
func (b *Reader) UnreadByte() error {
	if b.lastByte == nil {
		return errors.New("bufio: invalid use of UnreadByte")
	}
	b.buf, b.lastByte, b.lastRune = b.lastByte, nil, nil
	return nil
}

// UnreadRune takes the rune back that ReadRune has just read.
func (b *Reader) UnreadRune() error {
	if b.lastRune == nil {
		return errors.New("bufio: invalid use of UnreadRune")
	}
	b.buf, b.lastByte, b.lastRune = b.lastRune, nil, nil
	return nil
}
