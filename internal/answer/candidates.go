package answer

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/find"
	"probity.example/probity/internal/match"
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
	"probity.example/probity/internal/register"
	"probity.example/probity/verify"
)

// found is an organisation that a question may mean.
type found struct {
	register.Organisation
	similar *verify.Similar // how it was found, if not by an identifier, its id or an exact name
}

// Bounds on what similarity adds to an answer.
const (
	maxCompared = 64 // claims with a similar name that are looked at
	maxSimilar  = 20 // organisations
	maxLeft     = 3  // names below the threshold that are shown
)

// candidates finds the organisations that the question may mean and says of each whether it does.
func (f *file) candidates() error {
	list, err := f.find()
	if err != nil {
		return err
	}
	for i := range list {
		o := &list[i]
		known, err := f.known(&o.Organisation)
		if err != nil {
			return err
		}
		gone, err := f.b.Register.Removals(f.ctx, &o.Organisation, f.moment)
		if err != nil {
			return err
		}
		finding := f.identify(o, known)
		s := verify.Subject{
			Organisation: o.ID, Records: o.Records, Caption: verify.Caption(claimsOf(known)), Identity: string(finding.Identity),
			Reasons: finding.Reasons, Provable: verify.Provable(finding.Reasons), Similar: o.similar,
			Removed: len(gone),
		}
		if finding.Identity == match.Different {
			if o.similar != nil {
				known = slices.DeleteFunc(slices.Clone(known), func(k register.Known) bool { return !verify.Describes(k.Claim) })
			}
			f.a.Rejected = append(f.a.Rejected, s)
		} else {
			f.a.Subjects = append(f.a.Subjects, s)
			f.input.Subjects = append(f.input.Subjects, subjectOf(&o.Organisation, s.Identity, known, len(gone)))
		}
		for _, k := range slices.Concat(known, gone) {
			if err := f.include(k); err != nil {
				return err
			}
		}
	}
	return nil
}

// find gives the candidates in the order of their ids, each once.
func (f *file) find() ([]found, error) {
	if f.q.Organisation != "" {
		o, err := f.b.Register.ByID(f.ctx, f.q.Organisation, f.moment)
		if err != nil {
			return nil, err
		}
		if o == nil {
			return nil, fmt.Errorf("%s: %w", f.q.Organisation, ErrUnknown)
		}
		return []found{{Organisation: *o}}, nil
	}
	list, err := f.findExact()
	if err != nil {
		return nil, err
	}
	if f.b.Names != nil && f.q.Name != "" {
		if list, err = f.findSimilar(list); err != nil {
			return nil, err
		}
	}
	if len(list) == 0 && len(f.q.Identifiers) == 0 && !text.Says(f.q.Name) { // nothing found would be said of nobody
		return nil, ErrVague
	}
	slices.SortFunc(list, func(x, y found) int { return cmp.Compare(x.ID, y.ID) })
	return list, nil
}

