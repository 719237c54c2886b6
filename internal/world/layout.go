package world

// The types below are Probity's own NDJSON layout (docs/format-claim.md), as a publisher would write it.

type headerJSON struct {
	Probity   string `json:"probity"`
	Source    string `json:"source"`
	Published string `json:"published"`
}

type partyJSON struct {
	Party       string           `json:"party"`
	Type        string           `json:"type,omitzero"`
	Names       []nameJSON       `json:"names,omitempty"`
	Identifiers []identifierJSON `json:"identifiers,omitempty"`
	Countries   []string         `json:"countries,omitempty"`
	Addresses   []addressJSON    `json:"addresses,omitempty"`
	LegalForm   string           `json:"legal_form,omitzero"`
	PublicBody  bool             `json:"public_body,omitzero"`
	Statements  []statementJSON  `json:"statements,omitempty"`
}

type nameJSON struct {
	Value string `json:"value"`
	Kind  string `json:"kind"`
	Lang  string `json:"lang,omitzero"`
}

type identifierJSON struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

type addressJSON struct {
	Text    string `json:"text,omitzero"`
	City    string `json:"city,omitzero"`
	Country string `json:"country,omitzero"`
}

type amountJSON struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

type statementJSON struct {
	Key        string      `json:"key"`
	Kind       string      `json:"kind"`
	Grounds    []string    `json:"grounds,omitempty"`
	Effects    []string    `json:"effects,omitempty"`
	State      string      `json:"state,omitzero"`
	Finality   string      `json:"finality,omitzero"`
	Admission  string      `json:"admission,omitzero"`
	Decided    string      `json:"decided,omitzero"`
	From       string      `json:"from,omitzero"`
	Until      string      `json:"until,omitzero"`
	Indefinite bool        `json:"indefinite,omitzero"`
	Amount     *amountJSON `json:"amount,omitzero"`
	Authority  string      `json:"authority,omitzero"`
	Programmes []string    `json:"programmes,omitempty"`
	Title      string      `json:"title,omitzero"`
	URL        string      `json:"url,omitzero"`
	Related    string      `json:"related,omitzero"`
	Share      string      `json:"share,omitzero"`
}
