package main

type shape interface {
	area() int
	name() string
}
type namer interface{ name() string }
type square struct{ side int }
type circle struct{ r int }

func (s square) area() int     { return s.side * s.side }
func (s square) name() string  { return "square" }
func (c *circle) area() int    { c.r++; return 3 * c.r * c.r }
func (c *circle) name() string { return "circle" }

type base struct{ id int }

func (b *base) setID(n int) { b.id = n }
func (b base) getID() int   { return b.id }

type mid struct {
	base
	label string
}
type top struct {
	*mid
	shape
	extra int
}
type fn func(int) int

func (f fn) apply(x int) int { return f(x) }

type num int

func (n num) double() num   { return n * 2 }
func (n *num) inc()         { *n++ }
func (n num) Error() string { return "num error" }

type counter struct{ n int }

func (c *counter) next() int { c.n++; return c.n }

type getter interface{ getID() int }

type empty struct{}

func (empty) name() string { return "empty" }

type big struct{ a, b, c, d int }

func (b big) sum() int { return b.a + b.b + b.c + b.d }

type summer interface{ sum() int }

func describe(s shape) { println(s.name(), s.area()) }

func mayFail(n int) error {
	if n > 2 {
		return num(n)
	}
	return nil
}

func adder() (func(int), func() int) {
	total := 0
	return func(n int) { total += n }, func() int { return total }
}

func fib() func() int {
	a, b := 0, 1
	return func() int {
		defer func() { a, b = b, a+b }()
		return a
	}
}

func main() {
	sq := square{3}
	ci := &circle{1}
	describe(sq)
	describe(&sq)
	describe(ci)
	describe(ci)
	for _, s := range []shape{sq, ci} {
		if c, ok := s.(*circle); ok {
			println("circle", c.r)
		}
		if q, ok := s.(square); ok {
			println("square", q.side)
		}
		var n namer = s
		println(n.name())
		_, ok := n.(shape)
		println(ok)
	}
	var t top
	t.mid = &mid{base{1}, "m"}
	t.shape = sq
	t.setID(7)
	println(t.id, t.getID(), t.label, t.area(), t.name(), t.mid.base.id)
	var g getter = t
	println(g.getID())
	g = t.mid
	t.id = 8
	println(g.getID())
	g = &t
	t.mid = &mid{base{9}, "z"}
	println(g.getID())
	f := fn(func(x int) int { return x + 1 })
	println(f.apply(4), fn.apply(f, 5))
	n := num(4)
	n.inc()
	println(n, n.double(), num.double(n))
	(*num).inc(&n)
	println(n)
	var err error = mayFail(3)
	println(err.Error(), mayFail(1) == nil, err == num(3), err != num(4))
	m := n.double
	n = 100
	println(m())
	c := counter{}
	next := c.next
	next()
	next()
	println(c.n)
	var sh shape = sq
	ar := sh.area
	println(ar())
	ar2 := shape.area
	println(ar2(sh))
	add, get := adder()
	add(5)
	add(6)
	println(get())
	fb := fib()
	for i := 0; i < 8; i++ {
		print(fb(), " ")
	}
	println()
	var nn namer = empty{}
	println(nn.name(), nn == namer(empty{}))
	var su summer = big{1, 2, 3, 4}
	println(su.sum(), su == summer(big{1, 2, 3, 4}))
	bf := big{5, 6, 7, 8}.sum
	println(bf())
	var e1, e2 interface{} = 1, 1
	println(e1 == e2, e1 == 1, e1 != "x", e1 == nil)
	var np *num
	var ne error = np
	println(ne == nil, ne != nil)
	func() { println("called") }()
	func(a, b int) { println(a + b) }(1, 2)
	x := 10
	func() {
		x++
		func() { x *= 2 }()
	}()
	println(x)
	var rec func(int) int
	rec = func(n int) int {
		if n < 2 {
			return 1
		}
		return n * rec(n-1)
	}
	println(rec(10))
	ops := map[string]func(int, int) int{"+": func(a, b int) int { return a + b }, "*": func(a, b int) int { return a * b }}
	println(ops["+"](3, 4), ops["*"](3, 4))
}
