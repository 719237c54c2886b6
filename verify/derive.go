package verify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/match"
	"probity.example/probity/internal/register/org"
	"probity.example/probity/internal/rulebook"
)

// The functions here are used on both sides: the register writes what they give into an answer, the verifier derives it
// again and compares.

// reasonHeldApart stands where a link holds two records of an organisation apart that others join all the same.
const reasonHeldApart = "records_held_apart"

// Identify says whether an organisation is the one asked about, from its descriptions and, where similar names were looked
// for, from what was found (nil: nothing). claims are those of the organisation, in log order. Where it is in dispute which of
// its records belong together, it is possible at most.
func Identify(q *Question, id string, claims []*claim.Claim, similar *Similar) match.Finding {
	f := identify(q, id, claims, similar)
	if f.Identity != match.Different && org.HeldApart(claims) {
		f.Identity, f.Reasons = match.Possible, append(f.Reasons, reasonHeldApart)
	}
	return f
}

func identify(q *Question, id string, claims []*claim.Claim, similar *Similar) match.Finding {
	if q.Organisation != "" {
		if id == q.Organisation {
			return match.Finding{Identity: rulebook.IdentityChosen, Reasons: []string{"organisation_chosen"}}
		}
		return match.Finding{Identity: rulebook.IdentityChosen, Reasons: []string{"organisation_chosen", "merged_into_another"}}
	}
	describing := slices.DeleteFunc(slices.Clone(claims), func(c *claim.Claim) bool { return !Describes(c) })
	var evidence match.Similar
	if similar != nil {
		evidence = match.Similar{Found: true, Against: similar.Against}
	}
	return match.Compare(match.Query{Name: q.Name, Country: q.Country, Identifiers: q.Identifiers}, match.Describe(describing), evidence)
}

// Provable reports whether exact spelling alone finds a candidate with these reasons.
func Provable(reasons []string) bool {
	return !slices.Contains(reasons, match.ReasonFolded) && !slices.Contains(reasons, match.ReasonSimilar)
}

// Describes reports whether a claim says who an organisation is: of a rejected candidate, an answer shows such claims only.
// Sources that only relate organisations to each other (GLEIF level 2) have no descriptions; there the statements carry the
// identifier.
func Describes(c *claim.Claim) bool {
	return c.Kind.Family() == "IDN" || c.Of == claim.KindDesc || len(c.Identifiers) > 0
}

// Caption is the name under which an organisation is shown: the primary name of its newest description.
func Caption(claims []*claim.Claim) string {
	caption := ""
	for _, c := range claims {
		for _, n := range c.Names {
			if n.Kind == "primary" {
				caption = n.Value
				break
			}
		}
	}
	if caption == "" {
		for _, c := range claims {
			for _, n := range c.Names {
				return n.Value
			}
		}
	}
	return caption
}

// Published is the day from which a claim counts: the publication day of its snapshot, but the first day of absence for a
// withdrawal by absence.
func Published(c *claim.Claim, day claim.Date) claim.Date {
	if c.Kind == claim.KindWithdraw && c.Ended != nil {
		return c.Ended.Before
	}
	return day
}

// Bracket keeps of a source's readings the newest one not after a day and the oldest one after it.
func Bracket(s *rulebook.Source, snap rulebook.Known, asOf claim.Date) {
	day := snap.Published
	switch {
	case day <= asOf:
		if s.Snapshot == nil || day > s.Snapshot.Published || (day == s.Snapshot.Published && snap.Index > s.Snapshot.Index) {
			s.Snapshot = &snap
		}
	case s.Next == nil || day < s.Next.Published || (day == s.Next.Published && snap.Index < s.Next.Index):
		s.Next = &snap
	}
}

