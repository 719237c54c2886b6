package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPublisherExamples reads the examples of docs/format-publisher.md: each is a whole file and holds nothing that is
// refused.
func TestPublisherExamples(t *testing.T) {
	doc, err := os.ReadFile("../../docs/format-publisher.md")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for i, block := range strings.Split(string(doc), "```") {
		lang, text, _ := strings.Cut(block, "\n")
		if i%2 == 0 {
			continue
		}
		found[lang]++
		path := filepath.Join(t.TempDir(), "example."+lang)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if lang == "yaml" {
			if entries, err := LoadEntries(filepath.Dir(path)); err != nil || len(entries) != 1 {
				t.Errorf("example %d: %v, %v", i, entries, err)
			}
			continue
		}
		e := Entry{ID: "rur-debarred", Readers: ProbityReaders()}
		rec := newRecorder(t, e)
		if err := readInto(rec, e, path); err != nil {
			t.Fatalf("example %d: %v", i, err)
		}
		if len(rec.parties) == 0 || len(rec.rejects)+len(rec.refusals) > 0 || rec.published != "2026-11-01" {
			t.Errorf("example %d: %s %v", i, rec.summary(), rec.refusals)
		}
	}
	if found["json"] != 2 || found["csv"] != 2 || found["yaml"] != 1 {
		t.Errorf("examples found: %v", found)
	}
}

// TestPublisherRules holds that the page names every rule by which the readers of Probity's own formats refuse.
func TestPublisherRules(t *testing.T) {
	doc, err := os.ReadFile("../../docs/format-publisher.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fixtures(t) {
		if f.source != "rur-debarred" {
			continue
		}
		rec := newRecorder(t, f.entry)
		if err := readInto(rec, f.entry, f.path); err != nil {
			t.Fatal(err)
		}
		rules := map[string]bool{}
		for _, e := range rec.rejects {
			rules[e.Rule] = true
		}
		for _, e := range rec.refusals {
			rules[e.Rule] = true
		}
		for rule := range rules {
			if !strings.Contains(string(doc), "`"+rule+"`") {
				t.Errorf("rule %q of %s is not on the page", rule, f.path)
			}
		}
	}
	for _, column := range ownColumns {
		if !strings.Contains(string(doc), "`"+column+"`") {
			t.Errorf("column %q is not on the page", column)
		}
	}
}
