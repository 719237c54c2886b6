package rulebook

import (
	"fmt"
	"time"

	"probity.example/probity/internal/claim"
)

// Period is a length of time in one unit.
type Period struct {
	Years  int `yaml:"years"`
	Months int `yaml:"months"`
	Days   int `yaml:"days"`
}

// after is the last day of a period that an event on day starts. The day of the event is not counted, and a period in
// months or years ends on the day with the same number, or on the last day of a month that is too short: Regulation
// (EEC, Euratom) No 1182/71, Article 3(1) and (2)(c).
func (p Period) after(day claim.Date) claim.Date {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return day
	}
	if p.Days > 0 {
		return claim.Day(t.AddDate(0, 0, p.Days))
	}
	first := time.Date(t.Year()+p.Years, t.Month()+time.Month(p.Months), 1, 0, 0, 0, 0, time.UTC)
	end := first.AddDate(0, 1, -1).Day()
	return claim.Day(first.AddDate(0, 0, min(t.Day(), end)-1))
}

func (p Period) String() string {
	for _, u := range []struct {
		n    int
		unit string
	}{{p.Years, "year"}, {p.Months, "month"}, {p.Days, "day"}} {
		if u.n == 1 {
			return "1 " + u.unit
		}
		if u.n > 1 {
			return fmt.Sprintf("%d %ss", u.n, u.unit)
		}
	}
	return "no time"
}

// fullDay reports whether d is a day of the calendar, not a month, a year or nothing.
func fullDay(d claim.Date) bool {
	_, err := claim.ParseDate(string(d))
	return err == nil && len(d) == len(time.DateOnly)
}
