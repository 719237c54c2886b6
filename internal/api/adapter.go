package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// Live is the Register of a running server: it reads the fold of the log and lets package answer build answers.
type Live struct {
	Answers  *answer.Builder
	Register *register.Register
	VKey     string
	Now      func() time.Time
	Demo     bool       // the sample world
	Mirror   bool       // there is no key to sign with: answers are read here, and their files are refused
	Try      []view.Try // for the home page

	policies map[string]*rulebook.Policy
	texts    map[string][]byte
}

// Load reads the built-in policies. Call it once, before the first question.
func (l *Live) Load() error {
	list, err := rulebook.Builtin()
	if err != nil {
		return err
	}
	l.policies, l.texts = map[string]*rulebook.Policy{}, map[string][]byte{}
	for _, p := range list {
		text, ok := rulebook.BuiltinText(p.ID)
		if !ok {
			return fmt.Errorf("policy %s has no text", p.ID)
		}
		l.policies[p.ID], l.texts[p.ID] = p, text
	}
	return nil
}

// About implements Register.
func (l *Live) About(ctx context.Context) view.About {
	a := view.About{Demo: l.Demo, Mirror: l.Mirror, VKey: l.VKey, Today: claim.Day(l.Now()), Try: l.Try}
	if m, err := l.Register.Now(ctx); err == nil { // a page that cannot count the log still says what it is
		a.Size = m.Size
	}
	return a
}

// Check implements Register.
func (l *Live) Check(ctx context.Context, q view.Question) (*view.Answer, error) {
	in := answer.Question{Name: q.Name, Organisation: q.Org, Country: q.Country, Person: q.Person, AsOf: q.AsOf, KnownAt: q.KnownAt}
	if q.Scheme != "" {
		in.Identifiers = []claim.Identifier{{Scheme: q.Scheme, Value: q.Value}}
	}
	unused, err := recognise(&in)
	if err != nil {
		return nil, err
	}
	if q.Policy != "" {
		p, ok := l.policies[q.Policy]
		if !ok {
			return nil, view.NotFound("policy")
		}
		in.Policy, in.PolicyText = p, l.texts[q.Policy]
	}
	a, err := l.Answers.Answer(ctx, in)
	switch {
	case errors.Is(err, answer.ErrUnknown):
		return nil, view.NotFound("organisation")
	case errors.Is(err, answer.ErrPolicy):
		return nil, view.NotFound("policy")
	case errors.Is(err, answer.ErrFuture):
		return nil, view.Invalid("known_at", "lies in the future")
	case errors.Is(err, answer.ErrVague):
		return nil, view.Invalid("name", "tells no organisation from another: no letters, a placeholder, or a legal form alone")
	case errors.Is(err, answer.ErrUnpublished):
		return nil, view.Unready(err)
	case errors.Is(err, answer.ErrEmpty):
		return nil, view.Invalid("name", "is missing: give a name, an identifier (id) or an organisation (org)")
	case err != nil:
		return nil, err
	}
	file, err := a.Encode()
	if err != nil {
		return nil, err
	}
	r, err := l.reading(ctx, a.Question.AsOf, q.KnownAt)
	if err != nil {
		return nil, err
	}
	out, err := r.answer(a)
	if err != nil {
		return nil, err
	}
	if l.Mirror {
		file = nil
	}
	out.File, out.Question, out.Unused = file, q, unused
	if a.Question.Name != q.Name && !q.Person {
		out.Asked = asked(&a.Question)
	}
	if a.Policy != nil {
		out.Policy.Title = l.policies[a.Policy.ID].Title
	}
	return out, nil
}

