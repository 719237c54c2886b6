package answer

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

//go:embed page.html.tmpl
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"join":    strings.Join,
	"meaning": func(k claim.Kind) string { return k.Meaning() },
	"clamp":   rulebook.ClampReason,
	"share":   share,
}).Parse(pageText))

// page is what the template prints. The answer file has all of each list; the page has as much as one sheet holds, and says
// how much more there is.
type page struct {
	*verify.Answer
	Word        string
	Fictional   bool
	Shown       part[verify.Subject]
	Rejected    part[verify.Subject]
	Matches     part[rulebook.Match]
	Records     part[rulebook.View]
	Sources     part[pageSource]
	NotExamined part[string]
}

// part is the beginning of a list, and how many more there are.
type part[T any] struct {
	List []T
	More int
}

func (p *part[T]) cut(n int) {
	if len(p.List) > n {
		p.More += len(p.List) - n
		p.List = p.List[:n]
	}
}

// pageSource is a source with what speaks against relying on it.
type pageSource struct {
	rulebook.ExaminedSource
	Remark string
}

// share writes ten-thousandths as a number from 0 to 1.
func share(tenThousandths int) string { return fmt.Sprintf("%.4f", float64(tenThousandths)/1e4) }

var words = map[string]string{
	rulebook.Barred: "Barred", rulebook.Ask: "A person must decide", rulebook.Stale: "No bar found, but sources are missing or old",
	rulebook.UnknownSubject: "Unknown subject", rulebook.ClearWithNotes: "No bar found, with notes", rulebook.Clear: "No bar found",
	rulebook.OutOfScopePerson: "Out of scope: a natural person",
}

// Page writes one A4 page for the procurement file: question, answer, reasons, sources and their ages, what was not
// examined, and how to verify.
func Page(a *verify.Answer) ([]byte, error) {
	p := page{Answer: a, Word: words[a.Answer], Fictional: slices.ContainsFunc(a.Notes, func(n string) bool { return strings.HasPrefix(n, "FICTIONAL") })}
	if p.Word == "" {
		p.Word = "Records, without an answer"
	}
	p.Shown.List, p.Rejected.List = a.Subjects, a.Rejected
	if r := a.Result; r != nil {
		for _, s := range r.Subjects {
			p.Matches.List = append(p.Matches.List, s.Matches...)
			p.Records.List = append(p.Records.List, decisive(s)...)
		}
		p.Sources.List = pageSources(r)
		p.NotExamined.List = r.NotExamined
	}
	p.fit()
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, &p); err != nil {
		return nil, fmt.Errorf("write the page: %w", err)
	}
	return b.Bytes(), nil
}

// decisive lists the records of an organisation, those that a rule matched first.
func decisive(s rulebook.SubjectResult) []rulebook.View {
	var matched, rest []rulebook.View
	for _, r := range s.Records {
		if slices.ContainsFunc(s.Matches, func(m rulebook.Match) bool { return slices.Contains(m.Records, r.Claim) }) {
			matched = append(matched, r)
		} else {
			rest = append(rest, r)
		}
	}
	return append(matched, rest...)
}

// pageSources lists the sources, those with a remark first, since the page may have no room for all.
func pageSources(r *rulebook.Result) []pageSource {
	var list []pageSource
	for _, e := range r.Examined {
		var remarks []string
		for _, s := range r.Stale {
			if s.ID == e.ID {
				remarks = append(remarks, fmt.Sprintf("stale: the policy allows %d days", s.MaxDays))
			}
		}
		for _, u := range r.Undetermined {
			if u.Source == e.ID {
				remarks = append(remarks, fmt.Sprintf("%d rows held out as undetermined, %d refused", u.Count, u.Refused))
			}
		}
		list = append(list, pageSource{e, strings.Join(remarks, "; ")})
	}
	slices.SortStableFunc(list, func(a, b pageSource) int { return cmp.Compare(min(len(b.Remark), 1), min(len(a.Remark), 1)) })
	return list
}
