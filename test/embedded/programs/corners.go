package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

type point struct{ x, y int }

func (p point) String() string { return fmt.Sprint(p.x, "/", p.y) }

type outer struct{ *point }

// plain reads bytes and nothing else: what was read too much can't be given back.
type plain struct{ r io.Reader }

func (p plain) Read(b []byte) (int, error) { return p.r.Read(b) }

func replacing() {
	for _, pairs := range [][]string{{"", "X", "a", "b"}, {"a", "b", "", "X"}, {"", "X", "", "Y"}, {"ab", "1", "", "-", "a", "2"}, {"", ""}, {"", "<", "b", "", "bc", "!"}, {"b", "", "", "<"}} {
		r := strings.NewReplacer(pairs...)
		for _, s := range []string{"", "a", "b", "aXb", "abcab", "äa"} {
			fmt.Printf("%q ", r.Replace(s))
		}
		fmt.Println(pairs)
	}
}

func scanning() {
	for _, text := range []string{"\xe4A7", "\xf0\x9f\x98A7", "\xf0\x9f\x98\x80A7", "ä7", "\xe4", "", "\xff\xfe7", "12ä7", "12\xe4A7"} {
		for _, format := range []string{"%c%c%d", "%d%c%c%d", "%c%s"} {
			readers := []io.Reader{strings.NewReader(text), plain{strings.NewReader(text)}, bufio.NewReader(strings.NewReader(text)), bytes.NewBufferString(text)}
			for i, r := range readers {
				var a, b rune
				var n, m int
				var w string
				to := []interface{}{&a, &b, &n}
				if format == "%c%s" {
					to = []interface{}{&a, &w}
				} else if format[1] == 'd' {
					to = []interface{}{&m, &a, &b, &n}
				}
				got, err := fmt.Fscanf(r, format, to...)
				fmt.Printf("%q %s %d: %d %v %x %x %d %d %q", text, format, i, got, err, a, b, n, m, w)
				if i != 1 {
					rest, _ := io.ReadAll(r)
					fmt.Printf(" rest %q", rest)
				}
				fmt.Println()
			}
		}
	}
	for _, in := range []string{"5 6", "5\n6", "5\n\n6", "5 \n 6", " 5", "5", "5\n", "\n5", "5,6", "5 ,6", "5x 6", "", "x"} {
		for _, f := range []string{"%d %d", "%d\n%d", " %d", "%d ", "%d\n", "%d%d", "\n%d", "%d , %d", "%d\n\n%d", "%d \n %d", "%dx %d", "ä%d"} {
			var a, b int
			n, err := fmt.Sscanf(in, f, []interface{}{&a, &b}[:strings.Count(f, "%")]...)
			fmt.Printf("%q %q %d %v %d %d\n", in, f, n, err, a, b)
		}
	}
	for _, in := range []string{"1234567", "12 34 567", " 12345 6", "-12 5", "1.5.5", "1.5e+2x", "12\u00a034", "1\v2\f3", "\u20281\u30002", "1\r\n2"} {
		for _, f := range []string{"%2d%d", "%3d %2d", "%2x%1x", "%d\u00a0%d", "%2v%v", "%1d%d"} {
			var a, b int
			n, err := fmt.Sscanf(in, f, &a, &b)
			fmt.Printf("%q %q %d %v %d %d\n", in, f, n, err, a, b)
		}
		for _, f := range []string{"%2s%2s", "%1s %s"} {
			var a, b string
			n, err := fmt.Sscanf(in, f, &a, &b)
			fmt.Printf("%q %q %d %v %q %q\n", in, f, n, err, a, b)
		}
		for _, f := range []string{"%f%f", "%3f%2f", "%g %g"} {
			var a, b float64
			n, err := fmt.Sscanf(in, f, &a, &b)
			fmt.Printf("%q %q %d %v %v %v\n", in, f, n, err != nil, a, b)
		}
		var a, b string
		n, err := fmt.Sscanln(in, &a, &b)
		fmt.Printf("%q %d %v %q %q\n", in, n, err, a, b)
	}
	for _, in := range []string{"1", "0", "t", "T", "true", "FALSE", "tr", "tx", "x", "fal", ""} {
		var t bool
		n, err := fmt.Sscan(in, &t)
		fmt.Println(in, n, err, t)
	}
	var c byte
	var i int
	var i16 int16
	fmt.Println(fmt.Sscanf("Az世", "%c%c%c", &c, &i, &i16))
	fmt.Println(c, i, i16)
	fmt.Println(fmt.Sscanf("ä", "%c", &c))
	var s string
	words := bytes.NewBufferString("one two\nthree")
	fmt.Fscan(words, &s)
	fmt.Printf("%s %q %v\n", s, words.String(), words.UnreadByte())
	line := bufio.NewReader(strings.NewReader("äb"))
	r, n, err := line.ReadRune()
	fmt.Println(r, n, err, line.UnreadByte(), line.UnreadByte())
	rest, _ := io.ReadAll(line)
	fmt.Printf("%q\n", rest)
	runes := bufio.NewScanner(strings.NewReader("a\xffé世\xe4\xb8"))
	runes.Split(bufio.ScanRunes)
	for runes.Scan() {
		fmt.Printf("%q ", runes.Text())
	}
	fmt.Println()
}

