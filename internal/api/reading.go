package api

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

func cmpString(a, b string) int { return cmp.Compare(a, b) }

// reading is one reading of the register: at one moment, as of one day.
type reading struct {
	*Live
	ctx    context.Context // of the request, which the reading does not outlive
	asOf   claim.Date
	moment register.Moment
	titles map[string]string // of sources, by id
	others map[string]other  // organisations named by a record key
}

// other is an organisation that a record refers to.
type other struct{ id, name string }

func (l *Live) reading(ctx context.Context, asOf claim.Date, knownAt time.Time) (*reading, error) {
	r := &reading{Live: l, ctx: ctx, asOf: asOf, titles: map[string]string{}, others: map[string]other{}}
	if r.asOf == "" {
		r.asOf = claim.Day(l.Now())
	}
	var err error
	if knownAt.IsZero() {
		r.moment, err = l.Register.Now(ctx)
	} else {
		r.moment, err = l.Register.At(ctx, knownAt)
	}
	return r, err
}

// title is a source's title, its id where the register cannot say.
func (r *reading) title(id string) string {
	if t, ok := r.titles[id]; ok {
		return t
	}
	t := id
	if s, err := r.Register.Source(r.ctx, id, r.moment, r.asOf); err == nil && s != nil {
		t = s.Entry.Claim.SourceEntry.Title
	}
	r.titles[id] = t
	return t
}

// other finds the organisation of a record key.
func (r *reading) other(record string) (other, error) {
	if o, ok := r.others[record]; ok {
		return o, nil
	}
	o, err := r.Register.ByRecord(r.ctx, record, r.moment)
	if err != nil || o == nil {
		return other{}, err
	}
	known, err := r.Register.Claims(r.ctx, o, r.moment)
	if err != nil {
		return other{}, err
	}
	found := other{o.ID, nameOf(known).Value}
	r.others[record] = found
	return found, nil
}

// records are the decisions among claims as of the reading's day, newest first, each with its history.
func (r *reading) records(known []register.Known) ([]view.Record, error) {
	in := make([]rulebook.Known, len(known))
	chains := map[string][]view.Version{}
	for i, k := range known {
		in[i] = rulebook.Known{Index: k.Index, ID: k.ID, Claim: k.Claim, KnownAt: k.KnownAt, Published: verify.Published(k.Claim, k.Published)}
		chains[k.Claim.Key] = append(chains[k.Claim.Key], version(k))
	}
	var out []view.Record
	for _, v := range rulebook.ViewAt(in, r.asOf) {
		if v.Kind == claim.KindDesc || v.Kind == claim.KindSame || v.Kind == claim.KindNotSame {
			continue
		}
		rec := view.Record{
			Claim: v.Claim, Key: v.Key, Source: v.Source, SourceTitle: r.title(v.Source), Kind: v.Kind, Meaning: v.Kind.Meaning(), Decision: v.Decision,
			Status: v.Status, Seen: v.Seen, History: chains[v.Key],
		}
		if v.Related != "" {
			o, err := r.other(v.Related)
			if err != nil {
				return nil, err
			}
			rec.RelatedOrg, rec.RelatedName = o.id, o.name
		}
		out = append(out, rec)
	}
	slices.SortStableFunc(out, func(a, b view.Record) int {
		return cmp.Or(cmp.Compare(cmp.Or(b.Decided, b.From), cmp.Or(a.Decided, a.From)), cmp.Compare(a.Key, b.Key))
	})
	return out, nil
}

func version(k register.Known) view.Version {
	kind := k.Claim.Kind
	return view.Version{Claim: k.ID.String(), Kind: kind, Version: k.Claim.Version, State: k.Claim.State, Published: k.Published, KnownAt: k.KnownAt}
}

// nameOf is the name under which an organisation is shown, as verify.Caption chooses it, with its language.
func nameOf(known []register.Known) claim.Name {
	claims := make([]*claim.Claim, len(known))
	for i := range known {
		claims[i] = known[i].Claim
	}
	caption := verify.Caption(claims)
	for _, c := range claims {
		for _, n := range c.Names {
			if n.Value == caption {
				return n
			}
		}
	}
	return claim.Name{Value: caption}
}

