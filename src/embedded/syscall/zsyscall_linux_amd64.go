package syscall

import "unsafe"

const (
	SYS_READ, SYS_WRITE, SYS_OPEN, SYS_CLOSE, SYS_FSTAT, SYS_LSEEK = 0, 1, 2, 3, 5, 8
	SYS_RT_SIGACTION, SYS_PREAD64, SYS_PWRITE64, SYS_SCHED_YIELD   = 13, 17, 18, 24
	SYS_NANOSLEEP, SYS_GETPID, SYS_EXIT, SYS_KILL, SYS_FCNTL       = 35, 39, 60, 62, 72
	SYS_GETTID, SYS_CLOCK_GETTIME, SYS_EXIT_GROUP, SYS_TGKILL      = 186, 228, 231, 234
	SYS_OPENAT, SYS_UNLINKAT, SYS_PIPE2, SYS_GETRANDOM             = 257, 263, 293, 318
)

const (
	O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC = 0, 1, 2, 0x40, 0x80, 0x200
	O_APPEND, O_NONBLOCK, O_SYNC, O_CLOEXEC, O_LARGEFILE = 0x400, 0x800, 0x101000, 0x80000, 0
	F_GETFL, F_SETFL                                     = 3, 4
)

const at_FDCWD = -100

var Stdin, Stdout, Stderr = 0, 1, 2

// A Timespec is a time or duration as the kernel takes it.
type Timespec struct{ Sec, Nsec int64 }

var zero uintptr

// What the kernel is given for b; it never gets nil.
func start(b []byte) unsafe.Pointer {
	if len(b) == 0 {
		return unsafe.Pointer(&zero)
	}
	return unsafe.Pointer(&b[0])
}

// BytePtrFromString makes a text end with a zero byte. EINVAL if there is one inside.
func BytePtrFromString(s string) (*byte, error) {
	b := make([]byte, len(s)+1)
	copy(b, s)
	for i := range s {
		if s[i] == 0 {
			return nil, EINVAL
		}
	}
	return &b[0], nil
}

func read(fd int, p []byte) (n int, err error) {
	r0, _, e1 := Syscall(SYS_READ, uintptr(fd), uintptr(start(p)), uintptr(len(p)))
	return int(r0), fault(e1)
}

func write(fd int, p []byte) (n int, err error) {
	r0, _, e1 := Syscall(SYS_WRITE, uintptr(fd), uintptr(start(p)), uintptr(len(p)))
	return int(r0), fault(e1)
}

// Read reads up to len(p) bytes.
func Read(fd int, p []byte) (n int, err error) {
	n, err = read(fd, p)
	return n, err
}

// Write writes p.
func Write(fd int, p []byte) (n int, err error) {
	n, err = write(fd, p)
	return n, err
}

func openat(dirfd int, path string, flags int, mode uint32) (fd int, err error) {
	p, err := BytePtrFromString(path)
	if err != nil {
		return -1, err
	}
	r0, _, e1 := Syscall6(SYS_OPENAT, uintptr(dirfd), uintptr(unsafe.Pointer(p)), uintptr(flags), uintptr(mode), 0, 0)
	return int(r0), fault(e1)
}

// Open opens a file.
func Open(path string, mode int, perm uint32) (fd int, err error) {
	return openat(at_FDCWD, path, mode|O_LARGEFILE, perm)
}

// Close closes a descriptor.
func Close(fd int) error {
	_, _, e1 := Syscall(SYS_CLOSE, uintptr(fd), 0, 0)
	return fault(e1)
}

func Pread(fd int, p []byte, offset int64) (n int, err error) {
	r0, _, e1 := Syscall6(SYS_PREAD64, uintptr(fd), uintptr(start(p)), uintptr(len(p)), uintptr(offset), 0, 0)
	return int(r0), fault(e1)
}

func Pwrite(fd int, p []byte, offset int64) (n int, err error) {
	r0, _, e1 := Syscall6(SYS_PWRITE64, uintptr(fd), uintptr(start(p)), uintptr(len(p)), uintptr(offset), 0, 0)
	return int(r0), fault(e1)
}

func Seek(fd int, offset int64, whence int) (off int64, err error) {
	r0, _, e1 := Syscall(SYS_LSEEK, uintptr(fd), uintptr(offset), uintptr(whence))
	return int64(r0), fault(e1)
}

// Pipe makes a pipe: p[0] to read from, p[1] to write to.
func Pipe(p []int) error { return Pipe2(p, 0) }

func Pipe2(p []int, flags int) error {
	if len(p) != 2 {
		return EINVAL
	}
	var fds [2]int32
	_, _, e1 := RawSyscall(SYS_PIPE2, uintptr(unsafe.Pointer(&fds)), uintptr(flags), 0)
	if e1 == 0 {
		p[0], p[1] = int(fds[0]), int(fds[1])
	}
	return fault(e1)
}

func Nanosleep(time, leftover *Timespec) error {
	_, _, e1 := Syscall(SYS_NANOSLEEP, uintptr(unsafe.Pointer(time)), uintptr(unsafe.Pointer(leftover)), 0)
	return fault(e1)
}

func fcntl(fd, cmd, arg int) (int, error) {
	r0, _, e1 := Syscall(SYS_FCNTL, uintptr(fd), uintptr(cmd), uintptr(arg))
	return int(r0), fault(e1)
}

// SetNonblock makes reads and writes return EAGAIN instead of waiting.
func SetNonblock(fd int, nonblocking bool) error {
	flags, err := fcntl(fd, F_GETFL, 0)
	if err != nil {
		return err
	}
	flags &^= O_NONBLOCK
	if nonblocking {
		flags |= O_NONBLOCK
	}
	_, err = fcntl(fd, F_SETFL, flags)
	return err
}

// IsNonblock tells how a descriptor is.
func IsNonblock(fd int) (bool, error) {
	flags, err := fcntl(fd, F_GETFL, 0)
	return flags&O_NONBLOCK != 0, err
}

func Getpid() int {
	r0, _, _ := RawSyscall(SYS_GETPID, 0, 0, 0)
	return int(r0)
}

func Gettid() int {
	r0, _, _ := RawSyscall(SYS_GETTID, 0, 0, 0)
	return int(r0)
}

func Kill(pid int, sig Signal) error {
	_, _, e1 := RawSyscall(SYS_KILL, uintptr(pid), uintptr(sig), 0)
	return fault(e1)
}

func Exit(code int) {
	Syscall(SYS_EXIT_GROUP, uintptr(code), 0, 0)
}

//go:linkname runtime_envs runtime.syscall_envs
func runtime_envs() []string

// Getenv reads the environment.
func Getenv(key string) (value string, found bool) {
	for _, entry := range Environ() {
		if len(entry) > len(key) && entry[len(key)] == '=' && entry[:len(key)] == key {
			return entry[len(key)+1:], true
		}
	}
	return "", false
}

var added []string

func Environ() []string { return append(added, runtime_envs()...) }

func Setenv(key, value string) error {
	added = append([]string{key + "=" + value}, added...)
	return nil
}
