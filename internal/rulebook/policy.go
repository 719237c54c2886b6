package rulebook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"probity.example/probity/internal/claim"
)

// Limits of a policy file.
const (
	MaxPolicyBytes = 256 << 10
	maxRules       = 200
)

// Policy is a loaded policy. It does not change after Load and may be used by many goroutines at once. The fields are
// those of the file: docs/format-policy.md.
type Policy struct {
	ID      string `yaml:"id"`
	Version string `yaml:"version"`
	Title   string `yaml:"title"`
	Context string `yaml:"context"` // what the policy is for: an answer under it is no answer to another question
	Law     string `yaml:"law"`     // whose law

	Families  []string `yaml:"families"` // families of kinds that the rules see
	Needs     []Need   `yaml:"sources"`
	NoRecords string   `yaml:"no_records"` // the answer where no organisation of the register matches

	MaxAgeDays       int            `yaml:"max_age_days"`
	LookBackYears    int            `yaml:"look_back_years"` // 0: without limit
	LookBackByFamily map[string]int `yaml:"look_back_years_by_family"`

	NotExamined []string `yaml:"not_examined"` // what this policy does not look at, said in every answer
	Rules       []Rule   `yaml:"rules"`

	CaseSources []CaseSource `yaml:"case_sources"` // the sources of every case that does not list its own
	Cases       []Case       `yaml:"cases"`

	digest     string
	conditions []*condition // of Rules, by index
}

// Need is a set of sources of which at least one must have been read and be fresh.
type Need struct {
	Name string   `yaml:"name"`
	Any  []string `yaml:"any"` // source ids

	// Criteria and Jurisdictions let every other source with that catalogue entry meet the need, private and fictional
	// registers included, except those named and except compilations. No jurisdictions: of any.
	Criteria      []string `yaml:"criteria"`
	Jurisdictions []string `yaml:"jurisdictions"`
	Except        []string `yaml:"except"`

	MaxAgeDays int `yaml:"max_age_days"` // 0: the policy's
}

// Rule says what follows from one record.
type Rule struct {
	ID       string  `yaml:"id"`
	Sentence string  `yaml:"sentence"`
	Basis    string  `yaml:"basis"` // legal basis
	Law      string  `yaml:"law"`   // whose law; the policy's if empty
	When     string  `yaml:"when"`  // condition in the CEL profile
	Outcome  string  `yaml:"outcome"`
	Within   *Within `yaml:"within"`
	History  bool    `yaml:"history"` // the rule is about records that no longer count; its outcome is note
	Lifts    string  `yaml:"lifts"`   // what lifts it
}

// Within is how long a record counts for a rule, from one of its days on.
type Within struct {
	Period `yaml:",inline"`
	Of     string `yaml:"of"` // decided, from or until
}

// Load reads and checks a policy: unknown and repeated keys, words outside the closed lists, conditions outside the
// profile and missing parts are errors that name the line or the rule.
func Load(b []byte) (*Policy, error) {
	if len(b) > MaxPolicyBytes {
		return nil, fmt.Errorf("policy: %d bytes, at most %d are read", len(b), MaxPolicyBytes)
	}
	var node yaml.Node
	if err := yaml.Load(b, &node); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if err := plain(&node); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	p := &Policy{}
	if err := node.Load(p, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	sum := sha256.Sum256(b)
	p.digest = hex.EncodeToString(sum[:])
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("policy %s: %w", p.ID, err)
	}
	for i := range p.Rules {
		c, err := compile(p.Rules[i].When)
		if err != nil {
			return nil, fmt.Errorf("policy %s: rule %s (line %d): condition %w", p.ID, p.Rules[i].ID, ruleLine(&node, i), err)
		}
		p.conditions = append(p.conditions, c)
	}
	for i := range p.Cases {
		if err := p.Cases[i].prepare(p); err != nil {
			return nil, fmt.Errorf("policy %s: case %q: %w", p.ID, p.Cases[i].Name, err)
		}
	}
	return p, nil
}

// Digest is the SHA-256 of the file's bytes, hexadecimal.
func (p *Policy) Digest() string { return p.digest }

// plain refuses what lets a small file grow or mean something else: anchors, aliases and tags.
func plain(n *yaml.Node) error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return fmt.Errorf("line %d: anchors and aliases are not used in a policy", n.Line)
	}
	if n.Style&yaml.TaggedStyle != 0 {
		return fmt.Errorf("line %d: tags are not used in a policy", n.Line)
	}
	for _, c := range n.Content {
		if err := plain(c); err != nil {
			return err
		}
	}
	return nil
}

// ruleLine is the line at which rule i begins, 0 if it is not found.
func ruleLine(doc *yaml.Node, i int) int {
	for _, root := range doc.Content {
		for k := 0; k+1 < len(root.Content); k += 2 {
			if rules := root.Content[k+1]; root.Content[k].Value == "rules" && i < len(rules.Content) {
				return rules.Content[i].Line
			}
		}
	}
	return 0
}

