package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"unsafe"
)

func main() {
	fmt.Println(len(os.Args), os.Args[1:])
	sc := bufio.NewScanner(os.Stdin)
	lines := 0
	for sc.Scan() {
		lines++
		fmt.Printf("%d: %q\n", lines, sc.Text())
	}
	if err := os.WriteFile("/tmp/gosched-sys-test.txt", []byte("one\ntwo\n"), 0644); err != nil {
		fmt.Println(err)
	}
	b, err := os.ReadFile("/tmp/gosched-sys-test.txt")
	fmt.Printf("%q %v\n", b, err)
	os.Remove("/tmp/gosched-sys-test.txt")
	_, err = os.ReadFile("/tmp/gosched-sys-test.txt")
	fmt.Println(err, os.IsNotExist(err))
	if pe, ok := err.(*os.PathError); ok {
		fmt.Println(pe.Op, pe.Path, pe.Err, pe.Err == syscall.ENOENT)
	}
	var fds [2]int
	if err := syscall.Pipe(fds[:]); err != nil {
		fmt.Println(err)
	}
	go func() {
		syscall.Write(fds[1], []byte("through a pipe"))
		syscall.Close(fds[1])
	}()
	buf := make([]byte, 32)
	n, err := syscall.Read(fds[0], buf)
	fmt.Println(string(buf[:n]), err)
	r, w, _ := os.Pipe()
	go func() { io.WriteString(w, "line 1\nline 2\n"); w.Close() }()
	all, err := io.ReadAll(r)
	fmt.Printf("%q %v\n", all, err)
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	syscall.Kill(syscall.Getpid(), syscall.SIGUSR1)
	fmt.Println(<-c)
	runtime.LockOSThread()
	runtime.Gosched()
	runtime.UnlockOSThread()
	prev := runtime.GOMAXPROCS(2)
	fmt.Println(prev > 0, runtime.GOMAXPROCS(0), runtime.NumGoroutine(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU() > 0)
	x := [4]int32{1, 2, 3, 4}
	p := (*int32)(unsafe.Pointer(uintptr(unsafe.Pointer(&x[0])) + 2*unsafe.Sizeof(x[0])))
	fmt.Println(*p, unsafe.Sizeof(x), unsafe.Sizeof(struct {
		a byte
		b int64
	}{}))
	f := 1.5
	fmt.Printf("%x\n", *(*uint64)(unsafe.Pointer(&f)))
	fmt.Fprintln(os.Stderr, "on stderr")
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprintf(out, "buffered %d\n", 1)
	out.Flush()
	fmt.Println(os.Getenv("NOPE") == "", os.Getpid() > 0)
	_, file, line, ok := runtime.Caller(0)
	fmt.Println(file != "", line, ok)
	_, err = os.Open("/no/such/dir/file")
	fmt.Println(err)
	os.Exit(7)
}
