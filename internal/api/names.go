package api

import (
	"fmt"
	"slices"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/find"
	"probity.example/probity/internal/ident"
	"probity.example/probity/verify"
)

// recognise asks for the identifiers that stand in the name as such, and says why others are not asked for.
func recognise(q *answer.Question) (unused []string, err error) {
	if q.Person || q.Name == "" {
		return nil, nil
	}
	a, err := ident.Ask(q.Name)
	if err != nil {
		return nil, view.Invalid("name", "holds a number that cannot be asked for: "+err.Error())
	}
	q.Name = a.Name
	for _, f := range a.Identifiers {
		if id := (claim.Identifier{Scheme: f.Scheme, Value: f.Value}); !slices.Contains(q.Identifiers, id) {
			q.Identifiers = append(q.Identifiers, id)
		}
	}
	for _, f := range a.Unused {
		unused = append(unused, f.Err.Error())
	}
	return unused, nil
}

// asked lists what a question asks for by name and number.
func asked(q *verify.Question) []string {
	var out []string
	if q.Name != "" {
		out = append(out, q.Name)
	}
	for _, id := range q.Identifiers {
		out = append(out, id.Scheme+":"+id.Value)
	}
	return out
}

// met says which name of a candidate met the one asked for, nil if none did.
func met(a *verify.Answer, s *verify.Subject) (*view.Met, error) {
	m, ok, err := answer.Meet(a, s)
	if err != nil || !ok {
		return nil, err
	}
	return meeting(m), nil
}

func meeting(m answer.Meeting) *view.Met {
	out := &view.Met{Name: m.Name, Similarity: fmt.Sprintf("%.4f", m.Similarity), Basis: m.Basis, Differs: m.Vetoes}
	for _, p := range m.Pairs {
		out.Words = append(out.Words, view.Pair{Asked: p.Asked, Held: p.Held, How: p.How})
	}
	for _, l := range m.Asked {
		out.Words = append(out.Words, view.Pair{Asked: l.Word})
	}
	for _, l := range m.Held {
		out.Words = append(out.Words, view.Pair{Held: l.Word})
	}
	return out
}

// searched says how similar names were looked for.
func searched(a *verify.Answer) *view.Search {
	s := a.Search
	if s == nil {
		return nil
	}
	out := &view.Search{Names: s.Names, Claims: s.Claims, Looked: s.Looked, Threshold: fmt.Sprintf("%.4f", float64(s.Threshold)/1e4)}
	for _, l := range s.Left {
		out.Left = append(out.Left, *meeting(answer.Meeting{Name: l.Name, Explanation: find.Explain(a.Question.Name, l.Name)}))
	}
	return out
}