var (
	idForm      = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	versionForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.-]{0,39}$`)
)

// checker collects the first fault of a policy.
type checker struct{ err error }

func (c *checker) want(ok bool, format string, args ...any) {
	if !ok && c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

func (p *Policy) check() error {
	c := &checker{}
	c.want(len(p.ID) <= 60 && idForm.MatchString(p.ID), "id %q: want lower-case words joined by hyphens", p.ID)
	c.want(versionForm.MatchString(p.Version), "version %q: want up to 40 letters, digits, points and hyphens", p.Version)
	for _, f := range []struct{ name, s string }{{"title", p.Title}, {"context", p.Context}, {"law", p.Law}} {
		c.want(strings.TrimSpace(f.s) != "", "%s: missing", f.name)
	}
	c.want(len(p.Families) > 0, "families: missing: name the families of records that the rules see")
	for _, f := range p.Families {
		c.want(isFamily(f) && f != "COR" && !claim.Kind(f+".").Subjectless(), "families: %q is not a family of records", f)
	}
	c.want(slices.Contains([]string{Clear, UnknownSubject, Ask}, p.NoRecords), "no_records %q: want clear, unknown_subject or ask", p.NoRecords)
	c.want(p.MaxAgeDays > 0, "max_age_days: want 1 or more")
	c.want(p.LookBackYears >= 0 && p.LookBackYears <= 100, "look_back_years: want 0 to 100")
	for _, f := range sortedKeys(p.LookBackByFamily) {
		y := p.LookBackByFamily[f]
		c.want(slices.Contains(p.Families, f) && y > 0 && y <= 100, "look_back_years_by_family: %s: want a family of the policy and 1 to 100 years", f)
	}
	p.checkNeeds(c)
	p.checkRules(c)
	return c.err
}

func (p *Policy) checkNeeds(c *checker) {
	c.want(len(p.Needs) > 0, "sources: missing: without a needed source no answer means anything")
	seen := map[string]bool{}
	for i, n := range p.Needs {
		c.want(n.Name != "" && !seen[n.Name], "sources[%d]: name %q: missing or used twice", i, n.Name)
		seen[n.Name] = true
		c.want(len(n.Any) > 0 || len(n.Criteria) > 0, "sources[%d]: want any or criteria", i)
		for _, id := range append(slices.Clone(n.Any), n.Except...) {
			err := claim.ValidSource(id)
			c.want(err == nil, "sources[%d]: %v", i, err)
		}
		for _, criterion := range n.Criteria {
			c.want(slices.Contains(claim.Criteria, criterion), "sources[%d]: criterion %q: want one of %s", i, criterion, strings.Join(claim.Criteria, ", "))
		}
		c.want(len(n.Criteria) > 0 || len(n.Jurisdictions)+len(n.Except) == 0, "sources[%d]: jurisdictions and except go with criteria", i)
		for _, j := range n.Jurisdictions {
			c.want(isJurisdiction(j), "sources[%d]: jurisdiction %q: want ISO 3166-1 alpha-2, EU, UN or XX", i, j)
		}
		c.want(n.MaxAgeDays >= 0, "sources[%d]: max_age_days: want 1 or more", i)
	}
}

func (p *Policy) checkRules(c *checker) {
	c.want(len(p.Rules) > 0, "rules: missing")
	c.want(len(p.Rules) <= maxRules, "rules: %d, at most %d are allowed", len(p.Rules), maxRules)
	seen := map[string]bool{}
	for i := range p.Rules {
		r := &p.Rules[i]
		c.want(idForm.MatchString(r.ID) && !seen[r.ID], "rules[%d]: id %q: want lower-case words joined by hyphens, used once", i, r.ID)
		seen[r.ID] = true
		for _, f := range []struct{ name, s string }{{"sentence", r.Sentence}, {"basis", r.Basis}, {"when", r.When}} {
			c.want(strings.TrimSpace(f.s) != "", "rule %s: %s: missing", r.ID, f.name)
		}
		c.want(slices.Contains(outcomes, r.Outcome), "rule %s: outcome %q: want barred, ask or note", r.ID, r.Outcome)
		c.want(!r.History || r.Outcome == Note, "rule %s: outcome: a rule about history gives a note", r.ID)
		if w := r.Within; w != nil {
			c.want(slices.Contains([]string{"decided", "from", "until"}, w.Of), "rule %s: within: of %q: want decided, from or until", r.ID, w.Of)
			units := 0
			for _, n := range []int{w.Years, w.Months, w.Days} {
				c.want(n >= 0 && n <= 36500, "rule %s: within: %d is out of range", r.ID, n)
				if n > 0 {
					units++
				}
			}
			c.want(units == 1 && w.Years <= 100 && w.Months <= 1200, "rule %s: within: want one of years, months or days", r.ID)
		}
		if r.Law == "" {
			r.Law = p.Law
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
