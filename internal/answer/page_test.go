package answer_test

import (
	"fmt"
	"strings"
	"testing"

	"probity.example/probity/internal/answer"
	"probity.example/probity/verify"
)

// TestPageShowsSimilarNames: the page tells a similarity from an identity, says what was searched, and keeps to one sheet however many
// candidates there are.
func TestPageShowsSimilarNames(t *testing.T) {
	a := &verify.Answer{
		Question: verify.Question{Name: "Orlann Shiping", AsOf: "2026-06-02"},
		Search: &verify.Search{
			Matcher: "1-x", Threshold: 8000, Claims: 41, Names: 57, Looked: 12,
			Left: []verify.Left{{Name: "Orlan Foods", Similarity: 7105}, {Name: "<b>Shipping</b>", Similarity: 6000}},
		},
		Subjects: []verify.Subject{{
			Organisation: "o1", Caption: "Orlan Shipping Co.", Identity: "possible", Reasons: []string{"name_similar"},
			Similar: &verify.Similar{Name: "ORLAN SHIPPING", Similarity: 8801},
		}},
	}
	for i := range 60 {
		a.Rejected = append(a.Rejected, verify.Subject{
			Organisation: fmt.Sprintf("o%02d", i), Caption: fmt.Sprintf("Orlan Fund %d", i), Identity: "different", Reasons: []string{"name_similar", "numbers_differ"},
			Similar: &verify.Similar{Name: fmt.Sprintf("Orlan Fund %d", i), Similarity: 8100, Against: []string{"numbers_differ"}},
		})
	}
	page, err := answer.Page(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"possible (name_similar): the name ORLAN SHIPPING has similarity 0.8801</li>", "57 names in 41 claims were searched and 12 compared, with similarity from 0.8000",
		"left out: Orlan Foods (0.7105), &lt;b&gt;Shipping&lt;/b&gt; (0.6000).", "more in the answer file",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
