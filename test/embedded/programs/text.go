package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strings"
)

type wc struct {
	word string
	n    int
}

func main() {
	text := `the quick brown fox
jumps over the lazy dog
the end`
	counts := map[string]int{}
	sc := bufio.NewScanner(strings.NewReader(text))
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		counts[sc.Text()]++
	}
	var ws []wc
	for w, n := range counts {
		ws = append(ws, wc{w, n})
	}
	sort.Slice(ws, func(i, j int) bool {
		if ws[i].n != ws[j].n {
			return ws[i].n > ws[j].n
		}
		return ws[i].word < ws[j].word
	})
	fmt.Println(ws)
	r := bufio.NewReader(os.Stdin)
	line, err := r.ReadString('\n')
	fmt.Printf("%q %v\n", line, err)
	c, _ := r.ReadByte()
	fmt.Printf("%c\n", c)
	ru, n, err := r.ReadRune()
	fmt.Println(ru, n, err)
	rest, err := r.ReadBytes('$')
	fmt.Printf("%q %v\n", rest, err)
	before, after, ok := strings.Cut("key=value=x", "=")
	fmt.Println(before, after, ok, strings.SplitN("a,b,c", ",", 2), strings.EqualFold("Go", "GO"), strings.Map(func(r rune) rune {
		if r == 'a' {
			return -1
		}
		return r + 1
	}, "banana"), strings.FieldsFunc("a1b2c", func(r rune) bool { return r < 'a' }), strings.IndexAny("hello", "lo"))
	rev := func(s string) string {
		rs := []rune(s)
		for i, j := 0, len(rs)-1; i < j; i, j = i+1, j-1 {
			rs[i], rs[j] = rs[j], rs[i]
		}
		return string(rs)
	}
	fmt.Println(rev("héllo 世界"), strings.Split("abc", ""), strings.Split("", ","), len(strings.Split("", ",")), strings.Fields("   "), strings.TrimLeft("xxabc", "x"), strings.LastIndex("go gopher", "go"), strings.Count("cheese", "e"))
	caesar := func(s string, k int) string {
		b := []byte(s)
		for i := range b {
			if b[i] >= 'a' && b[i] <= 'z' {
				b[i] = 'a' + (b[i]-'a'+byte(k))%26
			}
		}
		return string(b)
	}
	fmt.Println(caesar("hello", 3), caesar(caesar("hello", 3), 23))
	xs := sort.IntSlice{3, 1, 2}
	sort.Sort(sort.Reverse(xs))
	fmt.Println(xs, sort.SearchInts([]int{1, 3, 5}, 3), sort.IsSorted(xs))
	for _, w := range []int{1, 12, 123} {
		fmt.Printf("|%6d|%-6d|%06d|%x|%o|%b|\n", w, w, w, w, w, w)
	}
	fmt.Printf("%-10s|%10s|%q|%v|%x\n", "name", "value", []string{"a b", "c"}, [3]byte{1, 2, 3}, "hi")
	fmt.Printf("%08.3f|%+.2e|%6.1f%%|%g\n", 3.14159, 12345.678, 45.67, 1e6)
	fmt.Println(1e6, 123456789.0, 1e20, 0.000001, 1.0, float32(16777216), 2.5e-8, 100000.0)
	var sb strings.Builder
	w := bufio.NewWriter(&sb)
	for i := 3; i > 0; i-- {
		fmt.Fprintf(w, "%d...", i)
	}
	fmt.Println(sb.Len())
	w.Flush()
	fmt.Println(sb.String())


}
