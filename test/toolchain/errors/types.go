package main

import (
	"os"
	"strconv"
)

type T struct{ a int }

func (t *T) M() {}

type I interface{ M() }

func two() (int, string) { return 1, "a" }
func none()              {}

func f(x int, s string) int { return x }

func noReturn(x int) int {
	if x > 0 {
		return 1
	}
}

func main() {
	var x int = "hello"
	y := 5
	undefined1()
	var s string = 3
	s = x
	a, b := two()
	a = b
	f(1)
	f(1, "a", 3)
	f("a", 1)
	z := none()
	x.foo = 1
	var t T
	t.b = 2
	t.m()
	var i I = t
	_ = i
	x + 1
	if x {
	}
	for x := 0; x; x++ {
	}
	x = nil
	p := nil
	q, r := 1
	const c = x
	var u8 uint8 = 256
	var i8 int8 = -129
	_ = 1 << -1
	_ = "a" + 1
	_ = x + 1.5
	_ = x + "s"
	_ = !x
	_ = -"s"
	_ = *x
	_ = &1
	x()
	_ = t == nil
	_ = []int{1} == []int{2}
	return 1
}
