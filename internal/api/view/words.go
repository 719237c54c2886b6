package view

import (
	"fmt"
	"slices"
	"strings"
)

// Headline says an answer in one sentence. It never says "clear" alone: what was looked at belongs to it.
func (a *Answer) Headline() string {
	n := plural(len(a.Sources), "source", "sources")
	policy := ""
	if a.Policy != nil {
		policy = a.Policy.ID + " " + a.Policy.Version
	}
	switch a.Answer {
	case "barred":
		return "Barred under " + policy
	case "ask":
		return "A person has to decide under " + policy
	case "stale":
		return "No answer under " + policy + ": a source that it needs is too old or missing"
	case "unknown_subject":
		return "No organisation found by this question in " + n
	case "clear_with_notes":
		return fmt.Sprintf("No bar found under %s in %s, with notes", policy, n)
	case "clear":
		return fmt.Sprintf("No bar found under %s in %s", policy, n)
	case "out_of_scope_person":
		return "Out of scope: Probity says nothing about natural persons"
	}
	return "Records, and no answer: no policy was chosen"
}

// Records counts the records of all subjects.
func (a *Answer) Records() int {
	n := 0
	for i := range a.Subjects {
		n += len(a.Subjects[i].Records)
	}
	return n
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Caution is the sentence that must stand beside a record of this kind; empty if none must.
func (r *Record) Caution() string {
	switch {
	case r.Kind.Family() == "FLG":
		return "Red flag: a pattern worth a question. Never a finding."
	case r.Kind == "SAN.BLOCK" || slices.Contains(r.Effects, "asset_freeze"):
		return "Reason not held; not a finding of wrongdoing."
	case r.Finality == "not_final" || r.State == "under_appeal" || r.State == "under_dispute" || r.State == "proposed":
		return "Not final."
	}
	return ""
}

// StatusWords says how a record stands.
func (r *Record) StatusWords() string {
	switch r.Status {
	case "active":
		return "counts"
	case "future":
		return "has not begun"
	case "ended":
		return "ended"
	case "uncertain":
		return "may have begun or ended: the sources leave it open"
	case "corrected":
		return "corrected: does not count"
	}
	return r.Status
}

// Words writes a code of the closed lists as words: "in_force" as "in force".
func Words(code string) string { return strings.ReplaceAll(code, "_", " ") }

// IdentityWords says how an organisation was found.
func IdentityWords(identity string) string {
	switch identity {
	case "same":
		return "by an agreeing identifier"
	case "chosen":
		return "by its id in this register"
	case "name_country":
		return "by its exact name and the country that you gave"
	case "name":
		return "by its exact name alone: names are shared, so this is not yet proof"
	case "possible":
		return "as a candidate: it may be another organisation"
	}
	return Words(identity)
}

// OutcomeWords says what a rule's outcome means.
func OutcomeWords(outcome string) string {
	switch outcome {
	case "barred":
		return "bars"
	case "ask":
		return "a person decides"
	case "note":
		return "noted"
	}
	return Words(outcome)
}

// ClampWords says why an outcome is lower than its rule's own; codes without words of their own are shown as they are.
func ClampWords(reason string) string { return Words(reason) }
