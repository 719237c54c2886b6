package similar

import "slices"

// spelled compares two spellings: 1 for the same, less for each letter that differs, 0 from where they are different words.
func (c *Calibration) spelled(a, b string) float64 {
	if a == b {
		return 1
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	n := len(b)
	limit := edits(n)
	if limit == 0 || n-len(a) > limit {
		return 0
	}
	d := distance(a, b, limit)
	if d > limit {
		return 0
	}
	loss := c.Edit * float64(d) / float64(n)
	if n <= shortWord { // with one letter changed it is as a rule another word
		loss *= 1.5
	}
	s := 1 - loss
	if a == "" || a[0] != b[0] {
		s -= c.FirstLetter / float64(n)
	}
	return max(s, 0)
}

// shortWord is the number of letters up to which words are alike by chance.
const shortWord = 5

// edits is how many letters may differ in a word of n letters.
func edits(n int) int {
	switch {
	case n < 3:
		return 0
	case n < 10:
		return 1
	case n < 15:
		return 2
	}
	return 3
}

// distance is the optimal string alignment distance (insertions, deletions, substitutions, and transpositions of
// neighbours), or limit+1 if it is more than limit. a is not longer than b.
func distance(a, b string, limit int) int {
	for len(a) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 0 {
		return len(b)
	}
	if len(b) > maxLetters {
		return limit + 1
	}
	var rows [3][maxLetters + 1]uint8
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(a) + 1 {
		last[j] = uint8(j)
	}
	for i := 1; i <= len(b); i++ {
		row[0] = uint8(i)
		least := row[0]
		for j := 1; j <= len(a); j++ {
			cost := uint8(1)
			if b[i-1] == a[j-1] {
				cost = 0
			}
			d := min(row[j-1]+1, last[j]+1, last[j-1]+cost)
			if i > 1 && j > 1 && b[i-1] == a[j-2] && b[i-2] == a[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if int(least) > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return int(last[len(a)])
}

// maxLetters bounds the work on one word; package text cuts words there.
const maxLetters = 64

// grams are the runs of three letters in a name, sorted.
func grams(key string) []uint32 {
	if len(key) < 3 {
		return nil
	}
	out := make([]uint32, len(key)-2)
	for i := range out {
		out[i] = uint32(key[i])<<16 | uint32(key[i+1])<<8 | uint32(key[i+2])
	}
	slices.Sort(out)
	return out
}

// shared is the share of grams that two names have in common (the coefficient of Dice).
func shared(a, b []uint32) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n, i, j = n+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(n) / float64(len(a)+len(b))
}
