package text_test

import (
	"testing"

	"probity.example/probity/internal/match/text"
)

func TestSays(t *testing.T) {
	for _, name := range []string{"Orlan", "3V", "Bank", "Orlan Ltd", "Ministry of Shipping", "オルラン株式会社", "N.A. Vexel", "Naro"} {
		if !text.Says(name) {
			t.Errorf("%q says nothing", name)
		}
	}
	for _, name := range []string{"", "?????? ??", "-", "N/A", "n.a.", "unknown", "Ltd", "Co. Ltd.", "株式会社", "🙂🙂", "The Company", "Company Limited", "\u0301\u0301", "\xff"} {
		if text.Says(name) {
			t.Errorf("%q says something", name)
		}
	}
}