// answer turns an answer file into what a page shows; what the file holds as claims is read as records again.
func (r *reading) answer(a *verify.Answer) (*view.Answer, error) {
	out := &view.Answer{
		Answer: a.Answer, Sentence: a.Sentence, AsOf: a.Question.AsOf, KnownAt: a.Question.KnownAt, Notes: a.Notes, Completeness: a.Completeness,
		Checkpoint: fmt.Sprintf("of %d claims", a.LogSize()),
	}
	if a.Policy != nil {
		out.Policy = &view.PolicyRef{ID: a.Policy.ID, Version: a.Policy.Version, Digest: a.Policy.Digest, Private: a.Policy.Private}
	}
	for i := range a.Subjects {
		s := &a.Subjects[i]
		subject, err := r.subject(s)
		if err != nil {
			return nil, err
		}
		if subject.Met, err = met(a, s); err != nil {
			return nil, err
		}
		out.Subjects = append(out.Subjects, *subject)
	}
	for i := range a.Rejected {
		s := &a.Rejected[i]
		m, err := met(a, s)
		if err != nil {
			return nil, err
		}
		out.Rejected = append(out.Rejected, view.Candidate{Org: s.Organisation, Name: claim.Name{Value: s.Caption}, Reasons: s.Reasons, Met: m})
	}
	out.Search = searched(a)
	if a.Result != nil {
		r.result(out, a.Result)
	}
	return out, nil
}

func (r *reading) result(out *view.Answer, res *rulebook.Result) {
	out.ValidUntil, out.NotExamined = res.ValidUntil, res.NotExamined
	for _, e := range res.Examined {
		x := view.Examined{ID: e.ID, Title: r.title(e.ID), Origin: e.Origin, Published: e.Published, AgeDays: e.AgeDays}
		for _, s := range res.Stale {
			if s.ID == e.ID {
				x.MaxDays = s.MaxDays
			}
		}
		out.Sources = append(out.Sources, x)
	}
	for _, u := range res.Undetermined {
		out.Undetermined = append(out.Undetermined, view.Undetermined{Source: r.title(u.Source), Count: u.Count, Refused: u.Refused})
	}
	for _, s := range res.Subjects {
		i := slices.IndexFunc(out.Subjects, func(v view.Subject) bool { return v.Org == s.Org })
		if i < 0 {
			continue
		}
		out.Subjects[i].Answer = s.Answer
		for _, m := range s.Matches {
			out.Subjects[i].Matches = append(out.Subjects[i].Matches, view.Match{
				Rule: m.Rule, Sentence: m.Sentence, LegalBasis: m.LegalBasis, Law: m.Law, Outcome: m.Outcome, Clamped: m.Clamped, Lifts: m.Lifts, Records: m.Records,
			})
		}
	}
	out.Notes = append(slices.Clone(out.Notes), res.Notes...)
}

func (r *reading) subject(s *verify.Subject) (*view.Subject, error) {
	out := &view.Subject{Org: s.Organisation, Name: claim.Name{Value: s.Caption}, Identity: s.Identity, Reasons: s.Reasons}
	o, err := r.Register.ByID(r.ctx, s.Organisation, r.moment)
	if err != nil || o == nil {
		return out, err
	}
	known, err := r.Register.Claims(r.ctx, o, r.moment)
	if err != nil {
		return nil, err
	}
	out.Name = nameOf(known)
	for _, k := range known {
		if len(k.Claim.Countries) > 0 {
			out.Country = k.Claim.Countries[0]
		}
	}
	out.Records, err = r.records(known)
	return out, err
}

// Organisation implements Register.
func (l *Live) Organisation(ctx context.Context, id string, at At) (*view.Organisation, error) {
	r, err := l.reading(ctx, at.AsOf, at.KnownAt)
	if err != nil {
		return nil, err
	}
	o, err := l.Register.ByID(ctx, id, r.moment)
	if err != nil {
		return nil, err
	}
	if o == nil {
		return nil, view.NotFound("organisation")
	}
	known, err := l.Register.Claims(ctx, o, r.moment)
	if err != nil {
		return nil, err
	}
	return r.organisation(o, known)
}

