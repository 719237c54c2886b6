package rulebook

import (
	"cmp"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
)

// Status of a record as of a day. Only Active and Uncertain records count; the others are history.
const (
	StatusActive    = "active"
	StatusFuture    = "future"    // begins after the day
	StatusEnded     = "ended"     // its last day is over, or the source no longer made the statement
	StatusUncertain = "uncertain" // whether it held on the day is not known: it began or ended around it
	StatusCorrected = "corrected" // wrong organisation or duplicate
)

// View is one chain of claims (claim.Claim.Key) as of a day: the version that applies and how it stands.
type View struct {
	Claim  string     `json:"claim"` // id of the claim whose content is shown
	Index  int64      `json:"index"` // of that claim in the log
	Key    string     `json:"key"`
	Record string     `json:"record,omitempty"`
	Source string     `json:"source"`
	Kind   claim.Kind `json:"kind"` // what is stated: for COR.AMEND and COR.WITHDRAW, the kind they are about
	claim.Decision
	Status   string     `json:"status"`
	Seen     claim.Date `json:"seen"`              // publication day of the version that applies
	Changed  string     `json:"changed,omitempty"` // id of the withdrawal, correction or later version that decides Status
	Gone     claim.Date `json:"gone,omitempty"`    // day from which the source no longer made the statement
	Versions int        `json:"versions"`          // claims in the chain known at the time of the question
}

// Describes reports whether the chain describes or links an organisation rather than stating an act about it.
func (v *View) Describes() bool {
	return v.Kind == claim.KindDesc || v.Kind == claim.KindSame || v.Kind == claim.KindNotSame
}

// version is a version of a chain after re-readings are joined to what they re-read.
type version struct {
	day       claim.Date // from which it applies
	shown     Known      // the claim whose content applies
	closed    *Known     // the COR.WITHDRAW, if the source no longer makes the statement
	corrected *Known     // what says that it never stood
	due       bool       // a step of due process, which takes effect on its own day
	state     string     // replaces the content's state, where a DUE claim of the chain changed it
}

// ViewAt gives every chain among claims as of a day, ordered by key. It is a pure function; the order of claims does not
// matter.
func ViewAt(claims []Known, asOf claim.Date) []View {
	chains := map[string][]Known{}
	var keys []string
	for _, k := range claims {
		if k.Claim == nil || k.Claim.Kind == claim.KindRemove || k.Claim.Kind.Subjectless() {
			continue
		}
		if chains[k.Claim.Key] == nil {
			keys = append(keys, k.Claim.Key)
		}
		chains[k.Claim.Key] = append(chains[k.Claim.Key], k)
	}
	slices.Sort(keys)
	out := make([]View, 0, len(keys))
	for _, key := range keys {
		if v, ok := viewChain(chains[key], asOf); ok {
			out = append(out, v)
		}
	}
	return out
}

func viewChain(chain []Known, asOf claim.Date) (View, bool) {
	slices.SortFunc(chain, func(a, b Known) int {
		return cmp.Or(cmp.Compare(a.Claim.Version, b.Claim.Version), cmp.Compare(a.Index, b.Index), strings.Compare(a.ID.String(), b.ID.String()))
	})
	chain = slices.CompactFunc(chain, func(a, b Known) bool { return a.ID == b.ID })
	versions := joinVersions(chain)
	if len(versions) == 0 {
		return View{}, false
	}
	at := 0
	for i := range versions {
		if versions[i].day <= asOf {
			at = i
		}
	}
	v := &versions[at]
	c := v.shown.Claim
	view := View{
		Claim: v.shown.ID.String(), Index: v.shown.Index, Key: c.Key, Record: c.Record, Source: c.Source, Kind: stated(c),
		Decision: c.Decision, Seen: v.day, Versions: len(chain),
	}
	if v.state != "" {
		view.State = v.state
	}
	var next *version
	if at+1 < len(versions) {
		next = &versions[at+1]
	}
	var by *Known
	view.Status, by = status(v, next, &view, asOf)
	if by != nil {
		view.Changed = by.ID.String()
	}
	if v.closed != nil {
		view.Gone = v.day
	}
	return view, true
}

