package view

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
)

// Limits of a question, in bytes.
const (
	MaxQuery = 8 << 10 // of the whole query string
	MaxName  = 1000
	maxShort = 200
)

var questionParameters = []string{"name", "id", "org", "country", "policy", "as_of", "known_at", "person"}

// ParseQuestion reads the query parameters of a check. A parameter that it does not know or that is given twice is
// refused, because a misspelt as_of must not be answered as of today. Its errors are of kind Invalid and name the
// parameter, never the value.
func ParseQuestion(query string) (Question, error) {
	var q Question
	v, err := parseQuery(query, questionParameters)
	if err != nil {
		return q, err
	}
	q.Name = strings.Join(strings.Fields(v.Get("name")), " ")
	if len(q.Name) > MaxName {
		return q, Invalid("name", "is longer than 1,000 bytes")
	}
	if id := strings.TrimSpace(v.Get("id")); id != "" {
		if q.Scheme, q.Value, err = identifier(id); err != nil {
			return q, err
		}
	}
	if q.Org, err = ParseOrg(v.Get("org")); err != nil && v.Get("org") != "" {
		return q, err
	}
	if q.Country = strings.ToUpper(strings.TrimSpace(v.Get("country"))); q.Country != "" && !claim.ValidCountry(q.Country) {
		return q, Invalid("country", "is not an ISO 3166-1 code of two letters")
	}
	if q.Policy = v.Get("policy"); q.Policy != "" && !slug(q.Policy) {
		return q, Invalid("policy", "is not the id of a policy")
	}
	if q.AsOf, err = ParseDay("as_of", v.Get("as_of")); err != nil {
		return q, err
	}
	if q.KnownAt, err = parseTime(v.Get("known_at")); err != nil {
		return q, err
	}
	switch v.Get("person") {
	case "", "false":
	case "true":
		q.Person = true
	default:
		return q, Invalid("person", "is neither true nor false")
	}
	if q.Name == "" && q.Scheme == "" && q.Org == "" {
		return q, Invalid("name", "is missing: give a name, an identifier (id) or an organisation (org)")
	}
	return q, nil
}

// Batch is what all rows of a screening have in common.
type Batch struct {
	Policy   string
	AsOf     claim.Date
	KnownAt  time.Time
	Top      int  // most candidates a query; 0: all
	Rejected bool // also candidates that are not meant
}

// ParseBatch reads the query parameters of a screening.
func ParseBatch(query string) (Batch, error) {
	var b Batch
	v, err := parseQuery(query, []string{"policy", "as_of", "known_at", "top", "rejected"})
	if err != nil {
		return b, err
	}
	if b.Policy = v.Get("policy"); !slug(b.Policy) {
		return b, Invalid("policy", "is missing or not the id of a policy")
	}
	if b.AsOf, err = ParseDay("as_of", v.Get("as_of")); err != nil {
		return b, err
	}
	if b.KnownAt, err = parseTime(v.Get("known_at")); err != nil {
		return b, err
	}
	if s := v.Get("top"); s != "" {
		if b.Top, err = strconv.Atoi(s); err != nil || b.Top < 1 {
			return b, Invalid("top", "is not a number from 1")
		}
	}
	switch v.Get("rejected") {
	case "", "false":
	case "true":
		b.Rejected = true
	default:
		return b, Invalid("rejected", "is neither true nor false")
	}
	return b, nil
}

// ParseMoment reads the two time parameters of a page or resource.
func ParseMoment(query string) (asOf claim.Date, knownAt time.Time, err error) {
	v, err := parseQuery(query, []string{"as_of", "known_at"})
	if err != nil {
		return "", time.Time{}, err
	}
	if asOf, err = ParseDay("as_of", v.Get("as_of")); err != nil {
		return "", time.Time{}, err
	}
	knownAt, err = parseTime(v.Get("known_at"))
	return asOf, knownAt, err
}

func parseQuery(query string, allowed []string) (url.Values, error) {
	if len(query) > MaxQuery {
		return nil, Invalid("query", "is longer than 8 KiB")
	}
	v, err := url.ParseQuery(query)
	if err != nil {
		return nil, Invalid("query", "is not a URL query")
	}
	for name, values := range v {
		if !slices.Contains(allowed, name) {
			return nil, Invalid("query", "has an unknown parameter; known are "+strings.Join(allowed, ", "))
		}
		if len(values) > 1 {
			return nil, Invalid(name, "is given more than once")
		}
		if !utf8.ValidString(values[0]) || strings.ContainsFunc(values[0], unicode.IsControl) {
			return nil, Invalid(name, "is not plain text in UTF-8")
		}
		if name != "name" && len(values[0]) > maxShort {
			return nil, Invalid(name, "is longer than 200 bytes")
		}
	}
	return v, nil
}

// identifier reads SCHEME:VALUE into the scheme's normal form.
func identifier(s string) (scheme, value string, err error) {
	scheme, value, ok := strings.Cut(s, ":")
	if !ok {
		return "", "", Invalid("id", "is not of the form SCHEME:VALUE, as in XI-LEI:5493001KJTIIGC8Y1R12")
	}
	scheme = strings.ToUpper(strings.TrimSpace(scheme))
	if _, ok := ident.Lookup(scheme); !ok {
		return "", "", Invalid("id", "names a scheme that is not known")
	}
	value, err = ident.AskNumber(scheme, value)
	if err != nil {
		return "", "", Invalid("id", "is not a number of its scheme: "+err.Error())
	}
	return scheme, value, nil
}

// ParseDay reads a full day; empty is allowed.
func ParseDay(field, s string) (claim.Date, error) {
	d, err := claim.ParseDate(strings.TrimSpace(s))
	if err != nil || (d != "" && len(d) != len("2006-01-02")) {
		return "", Invalid(field, "is not a day of the calendar, YYYY-MM-DD")
	}
	return d, nil
}

func parseTime(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, Invalid("known_at", "is not a time, RFC 3339: 2026-01-31T12:00:00Z")
	}
	return t.UTC().Truncate(time.Millisecond), nil // the log counts milliseconds
}

// ParseOrg checks the form of an organisation's id.
func ParseOrg(s string) (string, error) {
	if len(s) != 25 || s[0] != 'o' || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return "", NotFound("organisation")
	}
	return s, nil
}

// ParseClaimID checks the form of a claim's id.
func ParseClaimID(s string) (claim.ID, error) {
	id, err := claim.ParseID(s)
	if err != nil {
		return id, NotFound("claim")
	}
	return id, nil
}

// ParseSlug checks the form of the id of a source or policy, what.
func ParseSlug(what, s string) (string, error) {
	if !slug(s) {
		return "", NotFound(what)
	}
	return s, nil
}

func slug(s string) bool {
	return s != "" && len(s) <= 60 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// Query writes the question as the query string that ParseQuestion reads.
func (q Question) Query() string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("name", q.Name)
	if q.Scheme != "" {
		set("id", q.Scheme+":"+q.Value)
	}
	set("org", q.Org)
	set("country", q.Country)
	set("policy", q.Policy)
	set("as_of", string(q.AsOf))
	if !q.KnownAt.IsZero() {
		set("known_at", claim.Timestamp(q.KnownAt))
	}
	if q.Person {
		set("person", "true")
	}
	return v.Encode()
}
