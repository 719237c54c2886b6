package claim

// Version is the version of the claim format: the value of "v" in every claim.
const Version = 1

// Claim is one statement by one source. The JSON names are the published format; docs/format-claim.md gives meaning,
// units and rules field by field. Fields that do not apply are absent, never null or empty.
type Claim struct {
	V    int  `json:"v"`
	Kind Kind `json:"kind"`
	// Of is the kind that a COR.AMEND now states or a COR.WITHDRAW no longer states.
	Of Kind `json:"of,omitempty"`
	// Cause of a COR claim: "vanished" (absent from a newer snapshot), "source" (the source says so), "parser".
	Cause string `json:"cause,omitempty"`

	Source     string   `json:"source"`               // catalogue id of the source that makes the statement
	Record     string   `json:"record,omitempty"`     // source ":" party key: what this source calls this organisation
	Records    []string `json:"records,omitempty"`    // every record key a COR, DUE or IDN.SAME/NOTSAME claim touches
	Method     string   `json:"method,omitempty"`     // IDN.SAME, IDN.NOTSAME: what proposed the link, and its version
	Key        string   `json:"key"`                  // source ":" statement key; chains run under it
	Version    int      `json:"version"`              // 1 for the first claim under Key, then 2, 3, …
	Supersedes string   `json:"supersedes,omitempty"` // id of the claim before this one under Key
	Salt       string   `json:"salt"`                 // 32 hexadecimal digits; see Salter

	Names       []Name       `json:"names,omitempty"`
	Identifiers []Identifier `json:"identifiers,omitempty"`
	Countries   []string     `json:"countries,omitempty"` // ISO 3166-1 alpha-2 (or XK); registration or nationality
	Addresses   []Address    `json:"addresses,omitempty"`
	LegalForm   string       `json:"legal_form,omitempty"`
	PublicBody  bool         `json:"public_body,omitzero"`

	Decision

	Evidence *Evidence `json:"evidence,omitzero"`
	Ended    *Interval `json:"ended,omitzero"` // COR.WITHDRAW by absence: somewhere between these two days

	SourceEntry *SourceEntry `json:"source_entry,omitzero"` // SRC.ADMIT, SRC.REFUSE
	Snapshot    *Snapshot    `json:"snapshot,omitzero"`     // SRC.SNAPSHOT
	Policy      *Policy      `json:"policy,omitzero"`       // POL.PUBLISH
	VKey        string       `json:"vkey,omitempty"`        // KEY.ADD, KEY.REVOKE: a C2SP signed-note verifier key
	Removed     *Removal     `json:"removed,omitzero"`      // COR.REMOVE

	// Recorded is the time, as Timestamp writes it, at which the batch became known. Only the claim that closes
	// its batch carries it: a batch is every claim after the previous closing claim.
	Recorded string `json:"recorded,omitempty"`
	// Closes is the number of claims before this one in the batch that it closes: the claim at index i of the log closes
	// the batch from i-Closes to i.
	Closes int64 `json:"closes,omitzero"`
}

// Decision is the part of a claim that states an act of an authority.
type Decision struct {
	Grounds    []string `json:"grounds,omitempty"`
	Effects    []string `json:"effects,omitempty"`
	State      string   `json:"state,omitempty"`
	Finality   string   `json:"finality,omitempty"`
	Admission  string   `json:"admission,omitempty"`
	Decided    Date     `json:"decided,omitempty"`
	From       Date     `json:"from,omitempty"`
	Until      Date     `json:"until,omitempty"`     // last day on which the decision holds
	Indefinite bool     `json:"indefinite,omitzero"` // the source says that no end is set
	Amount     *Amount  `json:"amount,omitzero"`
	Authority  string   `json:"authority,omitempty"`  // the deciding body as the source names it
	Programmes []string `json:"programmes,omitempty"` // the source's own codes for the legal programme
	Title      string   `json:"title,omitempty"`      // a short official title, never free text about people
	URL        string   `json:"url,omitempty"`
	Related    string   `json:"related,omitempty"` // record key of the second organisation (ownership, succession)
	Share      string   `json:"share,omitempty"`   // per cent, decimal: "25", "33.34"
}

