// Ten billion instructions of mixed work for test/bench/reverse.ts: integers, sorting, maps, channels, allocation.
package main

import (
	"fmt"
	"sort"
)

type node struct{ left, right *node }

func tree(depth int) *node {
	if depth == 0 {
		return nil
	}
	return &node{tree(depth - 1), tree(depth - 1)}
}

func work(n int) uint64 {
	x := uint64(88172645463325252)
	for i := 0; i < n; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

func main() {
	sum := uint64(0)
	for round := 0; round < 60; round++ {
		sum += work(10_000_000)
		a := make([]int, 100_000)
		for i := range a {
			a[i] = int(uint32(i*2654435761) ^ uint32(round))
		}
		sort.Ints(a)
		m := map[int]int{}
		for _, v := range a[:30_000] {
			m[v] += v
		}
		c := make(chan int, 10)
		go func() {
			for i := 0; i < 20_000; i++ {
				c <- i
			}
			close(c)
		}()
		for v := range c {
			sum += uint64(v)
		}
		tree(16)
		sum += uint64(len(m))
	}
	fmt.Println(sum)
}
