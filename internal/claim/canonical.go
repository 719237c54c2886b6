package claim

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/unicode/norm"
)

// ID is the SHA-256 of a claim's canonical bytes: the entry in the claim log.
type ID [sha256.Size]byte

func (id ID) String() string { return hex.EncodeToString(id[:]) }

// ParseID reads the 64 hexadecimal digits of an ID, lower case.
func ParseID(s string) (ID, error) {
	var id ID
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(id) || s != strings.ToLower(s) {
		return id, fmt.Errorf("claim id %q: want 64 lower-case hexadecimal digits", s)
	}
	copy(id[:], b)
	return id, nil
}

// IDOf is the id of a claim with these canonical bytes.
func IDOf(canonical []byte) ID { return sha256.Sum256(canonical) }

// Canonical returns the claim's canonical bytes: JSON as RFC 8785 writes it. It does not change c; call Normalise
// before, as intake does.
func (c *Claim) Canonical() ([]byte, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode claim: %w", err)
	}
	v := jsontext.Value(b)
	if err := v.Canonicalize(); err != nil {
		return nil, fmt.Errorf("canonicalise claim: %w", err)
	}
	return v, nil
}

// Parse reads a claim from its canonical bytes. It refuses unknown and repeated members, bytes that are not canonical and
// claims that are not valid, so that one claim has one encoding and one id.
func Parse(b []byte) (*Claim, error) {
	var c Claim
	if err := json.Unmarshal(b, &c, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("decode claim: %w", err)
	}
	again, err := c.Canonical()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, b) {
		return nil, fmt.Errorf("decode claim: bytes are not canonical (RFC 8785)")
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return &c, nil
}

// Normalise puts the claim into the form its bytes are defined on: every text NFC without leading or trailing blanks,
// every array without repeats and sorted by its bytes.
func (c *Claim) Normalise() {
	for i := range c.Names {
		c.Names[i].Value = text(c.Names[i].Value)
	}
	c.Names = sortUnique(c.Names, func(n Name) string { return n.Value + "\x00" + n.Kind + "\x00" + n.Lang })
	c.Identifiers = sortUnique(c.Identifiers, func(i Identifier) string { return i.Scheme + "\x00" + i.Value })
	for i, a := range c.Addresses {
		c.Addresses[i] = Address{text(a.Text), text(a.City), text(a.Region), text(a.Postcode), a.Country}
	}
	c.Addresses = slices.DeleteFunc(c.Addresses, func(a Address) bool { return a == Address{} })
	c.Addresses = sortUnique(c.Addresses, func(a Address) string {
		return strings.Join([]string{a.Country, a.Region, a.City, a.Postcode, a.Text}, "\x00")
	})
	self := func(s string) string { return s }
	for _, list := range []*[]string{&c.Countries, &c.Grounds, &c.Effects, &c.Programmes, &c.Records} {
		for i := range *list {
			(*list)[i] = text((*list)[i])
		}
		*list = sortUnique(*list, self)
	}
	for _, s := range []*string{&c.LegalForm, &c.Authority, &c.Title, &c.URL} {
		*s = text(*s)
	}
}

func text(s string) string { return strings.TrimSpace(norm.NFC.String(s)) }

func sortUnique[T any](list []T, key func(T) string) []T {
	if len(list) < 2 {
		return list
	}
	slices.SortFunc(list, func(a, b T) int { return strings.Compare(key(a), key(b)) })
	return slices.CompactFunc(list, func(a, b T) bool { return key(a) == key(b) })
}

// Content returns the bytes that a delta compares: the canonical claim without evidence, salt and place in its chain.
func (c *Claim) Content() ([]byte, error) {
	d := *c
	d.Evidence, d.Salt, d.Supersedes, d.Version, d.Recorded, d.Closes, d.Cause = nil, "", "", 0, "", 0, ""
	if d.Kind == KindAmend {
		d.Kind, d.Of = d.Of, ""
	}
	return d.Canonical()
}

// Salter gives every body a salt, so that a removed body cannot be guessed back from its id. It holds the register's
// secret; the same key and version give the same salt, which makes an interrupted batch repeatable.
type Salter struct{ secret []byte }

// NewSalter takes a secret of at least 32 bytes.
func NewSalter(secret []byte) (*Salter, error) {
	if len(secret) < 32 {
		return nil, fmt.Errorf("salt secret: %d bytes, want at least 32", len(secret))
	}
	return &Salter{secret: slices.Clone(secret)}, nil
}

// Salt is the first 16 bytes of HMAC-SHA-256 over source, key and version, in hexadecimal.
func (s *Salter) Salt(source, key string, version int) string {
	m := hmac.New(sha256.New, s.secret)
	for _, part := range []string{"probity/salt/v1", source, key, strconv.Itoa(version)} {
		m.Write([]byte(part))
		m.Write([]byte{0})
	}
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// Skim reads of a claim what its place in the verifiable map and in an epoch depends on: keys, names, identifiers, removal, reading,
// closing. It is for bytes that Parse has accepted before, and many times as fast: it neither checks the rest nor the spelling.
func Skim(b []byte) (*Claim, error) {
	var s struct {
		Kind        Kind         `json:"kind"`
		Source      string       `json:"source"`
		Record      string       `json:"record"`
		Related     string       `json:"related"`
		Records     []string     `json:"records"`
		Names       []Name       `json:"names"`
		Identifiers []Identifier `json:"identifiers"`
		VKey        string       `json:"vkey"`
		Removed     *Removal     `json:"removed"`
		Snapshot    *Snapshot    `json:"snapshot"`
		Recorded    string       `json:"recorded"`
		Closes      int64        `json:"closes"`
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, fmt.Errorf("decode claim: %w", err)
	}
	return &Claim{
		Kind: s.Kind, Source: s.Source, Record: s.Record, Decision: Decision{Related: s.Related}, Records: s.Records, Names: s.Names, Identifiers: s.Identifiers,
		VKey: s.VKey, Removed: s.Removed, Snapshot: s.Snapshot, Recorded: s.Recorded, Closes: s.Closes,
	}, nil
}
