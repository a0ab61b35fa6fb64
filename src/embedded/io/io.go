// Package io: readers and writers.
package io

import "errors"

var (
	EOF              = errors.New("EOF")
	ErrUnexpectedEOF = errors.New("unexpected EOF")
	ErrShortWrite    = errors.New("short write")
	ErrClosedPipe    = errors.New("io: read/write on closed pipe")
)

const SeekStart, SeekCurrent, SeekEnd = 0, 1, 2

type Reader interface{ Read(p []byte) (n int, err error) }
type Writer interface{ Write(p []byte) (n int, err error) }
type Closer interface{ Close() error }
type ReaderAt interface {
	ReadAt(p []byte, off int64) (n int, err error)
}
type StringWriter interface{ WriteString(s string) (n int, err error) }
type (
	ReadWriteCloser interface {
		ReadWriter
		Closer
	}
	WriteCloser interface {
		Closer
		Writer
	}
	ReadCloser interface {
		Closer
		Reader
	}
	ReadWriter interface {
		Writer
		Reader
	}
)

// WriteString writes the bytes of s.
func WriteString(w Writer, s string) (int, error) {
	direct, ok := w.(StringWriter)
	if !ok {
		return w.Write([]byte(s))
	}
	return direct.WriteString(s)
}

// ReadAtLeast reads until buf holds min bytes.
func ReadAtLeast(r Reader, buf []byte, min int) (n int, err error) {
	for n < min && err == nil {
		var got int
		got, err = r.Read(buf[n:])
		n += got
	}
	switch {
	case n >= min:
		err = nil
	case n > 0 && err == EOF:
		err = ErrUnexpectedEOF
	}
	return n, err
}

func ReadFull(r Reader, buf []byte) (int, error) { return ReadAtLeast(r, buf, len(buf)) }

// ReadAll reads to the end.
func ReadAll(r Reader) ([]byte, error) {
	all := make([]byte, 0, 512)
	for {
		if len(all) == cap(all) {
			all = append(all, 0)[:len(all)]
		}
		n, err := r.Read(all[len(all):cap(all)])
		all = all[:len(all)+n]
		if err == EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
	}
}

// Copy reads from src to its end and writes to dst.
func Copy(dst Writer, src Reader) (total int64, err error) {
	buf := make([]byte, 32<<10)
	for {
		n, rerr := src.Read(buf)
		if n > 0 {
			w, werr := dst.Write(buf[:n])
			total += int64(w)
			if werr != nil {
				return total, werr
			}
		}
		if rerr == EOF {
			return total, nil
		}
		if rerr != nil {
			return total, rerr
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// Discard takes everything.
var Discard Writer = discard{}
