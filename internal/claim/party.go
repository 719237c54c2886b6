package claim

// Party is what one source says of one party in one file, before the door has decided whether it is an organisation. It
// lives in memory only.
type Party struct {
	Key  string    // the source's own key of the party
	Type PartyType // what the source's type column says

	Names       []Name
	Identifiers []Identifier
	Countries   []string
	Addresses   []Address
	LegalForm   string
	PublicBody  bool

	Statements []Statement

	// PersonalData is set where the row holds what only a natural person has: birth date, gender, passport, given name in a
	// column of its own.
	PersonalData bool
	// CommaNames is set by lists that write every natural person as "FAMILY, Given": there, a name of another shape is
	// not a person's.
	CommaNames bool
	// Undescribed is set where the party was described before in the same file and this adds statements only.
	Undescribed bool

	RowsDigest string // Evidence.Rows
	// Admit, if set, is called by the door when it admits the party, to set Key and RowsDigest: readers use it where no column
	// says that the row is not about a person, so that of a person's row nothing is hashed, not even in memory.
	Admit func(*Party)
	Place string // row or element in the file, for messages: "row 17", "ENTITY 4"
}

// PartyType is what the source's own column says of a party.
type PartyType int

// The types that sources tell apart.
const (
	Unstated     PartyType = iota // no column says; the door decides from evidence
	Organisation                  // company, public body, any entity
	Person                        // natural person
	SoleTrader                    // a natural person in business
	Craft                         // vessel, aircraft: out of scope as a subject
)

// Statement is one decision about a party. Key is unique among the party's statements and stable from file to file.
type Statement struct {
	Key      string
	Kind     Kind
	Decision Decision
	// RelatedParty is the party key, in the same source, of the second organisation.
	RelatedParty string
}
