package main

func sw(x int) string {
	switch {
	case x < 0:
		return "neg"
	case x == 0:
		return "zero"
	}
	switch y := x * 2; y {
	case 2, 4:
		return "small"
	case 6:
		fallthrough
	case 8:
		return "medium"
	default:
		if y > 100 {
			break
		}
		return "big"
	}
	return "huge"
}

func str(s string) int {
	switch s {
	case "a":
		return 1
	case "bb", "cc":
		return 2
	}
	return 0
}

func gotos(n int) int {
	s := 0
	i := 0
loop:
	if i < n {
		s += i
		i++
		goto loop
	}
	return s
}

func typ(x interface{}) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int:
		return "int" + string(rune('0'+v))
	case string, []byte:
		_ = v
		return "stringish"
	case error:
		return "error " + v.Error()
	case func() int:
		v()
		return "func"
	case *int:
		*v++
		return "ptr"
	case struct{ a, b int }:
		println(v.a, v.b)
		return "struct"
	case [2]string:
		return v[0] + v[1]
	}
	return "other"
}

type myErr struct{ n int }

func (m myErr) Error() string { return "my" }

func main() {
	for i := -1; i < 6; i++ {
		println(sw(i))
	}
	println(sw(1000), str("a"), str("cc"), str("x"), gotos(10))
outer:
	for i := 0; i < 5; i++ {
		for j := 0; ; j++ {
			switch {
			case j == 3:
				continue outer
			case i == 3:
				break outer
			case j == 1:
				continue
			}
			print(i, j, " ")
		}
	}
	println()
	n := 5
	println(typ(nil), typ(3), typ("s"), typ([]byte{1}), typ(myErr{1}), typ(func() int { return n }), typ(&n), typ(struct{ a, b int }{1, 2}), typ([2]string{"p", "q"}), typ(1.5))
	println(n)
	for i, c := range "héllo\xff世" {
		print(i, ":", c, " ")
	}
	println()
	arr := [4]int{1, 2, 3, 4}
	for i, v := range arr {
		arr[3] = 100
		print(i, v, " ")
	}
	for i := range arr {
		print(i)
	}
	for i, v := range &arr {
		arr[3] = 7
		print(i, v, " ")
	}
	println()
	sl := []int{1, 2, 3}
	for i, v := range sl {
		sl = append(sl, v*10)
		sl[0] = 9
		print(i, v, " ")
	}
	println(len(sl))
	for range sl {
		print(".")
	}
	println()
	var k, v int
	for k, v = range sl {
	}
	println(k, v)
	if x := n * 2; x > 10 {
		println("gt", x)
	} else if y := x + 1; y > 100 {
		println(y)
	} else {
		println(x, y)
	}
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		print(f(), " ")
	}
	for i := 0; i < 3; i++ {
		i := i
		fs[i] = func() int { i += 10; return i }
	}
	for _, f := range fs {
		print(f(), " ", f(), " ")
	}
	println()
	{
		n := "shadow"
		println(n)
	}
	println(n)
}
