package rulebook

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
)

// Case is one of a policy's own tests: records in short form, a day, and the answer that must follow.
type Case struct {
	Name     string       `yaml:"name"`
	AsOf     claim.Date   `yaml:"as_of"`
	Today    claim.Date   `yaml:"today"`    // as_of if empty
	Identity string       `yaml:"identity"` // same if empty
	Unknown  bool         `yaml:"unknown"`  // no organisation of the register matches
	Person   bool         `yaml:"person"`
	Claims   []CaseClaim  `yaml:"claims"`
	Sources  []CaseSource `yaml:"sources"` // the policy's case_sources if empty

	Expect     string     `yaml:"expect"`
	Rules      []string   `yaml:"rules"`   // every rule that matches, in the order of the policy
	Clamped    []string   `yaml:"clamped"` // every clamp that lowers an outcome, sorted; checked if given
	ValidUntil claim.Date `yaml:"valid_until"`

	input Input
}

// CaseSource is a source as a case has it.
type CaseSource struct {
	ID           string `yaml:"id"`
	Jurisdiction string `yaml:"jurisdiction"`
	Criterion    string `yaml:"criterion"`
	Origin       string `yaml:"origin"`   // official if empty
	AgeDays      int    `yaml:"age_days"` // of its reading on the day asked about
	Unread       bool   `yaml:"unread"`
	Undetermined int64  `yaml:"undetermined"`
}

// CaseClaim is a claim in short form. Claims of one case with the same key are a chain, in their order.
type CaseClaim struct {
	Key        string     `yaml:"key"` // the claim's place in the list if empty
	Kind       claim.Kind `yaml:"kind"`
	Of         claim.Kind `yaml:"of"`
	Source     string     `yaml:"source"`    // the first source of the case if empty
	Published  claim.Date `yaml:"published"` // from, else decided, else as_of, in full days, if empty
	Grounds    []string   `yaml:"grounds"`
	Effects    []string   `yaml:"effects"`
	State      string     `yaml:"state"` // in_force if the key is absent
	Finality   string     `yaml:"finality"`
	Admission  string     `yaml:"admission"`
	Decided    claim.Date `yaml:"decided"`
	From       claim.Date `yaml:"from"`
	Until      claim.Date `yaml:"until"`
	Indefinite bool       `yaml:"indefinite"`
	Amount     string     `yaml:"amount"` // "1000.50 EUR"
	Authority  string     `yaml:"authority"`
	Programmes []string   `yaml:"programmes"`
	After      claim.Date `yaml:"ended_after"`  // COR.WITHDRAW by absence: last seen
	Before     claim.Date `yaml:"ended_before"` // first absent
}

// CaseResult is the outcome of one case.
type CaseResult struct {
	Name string   `json:"name"`
	OK   bool     `json:"ok"`
	Got  string   `json:"got,omitempty"`
	Want string   `json:"want,omitempty"`
	Why  []string `json:"why,omitempty"` // what differs, in words
}

// prepare turns a case into an Input, so that a fault in a case is found when the policy is loaded.
func (c *Case) prepare(p *Policy) error {
	if c.Name == "" || !fullDay(c.AsOf) {
		return fmt.Errorf("want a name and a full day as_of")
	}
	if c.Expect != OutOfScopePerson && !slices.Contains(order, c.Expect) {
		return fmt.Errorf("expect %q: want one of %s or %s", c.Expect, strings.Join(order, ", "), OutOfScopePerson)
	}
	for _, id := range c.Rules {
		if !slices.ContainsFunc(p.Rules, func(r Rule) bool { return r.ID == id }) {
			return fmt.Errorf("rules: there is no rule %q", id)
		}
	}
	list := c.Sources
	if len(list) == 0 {
		list = p.CaseSources
	}
	if len(list) == 0 {
		return fmt.Errorf("sources: the case has none and the policy has no case_sources")
	}
	c.input = Input{AsOf: c.AsOf, Today: cmp.Or(c.Today, c.AsOf), Person: c.Person}
	for _, s := range list {
		c.input.Sources = append(c.input.Sources, s.source(c.AsOf))
	}
	if c.Unknown {
		return nil
	}
	subject := Subject{Org: "case", Records: []string{"case:1"}, Identity: cmp.Or(c.Identity, IdentitySame)}
	versions := map[string]int{}
	for i := range c.Claims {
		k, err := c.Claims[i].known(i, list[0].ID, c.AsOf, versions)
		if err != nil {
			return fmt.Errorf("claims[%d]: %w", i, err)
		}
		subject.Claims = append(subject.Claims, k)
	}
	c.input.Subjects = []Subject{subject}
	if !c.Person {
		if _, err := p.prepare(c.input); err != nil {
			return err
		}
	}
	return nil
}

