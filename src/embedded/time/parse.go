package time

// A ParseError says which piece of the layout the value does not have.
type ParseError struct {
	Layout, Value, LayoutElem, ValueElem, Message string
}

func (e *ParseError) Error() string {
	text := "parsing time " + quote(e.Value)
	if e.Message != "" {
		return text + e.Message
	}
	return text + " as " + quote(e.Layout) + ": cannot parse " + quote(e.ValueElem) + " as " + quote(e.LayoutElem)
}

// A date that is being read; those parts that the layout lacks stay what they are.
type reading struct {
	year, month, day, yday int
	hour, min, sec, nsec   int
	offset                 int
	zone                   string
	hasZone, isUTC         bool
	afternoon, saidHalf    bool
	outOf                  string // the part that is out of its range
}

// Parse reads a time that Format would have written with this layout; without a zone it is UTC.
func Parse(layout, value string) (Time, error) { return ParseInLocation(layout, value, UTC) }

// ParseInLocation takes times without a zone as the location's.
func ParseInLocation(layout, value string, loc *Location) (Time, error) {
	r := reading{month: -1, day: -1, yday: -1}
	rest, left := value, layout
	for {
		plain, p, after := split(left)
		left = after
		text, ok := skipPlain(rest, plain)
		if !ok {
			return Time{}, &ParseError{layout, value, plain, text, ""}
		}
		rest = text
		if p == "" {
			break
		}
		if rest, ok = r.read(p, left, text); !ok {
			// The letters are gone before they are looked at.
			if p == "PM" && len(text) >= 2 {
				text = text[2:]
			}
			return Time{}, &ParseError{layout, value, p, text, ""}
		}
		if r.outOf != "" {
			return Time{}, &ParseError{layout, value, p, text, ": " + r.outOf + " out of range"}
		}
	}
	if rest != "" {
		return Time{}, &ParseError{layout, value, "", rest, ": extra text: " + quote(rest)}
	}
	if part := r.complete(); part != "" {
		return Time{}, &ParseError{layout, value, "", value, ": " + part + " out of range"}
	}
	return r.time(loc), nil
}

// skipPlain passes over what the layout says literally; a blank there stands for any number of them.
func skipPlain(value, plain string) (rest string, ok bool) {
	for plain != "" {
		if plain[0] == ' ' {
			if value != "" && value[0] != ' ' {
				return value, false
			}
			plain, value = trimBlanks(plain), trimBlanks(value)
			continue
		}
		if value == "" || value[0] != plain[0] {
			return value, false
		}
		plain, value = plain[1:], value[1:]
	}
	return value, true
}

func trimBlanks(s string) string {
	for s != "" && s[0] == ' ' {
		s = s[1:]
	}
	return s
}

// number reads least to most digits.
func number(s string, least, most int) (n int, rest string, ok bool) {
	i := 0
	for ; i < len(s) && i < most && '0' <= s[i] && s[i] <= '9'; i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n, s[i:], i >= least
}

// named finds the name that value begins with, in whatever case: its place in names.
func named(s string, names []string, length int) (index int, rest string, ok bool) {
	for i, name := range names {
		if length > 0 {
			name = name[:length]
		}
		if len(s) >= len(name) && sameFold(s[:len(name)], name) {
			return i, s[len(name):], true
		}
	}
	return 0, s, false
}

func sameFold(a, b string) bool {
	for i := range a {
		if a[i]|0x20 != b[i]|0x20 {
			return false
		}
	}
	return true
}

func (r *reading) within(n, least, most int, part string) int {
	if n < least || n > most {
		r.outOf = part
	}
	return n
}

// read takes one piece off s; next is the layout behind it.
func (r *reading) read(p, next, s string) (rest string, ok bool) {
	n := 0
	switch p {
	case "2006":
		r.year, rest, ok = number(s, 4, 4)
	case "06":
		r.year, rest, ok = number(s, 2, 2)
		if r.year += 1900; r.year < 1969 {
			r.year += 100
		}
	case "January":
		n, rest, ok = named(s, months[:], 0)
		r.month = n + 1
	case "Jan":
		n, rest, ok = named(s, months[:], 3)
		r.month = n + 1
	case "Monday":
		_, rest, ok = named(s, weekdays[:], 0)
	case "Mon":
		_, rest, ok = named(s, weekdays[:], 3)
	case "01", "1":
		r.month, rest, ok = number(s, len(p), 2)
		r.within(r.month, 1, 12, "month")
	case "02", "2", "_2":
		if p == "_2" && s != "" && s[0] == ' ' {
			s = s[1:]
		}
		least := 1
		if p == "02" {
			least = 2
		}
		r.day, rest, ok = number(s, least, 2)
	case "002", "__2":
		for i := 0; p == "__2" && i < 2 && s != "" && s[0] == ' '; i++ {
			s = s[1:]
			n++
		}
		r.yday, rest, ok = number(s, 3-n, 3-n)
	case "15":
		r.hour, rest, ok = number(s, 1, 2)
		r.within(r.hour, 0, 23, "hour")
	case "03", "3":
		r.hour, rest, ok = number(s, len(p), 2)
		r.within(r.hour, 0, 12, "hour")
	case "04", "4":
		r.min, rest, ok = number(s, len(p), 2)
		r.within(r.min, 0, 59, "minute")
	case "05", "5":
		r.sec, rest, ok = number(s, len(p), 2)
		r.within(r.sec, 0, 59, "second")
		// A fraction may follow that the layout does not mention.
		if ok && len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') && digitsIn(rest[1:]) > 0 {
			if _, after, _ := split(next); fractionAt(after) == 0 {
				rest = r.readFraction(rest, 1+digitsIn(rest[1:]))
			}
		}
	case "PM", "pm":
		if ok = len(s) >= 2 && (s[:2] == "AM" || s[:2] == "PM" || s[:2] == "am" || s[:2] == "pm"); ok && p[0]&0x20 != s[0]&0x20 {
			ok = false
		}
		if ok {
			r.saidHalf, r.afternoon, rest = true, s[0]|0x20 == 'p', s[2:]
		}
	case "MST":
		return r.readZone(s)
	default:
		if p[0] == '.' || p[0] == ',' {
			n = len(p)
			if p[1] == '9' {
				if s == "" || s[0] != '.' && s[0] != ',' || digitsIn(s[1:]) == 0 {
					return s, true
				}
				n = 1 + digitsIn(s[1:])
			}
			if len(s) < n || s[0] != '.' && s[0] != ',' || digitsIn(s[1:n]) < n-1 {
				return s, false
			}
			return r.readFraction(s, n), true
		}
		return r.readOffset(p, s)
	}
	return rest, ok
}

