// Package errors makes and takes apart errors.
package errors

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
