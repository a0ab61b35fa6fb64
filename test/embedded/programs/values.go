package main

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

type Color int

const (
	Red Color = iota + 1
	Green
	Blue
)

var names = map[Color]string{Red: "red", Green: "green", Blue: "blue"}

func (c Color) String() string { return names[c] }

type Perm uint8

const (
	Read Perm = 1 << iota
	Write
	Exec
)

func (p Perm) Has(q Perm) bool { return p&q != 0 }

type Temp float64
type Matrix [2][2]float64
type Opt func(*conf)
type conf struct {
	host string
	port int
	tls  bool
}

func WithPort(p int) Opt { return func(c *conf) { c.port = p } }
func New(opts ...Opt) *conf {
	c := &conf{host: "localhost", port: 80}
	for _, o := range opts {
		o(c)
	}
	return c
}

type Logger interface{ Log(string) }
type LogFunc func(string)

func (f LogFunc) Log(s string) { f(s) }

type Base struct{ id int }

func (b *Base) ID() int     { return b.id }
func (b *Base) SetID(n int) { b.id = n }

type Mid struct{ Base }
type Top struct {
	Mid
	Logger
	name string
}
type Stack struct{ data []interface{} }

func (s *Stack) Push(x interface{}) { s.data = append(s.data, x) }
func (s *Stack) Pop() (interface{}, bool) {
	if len(s.data) == 0 {
		return nil, false
	}
	x := s.data[len(s.data)-1]
	s.data = s.data[:len(s.data)-1]
	return x, true
}

var initOrder = dep + 1
var dep = compute()

func compute() int { return 41 }
func init()        { fmt.Println("init 1", initOrder) }
func init()        { fmt.Println("init 2") }

func divmod(a, b int) (q, r int, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("divmod(%d, %d): %v", a, b, e)
		}
	}()
	q = a / b
	r = a % b
	return
}

func main() {
	fmt.Println(Red, Blue, Color(9))
	fmt.Printf("%v %d %s|%5s|%-7v|%x\n", Green, Green, Green, Red, Blue, Green)
	p := Read | Exec
	fmt.Println(p, p.Has(Write), p.Has(Exec), p&^Read)
	fmt.Printf("%+v\n", *New(WithPort(8080), func(c *conf) { c.tls = true }))
	t := Top{Mid{Base{7}}, LogFunc(func(s string) { fmt.Println("log:", s) }), "top"}
	t.SetID(t.ID() + 1)
	t.Log(fmt.Sprint(t.ID(), t.Mid.Base.id, t.id))
	var s Stack
	s.Push(1)
	s.Push("x")
	for {
		x, ok := s.Pop()
		if !ok {
			break
		}
		fmt.Printf("%v(%T) ", x, x)
	}
	fmt.Println()
	fmt.Println(divmod(7, 2))
	fmt.Println(divmod(1, 0))
	fmt.Println(math.MaxInt64, math.MinInt64, uint64(math.MaxUint64), math.MaxInt32, math.Pi)
	fmt.Println(math.Sqrt(2), math.Floor(-1.5), math.Abs(-3), math.Max(1, 2), math.Inf(1), math.NaN())
	var f32 float32 = 0.1
	fmt.Println(f32, float64(f32), f32*3, 0.1+0.2, 1/3.0)
	x := 300
	fmt.Println(int8(x), uint8(x), int32(math.MaxInt32)+int32(x-299), -x>>1, uint(x)<<60)
	var u uint32 = 1 << 31
	fmt.Println(u<<1, u>>31, ^u, -u, int32(u))
	fmt.Println(string(rune(65)), []byte("é"), []rune("é"), string([]byte{104, 105}), string([]rune{0x4e16}), strconv.Quote("tab\t"))
	b, err := strconv.ParseBool("maybe")
	fmt.Println(b, err)
	i, err := strconv.ParseInt("ff", 16, 64)
	fmt.Println(i, err)
	_, err = strconv.ParseInt("300", 10, 8)
	fmt.Println(err)
	fmt.Println(strconv.ParseFloat("x1", 64))
	fmt.Println(time.Duration(1234567890), time.Duration(999), 61*time.Minute)
	var m Matrix
	m[0][1] = 2.5
	n := m
	n[1][0] = 1
	fmt.Println(m, n, m == n, len(m), Temp(36.6))
	a := [5]int{1, 2, 3}
	sl := a[:]
	sl[4] = 9
	for i := range sl[:2] {
		sl[i] *= 10
	}
	fmt.Println(a, len(sl[1:3]), cap(sl[1:3]))
	var iface interface{} = a
	if arr, ok := iface.([5]int); ok {
		arr[0] = 0
		fmt.Println(arr, a)
	}
	c := 'x'
	switch c {
	case 'a', 'e':
		fmt.Println("vowel")
	case 'x':
		fmt.Println("x")
		fallthrough
	case 'y':
		fmt.Println("fell")
	default:
		fmt.Println("no")
	}
	var np *Top
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(np.name)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var l Logger
		l.Log("x")
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var x interface{} = "s"
		fmt.Println(x.(fmt.Stringer))
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		m := map[interface{}]int{}
		m[[]int{1}] = 2
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var x, y interface{} = []int{1}, []int{1}
		fmt.Println(x == y)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		panic(fmt.Sprintf("custom %v", Red))
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var arr [3]int
		k := 3
		arr[k%4] = 1
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		s := "abc"
		k := 10
		_ = s[k]
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		s := []int{1, 2, 3}
		i, j := 3, 2
		_ = s[i:j]
	}()
}
