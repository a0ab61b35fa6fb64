package bufio

import "io"

// A Writer collects output until it is full or flushed.
type Writer struct {
	to   io.Writer
	buf  []byte
	size int
	err  error
}

func NewWriter(w io.Writer) *Writer { return NewWriterSize(w, defaultSize) }

func NewWriterSize(w io.Writer, size int) *Writer {
	if size <= 0 {
		size = defaultSize
	}
	return &Writer{to: w, size: size}
}

// Flush writes what has been collected. After an error a Writer takes nothing more.
func (b *Writer) Flush() error {
	if b.err == nil && len(b.buf) > 0 {
		n, err := b.to.Write(b.buf)
		if err == nil && n < len(b.buf) {
			err = io.ErrShortWrite
		}
		b.buf, b.err = b.buf[n:], err
		if err == nil {
			b.buf = nil
		}
	}
	return b.err
}

func (b *Writer) Buffered() int  { return len(b.buf) }
func (b *Writer) Available() int { return b.size - len(b.buf) }

func (b *Writer) Write(p []byte) (n int, err error) {
	for b.err == nil && len(p) > b.Available() {
		part := b.Available()
		b.buf = append(b.buf, p[:part]...)
		p, n = p[part:], n+part
		b.Flush()
	}
	if b.err != nil {
		return n, b.err
	}
	b.buf = append(b.buf, p...)
	return n + len(p), nil
}

func (b *Writer) WriteString(s string) (int, error) { return b.Write([]byte(s)) }
func (b *Writer) WriteRune(r rune) (int, error)     { return b.WriteString(string(r)) }
func (b *Writer) WriteByte(c byte) error {
	_, err := b.Write([]byte{c})
	return err
}

// ReadWriter is both.
type ReadWriter struct {
	*Reader
	*Writer
}

func NewReadWriter(r *Reader, w *Writer) *ReadWriter { return &ReadWriter{r, w} }
