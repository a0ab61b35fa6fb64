package main

import "fmt"

type Shape interface {
	Area() float64
	Perimeter() float64
}
type Named interface{ Name() string }
type NamedShape interface {
	Shape
	Named
}
type base struct{ name string }

func (b base) Name() string      { return b.name }
func (b *base) Rename(s string)  { b.name = s }

type Rect struct {
	base
	W, H float64
}
type Circle struct {
	*base
	R float64
}

func (r Rect) Area() float64        { return r.W * r.H }
func (r Rect) Perimeter() float64   { return 2 * (r.W + r.H) }
func (c Circle) Area() float64      { return 3 * c.R * c.R }
func (c Circle) Perimeter() float64 { return 2 * 3 * c.R }

type Celsius float64
type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
	_
	Thursday
)

func (d Weekday) String() string {
	switch d {
	case Sunday:
		return "Sun"
	case Monday, Tuesday:
		return "Mon/Tue"
	}
	return fmt.Sprintf("Day(%d)", int(d))
}

const (
	KB = 1 << (10 * (iota + 1))
	MB
	GB
)
const (
	a, b = iota, iota * 10
	c, d
)

type MyErr struct{ Code int }

func (e *MyErr) Error() string { return fmt.Sprint("code ", e.Code) }

func describe(x interface{}) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer %v", v)
	case string:
		return "string " + v
	case []int:
		return fmt.Sprint("slice of ", len(v))
	case error:
		return "error " + v.Error()
	case fmt.Stringer:
		return "stringer " + v.String()
	case func(int) int:
		return fmt.Sprint("func ", v(3))
	case map[string]int:
		return fmt.Sprint("map ", v)
	case *int:
		return fmt.Sprint("pointer to ", *v)
	case Shape:
		return fmt.Sprint("shape ", v.Area())
	default:
		return fmt.Sprintf("other %T", v)
	}
}

func main() {
	var s NamedShape = Rect{base{"r"}, 2, 3}
	fmt.Println(s.Name(), s.Area(), s.Perimeter())
	c1 := Circle{&base{"c"}, 2}
	c1.Rename("circle")
	s = c1
	fmt.Println(s.Name(), s.Area())
	if _, ok := s.(Rect); !ok {
		fmt.Println("no Rect")
	}
	n := 5
	for _, x := range []interface{}{nil, 1, int64(2), "s", []int{1}, &MyErr{3}, Thursday, Monday, func(x int) int { return x * x }, map[string]int{"q": 1}, &n, Rect{}, 3.5, struct{ X int }{1}, [2]bool{true}, make(chan int) == nil} {
		fmt.Println(describe(x))
	}
	fmt.Println(KB, MB, GB, a, b, c, d)
	fmt.Println(Celsius(36.6), Sunday, Thursday)
	fmt.Printf("%v %d %s %T %+v %#v\n", Monday, Monday, Tuesday, Monday, s.(Circle).base.name, Rect{base{"x"}, 1, 2})
	var e error
	var me *MyErr
	fmt.Println(e == nil, me == nil)
	e = me
	fmt.Println(e == nil)
	f := s.Area
	g := Rect.Perimeter
	h := (*base).Rename
	bb := &base{"old"}
	h(bb, "new")
	fmt.Println(f(), g(Rect{W: 1, H: 1}), bb.Name())
	type pair struct {
		a int
		b string
	}
	p, q := pair{1, "x"}, pair{1, "x"}
	fmt.Println(p == q, &p == &q, [2]pair{p, q} == [2]pair{q, p}, interface{}(p) == interface{}(q))
	m := map[pair]int{{1, "x"}: 5}
	fmt.Println(m[p], m[pair{}])
	anon := struct {
		X, Y int
		Tags []string
	}{1, 2, []string{"t"}}
	fmt.Printf("%v %+v\n", anon, anon)
}
