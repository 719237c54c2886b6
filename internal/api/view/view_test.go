package view_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/claim"
)

func TestEveryGroundHasWords(t *testing.T) {
	for _, g := range claim.Grounds {
		if view.GroundWords(g) == g {
			t.Errorf("ground %s has no words", g)
		}
	}
}

// TestHeadlines: no answer is called clear without what was looked at, and none calls a question about nobody clear.
func TestHeadlines(t *testing.T) {
	for _, answer := range []string{"", "barred", "ask", "stale", "unknown_subject", "clear_with_notes", "clear", "out_of_scope_person"} {
		a := view.Answer{Answer: answer, Policy: &view.PolicyRef{ID: "p", Version: "1"}, Sources: make([]view.Examined, 1)}
		h := a.Headline()
		if h == "" || strings.Contains(strings.ToLower(h), "clear") {
			t.Errorf("%s: %q", answer, h)
		}
		if strings.HasPrefix(answer, "clear") && !strings.HasPrefix(h, "No bar found under p 1 in 1 source") {
			t.Errorf("%s: %q", answer, h)
		}
	}
}

// TestQueryReadsBack: what a question is written as is read as the same question.
func TestQueryReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := view.Question{
			Name:    strings.Join(strings.Fields(rapid.StringMatching(`[\pL\pN&;=%+?#'"<>. -]{1,60}`).Draw(t, "name")), " "),
			Country: rapid.SampledFrom([]string{"", "DE", "XV"}).Draw(t, "country"),
			Policy:  rapid.StringMatching(`[a-z-]{0,20}`).Draw(t, "policy"),
			AsOf:    claim.Date(rapid.SampledFrom([]string{"", "2021-01-01"}).Draw(t, "as_of")),
			Person:  rapid.Bool().Draw(t, "person"),
		}
		if q.Name == "" {
			t.Skip()
		}
		got, err := view.ParseQuestion(q.Query())
		if err != nil || got != q {
			t.Fatalf("%+v read as %+v, %v", q, got, err)
		}
	})
}

func FuzzParseQuestion(f *testing.F) {
	f.Add("name=a&id=XI-LEI:5493001KJTIIGC8Y1R12&as_of=2020-01-01")
	f.Add("name=%ff&name=b")
	f.Fuzz(func(t *testing.T, query string) {
		q, err := view.ParseQuestion(query)
		if err != nil {
			if d := view.Describe(err); d.Fault == view.Internal {
				t.Errorf("%q: %v", query, err)
			}
			return
		}
		if again, err := view.ParseQuestion(q.Query()); err != nil || again != q {
			t.Errorf("%q: read as %+v, then as %+v, %v", query, q, again, err)
		}
	})
}