// readFraction takes a point and digits, n bytes in all.
func (r *reading) readFraction(s string, n int) (rest string) {
	r.nsec = 0
	for i := 1; i < 10; i++ {
		r.nsec *= 10
		if i < n {
			r.nsec += int(s[i] - '0')
		}
	}
	return s[n:]
}

func (r *reading) readOffset(p, s string) (rest string, ok bool) {
	r.hasZone = true
	if p[0] == 'Z' && s != "" && s[0] == 'Z' {
		r.isUTC = true
		return s[1:], true
	}
	if s == "" || s[0] != '+' && s[0] != '-' {
		return s, false
	}
	negative, colons := s[0] == '-', len(p) > 3 && p[3] == ':'
	parts := len(p[1:]) / 2
	if colons {
		parts = len(p) / 3
	}
	s = s[1:]
	scale, total := 3600, 0
	for i := 0; i < parts; i++ {
		if i > 0 && colons {
			if s == "" || s[0] != ':' {
				return s, false
			}
			s = s[1:]
		}
		n, after, ok := number(s, 2, 2)
		if !ok {
			return s, false
		}
		if i == 0 {
			r.within(n, 0, 24, "time zone offset hour")
		} else {
			r.within(n, 0, 60, "time zone offset minute")
		}
		total, scale, s = total+n*scale, scale/60, after
	}
	if negative {
		total = -total
	}
	r.offset = total
	return s, true
}

// readZone takes a zone's name: three or four capital letters.
func (r *reading) readZone(s string) (rest string, ok bool) {
	n := 0
	for n < len(s) && 'A' <= s[n] && s[n] <= 'Z' {
		n++
	}
	if n < 3 || n > 4 || n == 4 && s[3] != 'T' {
		return s, false
	}
	r.zone = s[:n]
	return s[n:], true
}

// complete puts together what depends on more than one piece; the part that is out of its range, if one is.
func (r *reading) complete() (outOf string) {
	switch {
	case r.afternoon && r.hour < 12:
		r.hour += 12
	case r.saidHalf && !r.afternoon && r.hour == 12:
		r.hour = 0
	}
	if r.yday >= 0 {
		if r.yday < 1 || r.yday > lengthOf(r.year) {
			return "day-of-year"
		}
		t := Date(r.year, January, r.yday, 0, 0, 0, 0, UTC)
		_, month, day := t.Date()
		if r.month >= 0 && r.month != int(month) || r.day >= 0 && r.day != day {
			return "day-of-year does not match day"
		}
		r.month, r.day = int(month), day
	}
	if r.month < 0 {
		r.month = 1
	}
	if r.day < 0 {
		r.day = 1
	}
	if r.day < 1 || int64(r.day) > daysTo(r.year, Month(r.month+1), 1)-daysTo(r.year, Month(r.month), 1) {
		return "day"
	}
	return ""
}

func lengthOf(year int) int { return int(daysTo(year+1, January, 1) - daysTo(year, January, 1)) }

func (r *reading) time(loc *Location) Time {
	at := func(l *Location) Time {
		return Date(r.year, Month(r.month), r.day, r.hour, r.min, r.sec, r.nsec, l)
	}
	switch {
	case r.isUTC:
		return at(UTC)
	case r.hasZone && r.offset == loc.offset && (r.zone == "" || r.zone == loc.name):
		return at(loc)
	case r.hasZone:
		return at(FixedZone(r.zone, r.offset))
	case r.zone == "UTC":
		return at(UTC)
	case r.zone != "" && r.zone != loc.name:
		return at(FixedZone(r.zone, 0)) // a name says no offset
	}
	return at(loc)
}
