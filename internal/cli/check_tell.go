package cli

import (
	"fmt"
	"io"
	"strings"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/find"
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// tell prints an answer for a person to read.
func (a *app) tell(ans *verify.Answer, typed string, f checkFlags) error {
	w := a.Out
	fmt.Fprintln(w, ans.Sentence)
	tellRead(w, ans, typed)
	for i := range ans.Subjects {
		s := &ans.Subjects[i]
		fmt.Fprintf(w, "\n%s  %s\n  identity: %s: %s\n", s.Organisation, s.Caption, s.Identity, strings.Join(s.Reasons, ", "))
		if err := tellMeeting(w, ans, s, f.explain); err != nil {
			return err
		}
		if ans.Result == nil {
			fmt.Fprintf(w, "  records: %s\n", strings.Join(s.Records, ", "))
		}
	}
	tellMatches(w, ans.Result)
	for i := range ans.Rejected {
		s := &ans.Rejected[i]
		fmt.Fprintf(w, "\nNot meant: %s  %s\n  identity: %s: %s\n", s.Organisation, s.Caption, s.Identity, strings.Join(s.Reasons, ", "))
		if err := tellMeeting(w, ans, s, f.explain); err != nil {
			return err
		}
	}
	tellSearch(w, ans, f.explain)
	tellResult(w, ans)
	for _, n := range ans.Notes {
		fmt.Fprintln(w, n)
	}
	if f.out != "" {
		fmt.Fprintf(w, "\nAnswer file: %s\nVerify with: probity verify %s --key %s\n", f.out, f.out, ans.Log.VKey)
	}
	return nil
}

// tellMatches prints the rules that matched.
func tellMatches(w io.Writer, r *rulebook.Result) {
	if r == nil {
		return
	}
	for _, s := range r.Subjects {
		for _, m := range s.Matches {
			fmt.Fprintf(w, "  %-6s %s: %s [%s; law: %s]", m.Outcome, m.Rule, m.Sentence, m.LegalBasis, m.Law)
			for _, cl := range m.Clamped {
				fmt.Fprintf(w, " (lowered: %s)", rulebook.ClampReason(cl))
			}
			fmt.Fprintln(w)
		}
	}
}

// tellResult prints the times of an answer and what it rests on.
func tellResult(w io.Writer, ans *verify.Answer) {
	r := ans.Result
	if r == nil {
		return
	}
	fmt.Fprintf(w, "\nAs of %s, known at %s", ans.Question.AsOf, ans.Question.KnownAt)
	if r.ValidUntil != "" {
		fmt.Fprintf(w, ", valid until %s", r.ValidUntil)
	}
	fmt.Fprintln(w)
	for _, e := range r.Examined {
		fmt.Fprintf(w, "Examined: %s (%s), published %s, %d days old\n", e.ID, e.Origin, e.Published, e.AgeDays)
	}
	for _, s := range r.Stale {
		fmt.Fprintf(w, "Stale: %s is %d days old, the policy allows %d\n", s.ID, s.AgeDays, s.MaxDays)
	}
	for _, u := range r.Undetermined {
		fmt.Fprintf(w, "Undetermined: %s holds out %d rows, %d were refused\n", u.Source, u.Count, u.Refused)
	}
	fmt.Fprintf(w, "Not examined: %s\n", strings.Join(r.NotExamined, "; "))
}

// tellRead says what was asked for where it is not what was typed.
func tellRead(w io.Writer, ans *verify.Answer, typed string) {
	q := &ans.Question
	if q.Person || q.Name == strings.Join(strings.Fields(typed), " ") {
		return
	}
	ids := make([]string, len(q.Identifiers))
	for i, id := range q.Identifiers {
		ids[i] = id.Scheme + ":" + id.Value
	}
	if q.Name == "" {
		fmt.Fprintf(w, "Asked for as %s, not as a name\n", strings.Join(ids, ", "))
		return
	}
	fmt.Fprintf(w, "Asked for as %s and by the name %q\n", strings.Join(ids, ", "), q.Name)
}

// tellMeeting says which name of a candidate met the one asked for, and how alike they are. That is not its identity.
func tellMeeting(w io.Writer, ans *verify.Answer, s *verify.Subject, explain bool) error {
	m, ok, err := answer.Meet(ans, s)
	if err != nil || !ok {
		return err
	}
	fmt.Fprintf(w, "  similarity %.4f: %q met %q\n", m.Similarity, ans.Question.Name, m.Name)
	if explain {
		tellWords(w, &m.Explanation)
	}
	return nil
}

// basis says what a similarity rests on, if not on the words one by one.
var basis = map[string]string{
	"letters":     "the names as a whole, written without blanks",
	"contraction": "one name as the other's acronym or contraction",
}

// tellWords prints an alignment of two names.
func tellWords(w io.Writer, e *similar.Explanation) {
	if b := basis[e.Basis]; b != "" {
		fmt.Fprintf(w, "    rests on %s\n", b)
	}
	for _, p := range e.Pairs {
		fmt.Fprintf(w, "    %-24s %-24s %-12s %3.0f %% alike, %2.0f %% of the weight\n", p.Asked, p.Held, p.How, 100*p.Alike, 100*p.Share)
	}
	for _, l := range e.Asked {
		fmt.Fprintf(w, "    %-24s %-24s %-12s %16.0f %% of the weight\n", l.Word, "-", "only asked", 100*l.Share)
	}
	for _, l := range e.Held {
		fmt.Fprintf(w, "    %-24s %-24s %-12s %16.0f %% of the weight\n", "-", l.Word, "only held", 100*l.Share)
	}
	if e.Forms != [2]string{} {
		fmt.Fprintf(w, "    legal forms: %s; %s\n", orNone(e.Forms[0]), orNone(e.Forms[1]))
	}
	if len(e.Vetoes) > 0 {
		fmt.Fprintf(w, "    differs: %s\n", strings.Join(e.Vetoes, ", "))
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// tellSearch says how similar names were looked for, and the best that was left out.
func tellSearch(w io.Writer, ans *verify.Answer, explain bool) {
	s := ans.Search
	if s == nil {
		return
	}
	fmt.Fprintf(w, "\nSearched: %d names in %d claims; %d were compared, and count from a similarity of %.4f (matcher %s)\n",
		s.Names, s.Claims, s.Looked, float64(s.Threshold)/1e4, s.Matcher[:min(len(s.Matcher), 14)])
	for _, l := range s.Left {
		fmt.Fprintf(w, "Left out: %q, similarity %.4f\n", l.Name, float64(l.Similarity)/1e4)
		if explain {
			e := find.Explain(ans.Question.Name, l.Name)
			tellWords(w, &e)
		}
	}
}
