package rulebook

import (
	"probity.example/probity/internal/claim"
)

// Known is a claim as the register knows it: its place in the log, and the two days that evaluation needs.
type Known struct {
	Index     int64 // in the claim log
	ID        claim.ID
	Claim     *claim.Claim
	KnownAt   string     // Recorded (RFC 3339, UTC) of the claim that closes its batch
	Published claim.Date // publication day of the snapshot that brought it, or the day it was recorded
}

// Source is one source of the register as it stands for the question.
type Source struct {
	ID    string
	Entry claim.SourceEntry
	// Snapshot is the newest SRC.SNAPSHOT known at Input.KnownAt whose publication day is not after Input.AsOf; nil if there
	// is none.
	Snapshot *Known
	// Next is the oldest SRC.SNAPSHOT known at Input.KnownAt that was published after Input.AsOf; nil if there is none.
	Next *Known
}

// How the organisation was found. Same, Chosen and NameCountry may be barred; Name and Possible are at most asked about.
const (
	IdentitySame        = "same"         // agreeing strong identifier, or identity established by the matcher
	IdentityChosen      = "chosen"       // the caller chose the organisation by its id
	IdentityNameCountry = "name_country" // exact name and the country that the caller gave
	IdentityName        = "name"         // exact name alone
	IdentityPossible    = "possible"     // a candidate
)

// Subject is one organisation that the question may be about.
type Subject struct {
	Org      string
	Records  []string // its record keys
	Claims   []Known  // every claim under those keys known at Input.KnownAt, every version, in any order
	Identity string   // one of the Identity constants
	Apart    bool     // a link holds two of its records apart that others join: it may be two organisations
	Removed  int      // statements about it whose body was taken out of the log: what they said is not known
	// Unattributed is the number of records that share an identifier or a name with it and are neither part of it nor held apart from it.
	Unattributed int
}

// Input is a question with everything that its answer depends on.
type Input struct {
	AsOf     claim.Date // a full day
	KnownAt  string     // RFC 3339, UTC
	Today    claim.Date // the day of asking
	Subjects []Subject  // none: no organisation of the register matches
	Sources  []Source   // every source ever read, needed by the policy or not
	Person   bool       // the caller says that it asks about a natural person
	Private  bool       // the policy is the caller's own and is not in the log
}

// Answers, worst first.
const (
	Barred         = "barred"
	Ask            = "ask"
	Stale          = "stale"
	UnknownSubject = "unknown_subject"
	ClearWithNotes = "clear_with_notes"
	Clear          = "clear"
	// OutOfScopePerson stands outside the order: nothing is evaluated about a natural person.
	OutOfScopePerson = "out_of_scope_person"
)

// Result is what follows from the policy. Its JSON is part of the answer file; lists are in a fixed order and absent when
// empty.
type Result struct {
	Policy PolicyRef  `json:"policy"`
	AsOf   claim.Date `json:"as_of"`
	Answer string     `json:"answer"`
	// ValidUntil is the last day as of which the answer and the matched rules stay the same without a new claim; empty if
	// they never change.
	ValidUntil   claim.Date       `json:"valid_until,omitempty"`
	Subjects     []SubjectResult  `json:"subjects,omitempty"`
	Examined     []ExaminedSource `json:"examined,omitempty"` // sources that met a need, by id
	NotExamined  []string         `json:"not_examined,omitempty"`
	Stale        []StaleSource    `json:"stale,omitempty"`
	Undetermined []Undetermined   `json:"undetermined,omitempty"`
	Notes        []string         `json:"notes,omitempty"`
}

// PolicyRef names the policy that gave a result.
type PolicyRef struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Digest  string `json:"digest"` // SHA-256 of the file's bytes, hexadecimal
	Private bool   `json:"private,omitzero"`
}

// SubjectResult is what follows for one organisation from its records alone: staleness and missing sources are in the
// whole Result.
type SubjectResult struct {
	Org      string  `json:"org"`
	Identity string  `json:"identity"`
	Answer   string  `json:"answer"`
	Records  []View  `json:"records,omitempty"` // every decision, counted or not, by key
	Matches  []Match `json:"matches,omitempty"` // in the order of the policy's rules
}

// Match is a rule that matched records of one organisation, all with the same outcome and for the same reasons.
type Match struct {
	Rule       string   `json:"rule"`
	Sentence   string   `json:"sentence"`
	LegalBasis string   `json:"legal_basis"`
	Law        string   `json:"law"`
	Outcome    string   `json:"outcome"`           // barred, ask or note, after clamps
	Clamped    []string `json:"clamped,omitempty"` // why the outcome is lower than the rule's own; see ClampReason
	Lifts      string   `json:"lifts,omitempty"`
	Records    []string `json:"records"` // ids of the claims, in the order of SubjectResult.Records
}

// ExaminedSource is a source that met a need of the policy.
type ExaminedSource struct {
	ID        string     `json:"id"`
	Origin    string     `json:"origin"`
	Published claim.Date `json:"published"`
	AgeDays   int        `json:"age_days"`
}

// StaleSource is an examined source that is older than the policy allows.
type StaleSource struct {
	ID        string     `json:"id"`
	Published claim.Date `json:"published"`
	AgeDays   int        `json:"age_days"`
	MaxDays   int        `json:"max_days"`
}

// Undetermined counts the rows of an examined source that became no claim although they may concern an organisation.
type Undetermined struct {
	Source  string `json:"source"`
	Count   int64  `json:"count"`            // rows that may be a person or an organisation
	Refused int64  `json:"refused,omitzero"` // rows refused by a rule
}