// Claim implements Register.
func (l *Live) Claim(ctx context.Context, id claim.ID) (*view.Claim, error) {
	k, err := l.Register.ClaimByID(ctx, id)
	switch {
	case errors.Is(err, register.ErrRemoved):
		return nil, view.Removed()
	case err != nil:
		return nil, err
	case k == nil:
		return nil, view.NotFound("claim")
	}
	r, err := l.reading(ctx, "", time.Time{})
	if err != nil {
		return nil, err
	}
	return r.claim(k)
}

// Sources implements Register.
func (l *Live) Sources(ctx context.Context) ([]view.Source, error) {
	m, err := l.Register.Now(ctx)
	if err != nil {
		return nil, err
	}
	states, err := l.Register.Sources(ctx, m, claim.Day(l.Now()))
	if err != nil {
		return nil, err
	}
	out := make([]view.Source, 0, len(states))
	for i := range states {
		var newest []register.Known
		if n := states[i].Snapshot; n != nil {
			newest = append(newest, *n)
		}
		out = append(out, l.source(&states[i], newest))
	}
	return out, nil
}

// Source implements Register.
func (l *Live) Source(ctx context.Context, id string) (*view.Source, error) {
	m, err := l.Register.Now(ctx)
	if err != nil {
		return nil, err
	}
	state, err := l.Register.Source(ctx, id, m, claim.Day(l.Now()))
	if err != nil {
		return nil, err
	}
	if state == nil {
		return nil, view.NotFound("source")
	}
	readings, err := l.Register.Readings(ctx, id, m)
	if err != nil {
		return nil, err
	}
	s := l.source(state, readings)
	return &s, nil
}

// source is a source with readings of it, given in log order.
func (l *Live) source(state *register.SourceState, readings []register.Known) view.Source {
	s := view.Source{ID: state.ID, SourceEntry: *state.Entry.Claim.SourceEntry, Admitted: state.Entry.Claim.Kind == claim.KindAdmit}
	for _, k := range slices.Backward(readings) {
		s.Readings = append(s.Readings, view.Reading{Snapshot: *k.Claim.Snapshot, Claim: k.ID.String(), KnownAt: k.KnownAt})
	}
	if n := s.Newest(); n != nil {
		s.AgeDays = claim.Day(l.Now()).DaysSince(n.Published)
	}
	return s
}

// Policies implements Register.
func (l *Live) Policies(context.Context) ([]view.Policy, error) {
	var out []view.Policy
	for id := range l.policies {
		p := l.policy(id)
		p.Text = ""
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b view.Policy) int { return cmpString(a.ID, b.ID) })
	return out, nil
}

// Policy implements Register.
func (l *Live) Policy(_ context.Context, id string) (*view.Policy, error) {
	if l.policies[id] == nil {
		return nil, view.NotFound("policy")
	}
	p := l.policy(id)
	return &p, nil
}

func (l *Live) policy(id string) view.Policy {
	p := l.policies[id]
	out := view.Policy{
		ID: p.ID, Version: p.Version, Title: p.Title, Context: p.Context, Law: p.Law, Digest: p.Digest(), MaxAgeDays: p.MaxAgeDays,
		NoRecords: p.NoRecords, NotExamined: p.NotExamined, Text: string(l.texts[id]),
	}
	if p.LookBackYears > 0 {
		out.LookBack = rulebook.Period{Years: p.LookBackYears}.String()
	}
	for i := range p.Needs {
		out.Needs = append(out.Needs, p.Needs[i].Name)
	}
	for _, r := range p.Rules {
		rule := view.Rule{ID: r.ID, Sentence: r.Sentence, LegalBasis: r.Basis, Law: r.Law, Condition: r.When, Outcome: r.Outcome, Lifts: r.Lifts}
		if r.Within != nil {
			rule.Lasts = r.Within.String() + " from the day " + dayWords[r.Within.Of]
		}
		out.Rules = append(out.Rules, rule)
	}
	return out
}

var dayWords = map[string]string{"decided": "of the decision", "from": "on which it begins", "until": "on which it ends"}
