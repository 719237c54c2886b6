package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const goodEntry = `id: rur-debarred
title: Debarred suppliers of Ruritania
publisher: Procurement Chamber of Ruritania
origin: official
jurisdiction: XR
licence: CC BY 4.0
criterion: exclusion
url: https://example.org/debarred.csv
cadence: daily
persons: column type
`

func TestLoadEntries(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"good", "", "", ""},
		{"unknown key", "cadence:", "colour: red\ncadence:", "colour"},
		{"id", "rur-debarred", "Rur Debarred", "lower-case"},
		{"built-in id", "rur-debarred", "uk-ofsi", "built-in"},
		{"refused criterion", "criterion: exclusion", "criterion: foreign_funding", "refused under every kind"},
		{"unknown criterion", "criterion: exclusion", "criterion: dislike", "one of registration"},
		{"no criterion", "criterion: exclusion\n", "", "one of registration"},
		{"origin", "origin: official", "origin: hearsay", "origin"},
		{"jurisdiction", "jurisdiction: XR", "jurisdiction: Ruritania", "jurisdiction"},
		{"no publisher", "publisher: Procurement Chamber of Ruritania\n", "", "publisher is missing"},
		{"not YAML", "id:", "\t- id:", "read YAML"},
	} {
		dir := t.TempDir()
		text := goodEntry
		if c.old != "" {
			text = strings.Replace(text, c.old, c.new, 1)
		}
		if err := os.WriteFile(filepath.Join(dir, "a.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		entries, err := LoadEntries(dir)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want == "" && (len(entries) != 1 || entries[0].ID != "rur-debarred" || len(entries[0].Readers) != 2):
			t.Errorf("%s: %+v", c.name, entries)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "a.yaml")):
			t.Errorf("%s: %v, want an error about %q in a.yaml", c.name, err, c.want)
		}
	}
}

func TestLoadEntriesTwice(t *testing.T) {
	dir := t.TempDir()
	if entries, err := LoadEntries(filepath.Join(dir, "none")); err != nil || len(entries) != 0 {
		t.Errorf("a directory that is not there: %v, %v", entries, err)
	}
	for _, name := range []string{"a.yaml", "b.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(goodEntry), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := LoadEntries(dir); err == nil || !strings.Contains(err.Error(), "that of a.yaml") {
		t.Errorf("one id twice: %v", err)
	}
}
