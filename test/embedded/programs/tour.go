package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"math/rand"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"
)

type Node struct {
	Val         int
	Left, Right *Node
}

func (n *Node) Insert(v int) *Node {
	if n == nil {
		return &Node{Val: v}
	}
	if v < n.Val {
		n.Left = n.Left.Insert(v)
	} else {
		n.Right = n.Right.Insert(v)
	}
	return n
}
func (n *Node) Walk(f func(int)) {
	if n != nil {
		n.Left.Walk(f)
		f(n.Val)
		n.Right.Walk(f)
	}
}

type Account struct {
	sync.Mutex
	Balance float64
	History []struct {
		When time.Duration
		Amt  float64
	}
	Meta map[string]interface{}
	ptr  *int
}

type Op func(float64, float64) (float64, error)

type Point struct{ X, Y int }
type Grid [2][2]Point

type Celsius float64

type Logger struct {
	prefix string
	w      io.Writer
}

func (l Logger) Logf(format string, args ...interface{}) {
	fmt.Fprintf(l.w, l.prefix+format+"\n", args...)
}

type Service struct {
	*Logger
	Name string
}

type bitflag uint8

const (
	FlagA bitflag = 1 << iota
	FlagB
	FlagC
	_
	FlagE
)
const (
	KB = 1 << (10 * (iota + 1))
	MB
	GB
)

func fib() func() int {
	a, b := 0, 1
	return func() int {
		r := a
		a, b = b, a+b
		return r
	}
}

func variadic(pre string, xs ...int) string {
	return fmt.Sprint(pre, len(xs), xs)
}

func multi() (a, b int, s string) { a, b, s = 1, 2, "x"; return }

