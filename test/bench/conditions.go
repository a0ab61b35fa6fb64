package main

import (
	"fmt"
	"os"
	"strconv"
)

//go:noinline
func f(i int) int { return i + 1 }

// As many calls of f as the first argument says.
func main() {
	n, _ := strconv.Atoi(os.Args[1])
	s := 0
	for i := 0; i < n; i++ {
		s += f(i)
	}
	fmt.Println(s)
}
