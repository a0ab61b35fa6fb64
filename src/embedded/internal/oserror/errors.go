// Package oserror: errors that syscall compares its numbers with, and os gives to programs.
package oserror

import "errors"

var (
	ErrNotExist   = errors.New("file does not exist")
	ErrExist      = errors.New("file already exists")
	ErrPermission = errors.New("permission denied")
	ErrClosed     = errors.New("file already closed")
)
