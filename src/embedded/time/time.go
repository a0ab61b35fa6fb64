// Package time: points in time, durations, sleeping and timers.
package time

// A Month is numbered from 1.
type Month int

// A Weekday is numbered from 0: Sunday.
type Weekday int

const January, February, March, April, May, June Month = 1, 2, 3, 4, 5, 6
const July, August, September, October, November, December Month = 7, 8, 9, 10, 11, 12
const Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday Weekday = 0, 1, 2, 3, 4, 5, 6

var months = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
var weekdays = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

func (m Month) String() string {
	if m < January || m > December {
		return "%!Month(" + decimal(uint64(m)) + ")"
	}
	return months[m-1]
}

func (d Weekday) String() string {
	if d < Sunday || d > Saturday {
		return "%!Weekday(" + decimal(uint64(d)) + ")"
	}
	return weekdays[d]
}

// A Time is a moment; those that Now returns measure durations by a clock that never jumps. The zero Time is the beginning of
// the year 1, UTC.
type Time struct {
	sec  int64 // since the zero Time
	nsec int32
	mono int64     // 0: none
	loc  *Location // nil: UTC
}

const (
	day = 24 * 3600
	// 1970 began so many seconds after the zero Time.
	epoch = 719162 * day
	// Days from 1 March of the year 0 to the zero Time.
	fromMarch = 306
)

//go:linkname walltime runtime.walltime
func walltime() (sec int64, nsec int32)

//go:linkname nanotime runtime.nanotime
func nanotime() int64

// What String shows of the clock that never jumps is counted from here.
var begun = nanotime() - 1

func Now() Time {
	sec, nsec := walltime()
	return Time{sec + epoch, nsec, nanotime(), Local}
}

func Unix(sec, nsec int64) Time { return moment(sec+epoch, nsec, Local) }

func UnixMilli(ms int64) Time { return Unix(ms/1e3, ms%1e3*1e6) }
func UnixMicro(us int64) Time { return Unix(us/1e6, us%1e6*1e3) }

// moment brings nsec into its range.
func moment(sec, nsec int64, loc *Location) Time {
	over := floorDiv(nsec, 1e9)
	return Time{sec + over, int32(nsec - over*1e9), 0, loc}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func Since(t Time) Duration {
	if t.mono != 0 {
		return Duration(nanotime() - t.mono)
	}
	return Now().Sub(t)
}

func Until(t Time) Duration {
	if t.mono != 0 {
		return Duration(t.mono - nanotime())
	}
	return t.Sub(Now())
}

// Sub stops at the longest duration there is.
func (t Time) Sub(u Time) Duration {
	if t.mono != 0 && u.mono != 0 {
		return Duration(t.mono - u.mono)
	}
	const most = int64(1<<63-1) / 1e9
	seconds := t.sec - u.sec
	d := Duration(seconds*1e9 + int64(t.nsec) - int64(u.nsec))
	switch {
	case seconds > most || seconds == most && d < 0:
		return 1<<63 - 1
	case seconds < -most || seconds == -most && d > 0:
		return -1 << 63
	}
	return d
}

func (t Time) Add(d Duration) Time {
	sum := moment(t.sec+int64(d/1e9), int64(t.nsec)+int64(d%1e9), t.loc)
	if t.mono != 0 {
		sum.mono = t.mono + int64(d)
	}
	return sum
}

// compare: less than, equal to or greater than 0 as t is before, at or after u.
func (t Time) compare(u Time) int64 {
	switch {
	case t.mono != 0 && u.mono != 0:
		return t.mono - u.mono
	case t.sec != u.sec:
		return t.sec - u.sec
	}
	return int64(t.nsec) - int64(u.nsec)
}

func (t Time) Before(u Time) bool { return t.compare(u) < 0 }
func (t Time) After(u Time) bool  { return t.compare(u) > 0 }
func (t Time) Equal(u Time) bool  { return t.compare(u) == 0 }
func (t Time) IsZero() bool       { return t.sec == 0 && t.nsec == 0 }

func (t Time) Unix() int64      { return t.sec - epoch }
func (t Time) UnixMilli() int64 { return t.Unix()*1e3 + int64(t.nsec)/1e6 }
func (t Time) UnixMicro() int64 { return t.Unix()*1e6 + int64(t.nsec)/1e3 }
func (t Time) UnixNano() int64  { return t.Unix()*1e9 + int64(t.nsec) }

// Round and Truncate to a multiple of d since the zero Time; the clock that never jumps is left out.
func (t Time) Round(d Duration) Time {
	t.mono = 0
	if rest := t.beyond(d); rest > 0 {
		if rest+rest < d && rest+rest > 0 {
			return t.Add(-rest)
		}
		return t.Add(d - rest)
	}
	return t
}

func (t Time) Truncate(d Duration) Time {
	t.mono = 0
	return t.Add(-t.beyond(d))
}

// beyond the last multiple of d; seconds become nanoseconds bit by bit, as the product may have more than 64 of them.
func (t Time) beyond(d Duration) Duration {
	if d <= 0 {
		return 0
	}
	n, sec, rest := uint64(d), uint64(t.sec-floorDiv(t.sec, int64(d))*int64(d)), uint64(0)
	for bit := uint64(1 << 29); bit > 0; bit >>= 1 {
		rest = (rest + rest) % n
		if 1e9&bit != 0 {
			rest = (rest + sec) % n
		}
	}
	return Duration((rest + uint64(t.nsec)) % n)
}
