package lexicon

import "testing"

func TestRelated(t *testing.T) {
	id := func(word string) ID {
		id, n := Match([]string{word})
		if n == 0 {
			t.Fatalf("%q is not in the tables", word)
		}
		return id
	}
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"oil", "petroleum", true},
		{"petroleum", "oil", true},
		{"shipping", "maritime", true},
		{"bank", "bank", true},
		{"oil", "gas", false},
		{"bank", "shipping", false},
		{"france", "germany", false},
	} {
		if got := Related(id(tt.a), id(tt.b)); got != tt.want {
			t.Errorf("Related(%s, %s) = %v", tt.a, tt.b, got)
		}
	}
}

func TestReadRelatedRefuses(t *testing.T) {
	if _, err := readRelated("oil nosuchconcept\n"); err == nil {
		t.Error("an unknown concept is accepted")
	}
	if _, err := readRelated(relatedText); err != nil {
		t.Error(err)
	}
}
