package main

type ptrBox struct{ p *int }

func (b ptrBox) get() int { return *b.p }

type getter interface{ get() int }
type one [1]*int

func (o one) get() int { return *o[0] }

type fnType func() int

func (f fnType) get() int { return f() }

type chanType chan int

func (c chanType) get() int { return len(c) }

type inner struct{ x int }

func (i inner) val() int   { return i.x }
func (i *inner) bump() int { i.x++; return i.x }

type outer struct {
	getter
	*inner
	name string
}
type deep struct{ outer }

type valer interface {
	val() int
	bump() int
}

type big struct {
	data [40]int
	s    string
	next *big
}

func (b big) sum() (t int) {
	for _, x := range b.data {
		t += x
	}
	return
}

func makeBig(n int) (b big) {
	for i := range b.data {
		b.data[i] = n + i
	}
	b.s = "big"
	return
}

func passBig(b big, n int, c big) (big, int) {
	b.data[0] += n
	c.data[1] = 1000
	return b, c.data[1] + b.data[39]
}

type matrix [3][3]float64

func (m matrix) mul(o matrix) (r matrix) {
	for i := range m {
		for j := range o {
			for k := range m {
				r[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return
}

type key struct {
	a int
	s string
	i interface{}
}

type bits uint8

const (
	flagA bits = 1 << iota
	flagB
	flagC
)

func (b bits) has(x bits) bool { return b&x != 0 }

type Celsius float64
type List []int

func (l List) Len() int    { return len(l) }
func (l *List) Push(x int) { *l = append(*l, x) }

type stringSlice []string
type err struct{}

func (err) Error() string { return "err" }

func maybe(n int) (res int, e error) {
	defer func() {
		if r := recover(); r != nil {
			e = r.(error)
			res = -1
		}
	}()
	if n == 0 {
		panic(err{})
	}
	return 10 / n, nil
}

var initOrder = func() int { return a + b }()
var a = b * 2
var b = 21

var funcs = []func(int) int{
	func(x int) int { return x + 1 },
	double,
}

func double(x int) int { return x * 2 }

func results() (int, string, []int, map[string]int, error) {
	return 1, "s", []int{1, 2}, map[string]int{"k": 5}, err{}
}

func take(i int, s string, l []int, m map[string]int, e error) int {
	return i + len(s) + len(l) + m["k"] + len(e.Error())
}

func gotoLoop() (s string) {
	i := 0
again:
	x := i * 2
	s += string(rune('a' + x))
	i++
	if i < 5 {
		goto again
	}
	return
}

func main() {
	n := 5
	gs := []getter{ptrBox{&n}, one{&n}, fnType(func() int { return n * 2 }), chanType(make(chan int, 3)), &ptrBox{&n}}
	for _, g := range gs {
		print(g.get(), " ")
	}
	println(gs[0] == gs[0], gs[0] == getter(ptrBox{&n}), gs[1] == getter(one{&n}), gs[0] != gs[1])
	d := deep{outer{gs[0], &inner{3}, "deep"}}
	println(d.get(), d.val(), d.bump(), d.x, d.inner.x, d.name)
	var v valer = d
	println(v.bump(), v.val(), d.x)
	v = &d
	println(v.bump(), deep.val(d), (*deep).bump(&d))
	fm := d.bump
	println(fm(), d.x)
	b1, t := passBig(makeBig(1), 100, makeBig(2))
	println(b1.data[0], b1.data[39], t, b1.s, b1.sum())
	bs := []big{b1, makeBig(7)}
	bs[0], bs[1] = bs[1], bs[0]
	println(bs[0].data[0], bs[1].data[0], bs[0] == bs[1], bs[0] == makeBig(7))
	m := matrix{{1, 2, 3}, {4, 5, 6}, {7, 8, 10}}
	p := m.mul(matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}})
	println(p == m, m.mul(m)[2][1])
	km := map[key]int{{1, "a", nil}: 1, {1, "a", 2}: 2, {1, "a", "2"}: 3}
	km[key{1, "a", 2}] += 10
	println(len(km), km[key{1, "a", 2}], km[key{1, "a", "2"}], km[key{2, "a", nil}])
	im := map[interface{}]string{1: "int", "1": "string", 1.0: "float", [2]int{1, 2}: "array"}
	println(im[1], im["1"], im[1.0], im[[2]int{1, 2}], len(im))
	println(flagA|flagC, (flagA | flagC).has(flagB), flagB, flagC.has(flagC))
	c := Celsius(36.6)
	println(c > 36, Celsius(int(c)) == 36, float64(c)+0.4)
	var l List
	l.Push(3)
	l.Push(4)
	println(l.Len(), l[1], len(stringSlice{"a", "b"}))
	r, e := maybe(0)
	println(r, e.Error(), e == err{})
	r, e = maybe(3)
	println(r, e == nil)
	println(initOrder, a, b, funcs[0](1), funcs[1](4))
	println(take(results()))
	println(gotoLoop())
	type pair struct{ k, v interface{} }
	pairs := []pair{{1, "a"}, {"b", 2.5}, {nil, []int{1}}}
	for _, q := range pairs {
		switch k := q.k.(type) {
		case int:
			print("int ", k, " ")
		case string:
			print("string ", k, " ")
		default:
			print(k == nil, " ")
		}
		if s, ok := q.v.(string); ok {
			print(s)
		}
	}
	println()
	x := [...]struct {
		n int
		f func(int) int
	}{{1, double}, {2, nil}}
	println(x[0].f(21), x[1].f == nil, len(x))
	s := []int{0, 1, 2, 3, 4}
	i := 2
	i, s[i] = 4, 99
	println(i, s[2], s[4])
	s[0], s[1], s[2] = s[2], s[0], s[1]
	println(s[0], s[1], s[2])
	mm := map[string]map[string]int{"a": {"x": 1}}
	mm["a"]["y"] = 2
	mm["b"] = map[string]int{}
	mm["b"]["z"]++
	println(len(mm["a"]), mm["b"]["z"], mm["c"]["q"])
	str := "日本語"
	for i := range str {
		print(i, " ")
	}
	println(len(str), []rune(str)[1], string([]byte(str)[3:6]) == "本")
	var arr [5]int
	for i := range arr[1:4] {
		arr[i+1] = i
	}
	sl := arr[1:3:4]
	sl = append(sl, 50)
	println(arr[3], len(sl), cap(sl))
	sl = append(sl, 60)
	sl[0] = 77
	println(arr[1], sl[0], arr[4])
	var e1 struct{}
	var e2 [0]int
	println(e1 == struct{}{}, len(e2))
	var np *big
	println(np == nil, np != nil && np.s == "x")
	var u8 uint8 = 255
	u8++
	var i8 int8 = 127
	i8++
	println(u8, i8, uint8(i8), ^u8, -i8)
	const huge = 1 << 100
	println(huge>>98, huge/(1<<97), float64(huge) == 1267650600228229401496703205376)
	lbl := 0
outer:
	for {
		select {
		default:
			lbl++
			if lbl > 3 {
				break outer
			}
			continue outer
		}
	}
	println(lbl)
	var ifn interface{} = double
	if f, ok := ifn.(func(int) int); ok {
		println(f(8))
	}
	func(xs ...string) { println(len(xs), xs[0]) }([]string{"v", "w"}...)
	defer func() { println(recover() == nil) }()
	ch := make(chan func() int, 1)
	ch <- func() int { return n }
	println((<-ch)())
}
