package roman_test

import (
	"testing"

	"probity.example/probity/internal/match/roman"
)

func TestSoundOfSpellingsOfOneWord(t *testing.T) {
	for _, same := range [][]string{
		{"tekhnika", "tehnika", "technika"},
		{"zhurnal", "jurnal", "dzhurnal"},
		{"faruq", "farouk", "farook"},
		{"aleksandr", "alexandr"},
		{"philosophia", "filosofiia"},
		{"vagner", "wagner"},
		{"shkola", "schkola"},
		{"chaykovskiy", "tchaikovski", "tschaykovskij"},
		{"muhammad", "mohamed", "muhammed"},
		{"amir", "ameer"},
		{"jamaah", "djamaa", "jamaa"},
		{"technique", "technik"},
		{"tsar", "tzar"},
		{"yekaterina", "ekaterina"},
		{"alekseyev", "alekseev"},
		{"ghazi", "gazi"},
		{"dhahab", "dahab"},
		{"thawra", "tawra"},
	} {
		for _, s := range same[1:] {
			if a, b := roman.Sound(same[0]), roman.Sound(s); a != b {
				t.Errorf("%s sounds %q and %s sounds %q", same[0], a, s, b)
			}
		}
	}
}

func TestSoundKeepsWordsApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"bank", "bang"},
		{"metal", "medal"},
		{"north", "south"},
		{"salam", "salim"},
		{"amir", "umar"},
		{"orient", "orion"},
		{"change", "hang"},
		{"vostok", "vostochny"},
		{"delta", "data"},
		{"marine", "mariner"},
	} {
		if a := roman.Sound(pair[0]); a == roman.Sound(pair[1]) || a == "" {
			t.Errorf("%s and %s both sound %q", pair[0], pair[1], a)
		}
	}
}

// A word written without vowels meets the word written with them.
func TestSkeletonMeetsOpenSpellings(t *testing.T) {
	for open, latin := range map[string][]string{
		"بنك": {"bank"}, "مصرف": {"masraf", "masrif"}, "حزب": {"hizb", "hezb"}, "ملی": {"melli", "milli"},
		"الجهاد": {"aljihad", "aldjihad"}, "كتاب": {"kitab", "ketab"}, "مدرسة": {"madrasa", "madrasah", "madrasat", "madreseh"},
		"ثورة": {"thawra", "thawrah", "sowreh"}, "قلعة": {"qalaa", "kalaat", "galaa"}, "نور": {"nur", "noor", "nour"},
		"وزارت": {"vezarat", "wizarat", "wezarat"}, "גדול": {"gadol"}, "ספר": {"sefer"}, "כתב": {"ktav", "katab"}, "מים": {"mayim"},
	} {
		for _, l := range latin {
			if !meets(open, l) {
				t.Errorf("%s, spelled %q, does not meet %s", open, spellings(open), l)
			}
		}
	}
}

func meets(open, latin string) bool {
	for _, s := range roman.Word(open) {
		if roman.Skeleton(s.Latin) == roman.Skeleton(latin) {
			return true
		}
	}
	return false
}

func TestSkeletonKeepsConsonantsApart(t *testing.T) {
	for _, pair := range [][2]string{{"bank", "bonga"}, {"masraf", "masrah"}, {"hizb", "hasab"}, {"salam", "zaman"}} {
		if roman.Skeleton(pair[0]) == roman.Skeleton(pair[1]) {
			t.Errorf("%s and %s share %q", pair[0], pair[1], roman.Skeleton(pair[0]))
		}
	}
}
