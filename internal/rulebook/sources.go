package rulebook

import (
	"fmt"
	"slices"

	"probity.example/probity/internal/claim"
)

// meets reports whether a source is one of those that can meet the need.
func (n *Need) meets(s *Source) bool {
	if slices.Contains(n.Any, s.ID) {
		return true
	}
	return slices.Contains(n.Criteria, s.Entry.Criterion) && s.Entry.Origin != "compiled" && !slices.Contains(n.Except, s.ID) &&
		(len(n.Jurisdictions) == 0 || slices.Contains(n.Jurisdictions, s.Entry.Jurisdiction))
}

// at gives the reading of the source that counts on a day, and the next one after it.
func (s *Source) at(day claim.Date) (now, next *Known) {
	for _, k := range []*Known{s.Snapshot, s.Next} {
		switch {
		case k == nil:
		case k.Published <= day:
			if now == nil || k.Published > now.Published {
				now = k
			}
		case next == nil || k.Published < next.Published:
			next = k
		}
	}
	return now, next
}

// survey says what the needed sources could show on a day. It fills the part of the result that does not depend on
// subjects and returns the answers that it forces.
func (p *Policy) survey(sources []Source, day claim.Date, res *Result) []string {
	var answers []string
	used := map[string]int{} // source to the strictest age that a need allows it
	for i := range p.Needs {
		n := &p.Needs[i]
		limit := n.MaxAgeDays
		if limit == 0 {
			limit = p.MaxAgeDays
		}
		met, fresh, old := false, false, false
		var first claim.Date
		for j := range sources {
			s := &sources[j]
			if !n.meets(s) {
				continue
			}
			now, next := s.at(day)
			if now == nil {
				if next != nil && (first == "" || next.Published < first) {
					first = next.Published
				}
				continue
			}
			met = true
			if use, ok := used[s.ID]; !ok || limit < use {
				used[s.ID] = limit
			}
			if next == nil && day.DaysSince(now.Published) > limit {
				old = true
			} else {
				fresh = true
			}
		}
		switch {
		case !met && first != "":
			res.NotExamined = append(res.NotExamined, fmt.Sprintf("%s: no source was read for this day (the first reading is of %s)", n.Name, first))
			answers = append(answers, Stale)
		case !met:
			res.NotExamined = append(res.NotExamined, n.Name+": no source was read")
			answers = append(answers, Stale)
		case !fresh:
			answers = append(answers, Stale)
		case old:
			answers = append(answers, ClearWithNotes)
		}
	}
	for i := range sources {
		if limit, ok := used[sources[i].ID]; ok && p.account(&sources[i], limit, day, res) {
			answers = append(answers, ClearWithNotes)
		}
	}
	return answers
}

// account writes down one examined source: its age, its gaps and the rows that it could not decide. It reports whether
// these keep an answer from being clear without notes.
func (p *Policy) account(s *Source, limit int, day claim.Date, res *Result) bool {
	now, next := s.at(day)
	age, doubt := day.DaysSince(now.Published), false
	res.Examined = append(res.Examined, ExaminedSource{ID: s.ID, Origin: s.origin(), Published: now.Published, AgeDays: age})
	switch {
	case next == nil && age > limit:
		res.Stale = append(res.Stale, StaleSource{ID: s.ID, Published: now.Published, AgeDays: age, MaxDays: limit})
	case next != nil && next.Published.DaysSince(now.Published) > limit:
		res.NotExamined = append(res.NotExamined, fmt.Sprintf("%s: what was listed and taken off again between %s and %s", s.ID, now.Published, next.Published))
		doubt = true
	}
	snap := now.Claim.Snapshot
	u := Undetermined{Source: s.ID, Count: snap.Undetermined}
	for _, n := range snap.Refused {
		u.Refused += n
	}
	if u.Count > 0 || u.Refused > 0 {
		res.Undetermined = append(res.Undetermined, u)
		doubt = true
	}
	return doubt
}

// origin is the weaker of what the catalogue and the readings say: compiled, mirror, official.
func (s *Source) origin() string {
	origins := []string{s.Entry.Origin}
	for _, k := range []*Known{s.Snapshot, s.Next} {
		if k != nil {
			origins = append(origins, k.Claim.Snapshot.Origin)
		}
	}
	for _, o := range []string{"compiled", "mirror"} {
		if slices.Contains(origins, o) {
			return o
		}
	}
	return s.Entry.Origin
}
