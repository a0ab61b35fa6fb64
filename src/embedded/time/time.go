// Package time: points in time, durations, sleeping and timers.
package time

// A Duration counts nanoseconds.
type Duration int64

const (
	Hour        = 3600 * Second
	Minute      = 60 * Second
	Second      = Duration(1e9)
	Millisecond = Duration(1e6)
	Microsecond = Duration(1e3)
	Nanosecond  = Duration(1)
)

func (d Duration) Nanoseconds() int64  { return int64(d) }
func (d Duration) Microseconds() int64 { return int64(d) / 1e3 }
func (d Duration) Milliseconds() int64 { return int64(d) / 1e6 }
func (d Duration) Seconds() float64    { return float64(d) / 1e9 }
func (d Duration) Minutes() float64    { return float64(d) / 60e9 }
func (d Duration) Hours() float64      { return float64(d) / 3600e9 }

func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	r := d % m
	if r < 0 {
		if -r < m-(-r) {
			return d - r
		}
		return d - m - r
	}
	if r < m-r {
		return d - r
	}
	return d + m - r
}

// String writes 1h2m3.5s, or with a smaller unit below a second.
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	sign, n := "", uint64(d)
	if d < 0 {
		sign, n = "-", -n
	}
	switch {
	case n < 1e3:
		return sign + decimal(n) + "ns"
	case n < 1e6:
		return sign + fraction(n, 1e3) + "µs"
	case n < 1e9:
		return sign + fraction(n, 1e6) + "ms"
	}
	text := fraction(n%60e9, 1e9) + "s"
	if n >= 60e9 {
		text = decimal(n/60e9%60) + "m" + text
	}
	if n >= 3600e9 {
		text = decimal(n/3600e9) + "h" + text
	}
	return sign + text
}

func decimal(n uint64) string {
	if n < 10 {
		return "0123456789"[n : n+1]
	}
	return decimal(n/10) + "0123456789"[n%10:n%10+1]
}

func fraction(n, unit uint64) string {
	whole, part := n/unit, n%unit
	if part == 0 {
		return decimal(whole)
	}
	digits := decimal(unit + part)[1:]
	for digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	return decimal(whole) + "." + digits
}

// A Month is numbered from 1.
type Month int

// A Weekday is numbered from 0: Sunday.
type Weekday int

var months = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
var weekdays = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

func (m Month) String() string   { return months[m-1] }
func (d Weekday) String() string { return weekdays[d] }

// A Time is a moment, in UTC; those that Now returns measure durations by a clock that never jumps.
type Time struct {
	sec  int64 // since 1970
	nsec int32
	mono int64
}

//go:linkname walltime runtime.walltime
func walltime() (sec int64, nsec int32)

//go:linkname nanotime runtime.nanotime
func nanotime() int64

func Now() Time {
	sec, nsec := walltime()
	return Time{sec, nsec, nanotime()}
}

func Unix(sec, nsec int64) Time {
	sec += nsec / 1e9
	nsec %= 1e9
	if nsec < 0 {
		sec, nsec = sec-1, nsec+1e9
	}
	return Time{sec, int32(nsec), 0}
}

func Since(t Time) Duration {
	if t.mono != 0 {
		return Duration(nanotime() - t.mono)
	}
	return Now().Sub(t)
}

func Until(t Time) Duration { return -Since(t) }

func (t Time) Sub(u Time) Duration {
	if t.mono != 0 && u.mono != 0 {
		return Duration(t.mono - u.mono)
	}
	return Duration((t.sec-u.sec)*1e9 + int64(t.nsec) - int64(u.nsec))
}

func (t Time) Add(d Duration) Time {
	sum := Unix(t.sec, int64(t.nsec)+int64(d))
	if t.mono != 0 {
		sum.mono = t.mono + int64(d)
	}
	return sum
}

func (t Time) Before(u Time) bool { return t.Sub(u) < 0 }
func (t Time) After(u Time) bool  { return t.Sub(u) > 0 }
func (t Time) Equal(u Time) bool  { return t.sec == u.sec && t.nsec == u.nsec }
func (t Time) IsZero() bool       { return t == Time{} }
func (t Time) Unix() int64        { return t.sec }
func (t Time) UnixNano() int64    { return t.sec*1e9 + int64(t.nsec) }
func (t Time) UnixMilli() int64   { return t.sec*1e3 + int64(t.nsec)/1e6 }
func (t Time) UTC() Time          { return t }
func (t Time) Nanosecond() int    { return int(t.nsec) }
func (t Time) Second() int        { return int(t.sec % 60) }
func (t Time) Minute() int        { return int(t.sec / 60 % 60) }
func (t Time) Hour() int          { return int(t.sec / 3600 % 24) }
func (t Time) Weekday() Weekday   { return Weekday((t.sec/86400 + 4) % 7) }

// Date counts in years that begin in March, so that the leap day is the last.
func (t Time) Date() (year int, month Month, day int) {
	days := int(t.sec/86400) + 719468
	era := days / 146097
	of := days % 146097
	y := (of - of/1460 + of/36524 - of/146096) / 365
	yday := of - (365*y + y/4 - y/100)
	m := (5*yday + 2) / 153
	day = yday - (153*m+2)/5 + 1
	month = Month(m + 3)
	year = y + era*400
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, day
}

func (t Time) Year() int {
	y, _, _ := t.Date()
	return y
}

func pad(n, width int) string {
	s := decimal(uint64(n))
	for len(s) < width {
		s = "0" + s
	}
	return s
}

func (t Time) String() string {
	y, m, d := t.Date()
	return pad(y, 4) + "-" + pad(int(m), 2) + "-" + pad(d, 2) + " " + pad(t.Hour(), 2) + ":" + pad(t.Minute(), 2) + ":" + pad(t.Second(), 2) + " +0000 UTC"
}
