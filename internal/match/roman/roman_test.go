package roman_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"probity.example/probity/internal/match/roman"
)

func TestScriptOf(t *testing.T) {
	for script, letters := range map[roman.Script]string{
		roman.Latin: "azßøếŋ", roman.Cyrillic: "ажґўқ", roman.Greek: "αώςϊ", roman.Armenian: "աև", roman.Georgian: "აჰ",
		roman.Arabic: "اپیڑ", roman.Hebrew: "אץ", roman.Thai: "กเัิ", roman.Hangul: "한", roman.Kana: "あア", roman.Han: "行",
		roman.Other: "0٣ \u0301-_’ₓ\uFFFD",
	} {
		for _, r := range letters {
			if r != 'ₓ' && roman.ScriptOf(r) != script {
				t.Errorf("ScriptOf(%q) = %d, want %d", r, roman.ScriptOf(r), script)
			}
		}
	}
}

// first is the first spelling of a word.
func first(t *testing.T, word string) string {
	t.Helper()
	s := roman.Word(word)
	if len(s) == 0 {
		t.Fatalf("Word(%q) has no spelling", word)
	}
	return s[0].Latin
}

func spellings(word string) []string {
	var out []string
	for _, s := range roman.Word(word) {
		out = append(out, s.Latin)
	}
	return out
}

// words is a table of words, the first spelling they must have, and others that they must have too.
type words []struct{ word, first, others string }

func (table words) check(t *testing.T) {
	t.Helper()
	for _, w := range table {
		if got := first(t, w.word); got != w.first {
			t.Errorf("first spelling of %s is %q, want %q", w.word, got, w.first)
		}
		for _, other := range strings.Fields(w.others) {
			if got := spellings(w.word); !slices.Contains(got, other) {
				t.Errorf("spellings of %s are %q, want %q among them", w.word, got, other)
			}
		}
	}
}

func TestOpenSaysThatVowelsAreMissing(t *testing.T) {
	for word, open := range map[string]bool{"بنك": true, "בנק": true, "банк": false, "τράπεζα": false, "bank": false, "ธนาคาร": false} {
		for _, s := range roman.Word(word) {
			if s.Open != open {
				t.Errorf("%s as %s: Open is %v", word, s.Latin, s.Open)
			}
		}
	}
}

func TestLettersOfAnotherAlphabetThatLookTheSame(t *testing.T) {
	for masked, meant := range map[string]string{
		"зaвoд":    "завод", // Latin a and o
		"мiська":   "міська",
		"bаnk":     "bank",     // Cyrillic а
		"τράπεζa":  "τράπεζα",  // Latin a
		"∆ιοίκηση": "διοίκηση", // the sign for an increment
	} {
		if got, want := spellings(masked), spellings(meant); !slices.Equal(got, want) {
			t.Errorf("%s is spelled %q, want %q as %s", masked, got, want, meant)
		}
	}
}

func TestNothingToRomanise(t *testing.T) {
	for _, w := range []string{"", "1234", "-", "́", "\xff\xfe", "ـ", "ᚠᚢᚦ"} {
		if got := roman.Word(w); len(got) != 0 {
			t.Errorf("Word(%q) = %v", w, got)
		}
	}
}

func TestLongWordIsCut(t *testing.T) {
	for _, letter := range []string{"a", "щ", "ψ", "ش", "ש", "พ", "ü", "՞", "ჭ", "\xff", "́"} {
		for _, s := range roman.Word(strings.Repeat(letter, 1<<20)) {
			if len(s.Latin) > 64*6 {
				t.Errorf("%d letters for a word of %q", len(s.Latin), letter)
			}
		}
	}
}

// check holds what is true of every answer for every word.
func check(t interface{ Fatalf(string, ...any) }, word string) {
	got := roman.Word(word)
	if len(got) > 6 {
		t.Fatalf("%q has %d spellings", word, len(got))
	}
	seen := map[string]bool{}
	for _, s := range got {
		if s.Latin == "" || seen[s.Latin] || len(s.Latin) > 64*8 || s.System == "" {
			t.Fatalf("%q has spelling %+v among %v", word, s, got)
		}
		seen[s.Latin] = true
		if strings.Trim(s.Latin, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Fatalf("%q is spelled %q", word, s.Latin)
		}
	}
	if !slices.Equal(got, roman.Word(word)) {
		t.Fatalf("%q is spelled differently the second time", word)
	}
	for _, code := range []func(string) string{roman.Sound, roman.Skeleton} {
		if c := code(word); len(c) > 2*len(word) || strings.Trim(c, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Fatalf("the code of %q is %q", word, c)
		}
	}
	if f := roman.FoldLatin(word); roman.FoldLatin(f) != f {
		t.Fatalf("FoldLatin(%q) = %q, and folded again %q", word, f, roman.FoldLatin(f))
	}
	if a, rest := roman.Article(word); a+rest != word {
		t.Fatalf("Article(%q) = %q, %q", word, a, rest)
	}
}

func TestEveryWord(t *testing.T) {
	letters := rapid.OneOf(
		rapid.RuneFrom([]rune("abcdefghijklmnopqrstuvwxyzßæøłıéüğşžñ'")),
		rapid.RuneFrom([]rune("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўђјљњћџқғңөұүһ")),
		rapid.RuneFrom([]rune("αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ")),
		rapid.RuneFrom([]rune("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև")),
		rapid.RuneFrom([]rune("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ")),
		rapid.RuneFrom([]rune("اأإآبتثجحخدذرزسشصضطظعغفقكلمنهويىةءپچژگکیًَُِّْـ")),
		rapid.RuneFrom([]rune("אבגדהוזחטיכךלמםנןסעפףצץקרשתװײ'׳")),
		rapid.RuneFrom([]rune("กขคงจชซญดตถทนบปผฝพฟภมยรลวศษสหอฮฤะัาำิีึืุูเแโใไ็่้์ๆ")),
		rapid.Rune(),
	)
	rapid.Check(t, func(t *rapid.T) {
		check(t, string(rapid.SliceOfN(letters, 0, 80).Draw(t, "word")))
	})
	script := rapid.SampledFrom([]string{
		"абвгеийкхцщьюя", "αεηιουγκμπντσ", "اوىيلةنبكق", "אבהויכפצשת", "กรลวหมอยเแไัาิ์", "եոււևյաբ",
	})
	rapid.Check(t, func(t *rapid.T) { // dense in the letters whose sound depends on their place
		check(t, string(rapid.SliceOfN(rapid.RuneFrom([]rune(script.Draw(t, "script"))), 1, 12).Draw(t, "word")))
	})
}

func FuzzWord(f *testing.F) {
	for _, w := range []string{
		"bank", "müller", "завод", "їжак", "τζάμι", "բանկ", "ბანკი", "والتجارة", "ג'ירפה", "เรือ", "กรรม", "東京", "한국", "かな", "зaвoд", "\xff\x00",
	} {
		f.Add(w)
	}
	f.Fuzz(func(t *testing.T, word string) {
		check(t, word)
		if !utf8.ValidString(word) {
			for _, s := range roman.Word(word) {
				check(t, s.Latin)
			}
		}
	})
}
