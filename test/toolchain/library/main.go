package main

import (
	"bytes"
	"container/heap"
	"container/list"
	"math"
	"math/bits"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type ih []int

func (h ih) Len() int            { return len(h) }
func (h ih) Less(i, j int) bool  { return h[i] < h[j] }
func (h ih) Swap(i, j int)       { h[i], h[j] = h[j], h[i] }
func (h *ih) Push(x interface{}) { *h = append(*h, x.(int)) }
func (h *ih) Pop() interface{} {
	o := *h
	n := len(o)
	x := o[n-1]
	*h = o[:n-1]
	return x
}

func main() {
	a := []int{5, 2, 9, 1, 7, 3, 8, 4, 6, 0, 15, 12, 11, 19, 13, 14}
	sort.Sort(sort.IntSlice(a))
	for _, x := range a {
		print(x, " ")
	}
	println()
	h := &ih{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 3)
	for h.Len() > 0 {
		print(heap.Pop(h).(int), " ")
	}
	println()
	l := list.New()
	l.PushBack(1)
	l.PushFront(0)
	for e := l.Front(); e != nil; e = e.Next() {
		print(e.Value.(int), " ")
	}
	println(strconv.Itoa(-12345), strconv.FormatFloat(3.14159, 'g', -1, 64), strconv.Quote("hi\n\x00é世"), strconv.FormatInt(1<<40, 36))
	for _, f := range []float64{0, 1, 0.1, 1e300, 1.5e-10, 123456789.125, 1 / 3.0, math.Pi, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		print(strconv.FormatFloat(f, 'g', -1, 64), " ", strconv.FormatFloat(f, 'e', 5, 64), " ")
	}
	println()
	v, err := strconv.ParseFloat("2.718281828459045", 64)
	println(v == math.E, err == nil)
	_, err = strconv.Atoi("12x")
	println(err.Error())
	println(strings.ToUpper("hello é"), strings.Repeat("ab", 3), strings.Index("chicken", "ken"), strings.Join(strings.Split("a,b,c", ","), "-"), strings.TrimSpace("  x "), strings.Replace("oink oink", "k", "ky", -1))
	println(strings.Fields(" a b  c ")[2], strings.Title("abc def"), strings.EqualFold("Go", "GO"), strings.Contains("abc", "bc"))
	var b bytes.Buffer
	b.WriteString("hello ")
	b.WriteByte('w')
	b.WriteRune('é')
	println(b.String(), b.Len())
	println(math.Sqrt(2), math.Floor(-1.5), math.Sin(1), math.Log(10), math.Pow(2, 0.5), math.Exp(1), math.Mod(7, 3), math.Inf(1), math.Atan2(1, 2))
	println(bits.Len64(1<<40), bits.OnesCount(255), bits.TrailingZeros32(8), bits.Reverse8(1), bits.RotateLeft32(1, 31))
	println(unicode.IsUpper('É'), unicode.IsLetter('世'), unicode.ToLower('Σ'), utf8.RuneCountInString("héé"), utf8.ValidString("a\xff"))
	r := strings.NewReplacer("a", "1", "b", "2")
	println(r.Replace("abcab"))
}