func (s *CaseSource) source(asOf claim.Date) Source {
	origin := cmp.Or(s.Origin, "official")
	out := Source{ID: s.ID, Entry: claim.SourceEntry{Origin: origin, Jurisdiction: s.Jurisdiction, Criterion: s.Criterion}}
	if !s.Unread {
		day := asOf.AddDays(-s.AgeDays)
		out.Snapshot = &Known{Published: day, Claim: &claim.Claim{
			Kind: claim.KindSnapshot, Source: s.ID,
			Snapshot: &claim.Snapshot{Origin: origin, Published: day, Undetermined: s.Undetermined},
		}}
	}
	return out
}

func (cc *CaseClaim) known(i int, source string, asOf claim.Date, versions map[string]int) (Known, error) {
	source = cmp.Or(cc.Source, source)
	key := claim.StatementKey(source, "1", cmp.Or(cc.Key, fmt.Sprint(i)))
	versions[key]++
	c := &claim.Claim{
		V: claim.Version, Kind: cc.Kind, Of: cc.Of, Source: source, Record: claim.RecordKey(source, "1"), Key: key, Version: versions[key],
		Salt: strings.Repeat("0", 32),
		Decision: claim.Decision{
			Grounds: cc.Grounds, Effects: cc.Effects, State: cc.State, Finality: cc.Finality, Admission: cc.Admission, Decided: cc.Decided,
			From: cc.From, Until: cc.Until, Indefinite: cc.Indefinite, Authority: cc.Authority, Programmes: cc.Programmes,
		},
	}
	if c.Version > 1 {
		c.Supersedes = strings.Repeat("0", 64)
	}
	family := cc.Kind.Family()
	if c.State == "" && family != "COR" && family != "DUE" && family != "IDN" {
		c.State = "in_force"
	}
	if cc.State == "unstated" {
		c.State = ""
	}
	if cc.Kind == claim.KindDesc {
		c.Names = []claim.Name{{Value: "Case Ltd", Kind: "primary"}}
	}
	if cc.Amount != "" {
		value, currency, _ := strings.Cut(cc.Amount, " ")
		c.Amount = &claim.Amount{Value: value, Currency: currency}
	}
	if cc.After != "" || cc.Before != "" {
		c.Ended = &claim.Interval{After: cc.After, Before: cc.Before}
	}
	c.Normalise()
	if err := c.Validate(); err != nil {
		return Known{}, err
	}
	k := Known{Index: int64(i), ID: sha256.Sum256(fmt.Appendf(nil, "case claim %d", i)), Claim: c}
	k.Published = cmp.Or(cc.Published, cc.Before, cc.From.First(), cc.Decided.First(), asOf)
	return k, nil
}

// RunCases evaluates the policy's own cases, and checks that every rule matches in at least one of them and does not
// match in at least one.
func (p *Policy) RunCases() []CaseResult {
	out := make([]CaseResult, 0, len(p.Cases)+1)
	fired, quiet := map[string]bool{}, map[string]bool{}
	for i := range p.Cases {
		c := &p.Cases[i]
		res, err := p.Evaluate(c.input)
		if err != nil {
			out = append(out, CaseResult{Name: c.Name, Want: c.Expect, Why: []string{err.Error()}})
			continue
		}
		rules, clamped := matched(res)
		for _, r := range p.Rules {
			if slices.Contains(rules, r.ID) {
				fired[r.ID] = true
			} else {
				quiet[r.ID] = true
			}
		}
		out = append(out, c.compare(res, rules, clamped))
	}
	coverage := CaseResult{Name: "every rule matches in one case and not in another", OK: true}
	for _, r := range p.Rules {
		if !fired[r.ID] || !quiet[r.ID] {
			coverage.OK = false
			coverage.Why = append(coverage.Why, fmt.Sprintf("rule %s: matches in a case: %t, does not match in a case: %t", r.ID, fired[r.ID], quiet[r.ID]))
		}
	}
	return append(out, coverage)
}

// matched are the rules of a result in the policy's order, and the clamps in it, sorted.
func matched(res *Result) (rules, clamped []string) {
	for _, s := range res.Subjects {
		for _, m := range s.Matches {
			if !slices.Contains(rules, m.Rule) {
				rules = append(rules, m.Rule)
			}
			clamped = append(clamped, m.Clamped...)
		}
	}
	slices.Sort(clamped)
	return rules, slices.Compact(clamped)
}

func (c *Case) compare(res *Result, rules, clamped []string) CaseResult {
	out := CaseResult{Name: c.Name, Got: res.Answer, Want: c.Expect}
	differ := func(what string, got, want any) {
		out.Why = append(out.Why, fmt.Sprintf("%s: got %v, want %v", what, got, want))
	}
	if res.Answer != c.Expect {
		differ("answer", res.Answer, c.Expect)
	}
	if !slices.Equal(rules, c.Rules) {
		differ("rules", rules, c.Rules)
	}
	if c.Clamped != nil && !slices.Equal(clamped, c.Clamped) {
		differ("clamped", clamped, c.Clamped)
	}
	if c.ValidUntil != "" && c.ValidUntil != res.ValidUntil {
		differ("valid until", res.ValidUntil, c.ValidUntil)
	}
	out.OK = len(out.Why) == 0
	return out
}
