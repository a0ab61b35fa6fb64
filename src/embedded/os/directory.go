package os

import (
	"sort"
	"syscall"
)

func pathError(op, name string, err error) error {
	if err == nil {
		return nil
	}
	return &PathError{op, name, err}
}

func Mkdir(name string, perm FileMode) error {
	return pathError("mkdir", name, syscall.Mkdir(name, uint32(perm)))
}

// MkdirAll makes the directories above, too; those that are there are none to complain of.
func MkdirAll(path string, perm FileMode) error {
	if info, err := Stat(path); err == nil {
		if info.IsDir() {
			return nil
		}
		return &PathError{"mkdir", path, syscall.ENOTDIR}
	}
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '/' {
			if err := MkdirAll(path[:i], perm); err != nil {
				return err
			}
			break
		}
	}
	err := Mkdir(path, perm)
	if err != nil {
		// Somebody else may have been faster; "a/b/" and "a/." are there, too, once "a/b" and "a" are.
		if info, failed := Lstat(path); failed == nil && info.IsDir() {
			return nil
		}
	}
	return err
}

// Remove takes a file or an empty directory away.
func Remove(name string) error {
	err := syscall.Unlink(name)
	if err == syscall.EISDIR || err == syscall.EPERM {
		err = syscall.Rmdir(name)
	}
	return pathError("remove", name, err)
}

// RemoveAll takes away what is there, with all that is in it; where something stays, the rest goes, and the first error is told.
func RemoveAll(path string) error {
	if n := len(path); n > 0 && path[n-1] == '.' && (n == 1 || path[n-2] == '/') {
		return &PathError{"RemoveAll", path, syscall.EINVAL} // what rmdir would say when all is gone
	}
	err := Remove(path)
	if err == nil || IsNotExist(err) {
		return nil
	}
	if info, failed := Lstat(path); failed != nil || !info.IsDir() {
		return err
	}
	entries, err := ReadDir(path)
	for _, entry := range entries {
		if failed := RemoveAll(path + "/" + entry.Name()); err == nil {
			err = failed
		}
	}
	failed := Remove(path)
	switch {
	case failed == nil || IsNotExist(failed):
		return nil
	case err == nil:
		return failed
	}
	return err
}

// A LinkError tells of a call that concerns two paths.
type LinkError struct {
	Op, Old, New string
	Err          error
}

func (e *LinkError) Error() string { return e.Op + " " + e.Old + " " + e.New + ": " + e.Err.Error() }
func (e *LinkError) Unwrap() error { return e.Err }

func Rename(oldpath, newpath string) error {
	if err := syscall.Rename(oldpath, newpath); err != nil {
		return &LinkError{"rename", oldpath, newpath, err}
	}
	return nil
}

func Getwd() (string, error) {
	dir, err := syscall.Getwd()
	if err != nil {
		err = &SyscallError{"getwd", err}
	}
	return dir, err
}

func Chdir(dir string) error { return pathError("chdir", dir, syscall.Chdir(dir)) }

func TempDir() string {
	if dir := Getenv("TMPDIR"); dir != "" {
		return dir
	}
	return "/tmp"
}

// A DirEntry is one name in a directory.
type DirEntry interface {
	Name() string
	IsDir() bool
	Type() FileMode
	Info() (FileInfo, error)
}

type entry struct {
	dir, name string
	format    uint32 // as Stat_t.Mode has it; 0: the directory does not tell
}

func (e *entry) Name() string            { return e.name }
func (e *entry) Info() (FileInfo, error) { return Lstat(e.dir + "/" + e.name) }
func (e *entry) IsDir() bool             { return e.Type().IsDir() }
func (e *entry) Type() FileMode {
	if e.format != 0 {
		return modeOf(e.format)
	}
	info, err := e.Info()
	if err != nil {
		return 0
	}
	return info.Mode().Type()
}

// ReadDir lists a directory by name.
func ReadDir(name string) ([]DirEntry, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var entries []DirEntry
	buf := make([]byte, 4096)
	for {
		n, err := syscall.ReadDirent(f.fd, buf)
		if err != nil {
			return entries, &PathError{"readdirent", name, err}
		}
		if n <= 0 {
			break
		}
		// Each: number and offset (8 bytes each), the entry's length (2), its kind (1: the format bits of Stat_t.Mode), the name up to a zero.
		for at := 0; at < n; at += int(buf[at+16]) | int(buf[at+17])<<8 {
			end := at + 19
			for buf[end] != 0 {
				end++
			}
			if name := string(buf[at+19 : end]); name != "." && name != ".." {
				entries = append(entries, &entry{f.name, name, uint32(buf[at+18]) << 12})
			}
		}
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name() < entries[j].Name() })
	return entries, nil
}
