package time

const January, February, March, April, May, June Month = 1, 2, 3, 4, 5, 6
const July, August, September, October, November, December Month = 7, 8, 9, 10, 11, 12
const Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday Weekday = 0, 1, 2, 3, 4, 5, 6

// The layouts that protocols and people use.
const (
	Kitchen = "3:04PM"
	ANSIC   = "Mon Jan _2 15:04:05 2006"
	RFC3339 = "2006-01-02T15:04:05Z07:00"

	clock    = "15:04:05"
	UnixDate = "Mon Jan _2 " + clock + " MST 2006"
	RFC822   = "02 Jan 06 15:04 MST"
	RFC822Z  = "02 Jan 06 15:04 -0700"
	RFC850   = "Monday, 02-Jan-06 " + clock + " MST"

	date        = "Mon, 02 Jan 2006 "
	RFC1123     = date + clock + " MST"
	RFC1123Z    = date + clock + " -0700"
	RFC3339Nano = "2006-01-02T" + clock + ".999999999Z07:00"

	Stamp      = "Jan _2 " + clock
	StampMilli = Stamp + ".000"
	StampMicro = StampMilli + "000"
	StampNano  = StampMicro + "000"
)

// A Location is a time zone: here there is only UTC.
type Location struct{ name string }

func (l *Location) String() string { return l.name }

var utc = Location{"UTC"}
var UTC = &utc
var Local = &utc

func (t Time) In(l *Location) Time         { return t }
func (t Time) Local() Time                 { return t }
func (t Time) Location() *Location         { return UTC }
func (t Time) Round(d Duration) Time       { t.mono = 0; return t.Add(0).shift(d, true) }
func (t Time) Truncate(d Duration) Time    { t.mono = 0; return t.Add(0).shift(d, false) }
func (t Time) Clock() (hour, min, sec int) { return t.Hour(), t.Minute(), t.Second() }

// shift to a multiple of d, for durations that divide a day.
func (t Time) shift(d Duration, up bool) Time {
	if d <= 0 {
		return t
	}
	rest := Duration(t.UnixNano() % int64(d))
	if up && rest+rest >= d {
		return t.Add(d - rest)
	}
	return t.Add(-rest)
}

func (t Time) Month() Month {
	_, m, _ := t.Date()
	return m
}

func (t Time) Day() int {
	_, _, d := t.Date()
	return d
}

func (t Time) YearDay() int {
	return int((t.sec-Date(t.Year(), January, 1, 0, 0, 0, 0, UTC).sec)/86400) + 1
}

func (t Time) AddDate(years, months, days int) Time {
	y, m, d := t.Date()
	return Date(y+years, m+Month(months), d+days, t.Hour(), t.Minute(), t.Second(), int(t.nsec), UTC)
}

// Date takes what lies outside of its range into the next larger unit.
func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time {
	m := int(month) - 1
	year += m / 12
	m %= 12
	if m < 0 {
		m, year = m+12, year-1
	}
	// Years that begin in March.
	m -= 2
	if m < 0 {
		m, year = m+12, year-1
	}
	era := year / 400
	if year < 0 {
		era = (year - 399) / 400
	}
	of := year - era*400
	days := era*146097 + of*365 + of/4 - of/100 + (153*m+2)/5 + day - 1 - 719468
	return Unix(int64(days)*86400+int64(hour)*3600+int64(min)*60+int64(sec), int64(nsec))
}

// The pieces of a layout; of two that begin alike the longer one comes first.
var pieces = [...]string{"January", "Jan", "Monday", "Mon", "MST", "2006", "-07:00", "-0700", "-07", "Z07:00", "Z0700", "002", "01", "02", "03", "04", "05", "06", "15", "PM", "pm", "_2", "1", "2", "3", "4", "5"}

func pieceAt(layout string) string {
	for _, p := range pieces {
		if len(layout) >= len(p) && layout[:len(p)] == p {
			// "Jan" and "Mon" begin words of their own.
			if (p == "Jan" || p == "Mon") && len(layout) > 3 && layout[3] >= 'a' && layout[3] <= 'z' {
				return ""
			}
			return p
		}
	}
	return ""
}

// fractionAt: the length of ".000" or ".999" (or with a comma) that no other digit follows.
func fractionAt(layout string) int {
	if len(layout) < 2 || layout[0] != '.' && layout[0] != ',' || layout[1] != '0' && layout[1] != '9' {
		return 0
	}
	n := 1
	for n < len(layout) && layout[n] == layout[1] {
		n++
	}
	if n < len(layout) && layout[n] >= '0' && layout[n] <= '9' {
		return 0
	}
	return n
}

// Format writes t as the layout writes Mon Jan 2 15:04:05 MST 2006.
func (t Time) Format(layout string) string {
	out := ""
	for len(layout) > 0 {
		if p := pieceAt(layout); p != "" {
			out += t.piece(p)
			layout = layout[len(p):]
		} else if n := fractionAt(layout); n > 0 {
			digits := pad(int(t.nsec), 9)
			for len(digits) < n-1 {
				digits += "0"
			}
			digits = digits[:n-1]
			if layout[1] == '9' {
				for len(digits) > 0 && digits[len(digits)-1] == '0' {
					digits = digits[:len(digits)-1]
				}
			}
			if digits != "" {
				out += layout[:1] + digits
			}
			layout = layout[n:]
		} else {
			out += layout[:1]
			layout = layout[1:]
		}
	}
	return out
}

func (t Time) piece(p string) string {
	year, month, day := t.Date()
	hour := (t.Hour()+11)%12 + 1
	switch p {
	case "January":
		return month.String()
	case "Jan":
		return month.String()[:3]
	case "Monday":
		return t.Weekday().String()
	case "Mon":
		return t.Weekday().String()[:3]
	case "MST":
		return "UTC"
	case "2006":
		return pad(year, 4)
	case "06":
		return pad(year%100, 2)
	case "-07:00":
		return "+00:00"
	case "-0700":
		return "+0000"
	case "-07":
		return "+00"
	case "Z07:00", "Z0700":
		return "Z"
	case "002":
		return pad(t.YearDay(), 3)
	case "01":
		return pad(int(month), 2)
	case "1":
		return pad(int(month), 1)
	case "02":
		return pad(day, 2)
	case "_2":
		if day < 10 {
			return " " + pad(day, 1)
		}
		return pad(day, 2)
	case "2":
		return pad(day, 1)
	case "15":
		return pad(t.Hour(), 2)
	case "03":
		return pad(hour, 2)
	case "3":
		return pad(hour, 1)
	case "04":
		return pad(t.Minute(), 2)
	case "4":
		return pad(t.Minute(), 1)
	case "05":
		return pad(t.Second(), 2)
	case "5":
		return pad(t.Second(), 1)
	case "PM", "pm":
		text := "AMam"
		if t.Hour() >= 12 {
			text = "PMpm"
		}
		if p == "PM" {
			return text[:2]
		}
		return text[2:]
	}
	return p
}
