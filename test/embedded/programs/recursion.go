package main

import (
	"errors"
	"fmt"
)

type List struct {
	head, tail *elem
	n          int
}
type elem struct {
	next, prev *elem
	v          interface{}
}

func (l *List) Push(v interface{}) *List {
	e := &elem{v: v, prev: l.tail}
	if l.tail == nil {
		l.head = e
	} else {
		l.tail.next = e
	}
	l.tail = e
	l.n++
	return l
}
func (l *List) Each(f func(interface{}) bool) {
	for e := l.head; e != nil; e = e.next {
		if !f(e.v) {
			break
		}
	}
}

type Expr interface{ Eval(env map[string]float64) (float64, error) }
type Num float64
type Var string
type Bin struct {
	Op   byte
	L, R Expr
}
type UnknownVar struct{ Name string }

func (u UnknownVar) Error() string { return "unknown variable " + u.Name }

var ErrDiv = errors.New("division by zero")

func (n Num) Eval(map[string]float64) (float64, error) { return float64(n), nil }
func (v Var) Eval(env map[string]float64) (float64, error) {
	x, ok := env[string(v)]
	if !ok {
		return 0, UnknownVar{string(v)}
	}
	return x, nil
}
func (b Bin) Eval(env map[string]float64) (float64, error) {
	l, err := b.L.Eval(env)
	if err != nil {
		return 0, fmt.Errorf("left of %c: %w", b.Op, err)
	}
	r, err := b.R.Eval(env)
	if err != nil {
		return 0, fmt.Errorf("right of %c: %w", b.Op, err)
	}
	switch b.Op {
	case '+':
		return l + r, nil
	case '-':
		return l - r, nil
	case '*':
		return l * r, nil
	case '/':
		if r == 0 {
			return 0, ErrDiv
		}
		return l / r, nil
	}
	return 0, fmt.Errorf("bad operator %q", b.Op)
}

type parser struct {
	s   string
	pos int
}

func (p *parser) peek() byte {
	if p.pos < len(p.s) {
		return p.s[p.pos]
	}
	return 0
}
func (p *parser) expr() Expr {
	e := p.term()
	for c := p.peek(); c == '+' || c == '-'; c = p.peek() {
		p.pos++
		e = Bin{c, e, p.term()}
	}
	return e
}
func (p *parser) term() Expr {
	e := p.factor()
	for c := p.peek(); c == '*' || c == '/'; c = p.peek() {
		p.pos++
		e = Bin{c, e, p.factor()}
	}
	return e
}
func (p *parser) factor() Expr {
	c := p.peek()
	switch {
	case c == '(':
		p.pos++
		e := p.expr()
		p.pos++
		return e
	case '0' <= c && c <= '9':
		n := 0.0
		for c := p.peek(); '0' <= c && c <= '9'; c = p.peek() {
			n = n*10 + float64(c-'0')
			p.pos++
		}
		return Num(n)
	}
	p.pos++
	return Var(p.s[p.pos-1 : p.pos])
}

func hanoi(n int, a, b, c string, move func(from, to string)) {
	if n > 0 {
		hanoi(n-1, a, c, b, move)
		move(a, c)
		hanoi(n-1, b, a, c, move)
	}
}
func perms(xs []int, k int, out *[][]int) {
	if k == len(xs) {
		*out = append(*out, append([]int{}, xs...))
		return
	}
	for i := k; i < len(xs); i++ {
		xs[k], xs[i] = xs[i], xs[k]
		perms(xs, k+1, out)
		xs[k], xs[i] = xs[i], xs[k]
	}
}
func queens(n int) (count int) {
	cols, d1, d2 := make([]bool, n), make([]bool, 2*n), make([]bool, 2*n)
	var place func(int)
	place = func(r int) {
		if r == n {
			count++
			return
		}
		for c := 0; c < n; c++ {
			if cols[c] || d1[r+c] || d2[r-c+n] {
				continue
			}
			cols[c], d1[r+c], d2[r-c+n] = true, true, true
			place(r + 1)
			cols[c], d1[r+c], d2[r-c+n] = false, false, false
		}
	}
	place(0)
	return
}

type visitor struct{ depth, leaves int }
type tree [2]*tree

func (t *tree) visit(v *visitor, d int) {
	if t == nil {
		v.leaves++
		return
	}
	if d > v.depth {
		v.depth = d
	}
	for _, c := range t {
		c.visit(v, d+1)
	}
}
func build(d int) *tree {
	if d == 0 {
		return nil
	}
	return &tree{build(d - 1), build(d - 1)}
}

func main() {
	var l List
	l.Push(1).Push("two").Push(3.0).Push([]int{4})
	l.Each(func(v interface{}) bool { fmt.Printf("%v:%T ", v, v); _, stop := v.(float64); return !stop })
	fmt.Println(l.n)
	env := map[string]float64{"x": 3, "y": 4}
	for _, s := range []string{"x*x+y*y", "(x+1)*2-10/y", "z+1", "1/(x-3)", "2*(3+q)"} {
		p := &parser{s: s}
		v, err := p.expr().Eval(env)
		var u UnknownVar
		fmt.Println(s, v, err, errors.As(err, &u), u.Name, errors.Is(err, ErrDiv))
	}
	moves := 0
	hanoi(6, "a", "b", "c", func(from, to string) { moves++ })
	var out [][]int
	perms([]int{1, 2, 3}, 0, &out)
	fmt.Println(moves, out, queens(6))
	var v visitor
	build(5).visit(&v, 1)
	fmt.Printf("%+v\n", v)
	ack := func() func(m, n int) int {
		var f func(m, n int) int
		f = func(m, n int) int {
			if m == 0 {
				return n + 1
			}
			if n == 0 {
				return f(m-1, 1)
			}
			return f(m-1, f(m, n-1))
		}
		return f
	}()
	fmt.Println(ack(2, 3))
}
