package verify_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"probity.example/probity/verify"
)

// TestDocumented holds docs/format-answer.md to the checks and their order, and to the notes.
func TestDocumented(t *testing.T) {
	doc, err := os.ReadFile("../docs/format-answer.md")
	if err != nil {
		t.Fatal(err)
	}
	section := regexp.MustCompile(`(?s)## 3\. The checks.*?## 4\.`).Find(doc)
	var names []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllSubmatch(section, -1) {
		names = append(names, string(m[1]))
	}
	if !slices.Equal(names, verify.Checks) {
		t.Errorf("the page has the checks %v, want %v", names, verify.Checks)
	}
	count := regexp.MustCompile(`: \d+\.$`)
	for _, s := range samples {
		a, err := verify.Parse(ask(t, s.policy, s.q))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range a.Notes {
			n = count.ReplaceAllString(n, ": N.")
			if !regexp.MustCompile("(?m)^" + regexp.QuoteMeta(n) + "$").Match(doc) {
				t.Errorf("the page lacks the note %q", n)
			}
		}
	}
}
