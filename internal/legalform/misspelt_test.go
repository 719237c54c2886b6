package legalform

import "testing"

func TestFoldMisspelt(t *testing.T) {
	tests := []struct{ name, folded string }{
		{"orlan aktiengeselschaft", "orlan /ag"},
		{"orlan joynt stock company", "orlan /jsc"},
		{"orlan joint stock compan", "orlan /jsc"},
		{"orlan limitted", "orlan /ltd"},
		{"orlan", "orlan"},
		{"corporatiom", "corporatiom"},                 // the whole name
		{"societe generale sa", "societe generale sa"}, // the word that was mended is not part of the form
		{"orlan companion", "orlan companion"},
		{"orlan pirvate schools", "orlan pirvate schools"}, // "private" alone is no form
	}
	for _, tt := range tests {
		if folded, _ := FoldMisspelt(tt.name); folded != tt.folded {
			t.Errorf("FoldMisspelt(%q) = %q, want %q", tt.name, folded, tt.folded)
		}
	}
}
