package main

type node struct {
	v    int
	next *node
	arr  [4]int
	f    func() int
}

var gp *int
var gs []int
var gi interface{}
var gn *node
var keepFns []func() int

func ret(x int) *int         { return &x }
func retLocal() *int         { y := 5; return &y }
func retField() *int         { var n node; n.v = 6; return &n.v }
func retElem() *int          { var n node; n.arr[2] = 7; return &n.arr[2] }
func retSlice() []int        { var a [4]int; a[1] = 8; return a[:] }
func retNamed() (r *int)     { v := 9; r = &v; return }
func retVia() *int           { v := 10; p := &v; q := p; return q }
func store(p **int, x int)   { *p = &x }
func storeField(n *node)     { var m node; m.v = 11; n.next = &m }
func keep(p *int) *int       { return p }
func deref(p *int) int       { return *p }
func set(p *int, v int)      { *p = v }
func global(p *int)          { gp = p }
func (n *node) inc()         { n.v++ }
func (n *node) self() *node  { return n }
func (n *node) save()        { gn = n }
func apply(f func() int) int { return f() + f() }
func later(f func() int)     { keepFns = append(keepFns, f) }
func variadic(ps ...*int) (s int) {
	for _, p := range ps {
		s += *p
	}
	return
}
func variadicKeep(ps ...*int) { gp = ps[0] }
func iface(x interface{})     { gi = x }
func ifaceUse(x interface{}) int {
	if p, ok := x.(*int); ok {
		return *p
	}
	return -1
}

func clobber(n int) int {
	var a [64]int
	for i := range a {
		a[i] = n * i
	}
	if n > 0 {
		return clobber(n-1) + a[3]
	}
	return a[1]
}

func loops() (out []*int, fs []func() int) {
	for i := 0; i < 4; i++ {
		x := i * 10
		out = append(out, &x)
		fs = append(fs, func() int { x++; return x })
	}
	var last *int
	for i := 0; i < 3; i++ {
		y := i
		if last != nil {
			y += *last
		}
		last = &y
	}
	out = append(out, last)
	return
}

func chain() int {
	var head *node
	for i := 0; i < 5; i++ {
		n := node{v: i, next: head}
		head = &n
	}
	s := 0
	for p := head; p != nil; p = p.next {
		s = s*10 + p.v
	}
	return s
}

func locals() int {
	x, y := 1, 2
	set(&x, 10)
	p := &y
	*p = 20
	var n node
	n.inc()
	(&n).inc()
	a := [3]int{1, 2, 3}
	s := a[:]
	s[0] = 100
	sum := apply(func() int { x++; return x })
	func() { y += n.v }()
	b := variadic(&x, &y)
	return x + y + n.v + a[0] + sum + b + ifaceUse(&x) + deref(&a[2])
}

func closures() (func() int, func() int) {
	a, b := 1, 2
	inner := func() int {
		c := a
		return func() int { c++; b++; return b + c }()
	}
	return inner, func() int { a += 100; return inner() }
}

func deferred() (r int) {
	x := 5
	p := &x
	defer func(q *int) { r += *q + x }(p)
	x = 7
	return 1
}

func swap(a, b *int) { *a, *b = *b, *a }

func recursive(depth int, p *int) int {
	if depth == 0 {
		return *p
	}
	local := *p + depth
	return recursive(depth-1, &local)
}

func through(ch chan *int) int {
	v := 77
	ch <- &v
	clobber(3)
	return *<-ch
}

func inMap() int {
	m := map[string]*int{}
	for i := 0; i < 3; i++ {
		k := i + 1
		m[string(rune('a'+i))] = &k
	}
	clobber(2)
	return *m["a"]*100 + *m["b"]*10 + *m["c"]
}

func structHolder() *int {
	type holder struct{ p *int }
	v := 12
	h := holder{&v}
	k := h
	return k.p
}

func arrayHolder() *int {
	v := 13
	a := [2]*int{nil, &v}
	b := a
	return b[1]
}

func ifaceHolder() *int {
	v := 14
	var x interface{} = &v
	return x.(*int)
}

func switchHolder(x interface{}) *int {
	switch p := x.(type) {
	case *int:
		return p
	}
	return nil
}

func main() {
	ps := []*int{ret(4), retLocal(), retField(), retElem(), &retSlice()[1], retNamed(), retVia(), keep(ret(3)), structHolder(), arrayHolder(), ifaceHolder()}
	var q *int
	store(&q, 21)
	ps = append(ps, q)
	var n node
	storeField(&n)
	ps = append(ps, &n.next.v)
	v := 30
	global(&v)
	w := 31
	variadicKeep(&w)
	z := 32
	iface(&z)
	zz := 33
	ps = append(ps, switchHolder(&zz))
	var m node
	m.v = 40
	m.self().inc()
	m.save()
	later(func() int { v++; return v })
	println(clobber(20))
	for _, p := range ps {
		print(*p, " ")
	}
	println(*gp, *gi.(*int), gn.v, keepFns[0](), v)
	out, fs := loops()
	println(clobber(5))
	for i, f := range fs {
		print(f(), " ", *out[i], " ")
	}
	println(*out[4], chain(), locals())
	a, b := closures()
	println(a(), b(), a(), b())
	println(deferred())
	x, y := 1, 2
	swap(&x, &y)
	println(x, y, recursive(5, &x), through(make(chan *int, 1)), inMap())
	f := gn.self
	println(f().v)
}
