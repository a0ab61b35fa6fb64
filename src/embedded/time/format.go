package time

// The layouts that protocols and people use.
const (
	Kitchen = "3:04PM"
	ANSIC   = "Mon Jan _2 15:04:05 2006"
	RFC3339 = "2006-01-02T15:04:05Z07:00"

	clock    = "15:04:05"
	Layout   = "01/02 03:04:05PM '06 -0700"
	UnixDate = "Mon Jan _2 " + clock + " MST 2006"
	RubyDate = "Mon Jan 02 " + clock + " -0700 2006"
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

// The pieces of a layout; of two that begin alike the longer one comes first.
var pieces = [...]string{
	"January", "Jan", "Monday", "Mon", "MST", "2006", "-07:00:00", "-07:00", "-070000", "-0700", "-07", "Z07:00:00", "Z07:00", "Z070000", "Z0700", "Z07",
	"002", "01", "02", "03", "04", "05", "06", "15", "PM", "pm", "__2", "_2", "1", "2", "3", "4", "5",
}

func startsWith(s, start string) bool { return len(s) >= len(start) && s[:len(start)] == start }

func pieceAt(layout string) string {
	// "_2" would be a day: here the year follows a line.
	if startsWith(layout, "_2006") {
		return ""
	}
	for _, p := range pieces {
		if startsWith(layout, p) {
			// "Jan" begins a word of its own.
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

// split gives what stands before a layout's first piece or fraction, that one, and the rest.
func split(layout string) (plain, p, rest string) {
	for i := 0; i < len(layout); i++ {
		if p = pieceAt(layout[i:]); p == "" {
			p = layout[i : i+fractionAt(layout[i:])]
		}
		if p != "" {
			return layout[:i], p, layout[i+len(p):]
		}
	}
	return layout, "", ""
}

// Format writes t as the layout writes Mon Jan 2 15:04:05 MST 2006.
func (t Time) Format(layout string) string {
	out := ""
	for layout != "" {
		plain, p, rest := split(layout)
		out += plain + t.piece(p)
		layout = rest
	}
	return out
}

// AppendFormat writes behind b.
func (t Time) AppendFormat(b []byte, layout string) []byte { return append(b, t.Format(layout)...) }

// String is for people; "m=" is the clock that never jumps.
func (t Time) String() string {
	text := t.Format("2006-01-02 15:04:05.999999999 -0700 MST")
	if t.mono != 0 {
		sign, since := "+", t.mono-begun
		if since < 0 {
			sign, since = "-", -since
		}
		text += " m=" + sign + decimal(uint64(since/1e9)) + "." + pad(int(since%1e9), 9)
	}
	return text
}

// pad puts zeros before the digits.
func pad(n, width int) string {
	if n < 0 {
		return "-" + filled("0", uint64(-n), width)
	}
	return filled("0", uint64(n), width)
}

func filled(with string, n uint64, width int) string {
	s := decimal(n)
	for len(s) < width {
		s = with + s
	}
	return s
}

func (t Time) piece(p string) string {
	year, month, day := t.Date()
	hour := (t.Hour()+11)%12 + 1
	switch p {
	case "":
		return ""
	case "January":
		return month.String()
	case "Jan":
		return month.String()[:3]
	case "Monday":
		return t.Weekday().String()
	case "Mon":
		return t.Weekday().String()[:3]
	case "MST":
		name, offset := t.Zone()
		if name == "" {
			return offsetText("-0700", offset)
		}
		return name
	case "2006":
		return pad(year, 4)
	case "06":
		if year < 0 {
			year = -year
		}
		return pad(year%100, 2)
	case "002":
		return pad(t.YearDay(), 3)
	case "__2":
		return filled(" ", uint64(t.YearDay()), 3)
	case "01":
		return pad(int(month), 2)
	case "1":
		return pad(int(month), 1)
	case "02":
		return pad(day, 2)
	case "_2":
		return filled(" ", uint64(day), 2)
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
		half := 0
		if t.Hour() >= 12 {
			half = 2
		}
		if p == "PM" {
			return "AMPM"[half : half+2]
		}
		return "ampm"[half : half+2]
	}
	if p[0] == '.' || p[0] == ',' {
		return t.fraction(p)
	}
	_, offset := t.Zone()
	return offsetText(p, offset)
}

func (t Time) fraction(p string) string {
	digits := pad(int(t.nsec), 9)
	for len(digits) < len(p)-1 {
		digits += "0"
	}
	digits = digits[:len(p)-1]
	if p[1] == '0' {
		return p[:1] + digits
	}
	for digits != "" && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	if digits == "" {
		return ""
	}
	return p[:1] + digits
}

// offsetText writes an offset as a piece such as -07:00 or Z0700 does.
func offsetText(p string, offset int) string {
	if p[0] == 'Z' && offset == 0 {
		return "Z"
	}
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	text, colon := sign+pad(offset/3600, 2), ""
	if len(p) > 3 && p[3] == ':' {
		colon = ":"
	}
	if len(p) > 3 {
		text += colon + pad(offset/60%60, 2)
	}
	if len(p) > 6 {
		text += colon + pad(offset%60, 2)
	}
	return text
}
