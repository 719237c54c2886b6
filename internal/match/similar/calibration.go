package similar

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// Threshold is the similarity from which a candidate is worth a person's look.
const Threshold = 0.83

// Version changes with every change to what a comparison gives.
const Version = 3

// Calibration is what a comparison weighs by. The shipped one was fitted to labelled pairs; `probity bench match --calibrate`
// does it again.
type Calibration struct {
	// Weights of words by what they are; a name proper of three letters or more weighs 1.
	Function, Generic, Quality, Field, Place, Number float64
	Letter, TwoLetters                               float64 // a name proper of one and of two letters

	// Worth, 0 to 1, of words that meet without being the same.
	Concept    float64 // they translate each other
	Related    float64 // they are near each other in meaning
	Alt        float64 // another romanisation
	Sound      float64 // they sound alike
	Skeleton   float64 // their consonants are the same, and one is written without vowels
	Prefix     float64 // one is the beginning of the other
	Consonants float64 // one is made of consonants of the other
	Initial    float64 // one is the first letter of the other
	Joined     float64 // two words that together spell one

	Edit        float64 // loss for each letter that differs, divided by the letters of the longer word
	FirstLetter float64 // loss besides if it is the first, divided likewise

	Letters float64 // share of what is left to 1 that names gain if all their letters, by threes, are the same

	// Worth of names that meet as wholes.
	Contained   float64 // all words of one stand in the other
	Whole       float64 // the same letters, cut into words in another way
	Acronym     float64 // one is the first letters of the words of the other
	LongAcronym float64 // the same, of five letters or more
	Contracted  float64 // one is the first syllables of the words of the other

	// Factors for names of which only common words met, by how many: words that many organisations have in their names.
	OneCommon, TwoCommon, MoreCommon float64

	// Factors for what sets two names apart.
	NumbersDiffer, NumberExtra, PlacesDiffer, PlaceExtra, FieldsDiffer, FieldExtra, FormsDiffer float64

	NotExact float64 // the most for names that are not the same
}

//go:embed calibration.json
var shippedText []byte

var shipped = func() *Calibration {
	var c Calibration
	if err := json.Unmarshal(shippedText, &c); err != nil {
		panic(fmt.Sprintf("the embedded calibration: %v", err)) // it is part of the program
	}
	return &c
}()

// Shipped is the calibration that this program compares by.
func Shipped() Calibration { return *shipped }

// weight is how much a word says about which organisation is meant.
func (c *Calibration) weight(w *text.Word) float64 {
	switch w.Kind {
	case lexicon.Function:
		return c.Function
	case lexicon.Generic:
		return c.Generic
	case lexicon.Quality:
		return c.Quality
	case lexicon.Field:
		return c.Field
	case lexicon.Place:
		return c.Place
	case lexicon.Number:
		return c.Number
	}
	switch len(w.Text) {
	case 1:
		return c.Letter
	case 2:
		return c.TwoLetters
	}
	return 1
}
