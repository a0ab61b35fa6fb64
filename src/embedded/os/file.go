// Package os: files, arguments, environment.
package os

import (
	"errors"
	"internal/oserror"
	"io"
	"runtime"
	"syscall"
	"unsafe"
)

const (
	O_RDONLY, O_WRONLY, O_RDWR = syscall.O_RDONLY, syscall.O_WRONLY, syscall.O_RDWR
	O_APPEND, O_CREATE, O_EXCL = syscall.O_APPEND, syscall.O_CREAT, syscall.O_EXCL
	O_SYNC, O_TRUNC            = syscall.O_SYNC, syscall.O_TRUNC
)

var (
	ErrInvalid    = errors.New("invalid argument")
	ErrPermission = oserror.ErrPermission
	ErrExist      = oserror.ErrExist
	ErrNotExist   = oserror.ErrNotExist
	ErrClosed     = oserror.ErrClosed
)

// FileMode holds permission bits.
type FileMode uint32

// A PathError says what was done to which file, and why it failed.
type PathError struct {
	Op, Path string
	Err      error
}

func (e *PathError) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }
func (e *PathError) Unwrap() error { return e.Err }

// A SyscallError names the syscall that failed.
type SyscallError struct {
	Syscall string
	Err     error
}

func (e *SyscallError) Unwrap() error { return e.Err }
func (e *SyscallError) Error() string {
	why := e.Err.Error()
	return e.Syscall + ": " + why
}

func IsNotExist(err error) bool   { return isKind(err, ErrNotExist) }
func IsExist(err error) bool      { return isKind(err, ErrExist) }
func IsPermission(err error) bool { return isKind(err, ErrPermission) }

// isKind looks into the errors of this package alone, as these functions have always done.
func isKind(err, kind error) bool {
	switch e := err.(type) {
	case *PathError:
		err = e.Err
	case *LinkError:
		err = e.Err
	case *SyscallError:
		err = e.Err
	}
	number, ok := err.(syscall.Errno)
	return err == kind || ok && number.Is(kind)
}

//go:linkname runtime_pollOpen runtime.poll_open
func runtime_pollOpen(fd uintptr) (pd unsafe.Pointer, errno int)

//go:linkname runtime_pollWait runtime.poll_wait
func runtime_pollWait(pd unsafe.Pointer, mode int) bool

//go:linkname runtime_pollReset runtime.poll_reset
func runtime_pollReset(pd unsafe.Pointer, mode int)

//go:linkname runtime_pollClose runtime.poll_close
func runtime_pollClose(pd unsafe.Pointer)

// A File is an open file.
type File struct {
	fd     int
	name   string
	pd     unsafe.Pointer // in the poller: its reads and writes never block a thread
	append bool
}

var (
	Stdin  = NewFile(uintptr(syscall.Stdin), "/dev/stdin")
	Stdout = NewFile(uintptr(syscall.Stdout), "/dev/stdout")
	Stderr = NewFile(uintptr(syscall.Stderr), "/dev/stderr")
)

// NewFile makes a File of a descriptor.
func NewFile(fd uintptr, name string) *File {
	f := &File{fd: int(fd), name: name}
	if nonblocking, err := syscall.IsNonblock(int(fd)); err == nil && nonblocking {
		f.pd, _ = runtime_pollOpen(fd)
	}
	return f
}

func (f *File) Name() string { return f.name }
func (f *File) Fd() uintptr  { return uintptr(f.fd) }

// OpenFile opens with any flags.
func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	for {
		fd, err := syscall.Open(name, flag|syscall.O_CLOEXEC, uint32(perm))
		if err == nil {
			f := &File{fd: fd, name: name, append: flag&O_APPEND != 0}
			if pd, errno := runtime_pollOpen(uintptr(fd)); errno == 0 {
				syscall.SetNonblock(fd, true)
				f.pd = pd
			}
			return f, nil
		}
		if err != syscall.EINTR {
			return nil, &PathError{"open", name, err}
		}
	}
}

func Open(name string) (*File, error)   { return OpenFile(name, O_RDONLY, 0) }
func Create(name string) (*File, error) { return OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0666) }

