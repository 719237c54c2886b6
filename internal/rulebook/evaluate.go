package rulebook

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"probity.example/probity/internal/claim"
)

// Evaluate answers a question. It fails only on an Input that no register can mean: a missing day, a claim that was not
// known at the time, a decision whose source is not among the sources.
func (p *Policy) Evaluate(in Input) (*Result, error) {
	if in.Person {
		return &Result{
			Policy: p.ref(in), AsOf: in.AsOf, Answer: OutOfScopePerson, NotExamined: []string{"natural persons"},
			Notes: []string{"The register holds nothing about natural persons, and nothing was looked up."},
		}, nil
	}
	e, err := p.prepare(in)
	if err != nil {
		return nil, fmt.Errorf("evaluate policy %s: %w", p.ID, err)
	}
	res, err := e.on(in.AsOf)
	if err != nil {
		return nil, fmt.Errorf("evaluate policy %s: %w", p.ID, err)
	}
	if res.ValidUntil, err = e.validUntil(res); err != nil {
		return nil, fmt.Errorf("evaluate policy %s: %w", p.ID, err)
	}
	return res, nil
}

func (p *Policy) ref(in Input) PolicyRef {
	return PolicyRef{ID: p.ID, Version: p.Version, Digest: p.digest, Private: in.Private}
}

// evaluation is one question in the form in which it is asked for several days.
type evaluation struct {
	p       *Policy
	in      Input // subjects and sources sorted
	sources map[string]*Source
	memo    map[memoKey]bool
}

// memoKey names what a condition that does not read as_of depends on.
type memoKey struct {
	rule                 int
	claim, status, state string
}

