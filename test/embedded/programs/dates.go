package main

import (
	"fmt"
	"time"
)

func main() {
	var z time.Time
	fmt.Println(z, z.IsZero(), z.Unix(), z.Weekday(), z.Year(), z.YearDay())
	t := time.Date(2022, time.November, 3, 4, 5, 6, 123456789, time.UTC)
	for _, l := range []string{time.Layout, time.ANSIC, time.UnixDate, time.RubyDate, time.RFC822, time.RFC822Z, time.RFC850, time.RFC1123, time.RFC1123Z, time.RFC3339, time.RFC3339Nano, time.Kitchen, time.Stamp, time.StampMilli, time.StampMicro, time.StampNano,
		"_2006", "__2", "_2 Jan _2006", "002 06 1 2 3 4 5 pm", "2006-01-02T15:04:05,000 -07 Z07 Z0700 -07:00:00", ".999 .000", "Januaryx Monk", "20060102150405"} {
		s := t.Format(l)
		u, err := time.Parse(l, s)
		fmt.Printf("%q %q %v %v\n", l, s, u, err)
		zone := time.FixedZone("CET", 3600)
		s = t.In(zone).Format(l)
		u, err = time.Parse(l, s)
		fmt.Printf("  %q %v %v\n", s, u, err)
	}
	for _, c := range [][2]string{{"2006-01-02", "2022-13-01"}, {"2006-01-02", "2022-02-30"}, {"2006-01-02", "x"}, {"2006-01-02", "2022-01-02x"}, {"15:04", "25:00"}, {"15:04", "9:5"}, {"3:04PM", "12:30AM"}, {"3:04PM", "12:30PM"}, {"3:04PM", "1:30XM"}, {time.RFC3339, "2022-01-02T03:04:05+02:00"}, {time.RFC3339, "2022-01-02T03:04:05.678Z"}, {time.RFC3339, "2022-01-02 03:04:05Z"}, {"Jan 2 2006", "feb 3 2013"}, {"Jan 2 2006", "Foo 3 2013"}, {time.ANSIC, "Mon Jan  2 15:04:05 2006"}, {"2006-002", "2020-366"}, {"2006-002", "2021-366"}, {"02 Jan 06 15:04 MST", "02 Jan 70 15:04 PST"}, {"2006-01-02 15:04:05", "2022-01-02   15:04:05"}, {"2006-01-02", ""}, {"5", "61"}} {
		u, err := time.Parse(c[0], c[1])
		fmt.Println(c, u, err)
	}
	for _, s := range []string{"1h2m3.5s", "-1.5h", "300ms", "0", "", "1", "x", "1x", ".5s", ".s", "+5us", "5µs", "1h1h", "9223372036s", "9223372037s", "-9223372036854775808ns", "9223372036854775808ns", "1.0000000001s", "3.3333333333333333333h", "1e3s"} {
		d, err := time.ParseDuration(s)
		fmt.Println(d, err)
	}
	fmt.Println(t.Sub(z), z.Sub(t), t.Add(-time.Hour*24*365*100).Sub(t), t.AddDate(0, 1, -3), t.AddDate(-3000, 0, 0), t.Truncate(time.Hour), t.Round(time.Hour), t.Truncate(7*time.Hour), t.Round(time.Microsecond), t.Truncate(24*time.Hour*7))
	y, w := t.ISOWeek()
	fmt.Println(y, w, t.YearDay(), t.Weekday(), t.Month(), time.Month(13), time.Weekday(9))
	for i := -5; i < 5; i++ {
		y, w := time.Date(2021+i, 1, i, 0, 0, 0, 0, time.UTC).ISOWeek()
		fmt.Print(y, " ", w, ";")
	}
	fmt.Println(time.Unix(0, -1).UTC(), time.UnixMilli(-1).UTC(), time.Unix(1e9, 0).UTC().UnixNano(), time.Date(1600, 2, 29, 0, 0, 0, 0, time.UTC).Weekday(), time.Date(-5, 2, 29, 0, 0, 0, 0, time.UTC))
	fmt.Println(time.Duration(1<<63-1), time.Duration(-1<<63), time.Duration(-1<<63).Abs(), time.Duration(1<<63-1).Round(time.Hour), time.Duration(1500*time.Millisecond).Round(time.Second), (-1500 * time.Millisecond).Round(time.Second), (1234567 * time.Microsecond).Truncate(time.Millisecond).Seconds(), (90 * time.Minute).Hours())
	fmt.Println(t == t.UTC(), t.Equal(t.In(time.FixedZone("x", 60))), t.In(time.FixedZone("", -3661)), t.Before(z), t.After(z))
	fmt.Printf("%v %s %d\n", time.Second, time.Second, time.Second)
	_, err := time.LoadLocation("No/Where")
	fmt.Println(err, time.UTC, t.Location())
	start := time.Now()
	fmt.Println(time.Since(start) < time.Second, start.Sub(start), start.Add(time.Second).After(start), start.Round(0).Equal(start))
}
