package index

import (
	"probity.example/probity/internal/match/roman"
)

// The kinds of keys under which a word of the vocabulary is found.
const (
	keyExact       = 'x' // its letters
	keyDeletion    = 'd' // its letters with up to two left out
	keySound       = 's' // its phonetic code
	keySkeleton    = 'k' // its consonants
	keyOpen        = 'o' // its consonants, if it was written without vowels
	keyAcronym     = 'a' // an acronym
	keyLetterKey   = 'l' // a contraction key
	keyContraction = 'c' // a contraction key of names of which it may be the contraction, if it is a name alone
	keyStart       = 'p' // its first three letters; only in memory, where words are not sorted
)

const (
	oneEdit     = 4  // letters from which one edit is forgiven
	twoEdits    = 8  // letters from which two are
	threeEdits  = 15 // letters from which three are; the words share a key if two of them are at the beginning at most
	editPrefix  = 10 // letters of a word whose deletions are keys: more would need much memory and find little
	maxLetters  = 64 // of a word that is found otherwise than as a whole
	minSkeleton = 2
	startLen    = 3
)

// hashKey is FNV-1a, mixed: fast on short words and the same on every machine.
func hashKey[T string | []byte](kind byte, s T) uint64 {
	h := uint64(14695981039346656037)
	h = (h ^ uint64(kind)) * 1099511628211
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

// edits is how many edits are forgiven between words of these lengths.
func edits(a, b int) int {
	switch n := min(a, b); {
	case n >= threeEdits:
		return 3
	case n >= twoEdits:
		return 2
	case n >= oneEdit:
		return 1
	}
	return 0
}

// misspelt reports whether s is a word in which a misspelling is to be thought of: more than a number, and no longer than words
// are.
func misspelt(s string) bool {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			n++
		}
	}
	return n >= 3 && len(s) <= maxLetters
}

// letters reports whether s is a word that may be said: no digits, and no longer than words are.
func letters(s string) bool {
	if len(s) > maxLetters {
		return false
	}
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			return false
		}
	}
	return true
}

// deletionKeys appends the keys of s with up to as many letters left out as edits are forgiven in it. Two words within that
// many edits of each other have one in common.
func deletionKeys(s string, keys []uint64) []uint64 {
	n := edits(len(s), len(s))
	if n == 0 {
		return keys
	}
	s = s[:min(len(s), editPrefix)]
	keys = append(keys, hashKey(keyDeletion, s))
	var one, two [editPrefix]byte
	for i := range len(s) {
		if i > 0 && s[i] == s[i-1] {
			continue // the same as leaving out the letter before
		}
		a := append(append(one[:0], s[:i]...), s[i+1:]...)
		keys = append(keys, hashKey(keyDeletion, a))
		if n < 2 {
			continue
		}
		for j := i; j < len(a); j++ {
			if j > i && a[j] == a[j-1] {
				continue
			}
			keys = append(keys, hashKey(keyDeletion, append(append(two[:0], a[:j]...), a[j+1:]...)))
		}
	}
	return keys
}

// termKeys appends the keys under which a term is found.
func termKeys(x term, keys []uint64) []uint64 {
	switch x.info.class() {
	case classAcronym:
		return append(keys, hashKey(keyAcronym, x.text))
	case classKey:
		return append(keys, hashKey(keyLetterKey, x.text))
	case classForm:
		return keys
	}
	keys = append(keys, hashKey(keyExact, x.text))
	if misspelt(x.text) {
		keys = deletionKeys(x.text, keys)
	}
	if len(x.text) < 3 || !letters(x.text) {
		return keys
	}
	keys = append(keys, hashKey(keySound, roman.Sound(x.text)))
	if k := roman.Skeleton(x.text); len(k) >= minSkeleton {
		keys = append(keys, hashKey(keySkeleton, k))
		if x.info.open() {
			keys = append(keys, hashKey(keyOpen, k))
		}
	}
	return keys
}

// soleKeys appends the keys under which a word that is a name alone is found beside the others.
func soleKeys(s string, keys []uint64) []uint64 {
	contractionKeys(s, func(k letterKey) { keys = append(keys, hashKey(keyContraction, k.text())) })
	return keys
}

// distance is the number of edits between a and b (a letter more, less, other, or two neighbours exchanged), or more than
// most if there are more; most is at most 3.
func distance(a, b string, most int) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > most {
		return most + 1
	}
	for len(a) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) == 0 {
		return len(b)
	}
	if most <= 1 {
		return few(a, b)
	}
	return min(banded(a, b), most+1)
}

// few tells one edit from more, for words that differ at both ends.
func few(a, b string) int {
	switch {
	case len(b) == 1: // and so is a
		return 1
	case len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]:
		return 1
	}
	return 2
}

// banded is the optimal string alignment distance where it is at most 3, and at least 4 otherwise: only cells within three of
// the diagonal are worked out.
func banded(a, b string) int {
	const band, far = 3, 4
	var rows [3][2*band + 1]int // rows[r][k] is the cell of column i-band+k
	for k := range rows[0] {
		rows[0][k] = far
		if k >= band {
			rows[0][k] = k - band
		}
	}
	cell := func(r *[2*band + 1]int, k int) int {
		if k < 0 || k > 2*band {
			return far
		}
		return r[k]
	}
	var before *[2*band + 1]int
	last := &rows[0]
	for i := 1; i <= len(a); i++ {
		row := &rows[i%3]
		best := far
		for k := range row {
			j := i - band + k
			switch {
			case j < 0 || j > len(b):
				row[k] = far
				continue
			case j == 0:
				row[k] = i
			default:
				d := cell(last, k)
				if a[i-1] != b[j-1] {
					d++
				}
				d = min(d, cell(last, k+1)+1, cell(row, k-1)+1)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d = min(d, cell(before, k)+1)
				}
				row[k] = d
			}
			best = min(best, row[k])
		}
		if best >= far {
			return far
		}
		before, last = last, row
	}
	return min(cell(last, len(b)-len(a)+band), far)
}
