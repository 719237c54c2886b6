package rulebook

// Uses reports whether a source can meet a need of the policy: an answer must show it, read or not.
func (p *Policy) Uses(s *Source) bool {
	for i := range p.Needs {
		if p.Needs[i].meets(s) {
			return true
		}
	}
	return false
}
