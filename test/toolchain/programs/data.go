package main

type point struct{ x, y int }
type rect struct {
	min, max point
	name     string
	tags     [3]byte
}
type node struct {
	left, right *node
	val         int
}

var global = []rect{{point{1, 2}, point{3, 4}, "r", [3]byte{1, 2, 3}}, {name: "q"}}
var table = map[string]int{"one": 1, "two": 2}
var ptrs = []*point{{1, 2}, {3, 4}}
var arr = [...]string{2: "two", 0: "zero", 5: "five"}
var dep = dep2 + 1
var dep2 = f2()
var x, y = pair()

func f2() int             { return 41 }
func pair() (int, string) { return 7, "seven" }

func insert(n *node, v int) *node {
	if n == nil {
		return &node{val: v}
	}
	if v < n.val {
		n.left = insert(n.left, v)
	} else {
		n.right = insert(n.right, v)
	}
	return n
}

func walk(n *node, f func(int)) {
	if n != nil {
		walk(n.left, f)
		f(n.val)
		walk(n.right, f)
	}
}

func variadic(pre string, xs ...int) int {
	s := 0
	for _, x := range xs {
		s += x
	}
	println(pre, len(xs), xs == nil, s)
	return s
}

func any(xs ...interface{}) int { return len(xs) }

func three() (int, string, point) { return 1, "two", point{3, 4} }

func structs(r rect, p *rect) rect {
	r.min.x += 100
	p.max.y = 50
	p.tags[1] = 9
	return r
}

func main() {
	println(len(global), global[0].name, global[0].tags[2], global[1].name, global[0].max.y)
	println(len(table), table["one"], table["two"], table["none"], len(ptrs), ptrs[1].x)
	println(len(arr), arr[0], arr[2], arr[5], dep, dep2, x, y)
	r := global[0]
	r2 := structs(r, &global[1])
	println(r.min.x, r2.min.x, global[1].max.y, global[1].tags[1], r == r2, r == global[0])
	var root *node
	for _, v := range []int{5, 2, 8, 1, 9, 3} {
		root = insert(root, v)
	}
	sum := 0
	walk(root, func(v int) { sum += v; print(v, " ") })
	println(sum)
	variadic("none")
	variadic("three", 1, 2, 3)
	variadic("slice", []int{4, 5}...)
	println(any(1, "a", nil, 2.5, point{1, 2}), any())
	a, b, c := three()
	println(a, b, c.x, c.y)
	s := make([]int, 3, 10)
	t := s[1:2]
	t = append(t, 42)
	println(s[2], len(t), cap(t), len(s[:5]), cap(s[2:4:6]))
	s = append(s, 1, 2, 3)
	s = append(s, s...)
	println(len(s), s[5], s[11])
	var nilS []int
	nilS = append(nilS, 5)
	println(len(nilS), nilS[0], nilS == nil)
	bs := []byte("hello")
	copy(bs[1:], "EY")
	bs = append(bs, " world"...)
	println(string(bs))
	println(copy(bs, bs[6:]), string(bs))
	rs := []rune("héé")
	println(len(rs), string(rs), string(rs[1]), len("héé"))
	str := "abcdef"
	println(str[2], str[1:3], str[:2], str[4:], str[:], len(str[2:2]))
	m := map[point]string{{1, 2}: "a"}
	m[point{3, 4}] = "b"
	v, ok := m[point{1, 2}]
	println(v, ok, len(m))
	v, ok = m[point{9, 9}]
	println(v, ok)
	delete(m, point{1, 2})
	println(len(m), m[point{1, 2}] == "")
	cnt := map[string]int{}
	for _, w := range []string{"a", "b", "a"} {
		cnt[w]++
		cnt[w] += 10
	}
	println(cnt["a"], cnt["b"])
	total := 0
	for k, v := range cnt {
		total += v + len(k)
	}
	println(total)
	mm := map[string][]int{}
	mm["x"] = append(mm["x"], 1, 2)
	println(len(mm["x"]))
	i, j := 1, 2
	i, j = j, i
	s[i], s[j], i = 100, 200, 0
	println(i, j, s[1], s[2])
	ar := [3]int{1, 2, 3}
	br := ar
	br[0] = 9
	pa := &ar
	pa[1] = 7
	println(ar[0], ar[1], br[0], len(pa), ar == [3]int{1, 7, 3}, ar != br)
	sp := ar[:]
	sp[2] = 33
	println(ar[2])
	p4 := (*[2]int)(sp)
	p4[0] = 44
	println(ar[0])
	anon := struct {
		a int
		b string
	}{5, "five"}
	println(anon.a, anon.b)
	var iface interface{} = anon
	_, ok = iface.(struct {
		a int
		b string
	})
	println(ok)
	np := new(int)
	*np += 5
	pp := &np
	**pp *= 2
	println(*np)
	multi := [2][3]int{{1, 2, 3}, {4, 5, 6}}
	multi[1][2] += multi[0][1]
	println(multi[1][2], len(multi), len(multi[0]))
	var big [100]int
	for i := range big {
		big[i] = i
	}
	big2 := big
	println(big2[99], big == big2)
	big2[50] = 0
	println(big == big2)
	const c1 = len(big)
	println(c1, cap(big[10:]))
	x := 5
	x, z := 6, x
	println(x, z)
	type local struct{ p *point }
	l := local{&point{1, 2}}
	l.p.x, l.p.y = l.p.y, l.p.x
	println(l.p.x, l.p.y)
	s3 := [][]string{{"a"}, {"b", "c"}}
	println(len(s3), s3[1][1])
	mp := map[string]*point{"k": {5, 6}}
	mp["k"].x++
	println(mp["k"].x)
	str2 := ""
	for i := 0; i < 3; i++ {
		str2 += string(rune('a' + i))
	}
	println(str2, str2 < "abd", str2 > "ab", str2 <= "abc", str2 == "ab"+"c", str2 != "x")
}