func main() {
	var root *Node
	for _, v := range []int{5, 3, 8, 1, 4} {
		root = root.Insert(v)
	}
	root.Walk(func(v int) { fmt.Print(v, " ") })
	fmt.Println()
	ops := map[string]Op{
		"add": func(a, b float64) (float64, error) { return a + b, nil },
		"div": func(a, b float64) (float64, error) {
			if b == 0 {
				return 0, fmt.Errorf("div %v by zero", a)
			}
			return a / b, nil
		},
	}
	for _, k := range []string{"add", "div"} {
		fmt.Println(ops[k](1, 0))
	}
	acc := Account{Meta: map[string]interface{}{"a": 1, "b": []int{1}, "c": nil}}
	acc.Lock()
	acc.Balance += 10.5
	acc.Unlock()
	acc.History = append(acc.History, struct {
		When time.Duration
		Amt  float64
	}{time.Second, 10.5})
	fmt.Printf("%v\n%+v\n", acc.History, acc.Meta)
	g := Grid{{{1, 2}, {3, 4}}, {{5, 6}}}
	fmt.Printf("%v %+v %#v\n", g, g, g[0])
	m := map[Point]string{{1, 2}: "a", {0, 1}: "b"}
	fmt.Println(m, m[Point{1, 2}])
	fmt.Printf("%#v %#v %#v %#v %#v %#v\n", m, []string{"a"}, map[string]bool{"x": true}, struct{ A, B interface{} }{1, "z"}, []byte("hi"), &Point{1, 2})
	l := &Logger{"[svc] ", os.Stdout}
	s := Service{l, "n"}
	s.Logf("hello %s %d%%", s.Name, 50)
	fmt.Println(FlagA, FlagB|FlagC, FlagE, KB, MB, GB, FlagC&^FlagC)
	f := fib()
	for i := 0; i < 10; i++ {
		fmt.Print(f(), ",")
	}
	fmt.Println(variadic("p"), variadic("q", 1, 2), variadic("r", []int{4, 5, 6}...))
	a, b, str := multi()
	fmt.Println(a, b, str)
	t := Celsius(36.6)
	fmt.Printf("%.1f %v %T %8.2f|%-8.2f|%+.3e|%g\n", t, t, t, float64(t), float64(t), float64(t), 1e100)
	fmt.Printf("%5t|%-5t|%08b|%o|%#o|%x|%X|%#x|%c|%q|%U|%#U\n", true, false, 37, 8, 8, 255, 255, 255, 0x4E16, 'x', 0x1F600, 0x1F600)
	fmt.Printf("%s|%10s|%-10s|%.2s|%q|%x|% x|%#q\n", "go", "go", "go", "golang", "a\"b", "hex", "hex", "raw")
	fmt.Printf("%p %v\n", nil, nil)
	fmt.Printf("%d %s\n", "str", 5)
	fmt.Printf("%d\n", 1, 2)
	fmt.Printf("%d %d\n", 1)
	fmt.Printf("%!\n")
	fmt.Printf("%z %[2]d %[1]d %*d|%-*d|\n", 1, 2, 5, 42, 5, 42)
	fmt.Printf("%v %v %v %v\n", []interface{}{1, "a", nil, 2.5}, [3]bool{true}, struct{}{}, &[]int{1})
	fmt.Printf("%6.2f%%|%+d|% d|%x|%e\n", 99.5, 5, 7, -255, 123456.789)
	fmt.Printf("%t %v %08.3f %+v %q\n", true, 'a', 3.14159, &acc.Balance != nil, []string{"a b", "c"})
	fmt.Println(math.Sqrt(2), math.Pi, math.MaxInt64, math.Inf(1), math.NaN(), -math.MaxFloat64, math.Floor(-1.5), math.Pow(2, 10), math.MaxUint32, math.Trunc(2.7), math.Mod(7, 3), math.Hypot(3, 4), math.Cbrt(27))
	fmt.Println(7/2, -7/2, 7%3, -7%3, 7.0/2, 1<<10, 0xff&0x0f, 5^3, 6&^2, ^5)
	var u8 uint8 = 250
	u8 += 10
	var i8 int8 = 127
	i8++
	fmt.Println(u8, i8)
	fmt.Println(strconv.Itoa(5), strconv.FormatInt(-255, 16), strconv.Quote("hi\n"), strconv.FormatFloat(1.5, 'f', 3, 64))
	if _, err := strconv.Atoi("12a"); err != nil {
		fmt.Println(err)
	}
	if _, err := strconv.ParseFloat("x", 64); err != nil {
		fmt.Println(err)
	}
	if _, err := strconv.ParseBool("maybe"); err != nil {
		fmt.Println(err)
	}
	n, _ := strconv.ParseInt("7f", 16, 64)
	fmt.Println(n)
	sc := bufio.NewScanner(os.Stdin)
	lines := 0
	for sc.Scan() {
		lines++
		fmt.Printf("%d: %q\n", lines, sc.Text())
	}
	ws := bufio.NewScanner(strings.NewReader("one two\nthree"))
	ws.Split(bufio.ScanWords)
	for ws.Scan() {
		fmt.Print(ws.Text(), "|")
	}
	fmt.Println()
	w := bufio.NewWriter(os.Stdout)
	fmt.Fprintf(w, "buffered %d\n", 1)
	w.Flush()
	r := bufio.NewReader(strings.NewReader("line1\nline2"))
	for {
		line, err := r.ReadString('\n')
		fmt.Printf("%q %v\n", line, err)
		if err == io.EOF {
			break
		}
	}
	var buf bytes.Buffer
	buf.WriteString("abc")
	buf.WriteByte('d')
	fmt.Println(buf.String(), buf.Len(), bytes.Contains(buf.Bytes(), []byte("bc")), bytes.Equal([]byte("a"), []byte("a")))
	fmt.Println(strings.Split("a,b,c", ","), strings.Join([]string{"x", "y"}, "-"), strings.Repeat("ab", 3), strings.ToUpper("abc"), strings.TrimSpace("  x "), strings.Index("chicken", "ken"), strings.HasPrefix("golang", "go"), strings.Replace("oink oink", "k", "ky", 1), strings.Count("cheese", "e"), strings.Fields(" a  b "), strings.Title("hello world"), strings.TrimLeft("xxabc", "x"), strings.EqualFold("Go", "GO"), strings.LastIndex("go gopher", "go"), strings.ContainsAny("abc", "xyzc"), strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, "Hello"))
	fmt.Println(utf8.RuneCountInString("héllo"), utf8.ValidString("a\xff"), unicode.IsLetter('é'), unicode.IsDigit('5'), unicode.IsSpace('\t'))
	rand.Seed(42)
	x := rand.Intn(100)
	fmt.Println(x >= 0 && x < 100, len(rand.Perm(5)))
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, syscall.SIGUSR1, os.Interrupt)
	go func() { syscall.Kill(syscall.Getpid(), syscall.SIGUSR1) }()
	fmt.Println(<-sigs)
	signal.Stop(sigs)
	timer := time.NewTimer(time.Hour)
	fmt.Println(timer.Stop(), timer.Reset(time.Millisecond))
	<-timer.C
	done := make(chan bool)
	time.AfterFunc(time.Millisecond, func() { done <- true })
	fmt.Println(<-done)
	var nilch chan int
	select {
	case v := <-nilch:
		fmt.Println(v)
	default:
		fmt.Println("default")
	}
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	fmt.Println(len(ch), cap(ch))
	close(ch)
	for v := range ch {
		fmt.Print(v, " ")
	}
	v, ok := <-ch
	fmt.Println(v, ok)
	type pair struct {
		k string
		v int
	}
	ps := []pair{{"a", 2}, {"b", 1}}
	for _, p := range ps {
		p.v *= 10
	}
	for i := range ps {
		ps[i].v *= 10
	}
	fmt.Println(ps)
	var funcs []func()
	for i := 0; i < 3; i++ {
		i := i
		funcs = append(funcs, func() { fmt.Print(i, " ") })
	}
	for _, f := range funcs {
		f()
	}
	fmt.Println()
	switch x := 5; {
	case x > 3:
		fmt.Println("big")
		fallthrough
	case x > 10:
		fmt.Println("fall")
	default:
		fmt.Println("no")
	}
	arr := [...]string{2: "c", 0: "a"}
	fmt.Println(len(arr), arr, fmt.Sprintf("%q", arr))
	c1, c2 := complexFree()
	fmt.Println(c1, c2)
	method := root.Walk
	method(func(v int) { fmt.Print(v, ";") })
	expr := (*Node).Insert
	expr(root, 7)
	fmt.Println()
	fmt.Fprintln(os.Stderr, "to stderr")
	var e error
	fmt.Println(e == nil, e)
	fmt.Printf("%v %d %s\n", e, []int(nil), []string(nil))
	println("builtin println", 1, true, 2.5, "x")
	panic(fmt.Sprintf("final %d", 1))
}

func complexFree() (int, string) { return 1, "s" }
