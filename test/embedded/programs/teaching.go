package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"
)

type Shape interface{ Area() float64 }
type Rect struct{ W, H float64 }

func (r Rect) Area() float64 { return r.W * r.H }

type NotFound struct{ Key string }

func (e *NotFound) Error() string { return "not found: " + e.Key }

func find(m map[string]int, k string) (int, error) {
	if v, ok := m[k]; ok {
		return v, nil
	}
	return 0, fmt.Errorf("find: %w", &NotFound{k})
}

func main() {
	var b bytes.Buffer
	b.WriteString("hello ")
	fmt.Fprintf(&b, "%d-%s", 3, "x")
	b.WriteByte('!')
	fmt.Println(b.String(), b.Len())
	fmt.Println(bytes.Contains([]byte("abc"), []byte("b")), bytes.Equal([]byte("a"), []byte("a")), string(bytes.ToUpper([]byte("abc"))))
	fmt.Println(unicode.IsUpper('A'), unicode.IsLetter('é'), unicode.IsDigit('7'), unicode.IsSpace('\t'), string(unicode.ToUpper('ß')), unicode.IsPunct('!'))
	fmt.Println(utf8.RuneCountInString("héllo"), utf8.RuneLen('é'), utf8.ValidString("a\xff"))
	r, n := utf8.DecodeRuneInString("éa")
	fmt.Println(r, n)
	d := 1500 * time.Millisecond
	fmt.Println(d, d.Seconds(), d.Round(time.Second), d.Truncate(time.Second))
	t := time.Date(2009, time.November, 10, 23, 4, 5, 0, time.UTC)
	fmt.Println(t.Format("2006-01-02 15:04:05"), t.Format(time.RFC3339), t.Weekday(), t.Year(), t.Month(), t.Day(), t.YearDay())
	fmt.Println(t.Add(48*time.Hour).Format("Jan 2, 2006 at 3:04pm (MST)"), t.Unix(), t.Sub(t.Add(-time.Minute)))
	_, err := find(map[string]int{}, "k")
	var nf *NotFound
	fmt.Println(err, errors.As(err, &nf), nf.Key, errors.Is(err, io.EOF), errors.Unwrap(err) == nf)
	words := strings.Fields(" the quick  brown fox ")
	sort.Slice(words, func(i, j int) bool { return len(words[i]) < len(words[j]) || len(words[i]) == len(words[j]) && words[i] < words[j] })
	fmt.Printf("%q %v %T %+v %#v\n", words, words, words, Rect{1, 2}, Rect{1, 2})
	fmt.Printf("%5d|%-5d|%05d|%x|%X|%o|%b|%c|%U|%e|%8.3f|%t|%p\n", 42, 42, 42, 255, 255, 8, 5, 'A', 'A', 1234.5, 3.14159, true, nil)
	fmt.Printf("%s|%10s|%-10s|%.2s|%v|%6.2f%%\n", "go", "go", "go", "golang", []string{"a"}, 99.5)
	x, err := strconv.Atoi("12a")
	fmt.Println(x, err)
	f, _ := strconv.ParseFloat("2.5", 64)
	fmt.Println(f, strconv.Quote("a\n"), strconv.FormatInt(255, 2), strconv.Itoa(7))
	fmt.Println(strings.Map(func(r rune) rune { return unicode.ToUpper(r) }, "abc"), strings.EqualFold("Go", "GO"), strings.SplitN("a,b,c", ",", 2), strings.TrimFunc("123abc456", unicode.IsDigit))
	sc := bufio.NewScanner(strings.NewReader("one two\nthree"))
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		fmt.Print(sc.Text(), ";")
	}
	fmt.Println()
	var once sync.Once
	once.Do(func() { fmt.Println("once") })
	var p sync.Pool
	p.New = func() interface{} { return new(int) }
	fmt.Println(*p.Get().(*int))
	var m sync.Map
	m.Store("a", 1)
	v, ok := m.Load("a")
	fmt.Println(v, ok)
	m.Range(func(k, v any) bool { fmt.Println(k, v); return true })
	var c int64
	atomic.AddInt64(&c, 5)
	fmt.Println(atomic.LoadInt64(&c))
	if err := os.WriteFile("/tmp/gosched-teaching.txt", []byte("line1\nline2\n"), 0o644); err != nil {
		fmt.Println(err)
	}
	defer os.Remove("/tmp/gosched-teaching.txt")
	data, err := os.ReadFile("/tmp/gosched-teaching.txt")
	fmt.Printf("%q %v\n", data, err)
	_, err = os.Open("/tmp/none")
	fmt.Println(err, os.IsNotExist(err), errors.Is(err, os.ErrNotExist))
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintln(w, "bye", time.Duration(0), 90*time.Minute)
	var sb strings.Builder
	for i := 3; i > 0; i-- {
		fmt.Fprintf(&sb, "%d...", i)
	}
	fmt.Fprintln(w, sb.String())
	tk := time.NewTicker(time.Millisecond)
	<-tk.C
	tk.Stop()
	tm := time.AfterFunc(time.Hour, func() {})
	fmt.Fprintln(w, tm.Stop())
	all, _ := io.ReadAll(strings.NewReader("all"))
	fmt.Fprintln(w, string(all), len(os.Args), sort.SearchInts([]int{1, 3, 5}, 3))
	var s Shape = Rect{2, 3}
	switch q := s.(type) {
	case Rect:
		fmt.Fprintln(w, "rect", q.Area())
	}
	fmt.Fprintln(w, map[string]int{"b": 2, "a": 1}, struct{ A, B int }{1, 2}, &Rect{1, 2}, []interface{}{1, "a", nil})
}
