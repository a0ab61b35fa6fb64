package bufio

import (
	"errors"
	"io"
	"unicode/utf8"
)

const MaxScanTokenSize = 64 << 10

var (
	ErrTooLong    = errors.New("bufio.Scanner: token too long")
	ErrFinalToken = errors.New("final token")
)

// A SplitFunc finds the next token in data: how far to go on, and the token; 0 and nil ask for more data.
type SplitFunc func(data []byte, atEOF bool) (advance int, token []byte, err error)

// A Scanner takes its input apart: into lines, or whatever its SplitFunc finds.
type Scanner struct {
	from    io.Reader
	split   SplitFunc
	buf     []byte
	token   []byte
	limit   int
	err     error
	atEOF   bool
	stopped bool
}

func NewScanner(r io.Reader) *Scanner {
	return &Scanner{from: r, split: ScanLines, limit: MaxScanTokenSize}
}

func (s *Scanner) Split(split SplitFunc)          { s.split = split }
func (s *Scanner) Buffer(buf []byte, longest int) { s.limit = longest }
func (s *Scanner) Bytes() []byte                  { return s.token }
func (s *Scanner) Text() string                   { return string(s.token) }

// Err is nil at the end of the input.
func (s *Scanner) Err() error {
	if s.err != io.EOF {
		return s.err
	}
	return nil
}

// Scan goes on to the next token, and tells whether there is one.
func (s *Scanner) Scan() bool {
	for !s.stopped {
		if len(s.buf) > 0 || s.atEOF {
			advance, token, err := s.split(s.buf, s.atEOF)
			if err != nil {
				s.stopped, s.token = true, token
				if err != ErrFinalToken {
					s.err = err
					return false
				}
				return token != nil
			}
			s.buf = s.buf[advance:]
			if token != nil {
				s.token = token
				return true
			}
			if advance > 0 {
				continue
			}
		}
		if s.atEOF {
			break
		}
		s.read()
	}
	s.stopped, s.token = true, nil
	return false
}

func (s *Scanner) read() {
	if len(s.buf) >= s.limit {
		s.err, s.stopped = ErrTooLong, true
		return
	}
	chunk := make([]byte, defaultSize)
	n, err := s.from.Read(chunk)
	s.buf = append(s.buf, chunk[:n]...)
	if err != nil {
		s.atEOF = true
		s.err = err
	}
}

// ScanLines finds lines, without their ends.
func ScanLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	for i, c := range data {
		if c == '\n' {
			return i + 1, withoutReturn(data[:i]), nil
		}
	}
	if atEOF && len(data) > 0 {
		return len(data), withoutReturn(data), nil
	}
	return 0, nil, nil
}

func withoutReturn(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// ScanWords finds what stands between blanks.
func ScanWords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	start := 0
	for start < len(data) && blank(data[start]) {
		start++
	}
	for i := start; i < len(data); i++ {
		if blank(data[i]) {
			return i + 1, data[start:i], nil
		}
	}
	if atEOF && start < len(data) {
		return len(data), data[start:], nil
	}
	return start, nil, nil
}

func blank(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

func ScanBytes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if len(data) == 0 {
		return 0, nil, nil
	}
	return 1, data[:1], nil
}

// ScanRunes finds characters; bytes that are none come as U+FFFD.
func ScanRunes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if len(data) == 0 || !atEOF && !utf8.FullRune(data) {
		return 0, nil, nil
	}
	r, size := utf8.DecodeRune(data)
	return size, []byte(string(r)), nil
}
