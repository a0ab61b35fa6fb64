package main

type T struct{ n int }

func (t T) show(s string)   { println("show", t.n, s) }
func (t *T) pshow(s string) { println("pshow", t.n, s) }

type closer interface{ close() }

func (t *T) close() { println("close", t.n) }

func order() {
	for i := 0; i < 3; i++ {
		defer println("defer", i)
	}
	t := T{1}
	defer t.show("a")
	defer t.pshow("b")
	var c closer = &t
	defer c.close()
	t.n = 2
	println("body")
}

func named() (x int, err error) {
	defer func() {
		x *= 2
	}()
	x = 5
	return x + 1, nil
}

func rec(f func()) (msg string) {
	defer func() {
		if r := recover(); r != nil {
			if e, ok := r.(error); ok {
				msg = "error: " + e.Error()
			} else if s, ok := r.(string); ok {
				msg = "string: " + s
			} else {
				msg = "other"
			}
		}
	}()
	f()
	return "fine"
}

func helper() interface{} { return recover() }

func nested() {
	defer func() {
		println("outer", recover() != nil)
	}()
	defer func() {
		defer func() {
			println("inner", recover().(string))
		}()
		panic("second")
	}()
	panic("first")
}

func direct() (s string) {
	defer recover()
	defer func() { s = "set" }()
	return "x"
}

func multi(n int) (r int) {
	defer func() { r += 100 }()
	switch n {
	case 0:
		return 1
	case 1:
		defer func() { r += 1000 }()
		return 2
	}
	return 3
}

func repanic() {
	defer func() {
		r := recover()
		println("got", r.(string))
		defer func() { println("again", recover().(string)) }()
		panic(r.(string) + "!")
	}()
	panic("p")
}

func closedFns() {
	c := make(chan int, 1)
	defer func() {
		_, ok := <-c
		println("closed", !ok)
	}()
	defer close(c)
	m := map[int]int{1: 1}
	defer func() { println(len(m)) }()
	defer delete(m, 1)
}

func loopCapture() {
	for i := 0; i < 3; i++ {
		defer func(n int) { print(n, i, " ") }(i)
	}
}

func noRecoverInHelper() (s string) {
	defer func() {
		if r := recover(); r != nil {
			s = "outer recovered"
		}
	}()
	func() {
		defer func() {
			helper()
		}()
		panic("x")
	}()
	return "inner recovered"
}

func main() {
	order()
	println(named())
	println(rec(func() {}))
	println(rec(func() { panic("boom") }))
	var s []int
	println(rec(func() { println(s[3]) }))
	i := -1
	arr := []int{1, 2, 3}
	println(rec(func() { println(arr[i]) }))
	println(rec(func() { println(arr[i+5]) }))
	println(rec(func() { println(arr[2 : i+2]) }))
	println(rec(func() { println(len(arr[:i+10])) }))
	println(rec(func() { println(len(arr[i:])) }))
	println(rec(func() { println(len("abc"[i+1 : i+6])) }))
	println(rec(func() { println(len(arr[0 : 1 : i+6])) }))
	zero := 0
	println(rec(func() { println(1 / zero) }))
	println(rec(func() { println(1 % zero) }))
	var e interface{} = 5
	println(rec(func() { println(e.(string)) }))
	e = nil
	println(rec(func() { println(e.(int)) }))
	println(rec(func() { println(e.(closer)) }))
	e = 3
	println(rec(func() { e.(closer).close() }))
	println(rec(func() { println(1 << i) }))
	println(rec(func() { _ = make([]int, i) }))
	var m map[string]int
	println(rec(func() { m["a"] = 1 }), m["b"], len(m))
	println(rec(func() {
		var x, y interface{} = []int{1}, []int{2}
		println(x == y)
	}))
	println(rec(func() { panic(T{1}) }))
	nested()
	println(direct())
	println(multi(0), multi(1), multi(2))
	repanic()
	closedFns()
	loopCapture()
	println()
	println(noRecoverInHelper())
	a8 := [8]int{}
	println(rec(func() { a8[i+9]++ }))
	println(rec(func() { _ = (*[4]int)(arr) }))
}