// Name is one spelling of an organisation's name, as the source writes it.
type Name struct {
	Value string `json:"value"`
	Kind  string `json:"kind"`           // one of NameKinds
	Lang  string `json:"lang,omitempty"` // BCP 47, if the source states it
}

// Identifier is a number in a scheme of package ident, in the scheme's normal form.
type Identifier struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

// Address is a place of the organisation. Text is what the source gives besides the named parts.
type Address struct {
	Text     string `json:"text,omitempty"`
	City     string `json:"city,omitempty"`
	Region   string `json:"region,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	Country  string `json:"country,omitempty"` // ISO 3166-1 alpha-2
}

// Amount is a decimal with an ISO 4217 currency; the decimal has no exponent and no leading plus.
type Amount struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

// Evidence ties a claim to the official file: digests only, never text.
type Evidence struct {
	File  string `json:"file"`            // SHA-256 of the raw file, hexadecimal; several files: of their digests in order
	Rows  string `json:"rows,omitempty"`  // SHA-256 over this party's rows as package source defines them
	Basis string `json:"basis,omitempty"` // how the party is known to be an organisation; one of Bases
}

// Interval is the uncertainty of an end: the statement was last seen on After and was first absent on Before.
type Interval struct {
	After  Date `json:"after"`
	Before Date `json:"before"`
}

// SourceEntry is the catalogue entry of a source as admitted or refused.
type SourceEntry struct {
	Title        string `json:"title"`
	Publisher    string `json:"publisher"`
	Origin       string `json:"origin"`                 // official, mirror or compiled
	Jurisdiction string `json:"jurisdiction,omitempty"` // ISO 3166-1 alpha-2, EU, UN or XX for international bodies
	Licence      string `json:"licence,omitempty"`
	Criterion    string `json:"criterion"` // one of Criteria: by what a party gets on the list
	URL          string `json:"url,omitempty"`
	Cadence      string `json:"cadence,omitempty"`
	Persons      string `json:"persons"` // how persons are told apart
	Reason       string `json:"reason,omitempty"`
}

// Snapshot is the account of one reading of one source.
type Snapshot struct {
	File          string           `json:"file"`   // as Evidence.File
	Bytes         int64            `json:"bytes"`  // of the raw files together
	Parser        string           `json:"parser"` // name and version of the reader: "ofac-csv/1"
	Origin        string           `json:"origin"`
	Published     Date             `json:"published"` // the publication day of the file
	Backfill      bool             `json:"backfill,omitzero"`
	Rows          int64            `json:"rows"`
	Organisations int64            `json:"organisations"`
	DecidedBy     map[string]int64 `json:"decided_by,omitempty"`   // organisations by Evidence.Basis
	Persons       map[string]int64 `json:"persons,omitempty"`      // refused, by reason
	OutOfScope    map[string]int64 `json:"out_of_scope,omitempty"` // vessels, aircraft, …, by what they are
	Undetermined  int64            `json:"undetermined,omitzero"`
	Refused       map[string]int64 `json:"refused,omitempty"`  // rows and statements refused, by rule
	LeftOut       map[string]int64 `json:"left_out,omitempty"` // cells that could not be read, by rule; their rows stand
	Added         int64            `json:"added"`
	Changed       int64            `json:"changed"`
	Withdrawn     int64            `json:"withdrawn"`
	Unchanged     int64            `json:"unchanged"`
	// Unsettled counts statements that the file does not make and that stand all the same: rows were refused, and they may be
	// these.
	Unsettled int64 `json:"unsettled,omitzero"`
}

// Policy is a published policy: its text binds, its digest names it.
type Policy struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Digest  string `json:"digest"` // SHA-256 of Text, hexadecimal
	Text    string `json:"text"`
}

// Removal names a body that was taken away: what stays provable is that a claim stood there.
type Removal struct {
	Index   int64    `json:"index"`    // of the claim log, from 0
	Claim   string   `json:"claim"`    // id of the claim whose body is gone
	MapKeys []string `json:"map_keys"` // the hashed map keys of the body, so that the map stays checkable
	// Chain is the hashed chain key: nothing returns under it by reading a file again. Record, the hashed record key, is present
	// where the description was removed: then nothing returns under the whole record.
	Chain  string `json:"chain"`
	Record string `json:"record,omitempty"`
	Ground string `json:"ground"` // the legal ground, a citation
}
