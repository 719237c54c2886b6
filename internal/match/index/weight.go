package index

import (
	"math"

	"probity.example/probity/internal/match/lexicon"
)

// Worth of a word of the vocabulary that is not the word of the question but may stand for it.
const (
	worthOtherSense  = 0.95 // same letters, but one is a word of the lexicon and the other is not
	worthTranslation = 0.97 // another word of the same concept
	worthSpelling    = 0.97 // another romanisation
	worthSound       = 0.85
	worthSkeleton    = 0.8
	worthPrefix      = 0.7 // at most; less, the less of the long word is there
	worthJoined      = 0.9
	worthAcronym     = 0.6
)

// kindWorth is what a word of a kind says about which organisation is meant, beside its rarity.
var kindWorth = [8]float32{
	lexicon.None:     1,
	lexicon.Function: 0.01,
	lexicon.Generic:  0.3,
	lexicon.Quality:  0.5,
	lexicon.Field:    0.7,
	lexicon.Place:    0.7,
	lexicon.Number:   0.6,
}

// weight is what a word is worth that df of n names hold.
func weight(n, df int, in info) float32 {
	return kindWorth[in.kind()] * float32(math.Log1p(float64(n)/float64(max(df, 1))))
}

// gain is what the meeting of two words adds to the score: as much as the commoner of them is worth, so that a misspelling,
// which is always rare, counts no more than the word that is meant.
func gain(worth, a, b float32) float32 {
	m := min(a, b)
	return worth * m * m
}
