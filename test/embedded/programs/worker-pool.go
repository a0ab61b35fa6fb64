package main

import (
	"errors"
	"fmt"
	"sync"
)

type job struct {
	id   int
	data []int
}

type result struct {
	id, sum int
	err     error
}

var errEmpty = errors.New("empty job")

func worker(id int, jobs <-chan job, results chan<- result, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		r := result{id: j.id}
		if len(j.data) == 0 {
			r.err = fmt.Errorf("job %d: %w", j.id, errEmpty)
		}
		for _, v := range j.data {
			r.sum += v
		}
		results <- r
	}
}

func main() {
	jobs := make(chan job)
	results := make(chan result, 4)
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go worker(i, jobs, results, &wg)
	}
	go func() {
		for i := 0; i < 20; i++ {
			j := job{id: i}
			for k := 0; k < i%5; k++ {
				j.data = append(j.data, k*i)
			}
			jobs <- j
		}
		close(jobs)
	}()
	go func() { wg.Wait(); close(results) }()
	byID := [20]result{}
	for r := range results {
		byID[r.id] = r
	}
	for _, r := range byID {
		if r.err != nil {
			fmt.Println(r.id, r.err, errors.Is(r.err, errEmpty), errors.Unwrap(r.err) == errEmpty)
			continue
		}
		fmt.Println(r.id, r.sum)
	}
}
