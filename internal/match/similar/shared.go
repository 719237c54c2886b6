package similar

import "probity.example/probity/internal/match/roman"

// Share works out all that a comparison may need and returns p, which from then on is safe for concurrent use.
func (p *Prepared) Share() *Prepared {
	for i := range p.words {
		w := &p.words[i]
		w.sound.of(w.Word, roman.Sound)
		w.skeleton.of(w.Word, roman.Skeleton)
	}
	return p
}
