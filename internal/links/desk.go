package links

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/register"
)

// ErrUnknown says that no pair of records has an id.
var ErrUnknown = errors.New("no such pair of records")

// Desk is where an operator works on the links of one register, as it stood when the desk was opened.
type Desk struct {
	reg   *register.Register
	m     register.Moment
	q     *queue
	table *Table
	graph *graph
	all   []register.Link
}

// Open opens a desk on what the register knows now. file holds the queue between calls; warn is told if it cannot be kept.
func Open(ctx context.Context, reg *register.Register, file string, warn func(error)) (*Desk, error) {
	m, err := reg.Now(ctx)
	if err != nil {
		return nil, err
	}
	table, err := Shipped()
	if err != nil {
		return nil, err
	}
	q, err := load(ctx, reg, m, file, warn)
	if err != nil {
		return nil, err
	}
	list, err := reg.Links(ctx, m)
	if err != nil {
		return nil, err
	}
	return &Desk{reg: reg, m: m, q: q, table: table, graph: newGraph(list), all: list}, nil
}

// Filter narrows a list of proposals.
type Filter struct {
	SourceA, SourceB string // both empty: any; one: that source with any; two: those two, in either order
	Limit            int    // 0: all
	Least            int    // points
}

func (f *Filter) wants(a, b string) bool {
	fits := func(x, y string) bool {
		return (f.SourceA == "" || f.SourceA == x) && (f.SourceB == "" || f.SourceB == y)
	}
	return fits(a, b) || fits(b, a)
}

// List gives the open proposals that nothing contradicts, the strongest first.
func (d *Desk) List(ctx context.Context, f Filter) ([]Proposal, error) {
	out := []Proposal{}
	for _, c := range d.q.list {
		if c.points < f.Least || (f.Limit > 0 && len(out) == f.Limit) {
			break
		}
		p, err := d.proposal(ctx, c, f.wants)
		if err != nil {
			return nil, err
		}
		if p != nil && p.State == StateOpen && len(p.Contradictions) == 0 {
			out = append(out, *p)
		}
	}
	return out, nil
}

// Suggestion is what could be accepted at a precision, and how sure that is.
type Suggestion struct {
	Precision float64    `json:"precision"` // what was asked for
	Enough    bool       `json:"enough"`    // the evidence supports it: the lower bound of the estimate reaches it
	Supported float64    `json:"supported"` // the highest precision that it supports
	Estimate  Estimate   `json:"estimate"`  // what became of all pairs with as many points where the truth is known
	Proposals []Proposal `json:"proposals"` // none if the evidence is not enough
}

// Suggest lists the open proposals that would be right with at least this precision, as sure as the evidence is.
func (d *Desk) Suggest(ctx context.Context, precision float64, f Filter) (*Suggestion, error) {
	most := d.table.Supported()
	s := &Suggestion{Precision: precision, Supported: most.Low, Estimate: most, Proposals: []Proposal{}}
	least, ok := d.table.Least(precision)
	if !ok {
		return s, nil
	}
	s.Enough, s.Estimate = true, d.table.From(least)
	var err error
	s.Proposals, err = d.together(ctx, least, f)
	return s, err
}

// together lists proposals so that all of them can be accepted: of those that contradict each other once the stronger ones are
// joined, and those that then say nothing new, the weaker are left out.
func (d *Desk) together(ctx context.Context, least int, f Filter) ([]Proposal, error) {
	limit := f.Limit
	f.Least, f.Limit = least, 0
	list, err := d.List(ctx, f)
	if err != nil {
		return nil, err
	}
	trial := *d
	trial.graph = d.graph.clone()
	out := []Proposal{}
	for _, p := range list {
		if limit > 0 && len(out) == limit {
			break
		}
		a, b := p.A.Record, p.B.Record
		if p.Why.OneList || trial.graph.state(a, b) != StateOpen {
			continue
		}
		against, err := trial.against(ctx, a, b)
		if err != nil {
			return nil, err
		}
		if len(against) == 0 {
			trial.graph.set(a, b, true)
			out = append(out, p)
		}
	}
	return out, nil
}