// takingBack what a read that came to the end has not read.
func takingBack() {
	r := bufio.NewReader(strings.NewReader("ab"))
	r.ReadRune()
	r.ReadRune()
	_, _, err := r.ReadRune()
	fmt.Println(err, r.UnreadRune(), r.UnreadByte(), r.Buffered())
	s := strings.NewReader("é")
	s.ReadRune()
	s.ReadRune()
	fmt.Println(s.UnreadRune(), s.Len())
	s = strings.NewReader("é")
	s.ReadRune()
	s.ReadByte()
	fmt.Println(s.UnreadRune(), s.UnreadByte(), s.Len())
	var b bytes.Buffer
	line, err := b.ReadBytes('\n')
	fmt.Println(line, err, b.UnreadByte(), b.Len())
	b.WriteString("ab")
	b.ReadRune()
	b.Read(nil)
	fmt.Println(b.UnreadRune(), b.String())
}

func numbers() {
	for _, s := range []string{`"\101\102\x41"`, `"\400"`, `"\08"`, `"\1"`, `"\12"`, `'\101'`, `'\10'`, `"\x4"`, `"\u00e4\U0001f600"`} {
		fmt.Println(strconv.Unquote(s))
	}
	many, err := strconv.Unquote(`"` + strings.Repeat(`\101`, 2000) + `"`)
	fmt.Println(len(many), err)
	for _, s := range []string{"0_7", "0x_1", "+0x1", "-0b1_0", "0_", "_0", "+_1", "00_1", "0x", "+", "0b_", "0o7_7", "1_000"} {
		n, err := strconv.ParseInt(s, 0, 64)
		u, err2 := strconv.ParseUint(s, 0, 8)
		fmt.Println(s, n, err, u, err2)
	}
	for _, s := range []syscall.Signal{-1, -1 << 63, 0, 1, 9, 28, 99} {
		fmt.Print(s, "; ")
	}
	fmt.Println(syscall.Errno(^uintptr(0)), syscall.Errno(999), errors.Is(syscall.Errno(^uintptr(0)), os.ErrExist))
}

func times() {
	for _, n := range []int64{0, 1, -1, 999, -999, 1000, -1000, -1001, 1234567890123, -1 << 40} {
		fmt.Println(time.UnixMilli(n).UTC(), time.UnixMicro(n).UTC(), time.UnixMilli(n).UnixMilli() == n, time.UnixMicro(n).UnixMicro() == n)
	}
	for _, year := range []int{-5, -1234, 0, 7, 12345} {
		t := time.Date(year, 3, 4, 5, 6, 7, 8, time.UTC)
		fmt.Println(t.Format("2006 06 _2 __2 002 15:04:05.000000000"))
	}
	_, err := time.LoadLocation("Nowhere/Atall")
	fmt.Println(err)
}

func folders() {
	dir := os.TempDir() + "/gosched-corners"
	os.RemoveAll(dir)
	fmt.Println(os.MkdirAll(dir+"/a/b/", 0755), os.MkdirAll(dir+"/a/b", 0755), os.WriteFile(dir+"/f", nil, 0644))
	err := os.MkdirAll(dir+"/f/g", 0755)
	fmt.Println(strings.ReplaceAll(err.Error(), dir, "DIR"), errors.Is(err, syscall.ENOTDIR))
	os.WriteFile(dir+"/a/b/c", []byte("x"), 0600)
	os.MkdirAll(dir+"/a/d/e", 0700)
	for _, at := range []string{dir, dir + "/a"} {
		entries, err := os.ReadDir(at)
		for _, e := range entries {
			info, failed := e.Info()
			fmt.Print(e.Name(), " ", e.IsDir(), " ", e.Type(), " ", info.Mode(), failed, "; ")
		}
		fmt.Println(err)
	}
	os.Chdir(dir)
	fmt.Println(os.RemoveAll("."), strings.ReplaceAll(fmt.Sprint(os.RemoveAll(dir+"/a/.")), dir, "DIR"), os.RemoveAll(""), os.RemoveAll("a/nosuch/b"))
	os.Chdir("/")
	left, _ := os.ReadDir(dir + "/a")
	fmt.Println(len(left))
	fmt.Println(os.RemoveAll(dir+"/f"), os.RemoveAll(dir), os.RemoveAll(dir))
	_, err = os.Stat(dir)
	fmt.Println(os.IsNotExist(err))
}

func logging() {
	var out bytes.Buffer
	l := log.New(&out, "", 0)
	var all sync.WaitGroup
	for i := 0; i < 4; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			l.SetPrefix("p ")
			l.SetFlags(log.Lmsgprefix)
			l.Print("line")
			l.SetOutput(l.Writer())
		}(i)
	}
	all.Wait()
	fmt.Print(out.String(), l.Prefix(), l.Flags(), "\n")
}

func nils() {
	told := func(what func() string) {
		defer func() {
			err := recover()
			_, isRuntime := err.(interface{ RuntimeError() })
			fmt.Println(err, isRuntime)
		}()
		fmt.Println(what())
	}
	var p *point
	var named fmt.Stringer = p
	told(func() string { return named.String() })
	told(func() string { return p.String() })
	told(func() string { return (*point).String(p) })
	told(func() string { return fmt.Stringer(outer{}).String() })
	told(func() string { return fmt.Stringer(&outer{}).String() })
	told(func() string { return fmt.Stringer((*outer)(nil)).String() })
	told(func() string { f := named.String; return f() })
	fmt.Println(p, named, outer{&point{1, 2}})
}

func main() {
	replacing()
	scanning()
	takingBack()
	numbers()
	times()
	folders()
	logging()
	nils()
}
