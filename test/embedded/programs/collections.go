package main

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

type point struct{ x, y int }
type matrix [3][3]int

func (m *matrix) mul(o *matrix) (r matrix) {
	for i := range m {
		for j := range o[0] {
			for k := 0; k < 3; k++ {
				r[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return
}

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type node struct {
	val         int
	left, right *node
}

func (n *node) insert(v int) *node {
	if n == nil {
		return &node{val: v}
	}
	if v < n.val {
		n.left = n.left.insert(v)
	} else {
		n.right = n.right.insert(v)
	}
	return n
}

func (n *node) walk(f func(int)) {
	if n != nil {
		n.left.walk(f)
		f(n.val)
		n.right.walk(f)
	}
}

func main() {
	m := matrix{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	id := matrix{{1}, {0, 1}, {2: 1}}
	fmt.Println(m.mul(&id) == m, m.mul(&m))
	grid := make([][]rune, 3)
	for i := range grid {
		grid[i] = []rune(strings.Repeat(".", 4))
	}
	grid[1][2] = '世'
	for _, row := range grid {
		fmt.Println(string(row))
	}
	s := []int{1, 2, 3, 4, 5}
	t := s[1:3]
	t = append(t, 99)
	fmt.Println(s, t, len(t), cap(t))
	u := append([]int(nil), s...)
	u[0] = 100
	fmt.Println(s[0], u, copy(u[1:], u))
	fmt.Println(u, s[1:2:3], cap(s[1:2:3]))
	s = append(s[:1], s[2:]...)
	fmt.Println(s)
	str := "héllo, 世界"
	for i, r := range str {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println(len(str), []byte(str)[:3], []rune(str)[1])
	fmt.Println(strings.ToUpper("abc"), strings.Split("a,b,c", ","), strings.Join([]string{"x", "y"}, "-"), strings.Contains("hello", "ell"), strings.Index("hello", "l"), strings.TrimSpace("  x "), strings.Fields(" a  b "), strings.Replace("aaa", "a", "b", 2), strings.HasPrefix("golang", "go"), strings.HasSuffix("x.go", ".go"))
	var b strings.Builder
	for i := 0; i < 3; i++ {
		fmt.Fprintf(&b, "%d-", i)
	}
	b.WriteByte('!')
	b.WriteRune('é')
	b.WriteString("end")
	fmt.Println(b.String(), b.Len())
	n, err := strconv.Atoi("12x")
	fmt.Println(n, err)
	n, err = strconv.Atoi("-42")
	fmt.Println(n, err, strconv.Itoa(7)+strconv.Quote("a\n"))
	f, _ := strconv.ParseFloat("3.25", 64)
	fmt.Println(f, strconv.FormatInt(255, 2))
	words := []string{"ccc", "a", "bb"}
	sort.Sort(byLen(words))
	fmt.Println(words)
	sort.Strings(words)
	xs := []int{3, 1, 2}
	sort.Ints(xs)
	sort.Slice(words, func(i, j int) bool { return words[i] > words[j] })
	fmt.Println(words, xs)
	ages := map[string]int{"bob": 3, "al": 5, "cy": 1}
	delete(ages, "cy")
	keys := make([]string, 0, len(ages))
	for k := range ages {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	fmt.Println(keys, ages)
	if v, ok := ages["zed"]; !ok {
		fmt.Println("no zed", v)
	}
	groups := map[bool][]int{}
	for i := 0; i < 6; i++ {
		groups[i%2 == 0] = append(groups[i%2 == 0], i)
	}
	fmt.Println(groups)
	mm := map[string]map[string]int{"a": {"b": 1}}
	mm["a"]["c"]++
	fmt.Println(mm, len(mm))
	pm := map[point]*point{{1, 2}: {3, 4}}
	fmt.Println(pm[point{1, 2}].y)
	var root *node
	for _, v := range []int{5, 2, 8, 1, 9} {
		root = root.insert(v)
	}
	root.walk(func(v int) { fmt.Print(v, " ") })
	fmt.Println()
	arr := [...]string{2: "two", 5: "five"}
	fmt.Println(len(arr), arr)
	fmt.Printf("%q\n", arr)
	pa := &arr
	for i, v := range pa {
		if v != "" {
			fmt.Print(i, v, " ")
		}
	}
	pa[0] = "z"
	fmt.Println(arr[0], len(pa))
}
