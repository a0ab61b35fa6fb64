package time

import "errors"

// A Location is a time zone: here one offset all year.
type Location struct {
	name   string
	offset int // seconds that its clocks are ahead of UTC
}

var utc = Location{"UTC", 0}
var UTC = &utc

// Local is UTC: a program sees no time zone of its host.
var Local = &Location{"Local", 0}

func (l *Location) String() string {
	if l == nil {
		return "UTC"
	}
	return l.name
}

// FixedZone makes a zone.
func FixedZone(name string, offset int) *Location { return &Location{name, offset} }

// LoadLocation knows no zones: there is no data base of them.
func LoadLocation(name string) (*Location, error) {
	switch name {
	case "", "UTC":
		return UTC, nil
	case "Local":
		return Local, nil
	}
	return nil, errors.New("unknown time zone " + name)
}

func (t Time) In(l *Location) Time {
	if l == nil {
		panic("time: missing Location in call to Time.In")
	}
	t.loc = l.kept()
	return t
}

// kept in a Time: of UTC there is one form, so that == compares moments.
func (l *Location) kept() *Location {
	if l == UTC {
		return nil
	}
	return l
}

func (t Time) UTC() Time   { return t.In(UTC) }
func (t Time) Local() Time { return t.In(Local) }

func (t Time) Location() *Location {
	if t.loc == nil {
		return UTC
	}
	return t.loc
}

// Zone gives the name, and how far its clocks are ahead of UTC.
func (t Time) Zone() (name string, offset int) {
	if l := t.Location(); l != Local {
		return l.name, l.offset
	}
	return "UTC", 0
}

// local: seconds since the zero Time as the zone's clocks show them.
func (t Time) local() int64 {
	if t.loc == nil {
		return t.sec
	}
	return t.sec + int64(t.loc.offset)
}

func (t Time) days() int64 { return floorDiv(t.local(), day) }
func (t Time) ofDay() int  { return int(t.local() - t.days()*day) }

func (t Time) Nanosecond() int             { return int(t.nsec) }
func (t Time) Second() int                 { return t.ofDay() % 60 }
func (t Time) Minute() int                 { return t.ofDay() / 60 % 60 }
func (t Time) Hour() int                   { return t.ofDay() / 3600 }
func (t Time) Clock() (hour, min, sec int) { return t.Hour(), t.Minute(), t.Second() }

// The zero Time is a Monday.
func (t Time) Weekday() Weekday {
	d := t.days() + 1
	return Weekday(d - floorDiv(d, 7)*7)
}

// Date counts in years that begin in March, so that the leap day is the last.
func (t Time) Date() (year int, month Month, day int) {
	days := t.days() + fromMarch
	era := floorDiv(days, 146097)
	of := int(days - era*146097)
	y := (of - of/1460 + of/36524 - of/146096) / 365
	yday := of - (365*y + y/4 - y/100)
	m := (5*yday + 2) / 153
	day = yday - (153*m+2)/5 + 1
	month = Month(m + 3)
	year = y + int(era)*400
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

func (t Time) Month() Month {
	_, m, _ := t.Date()
	return m
}

func (t Time) Day() int {
	_, _, d := t.Date()
	return d
}

func (t Time) YearDay() int { return int(t.days()-daysTo(t.Year(), 1, 1)) + 1 }

// ISOWeek: the year and week to which this week's Thursday belongs.
func (t Time) ISOWeek() (year, week int) {
	thursday := t.AddDate(0, 0, 3-(int(t.Weekday())+6)%7)
	return thursday.Year(), (thursday.YearDay()-1)/7 + 1
}

func (t Time) AddDate(years, months, days int) Time {
	y, m, d := t.Date()
	return Date(y+years, m+Month(months), d+days, t.Hour(), t.Minute(), t.Second(), int(t.nsec), t.Location())
}

// Date takes what lies outside of its range into the next larger unit.
func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Date")
	}
	at := daysTo(year, month, day)*24*3600 + int64(hour)*3600 + int64(min)*60 + int64(sec) - int64(loc.offset)
	return moment(at, int64(nsec), loc.kept())
}

// daysTo a date from the zero Time.
func daysTo(year int, month Month, day int) int64 {
	// Months, and with them years, that begin in March.
	m := int64(month) - 3
	y := int64(year) + floorDiv(m, 12)
	m -= floorDiv(m, 12) * 12
	era := floorDiv(y, 400)
	y -= era * 400
	return era*146097 + y*365 + y/4 - y/100 + (153*m+2)/5 + int64(day) - 1 - fromMarch
}
