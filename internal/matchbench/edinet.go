package matchbench

import (
	"context"
	"fmt"
	"strings"
	"unicode"
)

func runEDINET(ctx context.Context, c Config, s *Section) error {
	pairs, err := readEDINET(c.Data)
	if err != nil {
		return err
	}
	docs, japanese, kana, right := make([]entity, len(pairs)), make([]string, len(pairs)), make([]string, len(pairs)), make([]int, len(pairs))
	for i, p := range pairs {
		docs[i] = entity{id: p.id, names: []string{p.english}}
		japanese[i], kana[i], right[i] = p.japanese, p.kana, i
	}
	for _, m := range quick(matchers(nil)) {
		f, err := m.index(ctx, docs)
		if err != nil {
			return fmt.Errorf("index of %s: %w", m.name, err)
		}
		written, err := ranksOf(ctx, f, japanese, right, 50)
		if err == nil && m.name == oursName {
			var read ranks
			read, err = ranksOf(ctx, f, kana, right, 50)
			explainEDINET(s, pairs, written, read)
		}
		f.close()
		if err != nil {
			return err
		}
		for _, k := range []int{1, 5, 50} {
			f := Figure{What: fmt.Sprintf("Japanese to English: hit@%d", k), Of: m.name, Value: written.hit(k), N: len(written)}
			f.Low, f.High = wilson(written.hits(k), len(written))
			if m.name == oursName && k == 5 {
				s.want(f, ">=", 0.50)
			} else {
				s.add(f)
			}
		}
	}
	return nil
}

// explainEDINET groups what was not found in the first five by what it would have taken. read are the ranks of the same
// questions asked in kana, the reading that EDINET gives beside the name and that a dictionary would have to guess.
func explainEDINET(s *Section, pairs []translated, written, read ranks) {
	counts, scripts, misses := map[string]int{}, map[string]int{}, 0
	for i, at := range written {
		if at > 0 && at <= 5 {
			continue
		}
		misses++
		cause := "the English name is another one: initials, a translation, a brand"
		switch {
		case read[i] > 0 && read[i] <= 5:
			cause = "the reading of the characters is needed"
		case read[i] > 0:
			cause = "found by the reading, but too low"
		case initials(pairs[i].english):
			cause = "the English name begins with initials"
		}
		counts[cause]++
		script := writtenIn(pairs[i].japanese)
		scripts[script]++
		if counts[cause] <= 50 {
			s.list(cause, "%d (kana %d) %s: %s | %s", at, read[i], script, pairs[i].japanese, pairs[i].english)
		}
	}
	for cause, n := range sorted(counts) {
		s.add(Figure{What: "not in the first 5: " + cause, Of: oursName, Value: share(n, misses), N: n})
	}
	for script, n := range sorted(scripts) {
		s.add(Figure{What: "not in the first 5: written in " + script, Of: oursName, Value: share(n, misses), N: n})
	}
	s.add(Figure{What: "hit@5 if asked in kana", Of: oursName, Value: read.hit(5), N: len(read)})
}

// initials reports whether a name begins with a word of capitals too short to be anything else in a list that writes many
// names in capitals.
func initials(name string) bool {
	first, _, _ := strings.Cut(name, " ")
	return len(first) >= 2 && len(first) <= 4 && strings.ToUpper(first) == first
}

// writtenIn says in which characters a Japanese name is written, but for its legal form.
func writtenIn(name string) string {
	var han, kana, latin bool
	for _, r := range strings.NewReplacer("株式会社", "", "有限会社", "", "合同会社", "").Replace(name) {
		switch {
		case unicode.Is(unicode.Han, r):
			han = true
		case unicode.In(r, unicode.Katakana, unicode.Hiragana):
			kana = true
		case unicode.Is(unicode.Latin, r):
			latin = true
		}
	}
	switch {
	case han && (kana || latin):
		return "kanji and others"
	case han:
		return "kanji alone"
	case kana && latin:
		return "kana and Latin"
	case kana:
		return "kana alone"
	}
	return "Latin"
}
