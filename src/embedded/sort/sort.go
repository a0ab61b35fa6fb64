// Package sort.
package sort

// An Interface can be sorted.
type Interface interface {
	Swap(i, j int)
	Less(i, j int) bool
	Len() int
}

// Sort builds a heap and takes it apart.
func Sort(data Interface) {
	n := data.Len()
	for i := n/2 - 1; i >= 0; i-- {
		sink(data, i, n)
	}
	for i := n - 1; i > 0; i-- {
		data.Swap(0, i)
		sink(data, 0, i)
	}
}

func sink(data Interface, i, n int) {
	for {
		down := 2*i + 1
		if down >= n {
			return
		}
		if down+1 < n && data.Less(down, down+1) {
			down++
		}
		if !data.Less(i, down) {
			return
		}
		data.Swap(i, down)
		i = down
	}
}

// Stable keeps the order of equal ones.
func Stable(data Interface) {
	for i := 1; i < data.Len(); i++ {
		for j := i; j > 0 && data.Less(j, j-1); j-- {
			data.Swap(j, j-1)
		}
	}
}

type IntSlice []int

func (s IntSlice) Len() int           { return len(s) }
func (s IntSlice) Less(i, j int) bool { return s[i] < s[j] }
func (s IntSlice) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

type StringSlice []string

func (s StringSlice) Len() int           { return len(s) }
func (s StringSlice) Less(i, j int) bool { return s[i] < s[j] }
func (s StringSlice) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

func Ints(a []int)       { quick(a) }
func Strings(a []string) { Sort(StringSlice(a)) }

func quick(a []int) {
	for len(a) > 12 {
		pivot := a[len(a)/2]
		i, j := 0, len(a)-1
		for i <= j {
			for a[i] < pivot {
				i++
			}
			for a[j] > pivot {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		quick(a[:j+1])
		a = a[i:]
	}
	for i := 1; i < len(a); i++ {
		for j := i; j > 0 && a[j] < a[j-1]; j-- {
			a[j], a[j-1] = a[j-1], a[j]
		}
	}
}

// Search finds the first i below n for which f holds; n if there is none.
func Search(n int, f func(int) bool) int {
	low, high := 0, n
	for low < high {
		mid := (low + high) / 2
		if f(mid) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}
