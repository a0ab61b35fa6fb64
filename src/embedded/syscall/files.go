package syscall

import "unsafe"

const (
	sys_MKDIRAT, sys_NEWFSTATAT, sys_RENAMEAT, sys_GETDENTS64, sys_GETCWD, sys_CHDIR, sys_FSTAT = 258, 262, 264, 217, 79, 80, 5
	at_REMOVEDIR                                                                                = 0x200
	at_SYMLINK_NOFOLLOW                                                                         = 0x100
)

// Kinds of files, in Stat_t.Mode.
const S_IFMT, S_IFSOCK, S_IFLNK, S_IFREG, S_IFBLK, S_IFDIR, S_IFCHR, S_IFIFO = 0xf000, 0xc000, 0xa000, 0x8000, 0x6000, 0x4000, 0x2000, 0x1000

// Stat_t is what the kernel knows of a file, on amd64.
type Stat_t struct {
	Dev, Ino, Nlink     uint64
	Mode, Uid, Gid, pad uint32
	Rdev                uint64
	Size                int64
	Blksize, Blocks     int64
	Atim, Mtim, Ctim    Timespec
	unused              [3]int64
}

// at calls a syscall with a directory, a path in it and up to two more arguments.
func at(trap uintptr, path string, a3, a4 uintptr) error {
	p, err := BytePtrFromString(path)
	if err != nil {
		return err
	}
	dir := at_FDCWD
	_, _, e1 := Syscall6(trap, uintptr(dir), uintptr(unsafe.Pointer(p)), a3, a4, 0, 0)
	return fault(e1)
}

func Mkdir(path string, mode uint32) error { return at(sys_MKDIRAT, path, uintptr(mode), 0) }
func Rmdir(path string) error              { return at(SYS_UNLINKAT, path, at_REMOVEDIR, 0) }
func Unlink(path string) error             { return at(SYS_UNLINKAT, path, 0, 0) }

func Stat(path string, st *Stat_t) error {
	return at(sys_NEWFSTATAT, path, uintptr(unsafe.Pointer(st)), 0)
}
func Lstat(path string, st *Stat_t) error {
	return at(sys_NEWFSTATAT, path, uintptr(unsafe.Pointer(st)), at_SYMLINK_NOFOLLOW)
}

func Fstat(fd int, st *Stat_t) error {
	_, _, e1 := Syscall(sys_FSTAT, uintptr(fd), uintptr(unsafe.Pointer(st)), 0)
	return fault(e1)
}

func Rename(from, to string) error {
	p, err := BytePtrFromString(to)
	if err != nil {
		return err
	}
	dir := at_FDCWD
	return at(sys_RENAMEAT, from, uintptr(dir), uintptr(unsafe.Pointer(p)))
}

func Chdir(path string) error {
	p, err := BytePtrFromString(path)
	if err != nil {
		return err
	}
	_, _, e1 := Syscall(sys_CHDIR, uintptr(unsafe.Pointer(p)), 0, 0)
	return fault(e1)
}

// Getwd: the path, its last byte being zero, comes with its length.
func Getwd() (string, error) {
	var buf [4096]byte
	n, _, e1 := Syscall(sys_GETCWD, uintptr(unsafe.Pointer(&buf)), uintptr(len(buf)), 0)
	if e1 != 0 {
		return "", e1
	}
	return string(buf[:n-1]), nil
}

// ReadDirent reads directory entries as the kernel writes them.
func ReadDirent(fd int, buf []byte) (n int, err error) {
	r0, _, e1 := Syscall(sys_GETDENTS64, uintptr(fd), uintptr(start(buf)), uintptr(len(buf)))
	return int(r0), fault(e1)
}
