package matchbench

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"strings"
)

//go:embed identity.txt
var identityLabels string

// readIdentity gives our own labels of the pairs of the name bench, by pairDigest: "same", "other" or "open".
func readIdentity(text string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(text) {
		if digest, label, ok := strings.Cut(strings.TrimSpace(line), " "); ok && digest != "#" {
			out[digest] = label
		}
	}
	return out
}

// pairDigest names a pair without showing it: the first 8 bytes of the SHA-256 of both names with a zero byte between.
func pairDigest(a, b string) string {
	sum := sha256.Sum256([]byte(a + "\x00" + b))
	return hex.EncodeToString(sum[:8])
}

const (
	bootstrapRounds = 2000
	// peerThreshold is where logic-v2 takes two names for a match if nothing else is said.
	peerThreshold = 0.70
)

func runNames(_ context.Context, c Config, s *Section) error {
	pairs, err := readNameBench(c.Data)
	if err != nil {
		return err
	}
	var corpus []entity
	for _, p := range pairs {
		corpus = append(corpus, entity{names: []string{p.a, p.b}})
	}
	identity := readIdentity(identityLabels)
	for _, m := range matchers(corpus) {
		all, same := make([]scored, len(pairs)), []scored(nil)
		for i, p := range pairs {
			all[i] = scored{m.compare(p.a, p.b), p.match}
			label := identity[pairDigest(p.a, p.b)]
			if label == "same" || label == "other" {
				same = append(same, scored{all[i].score, label == "same"})
			}
			if label != "" && m.threshold > 0 && all[i].match != (all[i].score >= m.threshold) {
				s.list(fmt.Sprintf("wrong at %.2f", m.threshold), "%.3f %v %s | %s", all[i].score, p.match, p.a, p.b)
			}
		}
		nameFigures(s, m.name, "should alert", all, m.threshold)
		nameFigures(s, m.name, "same organisation", same, m.threshold)
	}
	var peer []scored
	for _, p := range pairs {
		if p.hasPeer {
			peer = append(peer, scored{p.peer, p.match})
		}
	}
	nameFigures(s, "logic-v2", "should alert", peer, peerThreshold)
	s.note("same organisation: by our own review; pairs whose names alone do not tell are left out, and so are names of persons")
	return nil
}

// nameFigures adds what a matcher's scores are worth, at its fixed threshold and at the best there is.
func nameFigures(s *Section, of, label string, pairs []scored, threshold float64) {
	sampled := func(f1 func([]scored) float64) (low, high float64) {
		drawn := make([]scored, len(pairs))
		return bootstrap(len(pairs), bootstrapRounds, 1, func(sample []int) float64 {
			for i, j := range sample {
				drawn[i] = pairs[j]
			}
			return f1(drawn)
		})
	}
	if threshold > 0 {
		at := judge(pairs, threshold)
		f := Figure{What: fmt.Sprintf("%s: F1 at %.2f", label, threshold), Of: of, Value: at.f1(), N: len(pairs)}
		f.Low, f.High = sampled(func(p []scored) float64 { return judge(p, threshold).f1() })
		if of == oursName && label == "should alert" {
			s.want(f, ">=", 0.92)
		} else {
			s.add(f)
		}
		s.add(Figure{What: fmt.Sprintf("%s: precision at %.2f", label, threshold), Of: of, Value: at.precision(), N: at.tp + at.fp})
		s.add(Figure{What: fmt.Sprintf("%s: recall at %.2f", label, threshold), Of: of, Value: at.recall(), N: at.tp + at.fn})
	}
	best, at := bestF1(pairs)
	f := Figure{What: label + ": best F1", Of: of, Value: at.f1(), N: len(pairs)}
	f.Low, f.High = sampled(func(p []scored) float64 { _, c := bestF1(p); return c.f1() })
	s.add(f)
	s.add(Figure{What: label + ": threshold of the best F1", Of: of, Value: best, N: len(pairs)})
}
