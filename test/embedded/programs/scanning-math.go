package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strings"
)

func main() {
	var a, b int
	var s, t string
	var f float64
	var ok bool
	n, err := fmt.Sscan(" 12\n-7 word 2.5 true", &a, &b, &s, &f, &ok)
	fmt.Println(n, err, a, b, s, f, ok)
	n, err = fmt.Sscanf("x=10,y=ff end", "x=%d,y=%x %s", &a, &b, &s)
	fmt.Println(n, err, a, b, s)
	n, err = fmt.Sscan("abc", &a)
	fmt.Println(n, err)
	n, err = fmt.Sscan("1", &a, &b)
	fmt.Println(n, err)
	n, err = fmt.Sscan("", &a)
	fmt.Println(n, err)
	n, err = fmt.Sscanln("1\n2", &a, &b)
	fmt.Println(n, err)
	n, err = fmt.Sscanln("1 2 3", &a, &b)
	fmt.Println(n, err)
	n, err = fmt.Sscanf("5-6", "%d+%d", &a, &b)
	fmt.Println(n, err)
	var i8 int8
	var u8 uint8
	var u64 uint64
	for _, text := range []string{"200 255 18446744073709551615", "-128 256 1", "127 -1 1", "127 +1 1", "1 2 18446744073709551616"} {
		i8, u8, u64 = 7, 7, 7
		n, err = fmt.Sscan(text, &i8, &u8, &u64)
		fmt.Println(n, err, i8, u8, u64)
	}
	r := bufio.NewReader(strings.NewReader("3\n10 20 30\nrest of it"))
	var count, sum int
	fmt.Fscan(r, &count)
	for i := 0; i < count; i++ {
		var v int
		fmt.Fscan(r, &v)
		sum += v
	}
	r.ReadString('\n')
	line, err := r.ReadString('\n')
	fmt.Println(count, sum, line, err)
	in := bufio.NewReader(os.Stdin)
	n, err = fmt.Fscanln(in, &s)
	fmt.Println(n, err, s)
	n, err = fmt.Fscanln(in, &s, &t)
	fmt.Println(n, err, s, t)

	fmt.Println(math.Pow(2, 10), math.Pow(3, -2), math.Pow(-2, 3), math.Pow(0, -1), math.Pow(10, 300), math.Pow(10, 309), math.Pow(2, 0.5), math.Pow(1.5, 100), math.Pow(-8, 1.0/3))
	fmt.Println(math.Round(2.5), math.Round(-2.5), math.RoundToEven(2.5), math.Mod(7, 3), math.Mod(-7.5, 2), math.Hypot(3, 4), math.MaxInt16, math.IsInf(math.Inf(1), 0))
	fmt.Println(math.Modf(3.25))
	fmt.Println(math.Frexp(10))
	for _, x := range []float64{0.1, 0.5, 1, 2, 10, 12345.678, 1e-10} {
		fmt.Printf("%.12g %.12g %.12g %.12g %.12g %.12g %.12g\n", math.Log(x), math.Log2(x), math.Log10(x), math.Exp(-x), math.Sin(x), math.Cos(x), math.Tan(x))
	}
	fmt.Println(math.Log(1), math.Log2(8), math.Exp(0), math.Sin(0), math.Cos(0), math.Log(0), math.Log(-1))
	specials := []float64{0, math.Copysign(0, -1), 0.3, -0.3, 0.5, -0.5, 1, -1, 1.5, 2, -2, 3, -3, 1 << 53, 1e19, -1e19, 1e300, 2.3e-308, math.Inf(1), math.Inf(-1), math.NaN()}
	for _, x := range specials {
		for _, y := range specials {
			fmt.Printf("%.12g ", math.Pow(x, y))
		}
		fmt.Println()
	}
	for _, x := range []float64{1.0001, 0.9999, 7.25, 1e-200, 1e200, 3e-310} {
		for _, y := range []float64{1.25, 2.75, 100, -3, 1e6, -1e6, 1 << 40} {
			fmt.Printf("%.12g ", math.Pow(x, y))
		}
		fmt.Println()
	}
}
