package claim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// RecordKey joins a source id and a party key. Source ids hold no colon (ValidSource), so no two pairs collide.
func RecordKey(source, party string) string { return source + ":" + party }

// StatementKey is the chain key of one statement about one party. '#' separates; it is escaped inside the party key, so
// no two triples collide.
func StatementKey(source, party, statement string) string {
	return source + ":" + partyEscape.Replace(party) + "#" + statement
}

var partyEscape = strings.NewReplacer("%", "%25", "#", "%23")

// SplitKey returns the source and what follows it in a record key or statement key.
func SplitKey(key string) (source, rest string, ok bool) { return strings.Cut(key, ":") }

// RegisterSource is the source id under which the register states its own acts: admissions, policies, keys, links, removals.
const RegisterSource = "probity"

// ValidSource checks a catalogue id: lower-case letters, digits and hyphens, 2 to 40 long, beginning with a letter.
func ValidSource(id string) error {
	if len(id) < 2 || len(id) > 40 || id[0] < 'a' || id[0] > 'z' || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return fmt.Errorf("source id %q: want 2 to 40 lower-case letters, digits or hyphens, beginning with a letter", id)
	}
	return nil
}

// RemovalKey is the statement key under which the register states that the body at an index of the log is gone.
func RemovalKey(index int64) string {
	return StatementKey(RegisterSource, fmt.Sprintf("removal/%d", index), "act")
}

// Touches reports whether the removed claim was about one of these records.
func (r *Removal) Touches(records []string) bool {
	return slices.ContainsFunc(records, func(rec string) bool { return slices.Contains(r.MapKeys, RecordHash(rec)) })
}

// KeylessParty is the party key of a row in a list that gives its parties no key: a hash of normalised name, country,
// start date and list, with an ordinal from 2 on for further rows of the same four. It never uses a row number or a file
// digest, so that a list in another order gives the same keys.
func KeylessParty(name, country string, start Date, list string, ordinal int) string {
	h := sha256.New()
	for _, part := range []string{"probity/keyless/v1", Fingerprint(name), country, string(start), list} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	key := fmt.Sprintf("k%x", h.Sum(nil)[:12])
	if ordinal > 1 {
		key += fmt.Sprintf("-%d", ordinal)
	}
	return key
}

// fold is frozen with UnicodeVersion: a test pins the tables, so that a newer library cannot move a key unseen.
var fold = cases.Fold()

// UnicodeVersion is the version of the Unicode tables under Fingerprint.
const UnicodeVersion = "15.0.0"

// Fingerprint is the exact-spelling key of a name: NFKC, case folded, every run of punctuation, symbols and blanks one
// blank, none at the ends. There is no romanisation and no legal-form folding: absence of a fingerprint proves absence of
// that spelling only.
func Fingerprint(name string) string {
	if s, ok := fingerprintASCII(name); ok {
		return s
	}
	s := norm.NFKC.String(fold.String(norm.NFKC.String(name)))
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) {
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	return b.String()
}

func fingerprintASCII(name string) (string, bool) {
	out := make([]byte, 0, len(name))
	gap := false
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch {
		case c >= 0x80:
			return "", false
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		default:
			gap = true
			continue
		}
		if gap && len(out) > 0 {
			out = append(out, ' ')
		}
		gap = false
		out = append(out, c)
	}
	return string(out), true
}

// MapKeyVersion is the version of the key function MapKeys. It stands in every epoch.
const MapKeyVersion = 2

// The domains of map keys: what a key is the hash of.
const (
	KeyRecord     = "record"
	KeyIdentifier = "id"
	KeyName       = "name"
	KeySigner     = "key"
)

// MapKey is the key under which claims stand in the verifiable map: SHA-256 of "probity/map/v1", the domain and the value, a zero
// byte between them.
func MapKey(domain, value string) [32]byte {
	return sha256.Sum256([]byte("probity/map/v1\x00" + domain + "\x00" + value))
}

// IdentifierKey is the value of the map key of an identifier.
func IdentifierKey(id Identifier) string { return id.Scheme + "\x00" + id.Value }

// MapKeys returns the keys under which the claim stands in the verifiable map, each once: every record key it touches, every
// identifier, every name's fingerprint, the key of the register that it states, and for a removal the keys of what it removed. They come from the claim's content alone.
func (c *Claim) MapKeys() [][32]byte {
	var keys [][32]byte
	add := func(domain, value string) {
		if value == "" {
			return
		}
		if k := MapKey(domain, value); !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	add(KeyRecord, c.Record)
	add(KeyRecord, c.Related)
	for _, r := range c.Records {
		add(KeyRecord, r)
	}
	for _, id := range c.Identifiers {
		add(KeyIdentifier, IdentifierKey(id))
	}
	for _, n := range c.Names {
		add(KeyName, Fingerprint(n.Value))
	}
	add(KeySigner, c.VKey)
	if c.Removed != nil {
		for _, k := range c.Removed.keys() {
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

// keys are the map keys of the removed claim; what is none is passed over, as validation refuses it.
func (r *Removal) keys() (keys [][32]byte) {
	for _, s := range r.MapKeys {
		if b, err := hex.DecodeString(s); err == nil && len(b) == 32 {
			keys = append(keys, [32]byte(b))
		}
	}
	return keys
}

// ChainHash and RecordHash are the hashed keys by which a COR.REMOVE names what must not return.
func ChainHash(key string) string {
	h := sha256.Sum256([]byte("probity/chain/v1\x00" + key))
	return hex.EncodeToString(h[:])
}

// RecordHash is the map key of a record.
func RecordHash(record string) string {
	h := MapKey(KeyRecord, record)
	return hex.EncodeToString(h[:])
}
