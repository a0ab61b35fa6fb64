package main

import "fmt"

func collatz(n int) (steps int) {
again:
	if n == 1 {
		return
	}
	steps++
	if n%2 == 0 {
		n /= 2
	} else {
		n = 3*n + 1
	}
	goto again
}

func grade(n int) string {
	switch {
	case n >= 90:
		return "A"
	case n >= 80:
		fallthrough
	case n >= 70:
		return "B/C"
	default:
		return "F"
	}
}

func main() {
outer:
	for i := 0; i < 5; i++ {
		for j := 0; j < 5; j++ {
			switch {
			case j == 3:
				continue outer
			case i == 3:
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
	fmt.Println(collatz(27), grade(95), grade(85), grade(10))
	x := 10
	if x := x * 2; x > 15 {
		fmt.Println("inner", x)
	} else if y := x + 1; y > 0 {
		fmt.Println(y)
	}
	fmt.Println(x)
	for i, j := 0, 10; i < j; i, j = i+1, j-2 {
		fmt.Print(i, " ", j, "; ")
	}
	fmt.Println()
	var u8 uint8 = 250
	u8 += 10
	var i8 int8 = 127
	i8++
	fmt.Println(u8, i8, ^0, 7&^2, 1<<3|1, -7/2, -7%3, 7>>1, -7>>1, uint32(1)<<31)
	var i32 int32 = -5
	fmt.Println(uint16(i32), uint64(i32), int64(uint32(i32)), int(float64(x)*0.399), float32(1)/3, 1.0/3)
	const big = 1 << 100
	fmt.Println(big>>98, 'a'+1, string(rune('a'+1)), "a"+"b" < "b")
	fmt.Printf("%b %o %x %X %#x %e %g %8.3f|%-8s|%8s|%+d|%t|%p\n", 10, 8, 255, 255, 255, 12345.678, 1e-10, 3.14159, "l", "r", 5, true, nil)
	fmt.Printf("%5t|%05.1f|%x|% x|%q|%c|%U|%%|%v|%3c|%*d\n", true, 2.5, "hex", "hex", 'q', 0x4e16, 0x4e16, []string{"a"}, 'z', 5, 42)
	fmt.Printf("%d %!|%z %d\n", 1, 2)
	fmt.Printf("%d\n", "str")
	fmt.Printf("%s %v\n", []byte("bytes"), []byte("ab"))
	fmt.Printf("%6.2f|%-10.3e|%G\n", 1.005, 1234.5, 1e20)
	fmt.Printf("%v %v %+v\n", struct{}{}, &struct{ A int }{1}, struct {
		A *int
		B interface{}
	}{nil, 3})
	fmt.Printf("%[2]d %[1]d\n", 1, 2)
	fmt.Printf("%T %T %T %T %T\n", 1, "s", 1.5, []interface{}{1}, map[string][]int{})
	fmt.Println(fmt.Sprintln("a", 1, true), fmt.Sprint("a", 1, 2, "b", "c", 3.0))
	c := complexish{1, 2}
	fmt.Println(c)
	var p *complexish
	fmt.Println(p == nil, p)
	fmt.Printf("%x %X %08b\n", []byte{1, 171}, "hi", 5)
	fmt.Printf("%t %v\n", false, 'x')
	fmt.Printf("%10.2f%%\n", 99.5)
	fmt.Printf("%s|%10s|%-10s|%.2s\n", error(nil), "right", "left", "truncate")
	fmt.Printf("%#v %#v %#v %#v\n", []int{1}, "s", map[string]int{"a": 1}, struct{ X interface{} }{nil})
	println("to stderr", 1, true)
}

type complexish struct{ re, im float64 }
