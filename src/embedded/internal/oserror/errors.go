// Package oserror: errors that syscall compares its numbers with, and os gives to programs.
package oserror

import "errors"

var (
	ErrPermission = errors.New("permission denied")
	ErrExist      = errors.New("file already exists")
	ErrNotExist   = errors.New("file does not exist")
	ErrClosed     = errors.New("file already closed")
)