// joinVersions turns a chain in the order of its versions into what applied from which day on, by that day. A COR.AMEND
// is the same statement read better, so it replaces the content of its predecessor from the predecessor's day on.
func joinVersions(chain []Known) []version {
	var out []version
	for i, k := range chain {
		var last *version
		if len(out) > 0 {
			last = &out[len(out)-1]
		}
		switch kind := k.Claim.Kind; {
		case strikes(k.Claim):
			for j := range out {
				if out[j].corrected == nil {
					out[j].corrected = &chain[i]
				}
			}
		case kind == claim.KindAmend && last != nil && last.closed == nil:
			last.shown = k
		case kind == claim.KindWithdraw:
			v := version{day: k.Published, shown: k, closed: &chain[i]}
			if e := k.Claim.Ended; e != nil {
				v.day = e.Before.First()
			}
			if last != nil {
				v.shown, v.state = last.shown, last.state
			}
			out = append(out, v)
		case kind.Family() == "DUE" && last != nil:
			v := *last
			v.day, v.due = k.Published, true
			v.state = cmp.Or(k.Claim.State, dueState[kind], last.state)
			out = append(out, v)
		default:
			out = append(out, version{day: k.Published, shown: k})
		}
	}
	slices.SortStableFunc(out, func(a, b version) int { return strings.Compare(string(a.day), string(b.day)) })
	return out
}

// strikes reports whether c says that everything before it in its chain never stood: it was about another organisation,
// a duplicate, or misread by a parser.
func strikes(c *claim.Claim) bool {
	return c.Kind == "COR.MISATTR" || c.Kind == "COR.DUP" || (c.Kind == claim.KindWithdraw && c.Cause == "parser")
}

// dueState is the state that a step of due process gives to the decision in whose chain it stands.
var dueState = map[claim.Kind]string{
	"DUE.DISPUTE": "under_dispute", "DUE.APPEAL": "under_appeal", "DUE.STAY": "stayed", "DUE.RELEASE": "released", "DUE.REPAIR": "repaired",
}

// status says how version v stands as of a day; next is the version after it. The second value is the claim that decides,
// where it is not v's own.
func status(v, next *version, d *View, asOf claim.Date) (string, *Known) {
	if v.corrected != nil {
		return StatusCorrected, v.corrected
	}
	start := cmp.Or(d.From, d.Decided)
	switch {
	case v.closed != nil:
		return StatusEnded, v.closed
	case start != "" && start.First() > asOf:
		return StatusFuture, nil
	case d.Until != "" && d.Until.Last() < asOf:
		return StatusEnded, nil
	}
	if next != nil && next.corrected == nil {
		if s, by := closing(v, next, asOf); s != "" {
			return s, by
		}
	}
	if start == "" && asOf < v.day && !d.Describes() {
		return StatusUncertain, nil // first seen later, and nothing says since when it held
	}
	return StatusActive, nil
}

// closing looks at the version after the applicable one: what ends by it ended on a day that may lie before asOf.
func closing(v, next *version, asOf claim.Date) (string, *Known) {
	c, by := next.shown.Claim, &next.shown
	if next.closed != nil {
		c, by = next.closed.Claim, next.closed
		if e := c.Ended; e != nil {
			if asOf > e.After.Last() {
				return StatusUncertain, by
			}
			return "", nil
		}
	}
	over := c.Until != "" && c.Until.Last() < asOf
	stands := next.closed == nil && !over && (c.State == "" || canBar(c.State))
	if next.due || stands || asOf <= v.day || asOf >= next.day {
		return "", nil
	}
	if since := cmp.Or(c.Decided, c.From); !over && since != "" && since.First() > asOf {
		return "", nil // it says itself that it holds from a later day on
	}
	return StatusUncertain, by
}