func (r *reading) organisation(o *register.Organisation, known []register.Known) (*view.Organisation, error) {
	out := &view.Organisation{ID: o.ID, Name: nameOf(known), RecordKeys: o.Records, Sources: map[string]string{}, AsOf: r.asOf, KnownAt: r.moment.Recorded}
	for _, k := range latestDescriptions(known) {
		r.describe(out, k.Claim)
	}
	for _, k := range known {
		switch k.Claim.Kind {
		case claim.KindSame, claim.KindNotSame:
			out.Links = append(out.Links, view.Link{Claim: k.ID.String(), Same: k.Claim.Kind == claim.KindSame, Records: k.Claim.Records, Method: k.Claim.Method})
		default:
			out.Sources[k.Claim.Source] = r.title(k.Claim.Source)
		}
	}
	for _, list := range []*[]string{&out.Countries, &out.LegalForms} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	slices.SortFunc(out.Addresses, func(a, b claim.Address) int {
		return cmp.Compare(strings.Join([]string{a.Country, a.City, a.Text}, "\x00"), strings.Join([]string{b.Country, b.City, b.Text}, "\x00"))
	})
	out.Addresses = slices.Compact(out.Addresses)
	var err error
	out.Records, err = r.records(known)
	return out, err
}

// latestDescriptions are the newest claims that say who each record is, in log order: what a source said last counts,
// also after it fell silent.
func latestDescriptions(known []register.Known) []register.Known {
	last := map[string]int{}
	for i, k := range known {
		if k.Claim.Kind == claim.KindDesc || (k.Claim.Kind == claim.KindAmend && k.Claim.Of == claim.KindDesc) {
			last[k.Claim.Key] = i
		}
	}
	var out []register.Known
	for i, k := range known {
		if at, ok := last[k.Claim.Key]; ok && at == i {
			out = append(out, k)
		}
	}
	return out
}

func (r *reading) describe(out *view.Organisation, c *claim.Claim) {
	for _, n := range c.Names {
		i := slices.IndexFunc(out.Names, func(x view.NameFrom) bool { return x.Name == n })
		if i < 0 {
			out.Names = append(out.Names, view.NameFrom{Name: n})
			i = len(out.Names) - 1
		}
		out.Names[i].Sources = addOnce(out.Names[i].Sources, c.Source)
	}
	for _, id := range c.Identifiers {
		i := slices.IndexFunc(out.Identifiers, func(x view.IdentifierFrom) bool { return x.Identifier == id })
		if i < 0 {
			scheme, _ := ident.Lookup(id.Scheme)
			out.Identifiers = append(out.Identifiers, view.IdentifierFrom{Identifier: id, Title: scheme.Title})
			i = len(out.Identifiers) - 1
		}
		out.Identifiers[i].Sources = addOnce(out.Identifiers[i].Sources, c.Source)
	}
	out.Countries = append(out.Countries, c.Countries...)
	out.Addresses = append(out.Addresses, c.Addresses...)
	if c.LegalForm != "" {
		out.LegalForms = append(out.LegalForms, c.LegalForm)
	}
	out.PublicBody = out.PublicBody || c.PublicBody
}

func addOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

func (r *reading) claim(k *register.Known) (*view.Claim, error) {
	c := k.Claim
	out := &view.Claim{
		ID: k.ID.String(), Index: k.Index, Kind: c.Kind, Meaning: c.Kind.Meaning(), Source: c.Source, SourceTitle: r.title(c.Source),
		Published: k.Published, KnownAt: k.KnownAt, Body: json.RawMessage(k.Body),
	}
	if c.Record == "" {
		return out, nil
	}
	o, err := r.Register.ByRecord(r.ctx, c.Record, r.moment)
	if err != nil || o == nil {
		return out, err
	}
	known, err := r.Register.Claims(r.ctx, o, r.moment)
	if err != nil {
		return nil, err
	}
	out.Org, out.OrgName = o.ID, nameOf(known).Value
	for _, other := range known {
		if other.Claim.Key == c.Key {
			out.Chain = append(out.Chain, version(other))
		}
	}
	return out, nil
}
