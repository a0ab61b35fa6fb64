package main

import (
	"errors"
	"fmt"
	"os"
)

func fib() func() int {
	a, b := 0, 1
	return func() int {
		r := a
		a, b = b, a+b
		return r
	}
}

type op func(float64, float64) float64

func apply(fs map[string]op, name string, x, y float64) (r float64, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("recovered: %v", e)
		}
	}()
	return fs[name](x, y), nil
}

func variadic(prefix string, xs ...int) (n int) {
	for i, x := range xs {
		n += x * (i + 1)
	}
	fmt.Println(prefix, len(xs), n)
	return
}

func deferOrder() (s string) {
	for i := 0; i < 4; i++ {
		defer func(k int) { s += fmt.Sprint(k, ",") }(i)
	}
	return "r:"
}

func nested() (err error) {
	defer func() {
		r := recover()
		err = fmt.Errorf("outer %v: %w", r, os.ErrNotExist)
	}()
	defer func() {
		defer func() { fmt.Println("inner", recover()) }()
		panic("second")
	}()
	panic("first")
}

type stack []int

func (s *stack) push(v int) { *s = append(*s, v) }
func (s *stack) pop() (v int) {
	v, *s = (*s)[len(*s)-1], (*s)[:len(*s)-1]
	return
}

func main() {
	f := fib()
	for i := 0; i < 10; i++ {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	var fs []func()
	for i := 0; i < 3; i++ {
		fs = append(fs, func() { fmt.Print(i, ";") })
	}
	for i := 0; i < 3; i++ {
		i := i
		fs = append(fs, func() { fmt.Print(i, ";") })
	}
	for _, f := range fs {
		f()
	}
	fmt.Println()
	ops := map[string]op{
		"+": func(a, b float64) float64 { return a + b },
		"/": func(a, b float64) float64 { return a / b },
	}
	fmt.Println(apply(ops, "+", 1, 2))
	fmt.Println(apply(ops, "?", 1, 2))
	fmt.Println(apply(ops, "/", 1, 0))
	variadic("none")
	variadic("some", 1, 2, 3)
	variadic("spread", []int{4, 5}...)
	fmt.Println(deferOrder())
	err := nested()
	fmt.Println(err, errors.Is(err, os.ErrNotExist))
	var st stack
	st.push(1)
	st.push(2)
	fmt.Println(st.pop(), st, len(st))
	func() {
		defer func() { fmt.Println(recover()) }()
		var m map[string]int
		fmt.Println(m["x"], len(m))
		m["x"] = 1
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var i interface{} = "str"
		_ = i.(int)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var i interface{}
		_ = i.(fmt.Stringer)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		x := 0
		fmt.Println(1 / x)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		s := []int{1, 2, 3}
		n := 5
		fmt.Println(s[1:n])
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		c := make(chan int)
		close(c)
		close(c)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		_ = make([]int, n)
	}()
	defer fmt.Println("deferred, then exit 3")
	defer os.Exit(3)
}
