package answer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/find"
	"probity.example/probity/internal/match"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// Judge lets one policy judge many questions at one moment. It decides what Answer decides and proves nothing: policy,
// sources and moment are read once, and no file is made. Any number of goroutines may use it.
type Judge struct {
	b        *Builder
	q        Question // policy and times
	asked    string
	moment   register.Moment
	readings []register.SourceState
	sources  []rulebook.Source

	mu      sync.Mutex
	asks    int                         // names that were looked up
	names   *register.Spellings         // nil until there were enough
	claims  map[string][]register.Known // by organisation
	kept    int                         // claims in claims
	results map[string]*rulebook.Result // by the organisations and identities that were judged
}

// Bounds of what a Judge remembers; beyond them it starts anew, since what is common is soon back.
const (
	maxKeptClaims  = 100_000
	maxKeptResults = 20_000
)

// manyNames is after how many names it pays to read all spellings of the register, and to ask it only for those that it holds.
const manyNames = 500

// Candidate is an organisation that a question may mean, or, where Identity is "different", one that was found and is not
// meant.
type Candidate struct {
	Organisation register.Organisation
	Caption      string
	Identity     string
	Reasons      []string
	Similar      *verify.Similar // how it was found, if only by a similar name
}

// ErrNoPolicy says that a Judge was asked for without a policy.
var ErrNoPolicy = errors.New("a policy is needed: without one there are records and no answers")

// Judge prepares to judge questions under the policy and at the times of q; whom q is about does not matter.
func (b *Builder) Judge(ctx context.Context, q Question) (*Judge, error) {
	if q.Policy == nil {
		return nil, ErrNoPolicy
	}
	asked := b.Now().UTC()
	if err := b.settle(asked, &q); err != nil {
		return nil, err
	}
	j := &Judge{b: b, q: q, asked: claim.Timestamp(asked)}
	j.q.Name, j.q.Identifiers, j.q.Organisation, j.q.Country, j.q.Person = "", nil, "", "", false
	if !q.Private {
		if _, err := b.published(ctx, q.Policy); err != nil {
			return nil, err
		}
	}
	var err error
	if _, j.moment, err = b.knew(claim.Timestamp(q.KnownAt)); err != nil {
		return nil, err
	}
	if j.readings, err = b.Register.Sources(ctx, j.moment, q.AsOf); err != nil {
		return nil, err
	}
	for i := range j.readings {
		j.sources = append(j.sources, sourceAt(&j.readings[i], q.AsOf))
	}
	return j, nil
}

// Question is the question without whom it is about: the policy, and the times that were settled.
func (j *Judge) Question() Question { return j.q }

// Today is the day of asking.
func (j *Judge) Today() claim.Date { return claim.Date(j.asked[:10]) }

// Moment is what the register knew at the time of the question.
func (j *Judge) Moment() register.Moment { return j.moment }

// Matcher names what finds candidates, and changes whenever the same question may find others.
func (j *Judge) Matcher() string {
	if j.b.Names == nil {
		return "exact/1"
	}
	return "names/" + find.Version()
}

// Readings are the sources that the policy uses, with their readings, by id.
func (j *Judge) Readings() []register.SourceState {
	var out []register.SourceState
	for i := range j.readings {
		if j.q.Policy.Uses(&j.sources[i]) {
			out = append(out, j.readings[i])
		}
	}
	return out
}

// Find finds the organisations that a question may mean as Answer does. Policy and times of the question are the judge's.
func (j *Judge) Find(ctx context.Context, q Question) ([]Candidate, error) {
	q.Policy, q.AsOf, q.KnownAt, q.Private = j.q.Policy, j.q.AsOf, j.q.KnownAt, j.q.Private
	f := &file{b: j.b, ctx: ctx, q: q, moment: j.moment, judge: j}
	f.a.Question = verify.Question{Name: q.Name, Identifiers: q.Identifiers, Organisation: q.Organisation, Country: q.Country}
	list, err := f.find()
	if err != nil {
		return nil, err
	}
	out := make([]Candidate, 0, len(list))
	for i := range list {
		o := &list[i]
		known, err := j.Claims(ctx, &o.Organisation)
		if err != nil {
			return nil, err
		}
		finding := f.identify(o, known)
		out = append(out, Candidate{
			Organisation: o.Organisation, Caption: verify.Caption(claimsOf(known)), Identity: string(finding.Identity), Reasons: finding.Reasons,
			Similar: o.similar,
		})
	}
	return out, nil
}

