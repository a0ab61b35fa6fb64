package main

func g() (int, error) {
	return 1
}

func h() {
	return 1
}

func k() int {
	return
}

func sw(x int, e interface{}) {
	switch x {
	case 1, 1:
	case "a":
	default:
	default:
	}
	switch y := e.(type) {
	}
	switch x.(type) {
	}
	x := 1
	x, y := 1, 2
	var a [3]int
	a[5] = 1
	a[-1] = 2
	a["x"] = 3
	s := "abc"
	s[0] = 'x'
	_ = a[2:1]
	ch := make(chan<- int)
	<-ch
	var ro <-chan int
	ro <- 1
	close(ro)
	for range 5 {
	}
	len(5)
	_ = len(5)
	_ = make(int)
	_ = append(1, 2)
	_ = cap(map[int]int{})
	1 = x
	f() = 2
}

func dup(a int, a string) {}
func dup()                {}

type R struct{ r R }
type D struct {
	x int
	x string
}
type N undefinedType

func main() {
	var d D = D{1}
	d2 := D{y: 1}
	d3 := D{1, "a", 3}
	m := map[string]int{"a": 1, "a": 2}
	_ = []int{0: 1, 0: 2}
	_ = [2]int{1, 2, 3}
}