// Pipe connects two Files.
func Pipe() (r, w *File, err error) {
	var p [2]int
	if err = syscall.Pipe2(p[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK); err != nil {
		return nil, nil, &SyscallError{"pipe2", err}
	}
	r, w = &File{fd: p[0], name: "|0"}, &File{fd: p[1], name: "|1"}
	r.pd, _ = runtime_pollOpen(uintptr(p[0]))
	w.pd, _ = runtime_pollOpen(uintptr(p[1]))
	return r, w, nil
}

func (f *File) check(op string) error {
	if f == nil {
		return ErrInvalid
	}
	if f.fd < 0 {
		return &PathError{op, f.name, ErrClosed}
	}
	return nil
}

// again: whether a call that failed with err should be made once more, after a wait.
func (f *File) again(err error, mode int) bool {
	if err == syscall.EINTR {
		return true
	}
	return err == syscall.EAGAIN && f.pd != nil && runtime_pollWait(f.pd, mode)
}

func (f *File) fail(op string, err error) error {
	if f.fd < 0 {
		err = ErrClosed
	}
	return &PathError{op, f.name, err}
}

func (f *File) Read(b []byte) (n int, err error) {
	if err = f.check("read"); err != nil {
		return 0, err
	}
	if len(b) == 0 {
		return 0, nil
	}
	if f.pd != nil {
		runtime_pollReset(f.pd, 'r')
	}
	for {
		n, err = syscall.Read(f.fd, b)
		switch {
		case err == nil && n == 0:
			return 0, io.EOF
		case err == nil:
			return n, nil
		case !f.again(err, 'r'):
			return 0, f.fail("read", err)
		}
	}
}

func (f *File) ReadAt(b []byte, off int64) (n int, err error) {
	if err = f.check("read"); err != nil {
		return 0, err
	}
	for n < len(b) {
		got, err := syscall.Pread(f.fd, b[n:], off+int64(n))
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return n, f.fail("read", err)
		}
		if got == 0 {
			return n, io.EOF
		}
		n += got
	}
	return n, nil
}

func (f *File) Write(b []byte) (n int, err error) {
	if err = f.check("write"); err != nil {
		return 0, err
	}
	if f.pd != nil {
		runtime_pollReset(f.pd, 'w')
	}
	for n < len(b) || len(b) == 0 {
		done, err := syscall.Write(f.fd, b[n:])
		if done > 0 {
			n += done
		}
		if err != nil && !f.again(err, 'w') {
			return n, f.fail("write", err)
		}
		if err == nil && done == 0 {
			break
		}
	}
	return n, nil
}

func (f *File) WriteAt(b []byte, off int64) (n int, err error) {
	if err = f.check("write"); err != nil {
		return 0, err
	}
	for n < len(b) {
		done, err := syscall.Pwrite(f.fd, b[n:], off+int64(n))
		if err != nil {
			return n, f.fail("write", err)
		}
		n += done
	}
	return n, nil
}

func (f *File) WriteString(s string) (n int, err error) { return f.Write([]byte(s)) }

func (f *File) Seek(offset int64, whence int) (int64, error) {
	if err := f.check("seek"); err != nil {
		return 0, err
	}
	at, err := syscall.Seek(f.fd, offset, whence)
	if err != nil {
		return 0, f.fail("seek", err)
	}
	return at, nil
}

// Close closes the file; who waits for it is woken.
func (f *File) Close() error {
	if err := f.check("close"); err != nil {
		return err
	}
	fd := f.fd
	f.fd = -1
	if f.pd != nil {
		runtime_pollClose(f.pd)
		f.pd = nil
	}
	if err := syscall.Close(fd); err != nil {
		return &PathError{"close", f.name, err}
	}
	return nil
}

// ReadFile reads a whole file.
func ReadFile(name string) ([]byte, error) {
	file, err := OpenFile(name, O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(file)
	file.Close()
	return text, err
}

// WriteFile writes a whole file.
func WriteFile(name string, data []byte, perm FileMode) error {
	const flags = O_WRONLY | O_TRUNC | O_CREATE
	file, err := OpenFile(name, flags, perm)
	if err == nil {
		_, err = file.Write(data)
		if closing := file.Close(); err == nil {
			err = closing
		}
	}
	return err
}

// Args holds the command line.
var Args = runtime_args()

//go:linkname runtime_args runtime.os_args
func runtime_args() []string

// Exit ends the program at once: nothing deferred runs.
func Exit(code int) { syscall.Exit(code) }

func Getpid() int { return syscall.Getpid() }

func Getenv(key string) string {
	v, _ := syscall.Getenv(key)
	return v
}

func LookupEnv(key string) (string, bool) { return syscall.Getenv(key) }
func Setenv(key, value string) error      { return syscall.Setenv(key, value) }
func Environ() []string                   { return syscall.Environ() }

// A Signal comes from outside.
type Signal interface {
	String() string
	Signal()
}

var (
	Interrupt Signal = syscall.SIGINT
	Kill      Signal = syscall.SIGKILL
)

// A Process is one that signals can be sent to.
type Process struct{ Pid int }

func FindProcess(pid int) (*Process, error) { return &Process{pid}, nil }
func (p *Process) Signal(sig Signal) error {
	s, ok := sig.(syscall.Signal)
	if !ok {
		return errors.New("os: unsupported signal type")
	}
	return syscall.Kill(p.Pid, s)
}

var _ = runtime.GOOS
