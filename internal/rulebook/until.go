package rulebook

import (
	"fmt"
	"slices"

	"probity.example/probity/internal/claim"
)

// maxFlips bounds how many days one question is evaluated for. Beyond it ValidUntil is earlier than it need be, never
// later.
const maxFlips = 500

// validUntil evaluates every later day on which anything can change until the result differs; the day before it is the
// last on which the result surely stands.
func (e *evaluation) validUntil(res *Result) (claim.Date, error) {
	for i, day := range e.flips() {
		if i >= maxFlips {
			return day.AddDays(-1), nil
		}
		other, err := e.on(day)
		if err != nil {
			return "", err
		}
		if !same(res, other) {
			return day.AddDays(-1), nil
		}
	}
	return "", nil
}

// flips are the days after the day asked about on which a result can differ from that of the day before, in order.
func (e *evaluation) flips() []claim.Date {
	var days []claim.Date
	add := func(list ...claim.Date) {
		for _, d := range list {
			if d > e.in.AsOf && len(d) == len(e.in.AsOf) {
				days = append(days, d)
			}
		}
	}
	for i := range e.in.Sources {
		for _, k := range []*Known{e.in.Sources[i].Snapshot, e.in.Sources[i].Next} {
			if k == nil {
				continue
			}
			add(k.Published, k.Published.AddDays(e.p.MaxAgeDays+1))
			for _, n := range e.p.Needs {
				if n.MaxAgeDays > 0 {
					add(k.Published.AddDays(n.MaxAgeDays + 1))
				}
			}
		}
	}
	for _, c := range e.p.conditions {
		for _, d := range c.days {
			add(d, d.AddDays(1))
		}
	}
	for i := range e.in.Subjects {
		for _, k := range e.in.Subjects[i].Claims {
			if k.Claim.Kind != claim.KindDesc {
				add(e.p.flipsOf(k)...)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// flipsOf are the days on which what one claim says begins, ends, runs out of a rule's period or falls behind the
// look-back.
func (p *Policy) flipsOf(k Known) []claim.Date {
	c := k.Claim
	days := []claim.Date{k.Published, k.Published.AddDays(1)}
	gone := k.Published
	if c.Ended != nil {
		days = append(days, c.Ended.After.Last().AddDays(1), c.Ended.Before.First())
		gone = c.Ended.Before.First()
	}
	for _, d := range []claim.Date{c.Decided, c.From, c.Until} {
		if d != "" {
			days = append(days, d.First(), d.First().AddDays(1), d.Last(), d.Last().AddDays(1))
		}
	}
	for i := range p.Rules {
		if w := p.Rules[i].Within; w != nil {
			if d := w.date(c.Decision); d != "" {
				days = append(days, w.after(d.First()).AddDays(1), w.after(d.Last()).AddDays(1))
			}
		}
	}
	if years := p.lookBack(stated(c).Family()); years > 0 {
		for _, d := range []claim.Date{c.Decided, c.From, c.Until, gone} {
			if d != "" {
				days = append(days, Period{Years: years}.after(d.Last()).AddDays(1))
			}
		}
	}
	return days
}

// standing are the families whose records say how things are for as long as the source lists them; the others say what
// happened on a day. Only what happened falls behind the look-back.
var standing = []string{"EXC", "SAN", "LIC", "ARR", "OWN"}

func (p *Policy) lookBack(family string) int {
	if y, ok := p.LookBackByFamily[family]; ok {
		return y
	}
	return p.LookBackYears
}

// moment is the day from which the look-back counts a record: its end, else the day decided, else its start. A record
// that stands, or that gives no day, has none.
func (v *View) moment() claim.Date {
	switch {
	case v.Until != "":
		return v.Until.Last()
	case v.Gone != "":
		return v.Gone
	case v.Indefinite || slices.Contains(standing, v.Kind.Family()):
		return ""
	case v.Decided != "":
		return v.Decided.Last()
	}
	return v.From.Last()
}

func (p *Policy) beforeLookBack(v *View, day claim.Date) bool {
	years, moment := p.lookBack(v.Kind.Family()), v.moment()
	return years > 0 && moment != "" && day > Period{Years: years}.after(moment)
}

func (p *Policy) lookBackText() string {
	if p.LookBackYears == 0 && len(p.LookBackByFamily) == 0 {
		return ""
	}
	s := "acts"
	if p.LookBackYears > 0 {
		s = fmt.Sprintf("acts more than %s old", Period{Years: p.LookBackYears})
	}
	for _, f := range sortedKeys(p.LookBackByFamily) {
		s += fmt.Sprintf(" (%s: %s)", f, Period{Years: p.LookBackByFamily[f]})
	}
	return s
}
