package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
)

func main() {
	// scanning
	for _, s := range []string{"0x1F", "0b101", "0o17", "017", "1_000", "0x_ff", "-0x10", "+7", "0", "08", "0x", "x", "1__0", "_1", "0_7", "9223372036854775808", "00", "0b2"} {
		var n int
		c, err := fmt.Sscan(s, &n)
		var u uint8
		d, err2 := fmt.Sscan(s, &u)
		var x int
		e, err3 := fmt.Sscanf(s, "%d", &x)
		var y int
		f, err4 := fmt.Sscanf(s, "%x", &y)
		fmt.Printf("%q: %d %d %v | %d %d %v | %d %d %v | %d %d %v\n", s, n, c, err, u, d, err2, x, e, err3, y, f, err4)
	}
	var r rune
	var w string
	var b int
	fmt.Println(fmt.Sscanf("äb 12", "%c%s %d", &r, &w, &b))
	fmt.Println(string(r), w, b)
	for _, s := range []string{"0x1F", "0b101", "0o17", "017", "1_000", "0x_ff", "-0x10", "0_7", "1__0", "_1", "1_", "", "-", "0x", "0b12", "9223372036854775808"} {
		n, err := strconv.ParseInt(s, 0, 64)
		m, err2 := strconv.ParseUint(s, 10, 16)
		fmt.Println(s, n, err, m, err2)
	}
	for _, s := range []string{`"a\tb\n\x41\u00e4\U0001F600\101\""`, "`raw\\n`", `'x'`, `'\''`, `"bad`, `"\q"`, `'ab'`, `""`, `"a"b"`, `'ä'`} {
		fmt.Println(strconv.Unquote(s))
	}
	fmt.Println(strconv.Quote("\a\b\f\n\r\t\v\x00\x7f\u200b\u00e4\U0010ffff\xff☺\"\\"), strconv.QuoteToASCII("ä☺😀"), strconv.QuoteRune('☺'), strconv.QuoteRune('\n'))
	fmt.Println(string(strconv.AppendBool(nil, true)), string(strconv.AppendQuote(nil, "x")), string(strconv.AppendFloat(nil, 1.5, 'g', -1, 64)))
	// errnos
	for e := syscall.Errno(0); e < 120; e++ {
		if e == 0 || errors.Is(e, os.ErrExist) || errors.Is(e, os.ErrNotExist) || errors.Is(e, os.ErrPermission) || e.Temporary() || e.Timeout() {
			fmt.Println(int(e), errors.Is(e, os.ErrExist), errors.Is(e, os.ErrNotExist), errors.Is(e, os.ErrPermission), e.Temporary(), e.Timeout())
		}
	}
	fmt.Println(syscall.ENOTEMPTY, syscall.ECONNREFUSED, syscall.ERANGE, syscall.ENAMETOOLONG, syscall.EXDEV)
	// strings
	fmt.Println(strings.Title("hello wOrld it's ünder_score 3rd x-ray"), strings.ToTitle("abc"), strings.ToUpper("straße"))
	fmt.Println(strings.NewReplacer("<", "&lt;", ">", "&gt;", "a", "1", "aa", "2").Replace("<b>aaa</b>"), strings.NewReplacer("", "-").Replace("abc"), strings.NewReplacer("a", "b", "b", "a").Replace("abba"))
	fmt.Printf("%q %q %q %q %q\n", strings.Split("a,b,c", ","), strings.Split("äbc", ""), strings.Split("", ","), strings.Split("", ""), strings.SplitN("a,b,c,d", ",", 2))
	fmt.Printf("%q %q %q %q\n", strings.SplitAfter("a,b,c", ","), strings.SplitAfterN("a,b,c", ",", 2), strings.SplitN("abc", "", 2), strings.SplitN("a", "x", 0))
	fmt.Println(strings.Replace("cheese", "e", "", 2), strings.Replace("äbc", "", "-", -1), strings.Replace("abc", "", "-", 2), strings.Count("cheese", "e"), strings.Count("äb", ""), strings.LastIndexByte("abca", 'a'), strings.LastIndexAny("golang", "gl"), strings.LastIndexFunc("ab1c", func(r rune) bool { return r < 'a' }))
	fmt.Printf("%q %q %q\n", strings.Trim("¡¡¡Hello!!!", "!¡"), strings.TrimLeft("xxabc", "x"), strings.TrimRight("abcyy", "y"))
	rd := strings.NewReader("häl")
	for {
		c, n, err := rd.ReadRune()
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Print(string(c), n, " ")
	}
	rd.Seek(1, io.SeekStart)
	rest, _ := io.ReadAll(rd)
	fmt.Printf("%q %d\n", rest, rd.Size())
	// sync
	var m sync.Map
	fmt.Println(m.LoadOrStore("a", 1))
	fmt.Println(m.LoadOrStore("a", 2))
	fmt.Println(m.LoadAndDelete("a"))
	fmt.Println(m.Load("a"))
	var rw sync.RWMutex
	fmt.Println(rw.TryRLock(), rw.TryRLock(), rw.TryLock())
	rw.RUnlock()
	rw.RUnlock()
	fmt.Println(rw.TryLock(), rw.TryRLock(), rw.TryLock())
	rw.Unlock()
	var v atomic.Value
	fmt.Println(v.Load(), v.Swap(1), v.CompareAndSwap(1, 2), v.CompareAndSwap(1, 3), v.Load())
	func() {
		defer func() { fmt.Println(recover()) }()
		v.Store("x")
	}()
	// io
	var one, two bytes.Buffer
	mw := io.MultiWriter(&one, &two)
	io.Copy(mw, io.TeeReader(io.LimitReader(strings.NewReader("hello world"), 5), os.Stdout))
	fmt.Println("", one.String(), two.String())
	all, err := io.ReadAll(io.MultiReader(strings.NewReader("a"), strings.NewReader(""), strings.NewReader("bc")))
	fmt.Println(string(all), err)
	n, err := io.CopyN(&one, strings.NewReader("abc"), 5)
	fmt.Println(n, err)
	pr, pw := io.Pipe()
	go func() {
		for i := 0; i < 3; i++ {
			fmt.Fprintf(pw, "line %d\n", i)
		}
		pw.CloseWithError(errors.New("done"))
	}()
	all, err = io.ReadAll(pr)
	fmt.Printf("%q %v\n", all, err)
	pr.Close()
	_, err = pw.Write([]byte("x"))
	fmt.Println(err)
	// log
	l := log.New(os.Stdout, "app: ", log.Lshortfile)
	l.Println("hi", 1)
	l.Printf("n=%d", 3)
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	log.SetPrefix("p ")
	log.Print("x", 1, 2, "y")
	log.SetFlags(log.Lmsgprefix | log.Lshortfile)
	log.Println("msg")
	func() {
		defer func() { fmt.Println("rec", recover()) }()
		log.Panicf("bad %d", 1)
	}()
	// os
	dir := os.TempDir() + "/gosched-t2"
	os.RemoveAll(dir)
	fmt.Println(os.Mkdir(dir, 0755), os.Mkdir(dir, 0755), os.MkdirAll(dir+"/a/b/c", 0700), os.MkdirAll(dir+"/a/b", 0700))
	fmt.Println(os.WriteFile(dir+"/f.txt", []byte("hello"), 0644), os.WriteFile(dir+"/a/g.txt", nil, 0600))
	st, err := os.Stat(dir + "/f.txt")
	fmt.Println(st.Name(), st.Size(), st.Mode(), st.IsDir(), err, st.ModTime().Year() > 1970)
	st, err = os.Stat(dir)
	fmt.Println(st.Name(), st.Mode(), st.IsDir(), err)
	_, err = os.Stat(dir + "/nope")
	fmt.Println(err, os.IsNotExist(err), errors.Is(err, os.ErrNotExist))
	err = os.Remove(dir)
	fmt.Println(err, errors.Is(err, os.ErrExist), os.IsExist(err))
	es, err := os.ReadDir(dir)
	for _, e := range es {
		fmt.Print(e.Name(), " ", e.IsDir(), "; ")
	}
	fmt.Println(err)
	fmt.Println(os.Rename(dir+"/f.txt", dir+"/h.txt"), os.Rename(dir+"/f.txt", dir+"/h.txt"))
	_, err = os.ReadDir(dir + "/zzz")
	fmt.Println(err)
	fmt.Println(os.Chdir(dir))
	fmt.Println(os.Getwd())
	fmt.Println(os.RemoveAll(dir), os.RemoveAll(dir))
	_, err = os.Open("")
	fmt.Println(err)
	log.Fatalln("end")
}
