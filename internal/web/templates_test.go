package web

import (
	"html/template"
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplatesAreTyped finds every misspelt field and wrong argument in every branch of every template.
func TestTemplatesAreTyped(t *testing.T) {
	p, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		t    *template.Template
		data any
	}{
		{p.home, homePage{}},
		{p.answer, answerPage{}},
		{p.organisation, organisationPage{}},
		{p.claim, claimPage{}},
		{p.sources, sourcesPage{}},
		{p.source, sourcePage{}},
		{p.policies, policiesPage{}},
		{p.policy, policyPage{}},
		{p.about, aboutPage{}},
		{p.fault, faultPage{}},
	} {
		if err := templatecheck.CheckHTMLStrict(c.t, c.data); err != nil {
			t.Errorf("%s: %v", c.t.Name(), err)
		}
	}
}
