// Package syscall: the kernel's calls and their errors.
package syscall

import "internal/oserror"

// An Errno is the kernel's number of an error.
type Errno uintptr

const (
	EPERM, ENOENT, ESRCH, EINTR, EIO, ENXIO        = Errno(1), Errno(2), Errno(3), Errno(4), Errno(5), Errno(6)
	E2BIG, EBADF, ECHILD, EAGAIN, ENOMEM, EACCES   = Errno(7), Errno(9), Errno(10), Errno(11), Errno(12), Errno(13)
	EFAULT, EBUSY, EEXIST, EXDEV, ENODEV, ENOTDIR  = Errno(14), Errno(16), Errno(17), Errno(18), Errno(19), Errno(20)
	EISDIR, EINVAL, ENFILE, EMFILE, ENOTTY, EFBIG  = Errno(21), Errno(22), Errno(23), Errno(24), Errno(25), Errno(27)
	ENOSPC, ESPIPE, EROFS, EMLINK, EPIPE, EDOM     = Errno(28), Errno(29), Errno(30), Errno(31), Errno(32), Errno(33)
	ERANGE, EDEADLK, ENAMETOOLONG, ENOSYS          = Errno(34), Errno(35), Errno(36), Errno(38)
	ENOTEMPTY, ELOOP, EWOULDBLOCK                  = Errno(39), Errno(40), EAGAIN
	ENOTSOCK, EADDRINUSE, ECONNABORTED, ECONNRESET = Errno(88), Errno(98), Errno(103), Errno(104)
	ETIMEDOUT, ECONNREFUSED, EALREADY, EINPROGRESS = Errno(110), Errno(111), Errno(114), Errno(115)
)

var texts = [...]string{1: "operation not permitted", 2: "no such file or directory", 3: "no such process", 4: "interrupted system call",
	5: "input/output error", 6: "no such device or address", 7: "argument list too long", 9: "bad file descriptor", 10: "no child processes",
	11: "resource temporarily unavailable", 12: "cannot allocate memory", 13: "permission denied", 14: "bad address", 16: "device or resource busy", 17: "file exists", 18: "invalid cross-device link", 19: "no such device",
	20: "not a directory", 21: "is a directory", 22: "invalid argument", 23: "too many open files in system",
	24: "too many open files", 25: "inappropriate ioctl for device", 27: "file too large", 28: "no space left on device", 29: "illegal seek", 30: "read-only file system", 31: "too many links", 32: "broken pipe", 33: "numerical argument out of domain",
	34: "numerical result out of range", 35: "resource deadlock avoided", 36: "file name too long", 38: "function not implemented", 39: "directory not empty", 40: "too many levels of symbolic links",
	88: "socket operation on non-socket", 98: "address already in use", 103: "software caused connection abort", 104: "connection reset by peer", 110: "connection timed out", 111: "connection refused",
	114: "operation already in progress", 115: "operation now in progress"}

func (e Errno) Error() string {
	if e < Errno(len(texts)) && texts[e] != "" {
		return texts[e]
	}
	return "errno " + number(int(e))
}

// Temporary, Timeout: whether it may work later.
func (e Errno) Temporary() bool { return e == EINTR || e == EMFILE || e == ENFILE || e.Timeout() }
func (e Errno) Timeout() bool   { return e == EAGAIN || e == ETIMEDOUT }

// What os says for a number, as Go's documentation of Errno.Is lists them.
var kinds = [...]error{EPERM: oserror.ErrPermission, EACCES: oserror.ErrPermission, EEXIST: oserror.ErrExist, ENOTEMPTY: oserror.ErrExist, ENOENT: oserror.ErrNotExist}

// Is: whether e is one of the numbers that os has an error for.
func (e Errno) Is(target error) bool {
	return target != nil && e < Errno(len(kinds)) && kinds[e] == target
}

func number(n int) string {
	if n < 0 {
		return "-" + digits(uint(-n))
	}
	return digits(uint(n))
}

func digits(n uint) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + string(rune('0'+n%10))
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
	SIGHUP   = Signal(1)
	SIGINT   = Signal(2)
	SIGQUIT  = Signal(3)
	SIGKILL  = Signal(9)
	SIGUSR1  = Signal(10)
	SIGUSR2  = Signal(12)
	SIGPIPE  = Signal(13)
	SIGALRM  = Signal(14)
	SIGTERM  = Signal(15)
	SIGCHLD  = Signal(17)
	SIGURG   = Signal(23)
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
