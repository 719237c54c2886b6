package matchbench

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// world invents organisations whose names have the statistics of a company register: a few words in most names, a million in
// hardly any, legal forms by their real shares, places, fields, series, and some second names. The same number always gives the
// same names, so that none of them need be kept.
type world struct{ seed uint64 }

// weighted is a word list with weights out of their sum.
type weighted struct {
	words []string
	upTo  []int
}

func weigh(text string) weighted {
	var w weighted
	sum := 0
	for item := range strings.SplitSeq(text, ",") {
		word, weight, _ := strings.Cut(strings.TrimSpace(item), ":")
		n, _ := strconv.Atoi(weight)
		sum += max(1, n)
		w.words, w.upTo = append(w.words, word), append(w.upTo, sum)
	}
	return w
}

func (w weighted) pick(rng *rand.Rand) string {
	n := rng.IntN(w.upTo[len(w.upTo)-1])
	for i, up := range w.upTo {
		if n < up {
			return w.words[i]
		}
	}
	return ""
}

// The shares are those of a company register in its rough proportions.
var (
	genForms = weigh("Ltd:30, Limited:16, LLC:14, Inc.:9, GmbH:6, Co., S.A.:4, S.r.l.:3, B.V.:2, SARL:3, Sp. z o.o.:2, AG:1, Corp.:3, PLC:1, LLP:2, " +
		"OOO:3, Pty Ltd:3, Pvt. Ltd.:4, S.L.:3, LTDA:3, Kft.:1, AB:1, A/S:1, Oy:1, JSC:1, Sdn. Bhd.:2")
	genFields = weigh("Holdings:22, Services:18, Group:14, Solutions:12, Trading:12, Properties:10, Management:10, Consulting:10, International:9, " +
		"Investments:9, Construction:8, Systems:7, Technologies:6, Transport:6, Logistics:5, Engineering:6, Energy:5, Design:6, Capital:5, Foods:4, " +
		"Media:5, Developments:5, Marketing:4, Industries:4, Medical:3, Homes:4, Security:3, Partners:4, Electrical:3, Import Export:2, Shipping:2, " +
		"Bank:1, Insurance:2, Travel:3, Motors:3, Catering:3, Cleaning:3, Software:3, Textiles:1, Steel:1, Oil:1, Pharma:1, Farms:2, Fashion:2, " +
		"Academy:2, Clinic:1, Plastics:1, Chemicals:1, Machinery:1, Mining:1, Timber:1, Fisheries:1, Airlines:1, Hotels:2, Restaurants:2, Education:2")
	genPlaces = weigh("UK:8, London:8, Europe:5, India:4, Asia:2, America:3, China:3, Hong Kong:3, Deutschland:2, France:2, Italia:2, Poland:1, " +
		"Dubai:2, Middle East:1, Africa:2, Nigeria:1, Kenya:1, Canada:2, Australia:2, Singapore:2, Malaysia:1, Brasil:1, Mexico:1, Turkey:1, " +
		"Manchester:2, Birmingham:2, Leeds:1, York:1, Texas:1, California:1, Berlin:1, Paris:1, Milano:1, Madrid:1, Shanghai:1, Mumbai:1, Delhi:1, Northern:2, Pacific:2, Atlantic:1")
	genQualities = weigh("New:3, Global:5, First:3, National:2, United:2, Royal:2, Green:3, Blue:2, Smart:2, Premier:2, Prime:2, General:1, Elite:2, Golden:2, Star:2")
	genOnsets    = strings.Fields("b br c ch cl d dr f fl g gr h j k kr l m n p pl pr qu r s sh sk st t tr v w z")
	genNuclei    = strings.Fields("a e i o u ai ea ia ou y")
	genCodas     = strings.Fields("- - - n r s l m x t nd rk st")
)

// syllables spells a number: a number has one word, and no two of the first million share one often.
func syllables(n uint64) string {
	rng := rand.New(rand.NewPCG(n, 77))
	var b strings.Builder
	parts := 2
	if n > 3000 {
		parts += rng.IntN(2)
	}
	if n > 200_000 {
		parts++
	}
	for range parts {
		b.WriteString(genOnsets[rng.IntN(len(genOnsets))])
		b.WriteString(genNuclei[rng.IntN(len(genNuclei))])
		if c := genCodas[rng.IntN(len(genCodas))]; c != "-" {
			b.WriteString(c)
		}
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:]
}

// proper is a name proper, drawn by Zipf's law with a long tail.
func proper(rng *rand.Rand) string {
	return syllables(rand.NewZipf(rng, 1.15, 30, 3_000_000).Uint64())
}

// names are those of organisation i, the first its own.
func (w world) names(i int) []string {
	rng := rand.New(rand.NewPCG(w.seed, uint64(i)))
	var words []string
	if rng.IntN(100) < 8 {
		words = append(words, genQualities.pick(rng))
	}
	for range 1 + rng.IntN(100)/55 + rng.IntN(100)/90 {
		words = append(words, proper(rng))
	}
	for range rng.IntN(100)/35 - rng.IntN(2) {
		words = append(words, genFields.pick(rng))
	}
	if rng.IntN(100) < 14 {
		words = append(words, genPlaces.pick(rng))
	}
	if rng.IntN(100) < 4 {
		words = append(words, []string{"II", "III", "IV", "2000", "1", "24", "360", "Series A", "No. 7"}[rng.IntN(9)])
	}
	base := strings.Join(words, " ")
	own := base
	if rng.IntN(100) < 90 {
		own += " " + genForms.pick(rng)
	}
	names := []string{own}
	switch n := rng.IntN(100); {
	case n < 5: // a former name
		names = append(names, proper(rng)+" "+genFields.pick(rng)+" "+genForms.pick(rng))
	case n < 8 && len(words) > 2: // an acronym
		var b strings.Builder
		for _, word := range words {
			b.WriteByte(word[0])
		}
		names = append(names, b.String())
	case n < 10:
		names = append(names, cyrillic.Replace(strings.ToLower(base)))
	}
	return names
}

// cyrillic writes invented words in a second script.
var cyrillic = strings.NewReplacer("sh", "ш", "ch", "ч", "ya", "я", "ai", "ай", "ou", "у", "a", "а", "b", "б", "c", "к", "d", "д", "e", "е", "f", "ф",
	"g", "г", "h", "х", "i", "и", "j", "дж", "k", "к", "l", "л", "m", "м", "n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т",
	"u", "у", "v", "в", "w", "в", "x", "кс", "y", "ы", "z", "з")
