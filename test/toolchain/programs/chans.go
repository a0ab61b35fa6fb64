package main

func main() {
	c := make(chan int, 3)
	c <- 1
	c <- 2
	println(len(c), cap(c), <-c)
	v, ok := <-c
	println(v, ok)
	select {
	case x := <-c:
		println("got", x)
	default:
		println("empty")
	}
	d := make(chan string, 1)
	select {
	case c <- 5:
		println("sent")
	case s := <-d:
		println(s)
	}
	select {
	case d <- "a" + "b":
	default:
		println("full")
	}
	select {
	case d <- "x":
	default:
		println("full")
	}
	var arr [2]string
	i := 1
	select {
	case arr[i] = <-d:
		println(arr[1])
	case v, ok = <-make(chan int):
	}
	select {
	case v, ok := <-c:
		println(v, ok)
		break
	}
	close(c)
	v, ok = <-c
	println(v, ok)
	for x := range fill() {
		print(x, " ")
	}
	println()
	var r <-chan int = c
	_, open := <-r
	println(open)
	var nilc chan int
	println(len(nilc), cap(nilc), nilc == nil)
	select {
	case <-nilc:
	case nilc <- 1:
	default:
		println("default")
	}
loop:
	for n := 0; ; n++ {
		select {
		case <-nilc:
		default:
			if n > 2 {
				break loop
			}
			continue loop
		}
	}
	type pair struct {
		a int
		b string
	}
	pc := make(chan pair, 2)
	pc <- pair{1, "one"}
	p := <-pc
	println(p.a, p.b)
	ic := make(chan interface{}, 1)
	ic <- 5
	println((<-ic).(int))
	defer func() { println(recover().(error).Error()) }()
	c <- 1
}

func fill() chan int {
	c := make(chan int, 5)
	for i := 0; i < 5; i++ {
		c <- i * i
	}
	close(c)
	return c
}