// proposal fills a candidate in from the register; nil if it is gone or not wanted.
func (d *Desk) proposal(ctx context.Context, c candidate, wants func(a, b string) bool) (*Proposal, error) {
	a, err := d.description(ctx, c.a)
	if err != nil || a == nil {
		return nil, err
	}
	b, err := d.description(ctx, c.b)
	if err != nil || b == nil {
		return nil, err
	}
	if !wants(a.Source, b.Source) || ID(a.Record, b.Record) != c.id {
		return nil, nil
	}
	p := d.pair(a, b)
	p.Points, p.Why.Rivals, p.Why.Beaten, p.Why.Common = c.points, c.rivals, c.beaten, c.common
	p.Estimate = d.estimate(p)
	p.Contradictions, err = d.contradictions(ctx, a, b)
	return p, err
}

func (d *Desk) pair(a, b *claim.Claim) *Proposal {
	p := &Proposal{ID: ID(a.Record, b.Record), A: sideOf(a), B: sideOf(b), State: d.graph.state(a.Record, b.Record)}
	p.Why = compare(newProfile(0, a), newProfile(0, b))
	p.Points = p.Why.points()
	p.Estimate = d.estimate(p)
	return p
}

// estimate is what is known of such pairs: of two records of one list, nothing, because no list says of two of its entries
// that they are one.
func (d *Desk) estimate(p *Proposal) Estimate {
	if p.Why.OneList {
		return Estimate{From: p.Points, To: p.Points, High: 1}
	}
	return d.table.Of(p.Points)
}

func (d *Desk) description(ctx context.Context, index int64) (*claim.Claim, error) {
	k, err := d.reg.Claim(ctx, index)
	if errors.Is(err, register.ErrRemoved) || err == nil && k == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if k.Claim.Kind != claim.KindDesc && k.Claim.Of != claim.KindDesc {
		return nil, nil
	}
	return k.Claim, nil
}

// contradictions says what speaks against joining two records for good: strong identifiers of one scheme that differ between
// what is joined with either, and records that would be connected although a link holds them apart.
func (d *Desk) contradictions(ctx context.Context, a, b *claim.Claim) ([]string, error) {
	left, err := d.identifiers(ctx, a)
	if err != nil {
		return nil, err
	}
	right, err := d.identifiers(ctx, b)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, scheme := range intake.Contradict(left, right) {
		out = append(out, "identifier_differs:"+scheme)
	}
	for _, pair := range d.graph.separated(a.Record, b.Record) {
		out = append(out, "kept_apart:"+pair[0]+" "+pair[1])
	}
	return out, nil
}

// against is contradictions of two records by their keys.
func (d *Desk) against(ctx context.Context, a, b string) ([]string, error) {
	x, err := d.described(ctx, a)
	if err != nil {
		return nil, err
	}
	y, err := d.described(ctx, b)
	if err != nil || x == nil || y == nil {
		return nil, err
	}
	return d.contradictions(ctx, x, y)
}

// identifiers are those of every record joined with the one that c describes.
func (d *Desk) identifiers(ctx context.Context, c *claim.Claim) ([]claim.Identifier, error) {
	out := c.Identifiers
	for _, r := range d.graph.component(c.Record)[1:] {
		other, err := d.described(ctx, r)
		if err != nil {
			return nil, err
		}
		if other != nil {
			out = append(slices.Clip(out), other.Identifiers...)
		}
	}
	return out, nil
}

// described is the last description of a record, nil if it has none.
func (d *Desk) described(ctx context.Context, record string) (*claim.Claim, error) {
	index, err := d.reg.DescriptionOf(ctx, record, d.m)
	if err != nil || index < 0 {
		return nil, err
	}
	return d.description(ctx, index)
}

