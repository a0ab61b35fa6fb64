// Package errors makes and takes apart errors.
package errors

import _ "unsafe"

type textError struct{ s string }

func (e *textError) Error() string { return e.s }

// New returns an error with this text; two of them are never equal.
func New(text string) error { return &textError{text} }

// Unwrap returns the error inside err, if there is one.
func Unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

// Is tells whether err, or an error inside it, is target.
func Is(err, target error) bool {
	for ; err != nil; err = Unwrap(err) {
		if err == target {
			return true
		}
		if x, ok := err.(interface{ Is(error) bool }); ok && x.Is(target) {
			return true
		}
	}
	return target == nil
}

//go:linkname runtime_setAs runtime.setAs
func runtime_setAs(err error, target interface{}) bool

// As finds the first error in err that target, a pointer, can point to, and sets *target to it.
func As(err error, target interface{}) bool {
	if target == nil {
		panic("errors: target cannot be nil")
	}
	for ; err != nil; err = Unwrap(err) {
		if runtime_setAs(err, target) {
			return true
		}
		if x, ok := err.(interface{ As(interface{}) bool }); ok && x.As(target) {
			return true
		}
	}
	return false
}
