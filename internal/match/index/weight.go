package index

import (
	"math"

	"probity.example/probity/internal/match/lexicon"
)

// Names are proposed by an estimate of their similarity. What words are worth here is what they are worth in package similar, rounded:
// it decides which names are compared, and never how alike they are.

// Worth of a word of the vocabulary that is not the word of the question but may stand for it.
const (
	worthOtherSense  = 0.99 // same letters, but one is a word of the lexicon and the other is not
	worthTranslation = 0.97 // another word of the same concept
	worthRelated     = 0.55 // a word of a concept near it
	worthSpelling    = 0.85 // another romanisation
	worthSound       = 0.95
	worthSkeleton    = 0.7
	worthPrefix      = 0.5
	worthJoined      = 0.97
	worthAcronym     = 0.76
	worthLongAcronym = 0.84 // of five letters or more
	worthContraction = 0.7
	worthLoose       = 0.5 // a contraction that is easily met by chance
)

// weights say, in hundredths, what a word of a kind says about which organisation is meant. Whole numbers add up to the same sum
// in every order. Files have names in the order of their weights: other weights are another version of the file.
var weights = [8]uint32{
	lexicon.None:     100,
	lexicon.Function: 1,
	lexicon.Generic:  27,
	lexicon.Quality:  68,
	lexicon.Field:    fieldWeight,
	lexicon.Place:    59,
	lexicon.Number:   40,
}

// Weights of a field of business, and of names proper of one letter and of two.
const (
	fieldWeight      = 68
	letterWeight     = 30
	twoLettersWeight = 70
)

// weight is what a word of n letters is worth, in hundredths.
func weight(in info, n int) uint32 {
	if in.kind() == lexicon.None {
		switch n {
		case 0, 1:
			return letterWeight
		case 2:
			return twoLettersWeight
		}
	}
	return weights[in.kind()]
}

func (x term) weight() float32 { return float32(weight(x.info, len(x.text))) / 100 }

// shape is all that is known of a name before it is read: its weight (the root of the sum of the squares of the weights of its
// words) and its letters.
type shape struct {
	norm    float32
	letters uint32
}

// shapeOf works out the shape of a name.
func shapeOf(r record, at func(id uint32) term) shape {
	var squares uint64
	var letters uint32
	r.each(func(id uint32, alt bool) {
		if !alt {
			x := at(id)
			w := uint64(weight(x.info, len(x.text)))
			squares += w * w
			letters += lettersIn(x.text)
		}
	})
	return shape{norm: float32(math.Sqrt(float64(squares))) / 100, letters: letters}
}

// lettersIn counts the letters of a word, which may be a phrase with hyphens.
func lettersIn(s string) uint32 {
	n := uint32(0)
	for i := range len(s) {
		if s[i] != '-' {
			n++
		}
	}
	return n
}