// Pair is the pair of two records, proposed or not.
func (d *Desk) Pair(ctx context.Context, a, b string) (*Proposal, error) {
	if a == b {
		return nil, fmt.Errorf("%s and itself: %w", a, ErrUnknown)
	}
	x, err := d.described(ctx, a)
	if err != nil {
		return nil, err
	}
	y, err := d.described(ctx, b)
	if err != nil {
		return nil, err
	}
	if x == nil || y == nil {
		return nil, fmt.Errorf("%s and %s: a record is not described here: %w", a, b, ErrUnknown)
	}
	id := ID(a, b)
	if at := slices.IndexFunc(d.q.list, func(c candidate) bool { return c.id == id }); at >= 0 {
		if p, err := d.proposal(ctx, d.q.list[at], func(_, _ string) bool { return true }); err != nil || p != nil {
			return p, err
		}
	}
	p := d.pair(x, y)
	p.Contradictions, err = d.contradictions(ctx, x, y)
	return p, err
}

// Get is the pair with an id: one of the queue, or two records that a link joins or holds apart.
func (d *Desk) Get(ctx context.Context, id string) (*Proposal, error) {
	for _, c := range d.q.list {
		if c.id == id {
			if p, err := d.proposal(ctx, c, func(_, _ string) bool { return true }); err != nil || p != nil {
				return p, err
			}
		}
	}
	for _, l := range d.all {
		if ID(l.A, l.B) == id {
			return d.Pair(ctx, l.A, l.B)
		}
	}
	return nil, fmt.Errorf("%q: %w", id, ErrUnknown)
}

// Decision is what an operator decides about one pair.
type Decision struct {
	Proposal
	Same   bool   `json:"same"`
	Reason string `json:"reason"`
	Done   bool   `json:"done"` // it stands so already: nothing is written
	// Connected is set where the two stay one organisation through other records although this link holds them apart: answers
	// about it are then at most "ask".
	Connected bool `json:"connected,omitzero"`
}

// Plan is what decisions come to, before anything is written.
type Plan struct {
	Decisions []Decision
	Acts      []intake.Act
}

// Decide plans to join (same) or separate pairs of records, one after the other, for a reason of the closed list. A pair whose
// joining something contradicts is refused with ErrContradicted unless insist is set.
func (d *Desk) Decide(ctx context.Context, pairs []*Proposal, same bool, reason string, insist bool) (*Plan, error) {
	if !validReason(reason, same) {
		return nil, fmt.Errorf("reason %q: want one of %s: %w", reason, words(same), ErrReason)
	}
	plan := &Plan{}
	for _, p := range pairs {
		a, b := p.A.Record, p.B.Record
		dec := Decision{Proposal: *p, Same: same, Reason: reason}
		dec.State = d.graph.state(a, b)
		if want := map[bool]State{true: StateJoined, false: StateRejected}[same]; dec.State == want {
			dec.Done = true
			plan.Decisions = append(plan.Decisions, dec)
			continue
		}
		var agreeing []claim.Identifier
		if same {
			var err error
			if dec.Contradictions, err = d.against(ctx, a, b); err != nil {
				return nil, err
			}
			if len(dec.Contradictions) > 0 && !insist {
				return nil, fmt.Errorf("%s, %s and %s: %s: %w", p.ID, a, b, strings.Join(dec.Contradictions, ", "), ErrContradicted)
			}
			if agreeing, err = d.agreeing(ctx, a, b); err != nil {
				return nil, err
			}
		}
		d.graph.set(a, b, same)
		dec.Connected = !same && slices.Contains(d.graph.component(a), b)
		plan.Decisions = append(plan.Decisions, dec)
		plan.Acts = append(plan.Acts, intake.LinkRecords(a, b, same, method+" "+Matcher+" "+reason, agreeing))
	}
	return plan, nil
}

// Errors that a caller tells apart.
var (
	ErrReason       = errors.New("not a reason of the list")
	ErrContradicted = errors.New("something contradicts that they are one organisation; an operator may insist")
)

// agreeing are the identifiers that two records share.
func (d *Desk) agreeing(ctx context.Context, a, b string) ([]claim.Identifier, error) {
	x, err := d.described(ctx, a)
	if err != nil || x == nil {
		return nil, err
	}
	y, err := d.described(ctx, b)
	if err != nil || y == nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(x.Identifiers), func(id claim.Identifier) bool { return !slices.Contains(y.Identifiers, id) }), nil
}
