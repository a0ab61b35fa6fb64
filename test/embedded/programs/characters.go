package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

func main() {
	var sum uint32
	for r := rune(0); r < 0x20000; r += 1 + r/300 {
		for i, is := range []bool{unicode.IsLetter(r), unicode.IsUpper(r), unicode.IsLower(r), unicode.IsDigit(r), unicode.IsNumber(r), unicode.IsPunct(r), unicode.IsSymbol(r),
			unicode.IsMark(r), unicode.IsControl(r), unicode.IsSpace(r), unicode.IsPrint(r), unicode.IsGraphic(r), unicode.IsTitle(r)} {
			if is {
				sum = sum*31 + uint32(r) + uint32(i)
			}
		}
		sum = sum*31 + uint32(unicode.ToUpper(r)) + uint32(unicode.ToLower(r))*7
	}
	fmt.Println(sum)
	for _, s := range []string{"", "a", "é", "世界", "\xff", "a\xe4\xb8", "\xed\xa0\x80", "😀!"} {
		r, n := utf8.DecodeRuneInString(s)
		q, m := utf8.DecodeLastRuneInString(s)
		fmt.Printf("%q %d %d %d %d %d %t %t\n", s, r, n, q, m, utf8.RuneCountInString(s), utf8.ValidString(s), utf8.FullRuneInString(s))
	}
	fmt.Println(strings.ToUpper("straße ñandú"), strings.ToLower("ÀÉÎ"), strings.Fields("a\u2003b\u00a0 c"), strings.TrimSpace("\u3000x\u2028"))
	p := make([]byte, 4)
	fmt.Println(utf8.EncodeRune(p, '世'), p, utf8.RuneLen(0xd800), utf8.ValidRune(0x110000))

	b := bytes.NewBufferString("one,two\nthree")
	line, err := b.ReadString('\n')
	fmt.Printf("%q %v %q %d\n", line, err, b.Next(2), b.Len())
	c, _ := b.ReadByte()
	r, size, _ := b.ReadRune()
	fmt.Printf("%c %c %d %q\n", c, r, size, b.Bytes())
	var out bytes.Buffer
	n, err := io.Copy(&out, b)
	fmt.Println(n, err, out.String(), b.Len())
	fmt.Printf("%q %q %q\n", bytes.Split([]byte("a-b-c"), []byte("-")), bytes.TrimSpace([]byte(" x ")), bytes.Join([][]byte{[]byte("p"), []byte("q")}, []byte("/")))
	fmt.Println(bytes.Compare([]byte("a"), []byte("b")), bytes.Index([]byte("chicken"), []byte("ken")), bytes.HasSuffix([]byte("ab"), []byte("b")))

	t := time.Date(2024, time.February, 29, 15, 4, 5, 123456789, time.UTC)
	for _, layout := range []string{time.ANSIC, time.UnixDate, time.RFC822, time.RFC850, time.RFC1123, time.RFC1123Z, time.RFC3339, time.RFC3339Nano, time.Kitchen, time.StampMicro,
		"Monday, January 2, 2006 at 3:04:05.000 pm", "02/01/06 03h04 002", "15:04:05,999", "Janet 2006-1-_2"} {
		fmt.Println(t.Format(layout))
	}
	fmt.Println(t.Round(time.Second).Format(time.StampNano), t.Truncate(time.Hour).Format(time.StampNano), t.AddDate(1, 0, 0).Format(time.RFC3339), t.YearDay(), t.Month(), t.Day())
	fmt.Println(time.Date(2023, 14, -3, 25, 61, 0, 0, time.UTC).Format(time.RFC3339), time.Date(1969, 7, 20, 20, 17, 40, 0, time.UTC).Unix())
}
