package rulebook

import "slices"

// order of the answers, worst first. OutOfScopePerson is not in it: it is given before anything is evaluated.
var order = []string{Barred, Ask, Stale, UnknownSubject, ClearWithNotes, Clear}

// Worst returns the worst of answers, Clear for none. OutOfScopePerson counts above all, a word that is no answer as Ask,
// so that a mistake never looks clear.
func Worst(answers ...string) string {
	worst := Clear
	for _, a := range answers {
		if a == OutOfScopePerson {
			return a
		}
		if !slices.Contains(order, a) {
			a = Ask
		}
		if slices.Index(order, a) < slices.Index(order, worst) {
			worst = a
		}
	}
	return worst
}

// answerOf is the answer that a matched rule gives.
func answerOf(outcome string) string {
	if outcome == Note {
		return ClearWithNotes
	}
	return outcome
}
