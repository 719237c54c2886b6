package claim

import (
	"fmt"
	"time"
)

// Date is a day, a month or a year, in the precision that the source gives: "2020-04-27", "2020-04" or "2020"
// (ISO 8601). The empty Date is no date.
type Date string

// ParseDate reads the three ISO 8601 forms and refuses what is not in the calendar (years 1000 to 2998).
func ParseDate(s string) (Date, error) {
	if s == "" {
		return "", nil
	}
	layouts := map[int]string{4: "2006", 7: "2006-01", 10: "2006-01-02"}
	layout, ok := layouts[len(s)]
	if !ok {
		return "", fmt.Errorf("date %q: want YYYY, YYYY-MM or YYYY-MM-DD", s)
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		return "", fmt.Errorf("date %q: not in the calendar", s)
	}
	if y := t.Year(); y < 1000 || y > 2998 {
		return "", fmt.Errorf("date %q: year out of range", s)
	}
	return Date(s), nil
}

// Day returns the Date of the day on which t falls in UTC.
func Day(t time.Time) Date { return Date(t.UTC().Format("2006-01-02")) }

// Timestamp is the form of every time in a claim: RFC 3339 in UTC with milliseconds, so that times compare as texts.
func Timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// First is the first day that d can mean, Last the last one. Both are empty for the empty Date.
func (d Date) First() Date {
	switch len(d) {
	case 4:
		return d + "-01-01"
	case 7:
		return d + "-01"
	}
	return d
}

// Last is the last day that d can mean.
func (d Date) Last() Date {
	switch len(d) {
	case 4:
		return d + "-12-31"
	case 7:
		t, err := time.Parse("2006-01", string(d))
		if err != nil {
			return d
		}
		return Day(t.AddDate(0, 1, -1))
	}
	return d
}

// AddDays moves a day; a Date of lesser precision is moved from its first day.
func (d Date) AddDays(n int) Date {
	t, err := time.Parse("2006-01-02", string(d.First()))
	if err != nil {
		return d
	}
	return Day(t.AddDate(0, 0, n))
}

// DaysSince is the number of days from earlier to d, by their first days; 0 if one is empty.
func (d Date) DaysSince(earlier Date) int {
	a, errA := time.Parse("2006-01-02", string(earlier.First()))
	b, errB := time.Parse("2006-01-02", string(d.First()))
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}
