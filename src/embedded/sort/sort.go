// Package sort.
package sort

import "unsafe"

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

// Slice sorts any slice; less says which of two places' values comes first.
func Slice(x interface{}, less func(i, j int) bool) { Sort(anySlice(x, less)) }

// SliceStable keeps the order of equal ones.
func SliceStable(x interface{}, less func(i, j int) bool) { Stable(anySlice(x, less)) }

func SliceIsSorted(x interface{}, less func(i, j int) bool) bool { return IsSorted(anySlice(x, less)) }

// IsSorted tells whether nothing is out of order.
func IsSorted(data Interface) bool {
	for i := data.Len() - 1; i > 0; i-- {
		if data.Less(i, i-1) {
			return false
		}
	}
	return true
}

type reversed struct{ Interface }

func (r reversed) Less(i, j int) bool { return r.Interface.Less(j, i) }

// Reverse is data in the opposite order.
func Reverse(data Interface) Interface { return reversed{data} }

// untyped is a slice of which only the size of its elements is known.
type untyped struct {
	first unsafe.Pointer
	size  uintptr
	count int
	less  func(i, j int) bool
}

// Beginnings of what the compiler lays out: a slice, and a slice's type.
type sliceHeader struct {
	first      unsafe.Pointer
	count, cap int
}
type sliceType struct {
	head [6]uintptr
	elem *struct{ size uintptr }
}

func anySlice(x interface{}, less func(i, j int) bool) *untyped {
	words := (*[2]unsafe.Pointer)(unsafe.Pointer(&x))
	header := (*sliceHeader)(words[1])
	return &untyped{header.first, (*sliceType)(words[0]).elem.size, header.count, less}
}

func (s *untyped) Len() int           { return s.count }
func (s *untyped) Less(i, j int) bool { return s.less(i, j) }
func (s *untyped) Swap(i, j int) {
	p, q := uintptr(s.first)+uintptr(i)*s.size, uintptr(s.first)+uintptr(j)*s.size
	for k := uintptr(0); k < s.size; k++ {
		a, b := (*byte)(unsafe.Pointer(p+k)), (*byte)(unsafe.Pointer(q+k))
		*a, *b = *b, *a
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

type Float64Slice []float64

func (s Float64Slice) Len() int           { return len(s) }
func (s Float64Slice) Less(i, j int) bool { return s[i] < s[j] || s[i] != s[i] && s[j] == s[j] }
func (s Float64Slice) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

func Ints(a []int)         { quick(a) }
func Strings(a []string)   { Sort(StringSlice(a)) }
func Float64s(a []float64) { Sort(Float64Slice(a)) }

func SearchInts(a []int, x int) int { return Search(len(a), func(i int) bool { return a[i] >= x }) }

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
