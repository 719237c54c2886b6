package world

// rng is SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): a seed gives the same stream on every machine.
type rng struct{ state uint64 }

func (r *rng) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// intn is uniform enough in [0, n): n is small here, so the bias of the remainder is below 2⁻⁵⁰.
func (r *rng) intn(n int) int { return int(r.next() % uint64(n)) }

// between is in [lo, hi].
func (r *rng) between(lo, hi int) int { return lo + r.intn(hi-lo+1) }

// percent is true p times in a hundred.
func (r *rng) percent(p int) bool { return r.intn(100) < p }

// fork gives an independent stream for one purpose, so that a change in one part of the world does not move the others.
func (r *rng) fork(purpose string) *rng {
	h := uint64(0xcbf29ce484222325) // FNV-1a
	for i := 0; i < len(purpose); i++ {
		h = (h ^ uint64(purpose[i])) * 0x100000001b3
	}
	child := &rng{r.state ^ h}
	child.next()
	return child
}

func pick[T any](r *rng, list []T) T { return list[r.intn(len(list))] }

func shuffle[T any](r *rng, list []T) {
	for i := len(list) - 1; i > 0; i-- {
		j := r.intn(i + 1)
		list[i], list[j] = list[j], list[i]
	}
}
