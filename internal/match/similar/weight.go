package similar

import (
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// Threshold is the similarity from which a candidate is worth a person's look.
const Threshold = 0.72

// parameters are what a comparison is made of. They were calibrated; see Calibrate.
type parameters struct {
	Function, Generic, Quality, Field, Place, Number float64 // weights; a name proper weighs 1
	Short1, Short2                                   float64 // weight of a name proper of one and of two letters
	Concept, Alt, Sound, Skeleton                    float64 // worth of words that meet so
	Prefix, Consonants, Initial, Joined              float64
	Edit, FirstLetter                                float64 // loss for each edit, per letter of the longer word
	Whole, Acronym, Contracted                       float64
	NumbersDiffer, NumberExtra                       float64 // factors
	PlacesDiffer, FormsDiffer                        float64 // factors
	NotExact                                         float64 // the most for names that are not the same
}

var params = parameters{
	Function: 0.02, Generic: 0.2, Quality: 0.35, Field: 0.45, Place: 0.5, Number: 0.5,
	Short1: 0.3, Short2: 0.7,
	Concept: 0.95, Alt: 0.97, Sound: 0.85, Skeleton: 0.85,
	Prefix: 0.7, Consonants: 0.75, Initial: 0.5, Joined: 0.97,
	Edit: 0.8, FirstLetter: 0.2,
	Whole: 0.97, Acronym: 0.75, Contracted: 0.7,
	NumbersDiffer: 0.95, NumberExtra: 0.8, PlacesDiffer: 0.8, FormsDiffer: 0.8,
	NotExact: 0.99,
}

// weight is how much a word says about which organisation is meant.
func weight(w *text.Word) float64 {
	switch w.Kind {
	case lexicon.Function:
		return params.Function
	case lexicon.Generic:
		return params.Generic
	case lexicon.Quality:
		return params.Quality
	case lexicon.Field:
		return params.Field
	case lexicon.Place:
		return params.Place
	case lexicon.Number:
		return params.Number
	}
	switch len(w.Text) {
	case 1:
		return params.Short1
	case 2:
		return params.Short2
	}
	return 1
}

// Version changes with every change to what a comparison gives.
const Version = 1
