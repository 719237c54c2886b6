package source

import (
	"context"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/source/format"
)

// rrKinds are the relationships of RR-CDF 2.1 of which the start node is held by the end node. Consolidation in accounts is
// not a percentage and none is ever stored. A feeder fund (IS_FEEDER_TO) holds its master and is not held by it, so that type
// is refused and counted.
var rrKinds = map[string]struct {
	kind claim.Kind
	key  string
}{
	"IS_DIRECTLY_CONSOLIDATED_BY":   {"OWN.CONS", "direct"},
	"IS_ULTIMATELY_CONSOLIDATED_BY": {"OWN.CONS", "ultimate"},
	"IS_INTERNATIONAL_BRANCH_OF":    {"OWN.BRANCH", "branch"},
	"IS_FUND-MANAGED_BY":            {"OWN.CTRL", "fund-manager"},
	"IS_SUBFUND_OF":                 {"OWN.CTRL", "umbrella"},
}

// rrGroup collects the relationships of one start node, which stand together in the golden copy.
type rrGroup struct {
	out   Sink
	party *claim.Party
	rows  [][]string // the digest of each record
}

func readRR(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	g := &rrGroup{out: out}
	err := cdfRecords(ctx, f, "RelationshipRecord", out, func(n *format.Node) error {
		if cdfDeleted(n) {
			return nil
		}
		start, s, e := rrStatement(n)
		if e != nil {
			e.File = f.Name()
			return out.Reject(e)
		}
		return g.add(start, s, n)
	})
	if err != nil {
		return err
	}
	return g.flush()
}

// rrStatement maps one RR-CDF record: who is held, and the statement about it.
func rrStatement(n *format.Node) (start string, s claim.Statement, e *RowError) {
	bad := func(column, rule, text string) (string, claim.Statement, *RowError) {
		return "", claim.Statement{}, &RowError{Place: linePlace(n.Line), Column: column, Rule: rule, Text: text}
	}
	rel := n.Child("Relationship")
	if rel == nil {
		return bad("Relationship", "missing", "record without a relationship")
	}
	var ends [2]string
	for i, name := range []string{"StartNode", "EndNode"} {
		if rel.Value(name, "NodeIDType") != "LEI" {
			return bad(name, "ident", "want an LEI")
		}
		lei, err := ident.Normalise("XI-LEI", rel.Value(name, "NodeID"))
		if err != nil {
			return bad(name, "ident", err.Error())
		}
		ends[i] = lei
	}
	word := rel.Value("RelationshipType")
	k, ok := rrKinds[word]
	if !ok {
		return bad("RelationshipType", "gleif.relationship", "a relationship that says nothing of who holds the organisation")
	}
	d := claim.Decision{State: rrState(rel, n), Programmes: []string{word}, Authority: "Global LEI System"}
	for _, period := range rel.Child("RelationshipPeriods").All("RelationshipPeriod") {
		if period.Value("PeriodType") == "RELATIONSHIP_PERIOD" {
			d.From, d.Until = cdfDay(period.Value("StartDate")), cdfDay(period.Value("EndDate"))
		}
	}
	if d.From != "" && d.Until != "" && d.Until < d.From {
		return bad("EndDate", "date.order", "the relationship ends before it starts")
	}
	return ends[0], claim.Statement{Key: k.key + ":" + ends[1], Kind: k.kind, Decision: d, RelatedParty: ends[1]}, nil
}

func rrState(rel, n *format.Node) string {
	switch n.Value("Registration", "RegistrationStatus") {
	case "ANNULLED", "CANCELLED":
		return "withdrawn"
	case "DUPLICATE", "MERGED":
		return "superseded"
	case "RETIRED":
		return "expired"
	}
	if rel.Value("RelationshipStatus") != "ACTIVE" {
		return "expired"
	}
	return "in_force"
}

// add collects the statement. Of two records of the same relationship that in force counts, else the later one.
func (g *rrGroup) add(start string, s claim.Statement, n *format.Node) error {
	if g.party != nil && g.party.Key != start {
		if err := g.flush(); err != nil {
			return err
		}
	}
	if g.party == nil {
		g.party = &claim.Party{Key: start, Type: claim.Organisation, Undescribed: true, Place: linePlace(n.Line)}
		g.party.Identifiers = []claim.Identifier{{Scheme: "XI-LEI", Value: start}} // the reader checked it: see ends
	}
	g.rows = append(g.rows, []string{n.Digest})
	for i := range g.party.Statements {
		have := &g.party.Statements[i]
		if have.Key != s.Key {
			continue
		}
		if have.Decision.State != "in_force" || s.Decision.State == "in_force" && have.Decision.From <= s.Decision.From {
			*have = s
		}
		return nil
	}
	g.party.Statements = append(g.party.Statements, s)
	return nil
}

func (g *rrGroup) flush() error {
	p := g.party
	if p == nil {
		return nil
	}
	p.RowsDigest = format.RowsDigest(g.rows)
	g.party, g.rows = nil, nil
	return g.out.Put(p)
}
