package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// checkFlags are the flags of check as they are typed.
type checkFlags struct {
	policy, policyFile, country, asOf, knownAt, org, out string
	ids                                                  []string
	person, page, explain                                bool
}

func (a *app) checkCmd() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use: "check [NAME]", Short: "Answer one question, with a file that proves itself", Args: cobra.MaximumNArgs(1),
		Long: `Looks an organisation up and lets a policy judge what the register knows of it. Without --policy it shows the records and gives no
answer. By name alone no answer is worse than "ask"; a bar needs a strong identifier, the organisation's own id, or an exact name
with the country. Similar names are looked for in every script, and make a candidate "possible" at most; --explain says word by word
why. An identifier that stands in NAME is asked for as such.`,
		Example: `  probity check --policy sanctions-us --country IR -o answer.probity "BANK OF EXAMPLE"
  probity check --policy supplier-baseline --id XI-LEI:5299000J2N45DDNE4Y28 --as-of 2024-05-03`,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				return a.check(c, f, args[0])
			}
			return a.check(c, f, "")
		},
	}
	fl := c.Flags()
	fl.StringVarP(&f.policy, "policy", "p", "", "id of a built-in policy; `probity policy list` shows them")
	fl.StringVar(&f.policyFile, "policy-file", "", "a policy of your own; it is not in the log, and the answer says so")
	fl.StringArrayVar(&f.ids, "id", nil, "identifier as SCHEME:VALUE; may be repeated")
	fl.StringVar(&f.org, "org", "", "id of an organisation of this register")
	fl.StringVar(&f.country, "country", "", "country of the organisation, two letters (ISO 3166-1)")
	fl.StringVar(&f.asOf, "as-of", "", "what was true on this day, YYYY-MM-DD (default: today)")
	fl.StringVar(&f.knownAt, "known-at", "", "of what the register knew then, a day or RFC 3339 time (default: now)")
	fl.BoolVar(&f.person, "person", false, "the question is about a natural person: nothing is looked up")
	fl.StringVarP(&f.out, "output", "o", "", "write the answer file here")
	fl.BoolVar(&f.explain, "explain", false, "say word by word how names met")
	fl.BoolVar(&f.page, "print", false, "write one A4 page for the file beside it (HTML, prints on one page)")
	return c
}

func (a *app) check(c *cobra.Command, f checkFlags, name string) error {
	if f.page && a.json && f.out == "" {
		return usage("--print and --json both write to standard output: give the answer file's name with -o")
	}
	if f.explain && a.json {
		return usage("--explain is for people: --json prints the answer file, which has no more than it needs")
	}
	q, err := question(f, name)
	if err != nil {
		return err
	}
	if err := a.recognise(&q); err != nil {
		return err
	}
	r, err := a.openAsking(c.Context())
	if err != nil {
		return err
	}
	defer r.Close()
	if f.out != "" || f.page || a.json {
		if err := r.needsKey("an answer file is signed by the register"); err != nil {
			return err
		}
	}
	ans, err := r.answers.Answer(c.Context(), q)
	switch {
	case errors.Is(err, answer.ErrEmpty), errors.Is(err, answer.ErrFuture):
		return &exitError{ExitUsage, err}
	case errors.Is(err, answer.ErrUnknown):
		return &exitError{ExitUnknown, err}
	case err != nil:
		return err
	}
	file, err := ans.Encode()
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := durable.WriteFile(f.out, file, 0o644); err != nil {
			return err
		}
	}
	if f.page {
		if err := a.writePage(ans, f.out); err != nil {
			return err
		}
	}
	a.code = answerCode(ans.Answer)
	if a.json {
		_, err := a.Out.Write(file)
		return err
	}
	if r.mirror {
		fmt.Fprintln(a.Out, "Answered by a mirror: nobody has signed this. Only the register itself gives an answer that can be verified elsewhere.")
	}
	return a.tell(ans, name, f)
}

// recognise asks for the identifiers that stand in the name as such.
func (a *app) recognise(q *answer.Question) error {
	if q.Person || q.Name == "" {
		return nil
	}
	asked, err := ident.Ask(q.Name)
	if err != nil {
		return usage("the name holds a number that cannot be asked for: %w", err)
	}
	for _, x := range asked.Unused {
		fmt.Fprintf(a.Err, "A number in the name is not asked for: %v\n", x.Err)
	}
	q.Name = asked.Name
	for _, x := range asked.Identifiers {
		if id := (claim.Identifier{Scheme: x.Scheme, Value: x.Value}); !slices.Contains(q.Identifiers, id) {
			q.Identifiers = append(q.Identifiers, id)
		}
	}
	return nil
}

func (a *app) writePage(ans *verify.Answer, out string) error {
	page, err := answer.Page(ans)
	if err != nil {
		return err
	}
	if out == "" {
		_, err := a.Out.Write(page)
		return err
	}
	return durable.WriteFile(strings.TrimSuffix(out, ".probity")+".html", page, 0o644)
}

func question(f checkFlags, name string) (answer.Question, error) {
	q := answer.Question{Name: strings.Join(strings.Fields(name), " "), Organisation: f.org, Country: strings.ToUpper(f.country), Person: f.person}
	if !utf8.ValidString(name) {
		return q, usage("the name is not UTF-8 text")
	}
	if q.Country != "" && !claim.ValidCountry(q.Country) {
		return q, usage("--country %q: want two letters, ISO 3166-1", f.country)
	}
	for _, id := range f.ids {
		scheme, value, ok := strings.Cut(id, ":")
		if !ok {
			return q, usage("--id %q: want SCHEME:VALUE", id)
		}
		norm, err := ident.AskNumber(scheme, value)
		if errors.Is(err, ident.ErrPerson) { // whose number it is stays out of every log
			return q, usage("--id: %w", err)
		}
		if err != nil {
			return q, usage("--id %q: %w", id, err)
		}
		q.Identifiers = append(q.Identifiers, claim.Identifier{Scheme: scheme, Value: norm})
	}
	day, err := claim.ParseDate(f.asOf)
	if err != nil || (day != "" && len(day) != 10) {
		return q, usage("--as-of %q: want a day, YYYY-MM-DD", f.asOf)
	}
	q.AsOf = day
	if q.KnownAt, err = parseKnownAt(f.knownAt); err != nil {
		return q, err
	}
	return q, policyOf(f, &q)
}

// parseKnownAt reads a day or a time. What is given without fractions means to its end: a day to its last millisecond.
func parseKnownAt(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse("2006-01-02", s); err == nil {
		return t.AddDate(0, 0, 1).Add(-time.Millisecond), nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, usage("--known-at %q: want a day or an RFC 3339 time", s)
	}
	if !strings.Contains(s, ".") {
		t = t.Add(time.Second - time.Millisecond)
	}
	return t, nil
}

func policyOf(f checkFlags, q *answer.Question) error {
	var text []byte
	switch {
	case f.policy != "" && f.policyFile != "":
		return usage("--policy and --policy-file exclude each other")
	case f.policyFile != "":
		b, err := os.ReadFile(f.policyFile)
		if err != nil {
			return &exitError{ExitInput, err}
		}
		text, q.Private = b, true
	case f.policy != "":
		b, ok := rulebook.BuiltinText(f.policy)
		if !ok {
			return usage("no built-in policy %q; `probity policy list` shows them", f.policy)
		}
		text = b
	default:
		return nil
	}
	p, err := rulebook.Load(text)
	if err != nil {
		return &exitError{ExitInput, fmt.Errorf("%s: %w", f.policyFile, err)}
	}
	q.Policy, q.PolicyText = p, text
	return nil
}