func (p *Policy) prepare(in Input) (*evaluation, error) {
	if !fullDay(in.AsOf) || !fullDay(in.Today) {
		return nil, fmt.Errorf("as of %q, today %q: want two full days", in.AsOf, in.Today)
	}
	if in.KnownAt != "" {
		if _, err := time.Parse(time.RFC3339, in.KnownAt); err != nil || !strings.HasSuffix(in.KnownAt, "Z") {
			return nil, fmt.Errorf("known at %q: want RFC 3339 in UTC", in.KnownAt)
		}
	}
	e := &evaluation{p: p, in: in, sources: map[string]*Source{}, memo: map[memoKey]bool{}}
	e.in.Sources = slices.Clone(in.Sources)
	e.in.Subjects = slices.Clone(in.Subjects)
	slices.SortFunc(e.in.Sources, func(a, b Source) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(e.in.Subjects, func(a, b Subject) int { return strings.Compare(a.Org, b.Org) })
	for i := range e.in.Sources {
		s := &e.in.Sources[i]
		if e.sources[s.ID] != nil {
			return nil, fmt.Errorf("source %s is given twice", s.ID)
		}
		e.sources[s.ID] = s
		for _, k := range []*Known{s.Snapshot, s.Next} {
			if k != nil && (k.Claim == nil || k.Claim.Snapshot == nil || k.Claim.Source != s.ID || !fullDay(k.Published)) {
				return nil, fmt.Errorf("source %s: its reading is not a SRC.SNAPSHOT of it with a day", s.ID)
			}
		}
	}
	for i := range e.in.Subjects {
		if i > 0 && e.in.Subjects[i-1].Org == e.in.Subjects[i].Org {
			return nil, fmt.Errorf("organisation %s is given twice", e.in.Subjects[i].Org)
		}
		if err := e.checkSubject(&e.in.Subjects[i]); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func (e *evaluation) checkSubject(s *Subject) error {
	if !slices.Contains([]string{IdentitySame, IdentityChosen, IdentityNameCountry, IdentityName, IdentityPossible}, s.Identity) {
		return fmt.Errorf("organisation %s: identity %q is not known", s.Org, s.Identity)
	}
	for _, k := range s.Claims {
		switch {
		case k.Claim == nil:
			return fmt.Errorf("organisation %s: claim %s without its body", s.Org, k.ID)
		case !fullDay(k.Published):
			return fmt.Errorf("claim %s: publication day %q: want a full day", k.ID, k.Published)
		case e.in.KnownAt != "" && k.KnownAt > e.in.KnownAt:
			return fmt.Errorf("claim %s became known at %s, after %s", k.ID, k.KnownAt, e.in.KnownAt)
		case e.sources[k.Claim.Source] == nil && !slices.Contains([]string{"DUE", "COR", "IDN"}, stated(k.Claim).Family()):
			return fmt.Errorf("claim %s: its source %s is not among the sources", k.ID, k.Claim.Source)
		}
	}
	return nil
}

// stated is the kind that a claim is about.
func stated(c *claim.Claim) claim.Kind {
	if c.Of != "" {
		return c.Of
	}
	return c.Kind
}

// on evaluates for one day, without ValidUntil.
func (e *evaluation) on(day claim.Date) (*Result, error) {
	p := e.p
	res := &Result{Policy: p.ref(e.in), AsOf: day}
	res.NotExamined = []string{"natural persons", "ownership by persons", "records of other families than " + strings.Join(p.Families, ", ")}
	answers := p.survey(e.in.Sources, day, res)
	if limit := p.lookBackText(); limit != "" {
		res.NotExamined = append(res.NotExamined, limit)
	}
	res.NotExamined = append(res.NotExamined, p.NotExamined...)
	if len(e.in.Subjects) == 0 {
		answers = append(answers, p.NoRecords)
	}
	for i := range e.in.Subjects {
		s, err := e.subject(&e.in.Subjects[i], day)
		if err != nil {
			return nil, err
		}
		res.Subjects = append(res.Subjects, *s)
		answers = append(answers, s.Answer)
	}
	res.Answer = Worst(answers...)
	if e.in.Private {
		res.Notes = append(res.Notes, "The policy is the asker's own: its text is not in the log.")
	}
	if day > e.in.Today {
		res.Notes = append(res.Notes, "The day asked about lies in the future: what is decided until then is not known.")
	}
	return res, nil
}

// subject gives what follows for one organisation from its records.
func (e *evaluation) subject(s *Subject, day claim.Date) (*SubjectResult, error) {
	out := &SubjectResult{Org: s.Org, Identity: s.Identity, Answer: Clear}
	for _, v := range ViewAt(s.Claims, day) {
		if !v.Describes() {
			out.Records = append(out.Records, v)
		}
	}
	var examined []record
	for i := range out.Records {
		v := &out.Records[i]
		src := e.sources[v.Source]
		if src == nil {
			src = &Source{ID: v.Source} // a step of due process by the register itself
		}
		if slices.Contains(e.p.Families, v.Kind.Family()) && !e.p.beforeLookBack(v, day) {
			examined = append(examined, record{v, src, day})
		}
	}
	for i := range e.p.Rules {
		matches, err := e.rule(i, examined, s.Identity)
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", e.p.Rules[i].ID, err)
		}
		for _, m := range matches {
			out.Answer = Worst(out.Answer, answerOf(m.Outcome))
		}
		out.Matches = append(out.Matches, matches...)
	}
	if s.Apart || s.Unattributed > 0 { // whose records these are, a person must say, whatever they hold
		out.Answer = Worst(out.Answer, Ask)
	}
	if s.Removed > 0 { // what is gone may have been a bar
		out.Answer = Worst(out.Answer, ClearWithNotes)
	}
	return out, nil
}

// rule applies one rule to the records and groups those that it matches by outcome and clamps, the worst first.
func (e *evaluation) rule(i int, records []record, identity string) ([]Match, error) {
	r := &e.p.Rules[i]
	var out []Match
	for j := range records {
		rec := &records[j]
		if rec.view.Status == StatusFuture || rec.view.Status == StatusCorrected || counts(rec.view) == r.History {
			continue
		}
		inside, period := r.Within.holds(rec.view, rec.asOf)
		if !inside {
			continue
		}
		hit, err := e.holds(i, rec)
		if err != nil {
			return nil, err
		}
		if !hit {
			continue
		}
		outcome, why := lower(r.Outcome, rec, identity, period)
		at := slices.IndexFunc(out, func(m Match) bool { return m.Outcome == outcome && slices.Equal(m.Clamped, why) })
		if at < 0 {
			at = len(out)
			out = append(out, Match{
				Rule: r.ID, Sentence: r.Sentence, LegalBasis: r.Basis, Law: r.Law, Outcome: outcome, Clamped: why, Lifts: r.Lifts,
			})
		}
		out[at].Records = append(out[at].Records, rec.view.Claim)
	}
	slices.SortStableFunc(out, func(a, b Match) int {
		if d := slices.Index(outcomes, a.Outcome) - slices.Index(outcomes, b.Outcome); d != 0 {
			return d
		}
		return slices.Compare(a.Clamped, b.Clamped)
	})
	return out, nil
}

func (e *evaluation) holds(i int, rec *record) (bool, error) {
	c := e.p.conditions[i]
	key := memoKey{i, rec.view.Claim, rec.view.Status, rec.view.State}
	if hit, ok := e.memo[key]; ok && !c.asOf {
		return hit, nil
	}
	hit, err := c.eval(rec)
	e.memo[key] = hit
	return hit, err
}

// holds says whether a record is inside the period on a day. Where that is not certain it holds, and the codes say why
// the outcome must be lowered.
func (w *Within) holds(v *View, day claim.Date) (bool, []string) {
	if w == nil {
		return true, nil
	}
	d := w.date(v.Decision)
	switch {
	case d == "":
		return true, []string{clampUndated}
	case day <= w.after(d.First()):
		return true, nil
	case day <= w.after(d.Last()):
		return true, []string{clampPartial}
	}
	return false, nil
}

func (w *Within) date(d claim.Decision) claim.Date {
	switch w.Of {
	case "decided":
		return d.Decided
	case "from":
		return d.From
	}
	return d.Until
}

// same reports whether two results agree in what ValidUntil is about.
func same(a, b *Result) bool {
	if a.Answer != b.Answer || len(a.Subjects) != len(b.Subjects) {
		return false
	}
	for i := range a.Subjects {
		if a.Subjects[i].Answer != b.Subjects[i].Answer || !reflect.DeepEqual(a.Subjects[i].Matches, b.Subjects[i].Matches) {
			return false
		}
	}
	return true
}
