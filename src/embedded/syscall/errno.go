// Package syscall: the kernel's calls and their errors.
package syscall

import "internal/oserror"

// An Errno is the kernel's number of an error.
type Errno uintptr

const (
	EPERM   = Errno(1)
	ENOENT  = Errno(2)
	EINTR   = Errno(4)
	EIO     = Errno(5)
	EBADF   = Errno(9)
	EAGAIN  = Errno(11)
	ENOMEM  = Errno(12)
	EACCES  = Errno(13)
	EFAULT  = Errno(14)
	EEXIST  = Errno(17)
	ENOTDIR = Errno(20)
	EISDIR  = Errno(21)
	EINVAL  = Errno(22)
	EMFILE  = Errno(24)
	ENOSPC  = Errno(28)
	ESPIPE  = Errno(29)
	EROFS   = Errno(30)
	EPIPE   = Errno(32)
	ENOSYS  = Errno(38)
	ETIMEDOUT = Errno(110)
)

var texts = [...]string{1: "operation not permitted", 2: "no such file or directory", 3: "no such process", 4: "interrupted system call",
	5: "input/output error", 6: "no such device or address", 9: "bad file descriptor", 10: "no child processes",
	11: "resource temporarily unavailable", 12: "cannot allocate memory", 13: "permission denied", 14: "bad address", 16: "device or resource busy", 17: "file exists",
	20: "not a directory", 21: "is a directory", 22: "invalid argument", 23: "too many open files in system",
	24: "too many open files", 27: "file too large", 28: "no space left on device", 29: "illegal seek", 30: "read-only file system", 32: "broken pipe", 38: "function not implemented", 110: "connection timed out"}

func (e Errno) Error() string {
	if int(e) < len(texts) && texts[e] != "" {
		return texts[e]
	}
	return "errno " + number(int(e))
}

// Temporary, Timeout: whether it may work later.
func (e Errno) Temporary() bool { return e == EINTR || e == EMFILE || e.Timeout() }
func (e Errno) Timeout() bool   { return e == EAGAIN || e == ETIMEDOUT }

// Is: whether e is one of the numbers that os has an error for.
func (e Errno) Is(target error) bool {
	if target == oserror.ErrPermission {
		return e == EPERM || e == EACCES
	}
	return target == oserror.ErrNotExist && e == ENOENT || target == oserror.ErrExist && e == EEXIST
}

func number(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return number(n/10) + string(rune('0'+n%10))
}

func fault(e Errno) error {
	if e == 0 {
		return nil
	}
	return e
}

// A Signal is the number of a signal.
type Signal int

const (
	SIGHUP  = Signal(1)
	SIGINT  = Signal(2)
	SIGQUIT = Signal(3)
	SIGKILL = Signal(9)
	SIGUSR1 = Signal(10)
	SIGUSR2 = Signal(12)
	SIGPIPE = Signal(13)
	SIGALRM = Signal(14)
	SIGTERM = Signal(15)
	SIGCHLD = Signal(17)
	SIGURG  = Signal(23)
	SIGWINCH = Signal(28)
)

var signals = [...]string{1: "hangup", 2: "interrupt", 3: "quit", 9: "killed", 10: "user defined signal 1", 12: "user defined signal 2", 13: "broken pipe",
	14: "alarm clock", 15: "terminated", 17: "child exited", 23: "urgent I/O condition", 28: "window changed"}

func (s Signal) Signal() {}
func (s Signal) String() string {
	if 0 <= s && int(s) < len(signals) && signals[s] != "" {
		return signals[s]
	}
	return "signal " + number(int(s))
}