// Sentence says the answer in one sentence.
func Sentence(a *Answer) string {
	q := &a.Question
	who := q.Name
	if who == "" && len(q.Identifiers) > 0 {
		who = q.Identifiers[0].Scheme + ":" + q.Identifiers[0].Value
	}
	if who == "" {
		who = q.Organisation
	}
	if a.Result == nil {
		if q.Person {
			return "The register holds nothing about natural persons; nothing was looked up."
		}
		return fmt.Sprintf("%d organisations found for %q; no policy was named, so there is no answer.", len(a.Subjects), who)
	}
	policy := a.Result.Policy.ID + " " + a.Result.Policy.Version
	on := fmt.Sprintf("under %s as of %s", policy, q.AsOf)
	switch a.Answer {
	case rulebook.Barred:
		return fmt.Sprintf("Barred %s (law: %s): %s.", on, strings.Join(laws(a.Result, rulebook.Barred), ", "), reason(a.Result, rulebook.Barred))
	case rulebook.Ask:
		return fmt.Sprintf("A person must decide %s: %s.", on, cmp.Or(reason(a.Result, rulebook.Ask), "the organisation is not identified beyond doubt"))
	case rulebook.Stale:
		return fmt.Sprintf("No bar found %s, but a source that the policy needs is missing or too old to rely on.", on)
	case rulebook.UnknownSubject:
		return fmt.Sprintf("%q is not known to the register, and the policy %s makes no answer of that.", who, policy)
	case rulebook.OutOfScopePerson:
		return "The question is about a natural person; the register holds nothing about natural persons, and nothing was looked up."
	}
	return fmt.Sprintf("No bar found %s in %d sources.", on, len(a.Result.Examined))
}

func laws(r *rulebook.Result, outcome string) []string {
	var out []string
	for _, s := range r.Subjects {
		for _, m := range s.Matches {
			if m.Outcome == outcome && !slices.Contains(out, m.Law) {
				out = append(out, m.Law)
			}
		}
	}
	slices.Sort(out)
	return out
}

func reason(r *rulebook.Result, outcome string) string {
	for _, s := range r.Subjects {
		for _, m := range s.Matches {
			if m.Outcome == outcome {
				return strings.TrimSuffix(m.Sentence, ".")
			}
		}
	}
	return ""
}

// Notes are the limits that every answer prints.
func Notes(a *Answer) []string {
	if a.Question.Person {
		return []string{"Nothing was looked up: the register holds nothing about natural persons."}
	}
	notes := []string{
		"Completeness is proven for exact spelling: the file shows every claim that the log held about these organisations, under the names and identifiers asked for and under theirs.",
		"Names were compared by exact spelling, and by exact spelling with legal forms folded; other spellings were not looked for.",
	}
	if a.Search != nil {
		notes[1] = "Names were compared by exact spelling, with legal forms folded, and by similarity; what only similarity finds cannot be proved complete."
		if a.Search.Bounded {
			notes = append(notes, "A bound on work was reached while similar names were looked for: some may have been missed.")
		}
	}
	for i := range a.Claims {
		if strings.Contains(string(a.Claims[i].Claim), "FICTIONAL") {
			notes = append(notes, "FICTIONAL: this answer rests on sample data about invented organisations.")
			break
		}
	}
	removed := 0
	for i := range a.Subjects {
		removed += a.Subjects[i].Removed
	}
	if n := len(a.Unattributed); n > 0 {
		notes = append(notes, fmt.Sprintf("Records that share an identifier or a name with an organisation found, and are neither part of it nor held apart from it: %d.", n))
	}
	if removed > 0 {
		notes = append(notes, fmt.Sprintf("Statements about the organisations found whose body was removed on a legal ground, so that what they said is not known here: %d.", removed))
	}
	if a.Result != nil && len(a.Result.Stale) > 0 {
		notes = append(notes, "Sources older than the policy allows are listed; what they published since is not known here.")
	}
	if frozen(a.Result) {
		notes = append(notes, "An asset freeze is binding whatever its reason: the reason is not held here, and it is not a finding of wrongdoing.")
	}
	return notes
}

func frozen(r *rulebook.Result) bool {
	if r == nil {
		return false
	}
	for _, s := range r.Subjects {
		for _, v := range s.Records {
			if slices.Contains(v.Effects, "asset_freeze") {
				return true
			}
		}
	}
	return false
}
