package links

import (
	"cmp"
	"context"
	"hash/fnv"
	"math"
	"slices"
	"strconv"

	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/roman"
)

// Limits that keep the work bounded however many records carry a word.
const (
	maxPosting   = 500 // records that carry a word; of words with more, only what is left of a pair counts
	maxPerSource = 5   // of the records of one source that are looked at for one record
)

// blocks finds, for each of many profiles, the few that may be the same: those that share rare words of their names.
type blocks struct {
	profiles []*profile
	carries  [][]uint64         // by profile: its words, hashed
	postings map[uint64][]int32 // by word: the profiles that carry it, in order
}

func newBlocks(profiles []*profile) *blocks {
	b := &blocks{profiles: profiles, carries: make([][]uint64, len(profiles)), postings: map[uint64][]int32{}}
	for i, p := range profiles {
		b.carries[i] = p.blockWords()
		for _, w := range b.carries[i] {
			b.postings[w] = append(b.postings[w], int32(i))
		}
	}
	return b
}

// blockWords are the words under which a profile is found: those of its names, and its numbers.
func (p *profile) blockWords() []uint64 {
	var out []uint64
	for _, n := range p.names {
		out = append(out, n.words...)
	}
	for _, id := range p.weak {
		out = append(out, hash("i", id.Scheme+":"+id.Value))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// blockWords are a name's words in every spelling, what they mean, and the name whole.
func (n *name) blockWords() []uint64 {
	var out []uint64
	for i := range n.readings {
		r := &n.readings[i]
		for _, w := range r.Words {
			switch {
			case w.Concept != 0:
				out = append(out, hash("c", strconv.Itoa(int(w.Concept))))
			case w.Open:
				out = append(out, hash("k", roman.Skeleton(w.Text)))
			default:
				out = append(out, hash("w", w.Text), hash("k", roman.Skeleton(w.Text)))
			}
			for _, alt := range w.Alts {
				out = append(out, hash("w", alt))
			}
		}
		out = append(out, hash("n", r.Key()))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// common reports whether others may bear a name by chance: it is made of words of the dictionary alone, and so many records
// carry those that together they do not single one out with something to spare. Rarities are logarithms and add up as if words met
// by chance.
func (b *blocks) common(n *name) bool {
	all := math.Log(float64(1 + len(b.profiles)))
	for i := range n.readings {
		rarity := 0.0
		for _, w := range n.readings[i].Words {
			if w.Concept == 0 {
				return false
			}
			if w.Kind != lexicon.Function {
				rarity += all - math.Log(float64(max(1, len(b.postings[hash("c", strconv.Itoa(int(w.Concept)))]))))
			}
		}
		if rarity >= spare*all {
			return false
		}
	}
	return true
}

const spare = 1.25

func hash(domain, word string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(domain + word))
	return h.Sum64()
}

// pairs calls each for every pair worth comparing, once, in a fixed order.
func (b *blocks) pairs(ctx context.Context, each func(x, y *profile)) error {
	weight := make([]float64, len(b.profiles)) // of what is shared with the profile at hand
	var touched []int32
	near := make([][]int32, len(b.profiles))
	for i := range b.profiles {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, w := range b.carries[i] {
			posting := b.postings[w]
			if len(posting) > maxPosting {
				continue
			}
			rarity := math.Log(float64(1+len(b.profiles)) / float64(len(posting)))
			for _, j := range posting {
				if int(j) == i {
					continue
				}
				if weight[j] == 0 {
					touched = append(touched, j)
				}
				weight[j] += rarity
			}
		}
		near[i] = b.best(touched, weight)
		for _, j := range touched {
			weight[j] = 0
		}
		touched = touched[:0]
	}
	for i := range near {
		slices.Sort(near[i])
		for _, j := range near[i] {
			back := slices.Contains(near[j], int32(i))
			if int(j) > i || !back { // once for both directions
				each(b.profiles[min(i, int(j))], b.profiles[max(i, int(j))])
			}
		}
	}
	return nil
}

// best keeps the heaviest few of each source.
func (b *blocks) best(touched []int32, weight []float64) []int32 {
	slices.SortFunc(touched, func(x, y int32) int {
		return cmp.Or(cmp.Compare(weight[y], weight[x]), cmp.Compare(x, y))
	})
	taken := map[string]int{}
	var out []int32
	for _, j := range touched {
		if s := b.profiles[j].source; taken[s] < maxPerSource {
			taken[s]++
			out = append(out, j)
		}
	}
	return out
}
