// Package fmt prints values: Print, Println, Printf and what is built on them.
package fmt

import (
	"errors"
	"io"
	"os"
)

// A Stringer says how it wants to be printed.
type Stringer interface{ String() string }

// A GoStringer says so for %#v.
type GoStringer interface{ GoString() string }

// State is what a Formatter writes to.
type State interface {
	io.Writer
	Flag(c int) bool
	Precision() (digits int, given bool)
	Width() (columns int, given bool)
}

// A Formatter prints itself.
type Formatter interface{ Format(f State, verb rune) }

func Sprint(a ...interface{}) string {
	var p printer
	wasString := true
	for i, arg := range a {
		_, isString := arg.(string)
		if i > 0 && !isString && !wasString {
			p.text(" ")
		}
		p.arg(arg, 'v')
		wasString = isString
	}
	return string(p.buf)
}

func Sprintln(a ...interface{}) string {
	var p printer
	for i, arg := range a {
		if i > 0 {
			p.text(" ")
		}
		p.arg(arg, 'v')
	}
	p.text("\n")
	return string(p.buf)
}

func Sprintf(format string, a ...interface{}) string {
	var p printer
	p.format(format, a)
	return string(p.buf)
}

func Fprint(w io.Writer, a ...interface{}) (n int, err error)   { return w.Write([]byte(Sprint(a...))) }
func Fprintln(w io.Writer, a ...interface{}) (n int, err error) { return w.Write([]byte(Sprintln(a...))) }
func Fprintf(w io.Writer, format string, a ...interface{}) (n int, err error) {
	return w.Write([]byte(Sprintf(format, a...)))
}

func Print(a ...interface{}) (n int, err error)   { return Fprint(os.Stdout, a...) }
func Println(a ...interface{}) (n int, err error) { return Fprintln(os.Stdout, a...) }
func Printf(format string, a ...interface{}) (n int, err error) {
	return Fprintf(os.Stdout, format, a...)
}

type wrapError struct {
	text  string
	inner error
}

func (e *wrapError) Error() string { return e.text }
func (e *wrapError) Unwrap() error { return e.inner }

// Errorf makes an error; one printed with %w can be unwrapped from it.
func Errorf(format string, a ...interface{}) error {
	var p printer
	p.format(format, a)
	if p.wrapped == nil {
		return errors.New(string(p.buf))
	}
	return &wrapError{string(p.buf), p.wrapped}
}