// spelled reports false if the register has nobody under these keys. A nil Judge does not know.
func (j *Judge) spelled(ctx context.Context, keys []match.Key) (bool, error) {
	if j == nil {
		return true, nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.asks++
	if j.names == nil && j.asks <= manyNames {
		return true, nil
	}
	if j.names == nil {
		var err error
		if j.names, err = j.b.Register.Spellings(ctx); err != nil {
			return false, err
		}
	}
	return slices.ContainsFunc(keys, func(k match.Key) bool { return k.Folded && j.names.Hold(k.Value) }), nil
}

// Meant reports whether the candidate counts for the answer.
func (c *Candidate) Meant() bool { return c.Identity != string(match.Different) }

// Claims are all claims of an organisation that were known, in log order. They are shared: callers do not change them.
func (j *Judge) Claims(ctx context.Context, o *register.Organisation) ([]register.Known, error) {
	j.mu.Lock()
	known, ok := j.claims[o.ID]
	j.mu.Unlock()
	if ok {
		return known, nil
	}
	known, err := j.b.Register.Claims(ctx, o, j.moment)
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.claims == nil || j.kept+len(known) > maxKeptClaims {
		j.claims, j.kept = map[string][]register.Known{}, 0
	}
	j.claims[o.ID] = known
	j.kept += len(known)
	return known, nil
}

// Decide lets the policy judge what the register knew of the candidates that are meant, each with its Identity; none of them: no
// organisation of the register is meant. others are candidates that are not meant: what they share with those that are is accounted
// for. The result is shared: callers do not change it.
func (j *Judge) Decide(ctx context.Context, meant, others []Candidate) (*rulebook.Result, error) {
	meant, others = slices.Clone(meant), slices.Clone(others)
	var key strings.Builder
	for _, list := range [][]Candidate{meant, others} {
		slices.SortFunc(list, func(a, b Candidate) int { return strings.Compare(a.Organisation.ID, b.Organisation.ID) })
		for i := range list {
			key.WriteString(list[i].Organisation.ID + " " + list[i].Identity + "\n")
		}
		key.WriteString("\n")
	}
	j.mu.Lock()
	res, ok := j.results[key.String()]
	j.mu.Unlock()
	if ok {
		return res, nil
	}
	res, err := j.evaluate(ctx, meant, others)
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.results == nil || len(j.results) >= maxKeptResults {
		j.results = map[string]*rulebook.Result{}
	}
	j.results[key.String()] = res
	return res, nil
}

func (j *Judge) evaluate(ctx context.Context, meant, others []Candidate) (*rulebook.Result, error) {
	in := rulebook.Input{AsOf: j.q.AsOf, KnownAt: claim.Timestamp(j.q.KnownAt), Today: j.Today(), Private: j.q.Private}
	for i := range meant {
		o := &meant[i].Organisation
		known, err := j.Claims(ctx, o)
		if err != nil {
			return nil, err
		}
		gone, err := j.b.Register.Removals(ctx, o, j.moment)
		if err != nil {
			return nil, err
		}
		in.Subjects = append(in.Subjects, subjectOf(o, meant[i].Identity, known, len(gone)))
	}
	if err := j.attribute(ctx, meant, others, in.Subjects); err != nil {
		return nil, err
	}
	for i := range j.sources {
		if shows(j.q.Policy, in.Subjects, &j.sources[i]) {
			in.Sources = append(in.Sources, j.sources[i])
		}
	}
	return j.q.Policy.Evaluate(in)
}

// attribute counts for each subject the records that share something with it and are nobody's, as an answer does.
func (j *Judge) attribute(ctx context.Context, meant, others []Candidate, in []rulebook.Subject) error {
	subjects := make([]verify.Subject, len(meant))
	rejected := make([]verify.Subject, len(others))
	for i := range meant {
		subjects[i] = verify.Subject{Organisation: meant[i].Organisation.ID, Records: meant[i].Organisation.Records}
	}
	for i := range others {
		rejected[i] = verify.Subject{Organisation: others[i].Organisation.ID, Records: others[i].Organisation.Records, Similar: others[i].Similar}
	}
	known := map[string][]*claim.Claim{}
	var listed []rulebook.Known
	for i := range in {
		for _, k := range in[i].Claims {
			known[in[i].Org] = append(known[in[i].Org], k.Claim)
			listed = append(listed, k)
		}
	}
	needs := verify.Needs(&verify.Question{}, subjects, rejected, func(s *verify.Subject) []*claim.Claim { return known[s.Organisation] })
	shared, err := j.b.sharing(ctx, j.moment, needs, func(o *register.Organisation) ([]register.Known, error) { return j.Claims(ctx, o) })
	if err != nil {
		return err
	}
	for _, k := range shared {
		listed = append(listed, toRulebook(k))
	}
	list, err := verify.Attribute(needs, subjects, rejected, listed)
	if err != nil {
		return err
	}
	for i := range in {
		in[i].Unattributed = verify.UnattributedTo(list, in[i].Org)
	}
	return nil
}

// Person is the result for a question about a natural person.
func (j *Judge) Person() (*rulebook.Result, error) {
	return j.q.Policy.Evaluate(rulebook.Input{AsOf: j.q.AsOf, Person: true, Private: j.q.Private})
}
