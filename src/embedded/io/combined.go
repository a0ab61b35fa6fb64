package io

import "sync"

type (
	ByteReader interface{ ReadByte() (byte, error) }
	ByteWriter interface{ WriteByte(c byte) error }
	RuneReader interface {
		ReadRune() (r rune, size int, err error)
	}
	RuneScanner interface {
		RuneReader
		UnreadRune() error
	}
	Seeker interface {
		Seek(offset int64, whence int) (int64, error)
	}
	ReadSeeker interface {
		Seeker
		Reader
	}
	WriterAt interface {
		WriteAt(p []byte, off int64) (n int, err error)
	}
	ReaderFrom interface {
		ReadFrom(r Reader) (n int64, err error)
	}
	WriterTo interface {
		WriteTo(w Writer) (n int64, err error)
	}
)

// CopyN copies n bytes, or says why not.
func CopyN(dst Writer, src Reader, n int64) (written int64, err error) {
	if written, err = Copy(dst, LimitReader(src, n)); err == nil && written < n {
		err = EOF
	}
	return written, err
}

// A LimitedReader ends after N bytes.
type LimitedReader struct {
	R Reader
	N int64
}

func LimitReader(r Reader, n int64) Reader { return &LimitedReader{r, n} }

func (l *LimitedReader) Read(p []byte) (int, error) {
	if l.N <= 0 {
		return 0, EOF
	}
	if l.N < int64(len(p)) {
		p = p[:l.N]
	}
	n, err := l.R.Read(p)
	l.N -= int64(n)
	return n, err
}

type tee struct {
	r Reader
	w Writer
}

// TeeReader writes to w what is read from r.
func TeeReader(r Reader, w Writer) Reader { return &tee{r, w} }

func (t *tee) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if n > 0 {
		if w, failed := t.w.Write(p[:n]); failed != nil {
			return w, failed
		}
	}
	return n, err
}

type several []Writer

// MultiWriter writes to each of them.
func MultiWriter(writers ...Writer) Writer { return several(writers) }

func (s several) Write(p []byte) (int, error) {
	for _, w := range s {
		switch n, err := w.Write(p); {
		case err != nil:
			return n, err
		case n < len(p):
			return n, ErrShortWrite
		}
	}
	return len(p), nil
}

type chain struct{ left []Reader }

// MultiReader reads one after the other.
func MultiReader(readers ...Reader) Reader { return &chain{append([]Reader(nil), readers...)} }

func (c *chain) Read(p []byte) (int, error) {
	for len(c.left) > 0 {
		n, err := c.left[0].Read(p)
		if err == EOF {
			c.left, err = c.left[1:], nil
			if n == 0 {
				continue
			}
		}
		return n, err
	}
	return 0, EOF
}

type open struct{ Reader }

func (open) Close() error { return nil }

// NopCloser is a Reader with a Close that does nothing.
func NopCloser(r Reader) ReadCloser { return open{r} }

// pipe: what is written waits until it has been read.
type pipe struct {
	writing    sync.Mutex // one Write after the other
	mu         sync.Mutex
	changed    sync.Cond
	data       []byte
	full       bool
	rerr, werr error
}

type (
	PipeReader struct{ p *pipe }
	PipeWriter struct{ p *pipe }
)

// Pipe joins a writer to a reader in memory.
func Pipe() (*PipeReader, *PipeWriter) {
	p := &pipe{}
	p.changed.L = &p.mu
	return &PipeReader{p}, &PipeWriter{p}
}

func (r *PipeReader) Read(b []byte) (int, error) {
	p := r.p
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.full && p.werr == nil && p.rerr == nil {
		p.changed.Wait()
	}
	switch {
	case p.rerr != nil:
		return 0, ErrClosedPipe
	case !p.full:
		return 0, p.werr
	}
	n := copy(b, p.data)
	p.data = p.data[n:]
	if len(p.data) == 0 {
		p.full = false
		p.changed.Broadcast()
	}
	return n, nil
}

func (w *PipeWriter) Write(b []byte) (int, error) {
	p := w.p
	p.writing.Lock()
	defer p.writing.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.werr != nil {
		return 0, ErrClosedPipe
	}
	if p.rerr != nil {
		return 0, p.rerr
	}
	p.data, p.full = b, true
	p.changed.Broadcast()
	for p.full && p.rerr == nil && p.werr == nil {
		p.changed.Wait()
	}
	left := len(p.data)
	full := p.full
	p.data, p.full = nil, false
	switch {
	case !full:
		return len(b), nil
	case p.rerr != nil:
		return len(b) - left, p.rerr
	}
	return len(b) - left, ErrClosedPipe
}

func (p *pipe) end(at *error, why, usual error) error {
	p.mu.Lock()
	if why == nil {
		why = usual
	}
	if *at == nil {
		*at = why
	}
	p.changed.Broadcast()
	p.mu.Unlock()
	return nil
}

func (r *PipeReader) Close() error                   { return r.CloseWithError(nil) }
func (r *PipeReader) CloseWithError(err error) error { return r.p.end(&r.p.rerr, err, ErrClosedPipe) }
func (w *PipeWriter) Close() error                   { return w.CloseWithError(nil) }
func (w *PipeWriter) CloseWithError(err error) error { return w.p.end(&w.p.werr, err, EOF) }