// findExact looks up identifiers and the name, as it is written and with its legal form folded.
func (f *file) findExact() ([]found, error) {
	var out []found
	reg, m := f.b.Register, f.moment
	for _, id := range f.q.Identifiers {
		list, err := reg.ByIdentifier(f.ctx, id, m)
		if err == nil {
			out, err = f.bearing(out, list, func(c *claim.Claim) bool { return slices.Contains(c.Identifiers, id) })
		}
		if err != nil {
			return nil, err
		}
	}
	fp := claim.Fingerprint(f.q.Name)
	if fp == "" {
		return out, nil
	}
	keys := match.Keys(fp)
	if held, err := f.judge.spelled(f.ctx, keys); !held || err != nil {
		return out, err
	}
	for _, key := range keys {
		list, err := reg.ByName(f.ctx, key.Value, key.Folded, m)
		if err == nil {
			out, err = f.bearing(out, list, func(c *claim.Claim) bool {
				return slices.ContainsFunc(c.Names, func(n claim.Name) bool {
					return slices.Contains(match.Keys(claim.Fingerprint(n.Value)), key)
				})
			})
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// bearing adds the organisations of which a description that was known bears what was looked up. The register finds those that
// ever bore it: what came later must neither show nor stand in the way of a similar name.
func (f *file) bearing(out []found, list []register.Organisation, bears func(*claim.Claim) bool) ([]found, error) {
	for i := range list {
		if holds(out, list[i].ID) {
			continue
		}
		known, err := f.known(&list[i])
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(known, func(k register.Known) bool {
			return k.Claim.Record != "" && verify.Describes(k.Claim) && bears(k.Claim)
		}) {
			out = append(out, found{Organisation: list[i]})
		}
	}
	return out, nil
}

// known are the claims of an organisation that were known, in log order. They are shared: callers do not change them.
func (f *file) known(o *register.Organisation) ([]register.Known, error) {
	if f.judge != nil {
		return f.judge.Claims(f.ctx, o)
	}
	if known, ok := f.claims[o.ID]; ok {
		return known, nil
	}
	known, err := f.b.Register.Claims(f.ctx, o, f.moment)
	f.claims[o.ID] = known
	return known, err
}

func holds(list []found, id string) bool {
	return slices.ContainsFunc(list, func(o found) bool { return o.ID == id })
}

// findSimilar adds the organisations with a name that is like the one asked for, and writes down what was searched.
func (f *file) findSimilar(list []found) ([]found, error) {
	res := f.b.Names.Search(f.ctx, find.Query{Name: f.q.Name, Limit: maxCompared, Size: max(f.moment.Size, 1)})
	f.a.Search = &verify.Search{
		Matcher: find.Version(), Threshold: tenThousandths(similar.Threshold), Claims: min(res.Indexed, f.moment.Size), Names: res.Names,
		Looked: res.Looked, Bounded: res.Cut,
	}
	exact := len(list)
	for i := range res.Candidates {
		c := &res.Candidates[i]
		close := c.Similarity >= similar.Threshold
		if !close && (f.judge != nil || len(f.a.Search.Left) == maxLeft) || close && len(list)-exact == maxSimilar {
			continue
		}
		k, err := f.b.Register.Claim(f.ctx, c.Claim)
		if errors.Is(err, register.ErrRemoved) {
			continue
		}
		if err != nil {
			return nil, err
		}
		name := k.Claim.Names[c.Name].Value
		if !close {
			f.leave(name, c.Similarity)
			continue
		}
		o, err := f.b.Register.ByRecord(f.ctx, k.Claim.Record, f.moment)
		if err != nil {
			return nil, err
		}
		if o != nil && !holds(list, o.ID) {
			list = append(list, found{*o, &verify.Similar{Name: name, Similarity: tenThousandths(c.Similarity), Against: against(c.Contra)}})
		}
	}
	return list, nil
}

// leave notes a name that was compared and is not like enough.
func (f *file) leave(name string, similarity float64) {
	l := verify.Left{Name: name, Similarity: tenThousandths(similarity)}
	if !slices.Contains(f.a.Search.Left, l) {
		f.a.Search.Left = append(f.a.Search.Left, l)
	}
}

func tenThousandths(x float64) int { return int(math.Round(x * 1e4)) }

// against names what sets two similar names apart.
func against(c similar.Contra) []string {
	var out []string
	for _, x := range []struct {
		flag similar.Contra
		word string
	}{{similar.NumbersDiffer, match.NumbersDiffer}, {similar.PlacesDiffer, match.PlacesDiffer}, {similar.FormsDiffer, match.FormsDiffer}} {
		if c&x.flag != 0 {
			out = append(out, x.word)
		}
	}
	return out
}

// identify says whether a candidate is the organisation asked about. A similarity counts only where nothing says more.
func (f *file) identify(o *found, known []register.Known) match.Finding {
	finding := verify.Identify(&f.a.Question, o.ID, claimsOf(known), o.similar)
	if o.similar != nil && !slices.Contains(finding.Reasons, match.ReasonSimilar) {
		o.similar = nil
	}
	return finding
}
