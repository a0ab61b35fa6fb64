package os

import (
	"syscall"
	"time"
)

// Bits of a FileMode above the permissions.
const (
	ModeDir, ModeSymlink, ModeDevice FileMode = 1 << 31, 1 << 27, 1 << 26
	ModeNamedPipe, ModeSocket        FileMode = 1 << 25, 1 << 24
	ModeCharDevice                   FileMode = 1 << 21
	ModePerm                         FileMode = 0777
	ModeType                                  = ModeDir | ModeSymlink | ModeDevice | ModeNamedPipe | ModeSocket | ModeCharDevice
)

func (m FileMode) IsDir() bool     { return m&ModeDir != 0 }
func (m FileMode) IsRegular() bool { return m&ModeType == 0 }
func (m FileMode) Perm() FileMode  { return m & ModePerm }
func (m FileMode) Type() FileMode  { return m & ModeType }

// String writes the kind, in Go's letters, and the rights: "drwxr-xr-x".
func (m FileMode) String() string {
	out := ""
	for _, kind := range [...]struct {
		bit    FileMode
		letter string
	}{{ModeDir, "d"}, {ModeSymlink, "L"}, {ModeDevice, "D"}, {ModeNamedPipe, "p"}, {ModeSocket, "S"}, {ModeCharDevice, "c"}} {
		if m&kind.bit != 0 {
			out += kind.letter
		}
	}
	if out == "" {
		out = "-"
	}
	for i := 0; i < 9; i++ {
		if m>>uint(8-i)&1 != 0 {
			out += "rwx"[i%3 : i%3+1]
		} else {
			out += "-"
		}
	}
	return out
}

// FileInfo describes a file.
type FileInfo interface {
	Name() string
	Size() int64
	Mode() FileMode
	ModTime() time.Time
	IsDir() bool
	Sys() interface{}
}

type fileStat struct {
	name string
	sys  syscall.Stat_t
}

func (s *fileStat) Name() string       { return s.name }
func (s *fileStat) Size() int64        { return s.sys.Size }
func (s *fileStat) ModTime() time.Time { return time.Unix(s.sys.Mtim.Sec, s.sys.Mtim.Nsec) }
func (s *fileStat) IsDir() bool        { return s.Mode().IsDir() }
func (s *fileStat) Sys() interface{}   { return &s.sys }
func (s *fileStat) Mode() FileMode     { return modeOf(s.sys.Mode) }

// modeOf a Stat_t.Mode.
func modeOf(stat uint32) FileMode {
	mode := FileMode(stat & 0777)
	switch stat & syscall.S_IFMT {
	case syscall.S_IFDIR:
		mode |= ModeDir
	case syscall.S_IFLNK:
		mode |= ModeSymlink
	case syscall.S_IFBLK:
		mode |= ModeDevice
	case syscall.S_IFCHR:
		mode |= ModeDevice | ModeCharDevice
	case syscall.S_IFIFO:
		mode |= ModeNamedPipe
	case syscall.S_IFSOCK:
		mode |= ModeSocket
	}
	return mode
}

// base: the last element of a path.
func base(path string) string {
	for len(path) > 1 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	for i := len(path) - 2; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}

func statWith(op, name string, get func(*syscall.Stat_t) error) (FileInfo, error) {
	s := &fileStat{name: base(name)}
	if err := get(&s.sys); err != nil {
		return nil, &PathError{op, name, err}
	}
	return s, nil
}

func Stat(name string) (FileInfo, error) {
	return statWith("stat", name, func(st *syscall.Stat_t) error { return syscall.Stat(name, st) })
}

func Lstat(name string) (FileInfo, error) {
	return statWith("lstat", name, func(st *syscall.Stat_t) error { return syscall.Lstat(name, st) })
}

func (f *File) Stat() (FileInfo, error) {
	return statWith("stat", f.name, func(st *syscall.Stat_t) error { return syscall.Fstat(f.fd, st) })
}
