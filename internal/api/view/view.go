// Package view is what the faces show: the plain structs that the JSON API writes and the pages print, the question that
// both read, the one set of ways in which reading fails, and the words for what the register says.
//
// What never lives here: how any of it is found (register, answer) or what follows from it (rulebook).
package view

import (
	"encoding/json"
	"time"

	"probity.example/probity/internal/claim"
)

// Question is what is asked: about an organisation by name, by identifier or by its id in the register.
type Question struct {
	Name    string     `json:"name,omitempty"`
	Scheme  string     `json:"scheme,omitempty"` // with Value: an identifier in the scheme's normal form
	Value   string     `json:"value,omitempty"`
	Org     string     `json:"org,omitempty"`
	Country string     `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Policy  string     `json:"policy,omitempty"`  // empty: the records, and no answer
	AsOf    claim.Date `json:"as_of,omitempty"`   // a full day; empty: the day of asking
	KnownAt time.Time  `json:"known_at,omitzero"` // zero: now
	Person  bool       `json:"person,omitzero"`   // the caller says that it asks about a natural person
}

// Answer is what Check gives: the answer file, and the same content for a page.
type Answer struct {
	File []byte `json:"-"` // the answer file (docs/format-answer.md), as it is to be handed out

	Question     Question
	Asked        []string // what was asked for, where it is not what was typed as a name; see Unused
	Unused       []string // why numbers in the name were not asked for
	Answer       string   // one of the answers of package rulebook; empty without a policy
	Sentence     string   // the answer in one sentence, as the file says it
	Policy       *PolicyRef
	AsOf         claim.Date
	KnownAt      string     // RFC 3339, UTC
	ValidUntil   claim.Date // the last day as of which the answer stays the same without a new claim; empty: no such day
	Subjects     []Subject
	Rejected     []Candidate
	Search       *Search // nil: similar names were not looked for
	Sources      []Examined
	NotExamined  []string
	Undetermined []Undetermined
	Notes        []string
	Completeness string // "proven": the lists under what the answer is about are whole
	Checkpoint   string // origin and size of the signed checkpoint that the proofs lead to
}

// PolicyRef names the policy of an answer.
type PolicyRef struct {
	ID, Version, Title, Digest string
	Private                    bool // the caller's own: not in the log
}

// Subject is one organisation that the question may be about.
type Subject struct {
	Org      string
	Name     claim.Name
	Country  string
	Identity string // how it was found: same, chosen, name_country, name, possible
	Reasons  []string
	Met      *Met   // nil: no name was asked for
	Answer   string // from its records alone
	Records  []Record
	Matches  []Match
}

// Match is a rule that matched.
type Match struct {
	Rule, Sentence, LegalBasis, Law string
	Outcome                         string   // barred, ask or note
	Clamped                         []string // why the outcome is lower than the rule's own
	Lifts                           string
	Records                         []string // ids of claims
}

// Candidate is an organisation that was found and is not the one asked about.
type Candidate struct {
	Org     string
	Name    claim.Name
	Reasons []string
	Met     *Met
}

// Met says which name of a candidate met the one asked for, and how alike they are: that is not its identity.
type Met struct {
	Name       string
	Similarity string   // 0 to 1
	Basis      string   // of package similar: words, letters, contraction
	Words      []Pair   // how the words met
	Differs    []string // what the names contradict, or one lacks
}

// Pair is words of two names that met; one that met none has an empty partner.
type Pair struct{ Asked, Held, How string }

// Search says how similar names were looked for.
type Search struct {
	Names, Claims int64
	Looked        int    // names that were compared
	Threshold     string // similarity from which a candidate counts
	Left          []Met  // the best below it
}

// Examined is a source that was looked at, or should have been.
type Examined struct {
	ID, Title, Origin string
	Published         claim.Date
	AgeDays           int
	MaxDays           int // above 0: older than the policy allows
}

// Undetermined counts rows of a source that became no claim although they may concern an organisation.
type Undetermined struct {
	Source  string
	Count   int64
	Refused int64
}

// Record is one decision as it stands: the version that applies, and the claims before and after it.
type Record struct {
	Claim       string     `json:"claim"`
	Key         string     `json:"key"`
	Source      string     `json:"source"`
	SourceTitle string     `json:"source_title"`
	Kind        claim.Kind `json:"kind"`
	Meaning     string     `json:"meaning"`
	claim.Decision
	RelatedOrg  string     `json:"related_org,omitempty"`
	RelatedName string     `json:"related_name,omitempty"`
	Status      string     `json:"status"` // active, future, ended, uncertain, corrected
	Seen        claim.Date `json:"seen"`   // publication day of the version that applies
	History     []Version  `json:"history,omitempty"`
}

// Counts reports whether the record counts today; the others are history.
func (r *Record) Counts() bool { return r.Status == "active" || r.Status == "uncertain" }

// Version is one claim of a chain.
type Version struct {
	Claim     string     `json:"claim"`
	Kind      claim.Kind `json:"kind"`
	Version   int        `json:"version"`
	State     string     `json:"state,omitempty"`
	Published claim.Date `json:"published"`
	KnownAt   string     `json:"known_at"`
}

// Organisation is everything the register holds about one organisation.
type Organisation struct {
	ID          string            `json:"id"`
	Name        claim.Name        `json:"name"`
	Names       []NameFrom        `json:"names"`
	Identifiers []IdentifierFrom  `json:"identifiers,omitempty"`
	Countries   []string          `json:"countries,omitempty"`
	Addresses   []claim.Address   `json:"addresses,omitempty"`
	LegalForms  []string          `json:"legal_forms,omitempty"`
	PublicBody  bool              `json:"public_body,omitzero"`
	Records     []Record          `json:"records,omitempty"`
	RecordKeys  []string          `json:"record_keys"` // what its sources call it
	Links       []Link            `json:"links,omitempty"`
	Sources     map[string]string `json:"sources"` // title by id, of the sources that speak of it
	AsOf        claim.Date        `json:"as_of"`
	KnownAt     string            `json:"known_at"`
}

// NameFrom is a name with the sources that use it.
type NameFrom struct {
	claim.Name
	Sources []string `json:"sources"`
}

// IdentifierFrom is an identifier with the sources that give it.
type IdentifierFrom struct {
	claim.Identifier
	Title   string   `json:"title"`
	Sources []string `json:"sources"`
}

// Link is a claim that two records are one organisation, or are not.
type Link struct {
	Claim   string   `json:"claim"`
	Same    bool     `json:"same"`
	Records []string `json:"records"`
	Method  string   `json:"method,omitempty"`
}

// Claim is one claim of the log.
type Claim struct {
	ID          string     `json:"id"`
	Index       int64      `json:"index"`
	Kind        claim.Kind `json:"kind"`
	Meaning     string     `json:"meaning"`
	Source      string     `json:"source"`
	SourceTitle string     `json:"source_title,omitempty"`
	Org         string     `json:"org,omitempty"`
	OrgName     string     `json:"org_name,omitempty"`
	Published   claim.Date `json:"published"`
	KnownAt     string     `json:"known_at"`
	Chain       []Version  `json:"chain,omitempty"`
	// Body is the claim's canonical bytes: their SHA-256 is the id.
	Body json.RawMessage `json:"body"`
}

// Source is one source of the catalogue with what was read from it.
type Source struct {
	ID string `json:"id"`
	claim.SourceEntry
	Admitted bool      `json:"admitted"`
	AgeDays  int       `json:"age_days"` // since the newest publication day; 0 if never read
	Readings []Reading `json:"readings,omitempty"`
}

// Newest returns the reading of the newest file by publication day, nil if there is none.
func (s *Source) Newest() *Reading {
	var newest *Reading
	for i := range s.Readings {
		if newest == nil || s.Readings[i].Published >= newest.Published {
			newest = &s.Readings[i]
		}
	}
	return newest
}

// Reading is the account of one reading of a source.
type Reading struct {
	claim.Snapshot
	Claim   string `json:"claim"`
	KnownAt string `json:"known_at"`
}

// PersonsRefused is the number of rows about natural persons that the door refused.
func (s *Reading) PersonsRefused() int64 { return total(s.Persons) }

// RowsRefused is the number of rows and statements that broke a rule.
func (s *Reading) RowsRefused() int64 { return total(s.Refused) }

// OutOfScopeRows is the number of rows about ships, aircraft and the like.
func (s *Reading) OutOfScopeRows() int64 { return total(s.OutOfScope) }

func total(m map[string]int64) int64 {
	var n int64
	for _, v := range m {
		n += v
	}
	return n
}

// Policy is a policy that the register answers under.
type Policy struct {
	ID         string   `json:"id"`
	Version    string   `json:"version"`
	Title      string   `json:"title"`
	Context    string   `json:"context,omitempty"` // of use
	Law        string   `json:"law,omitempty"`     // whose law
	Digest     string   `json:"digest"`            // SHA-256 of Text
	Needs      []string `json:"needs,omitempty"`   // families of records and sources without which there is no answer
	MaxAgeDays int      `json:"max_age_days,omitzero"`
	LookBack   string   `json:"look_back,omitempty"`
	NoRecords  string   `json:"no_records,omitempty"` // the answer where no organisation matches
	// NotExamined is what the policy does not look at, said in every answer.
	NotExamined []string `json:"not_examined,omitempty"`
	Rules       []Rule   `json:"rules"`
	Text        string   `json:"text,omitempty"` // the file: it binds
}

// Rule is one rule of a policy.
type Rule struct {
	ID         string `json:"id"`
	Sentence   string `json:"sentence"`
	LegalBasis string `json:"legal_basis"`
	Law        string `json:"law,omitempty"` // whose law
	Condition  string `json:"condition"`
	Outcome    string `json:"outcome"`
	Lasts      string `json:"lasts,omitempty"`
	Lifts      string `json:"lifts,omitempty"`
}

// About is what the register says of itself.
type About struct {
	Demo   bool   // the sample world: every page says FICTIONAL
	Mirror bool   // there is no key here: answers are not signed
	VKey   string // C2SP verifier key of the log, to check answers with
	Size   int64  // claims in the log
	Today  claim.Date
	Try    []Try // things to try on the home page
}

// Try is a question to try.
type Try struct {
	Text string
	Question
}
