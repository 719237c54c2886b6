package matchbench

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// question is one name that is screened, what was done to it, and the organisation whose name it was; -1 if it is nobody's.
type question struct {
	kind, name string
	right      int
}

// The kinds of questions, with their share of the traffic in per cent.
var mix = []struct {
	kind  string
	share int
	make  func(rng *rand.Rand, name string) string
}{
	{"exact name", 20, func(_ *rand.Rand, s string) string { return s }},
	{"one or two letters wrong", 20, misspell},
	{"a word left out", 10, leaveOut},
	{"words abbreviated", 10, abbreviate},
	{"words in another order", 10, reorder},
	{"nobody's name", 30, nil},
}

// traffic draws questions from the names of organisations; size is their number. No question is asked twice but by chance.
func traffic(n, size int, names func(i int) []string, seed uint64) []question {
	rng, nobody := rand.New(rand.NewPCG(seed, 5)), world{seed: 1<<40 + seed}
	out := make([]question, n)
	for i := range out {
		at, m := rng.IntN(100), 0
		for at >= mix[m].share {
			at -= mix[m].share
			m++
		}
		q := question{kind: mix[m].kind, right: -1}
		if mix[m].make == nil {
			q.name = nobody.names(i)[0]
		} else {
			q.right = rng.IntN(size)
			all := names(q.right)
			q.name = mix[m].make(rng, all[rng.IntN(len(all))])
		}
		out[i] = q
	}
	return out
}

// misspell changes, drops, doubles or swaps letters: one, and in names of more than 12 letters two.
func misspell(rng *rand.Rand, name string) string {
	for range 20 {
		if wrong := misspellOnce(rng, []rune(name)); wrong != name {
			return wrong
		}
	}
	return name
}

func misspellOnce(rng *rand.Rand, rs []rune) string {
	for range 1 + min(1, len(rs)/12) {
		i := rng.IntN(len(rs))
		for range rs {
			if unicode.IsLetter(rs[i]) {
				break
			}
			i = (i + 1) % len(rs)
		}
		switch n := rng.IntN(4); {
		case n == 0 && len(rs) > 3:
			rs = append(rs[:i], rs[i+1:]...)
		case n == 1:
			rs = append(rs[:i+1], rs[i:]...)
		case n == 2 && i+1 < len(rs):
			rs[i], rs[i+1] = rs[i+1], rs[i]
		case unicode.Is(unicode.Latin, rs[i]):
			rs[i] = 'a' + rune(rng.IntN(26))
		}
	}
	return string(rs)
}

// leaveOut leaves out a word that is not the first, where there are four or more.
func leaveOut(rng *rand.Rand, name string) string {
	words := strings.Fields(name)
	if len(words) < 4 {
		return name
	}
	i := 1 + rng.IntN(len(words)-1)
	return strings.Join(append(words[:i:i], words[i+1:]...), " ")
}

// abbreviate cuts long words that are not the first: to their beginning, or to their consonants.
func abbreviate(rng *rand.Rand, name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		if rs := []rune(w); i > 0 && len(rs) > 6 {
			words[i] = string(rs[:4])
			if short := rs[0:1:1]; rng.IntN(2) == 0 {
				for _, r := range rs[1:] {
					if !strings.ContainsRune("aeiouAEIOU", r) {
						short = append(short, r)
					}
				}
				words[i] = string(short)
			}
		}
	}
	return strings.Join(words, " ")
}

// reorder puts the last word first.
func reorder(_ *rand.Rand, name string) string {
	words := strings.Fields(name)
	if len(words) < 2 {
		return name
	}
	last := len(words) - 1
	return strings.Join(append([]string{words[last]}, words[:last]...), " ")
}
