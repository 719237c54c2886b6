package roman_test

import (
	"testing"

	"probity.example/probity/internal/match/roman"
)

func TestSlavicIsOneForAllRomanisations(t *testing.T) {
	for _, same := range [][]string{
		{"нефтяной", "neftyanoy", "neftianoi", "neftjanoj", "neftyanoi"},
		{"общество", "obshchestvo", "obschestvo", "obshestvo"},
		{"ответственностью", "otvetstvennostyu", "otvetstvennostiu", "otvetstvennostju"},
		{"объединение", "obyedineniye", "obedinenie", "obiedinenie"},
		{"советский", "sovetskiy", "sovetskii", "sovetski", "sovetskij"},
		{"технологии", "tekhnologii", "tehnologii", "tekhnologiyi"},
		{"новые", "novye", "noviye", "novyye"},
		{"хлебозавод", "khlebozavod", "hlebozavod"},
		{"комплекс", "kompleks", "komplex"},
	} {
		for _, s := range same[1:] {
			if got, want := roman.Slavic(s), roman.Slavic(same[0]); got != want || got == "" {
				t.Errorf("%s: %q, but %s: %q", s, got, same[0], want)
			}
		}
	}
	for _, s := range []string{"", "ab1", "ბანკი", "τράπεζα", "қазақ"} {
		if got := roman.Slavic(s); got != "" {
			t.Errorf("%q has code %q", s, got)
		}
	}
}
