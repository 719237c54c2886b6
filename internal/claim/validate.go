package claim

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"probity.example/probity/internal/ident"
)

// Limits of a claim. A log entry names its claim by 32 bytes, but bodies are mirrored by strangers, so they stay small.
const (
	MaxBody  = 64 << 10 // canonical bytes
	MaxText  = 2048     // bytes of one text field
	MaxItems = 1024     // members of one array
)

// FieldError says which field broke which rule. Value is set only where it may be shown: the claim is known to be about an
// organisation by the time it is validated.
type FieldError struct {
	Field string // JSON path: "names[2].kind"
	Rule  string // stable short name: "vocabulary", "nfc", "date.order"
	Value string
	Text  string // what is wanted
}

func (e *FieldError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("field %s: %s (rule %s)", e.Field, e.Text, e.Rule)
	}
	return fmt.Sprintf("field %s: %q: %s (rule %s)", e.Field, e.Value, e.Text, e.Rule)
}

// Validate checks a normalised claim against every rule of docs/format-claim.md and returns the first *FieldError.
func (c *Claim) Validate() error {
	v := &validator{}
	v.chain(c)
	v.subject(c)
	v.description(c)
	v.decision(&c.Decision)
	v.machinery(c)
	if v.err == nil {
		return nil
	}
	return v.err
}

type validator struct{ err *FieldError }

func (v *validator) want(ok bool, field, rule, value, text string) {
	if !ok && v.err == nil {
		if len(value) > 120 {
			value = value[:120] + "…"
		}
		v.err = &FieldError{Field: field, Rule: rule, Value: value, Text: text}
	}
}

func (v *validator) text(field, s string) {
	v.want(len(s) <= MaxText, field, "length", "", fmt.Sprintf("at most %d bytes", MaxText))
	v.want(utf8.ValidString(s), field, "utf8", "", "valid UTF-8")
	v.want(norm.NFC.IsNormalString(s), field, "nfc", s, "Unicode normal form C")
	v.want(s == strings.TrimSpace(s), field, "blank", s, "no leading or trailing blanks")
	v.want(!strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f }), field, "control", "", "no control characters")
}

func (v *validator) hex(field, s string, bytes int) {
	b, err := hex.DecodeString(s)
	v.want(err == nil && len(b) == bytes && s == strings.ToLower(s), field, "hex", s, fmt.Sprintf("%d lower-case hexadecimal digits", 2*bytes))
}

func (v *validator) oneOf(field, s string, list []string) {
	v.want(s == "" || known(list, s), field, "vocabulary", s, "one of "+strings.Join(list, ", "))
}

func (v *validator) set(field string, list []string) {
	v.want(len(list) <= MaxItems, field, "items", "", fmt.Sprintf("at most %d members", MaxItems))
	v.want(slices.IsSorted(list) && len(slices.Compact(slices.Clone(list))) == len(list), field, "sorted", "", "sorted by bytes, without repeats")
	for i, s := range list {
		v.text(fmt.Sprintf("%s[%d]", field, i), s)
		v.want(s != "", fmt.Sprintf("%s[%d]", field, i), "empty", "", "not empty")
	}
}

func (v *validator) date(field string, d Date) {
	_, err := ParseDate(string(d))
	v.want(err == nil, field, "date", string(d), "YYYY, YYYY-MM or YYYY-MM-DD")
}

func (v *validator) key(field, key, source string) {
	src, rest, ok := SplitKey(key)
	v.want(ok && rest != "" && ValidSource(src) == nil, field, "key", key, `source ":" key`)
	v.want(source == "" || src == source, field, "key.source", key, "begin with the claim's own source")
	v.text(field, key)
}

func (v *validator) chain(c *Claim) {
	v.want(c.V == Version, "v", "version", fmt.Sprint(c.V), "1")
	v.want(c.Kind.Known(), "kind", "vocabulary", string(c.Kind), "a kind of the closed list")
	cor := c.Kind == KindAmend || c.Kind == KindWithdraw
	v.want(!cor || c.Of.Known(), "of", "vocabulary", string(c.Of), "the kind that the correction is about")
	v.want(cor || c.Of == "", "of", "absent", string(c.Of), "absent unless the claim amends or withdraws")
	v.oneOf("cause", c.Cause, []string{"vanished", "source", "parser", "publisher"})
	v.want(ValidSource(c.Source) == nil, "source", "key", c.Source, "a catalogue id")
	v.key("key", c.Key, c.Source)
	v.want(c.Version >= 1, "version", "range", fmt.Sprint(c.Version), "1 or more")
	v.want((c.Version == 1) == (c.Supersedes == ""), "supersedes", "chain", c.Supersedes, "absent in the first claim of a chain, present in every other")
	if c.Supersedes != "" {
		v.hex("supersedes", c.Supersedes, 32)
	}
	v.hex("salt", c.Salt, 16)
	v.want(c.Closes >= 0 && (c.Closes == 0 || c.Recorded != ""), "closes", "presence", fmt.Sprint(c.Closes), "present only in a claim that closes its batch")
	if c.Recorded != "" {
		t, err := time.Parse(time.RFC3339, c.Recorded)
		v.want(err == nil && Timestamp(t) == c.Recorded, "recorded", "time", c.Recorded, "RFC 3339, UTC, with milliseconds")
	}
}

func (v *validator) subject(c *Claim) {
	links := c.Kind == KindSame || c.Kind == KindNotSame
	switch {
	case c.Kind.Subjectless() || links || c.Kind == KindRemove:
		v.want(c.Record == "", "record", "absent", c.Record, "absent in claims about the register itself and in links")
	default:
		v.key("record", c.Record, "")
		src, _, _ := SplitKey(c.Record)
		v.want(src == c.Source || c.Kind.Family() == "DUE" || c.Kind.Family() == "COR", "record", "key.source", c.Record, "begin with the claim's own source")
	}
	v.want(!links || len(c.Records) == 2, "records", "count", "", "exactly two record keys in a link")
	v.set("records", c.Records)
	for i, r := range c.Records {
		v.key(fmt.Sprintf("records[%d]", i), r, "")
	}
	if c.Related != "" {
		v.key("related", c.Related, "")
	}
}

func (v *validator) description(c *Claim) {
	describes := c.Kind == KindDesc || (c.Kind == KindAmend && c.Of == KindDesc)
	v.want(!describes || len(c.Names) > 0, "names", "empty", "", "at least one name in a description")
	v.want(len(c.Names) <= MaxItems && len(c.Identifiers) <= MaxItems && len(c.Addresses) <= MaxItems, "names", "items", "", fmt.Sprintf("at most %d members", MaxItems))
	for i, n := range c.Names {
		f := fmt.Sprintf("names[%d]", i)
		v.text(f+".value", n.Value)
		v.want(n.Value != "", f+".value", "empty", "", "not empty")
		v.want(n.Kind != "", f+".kind", "vocabulary", "", "one of "+strings.Join(NameKinds, ", "))
		v.oneOf(f+".kind", n.Kind, NameKinds)
		v.text(f+".lang", n.Lang)
	}
	for i, id := range c.Identifiers {
		f := fmt.Sprintf("identifiers[%d]", i)
		norm, err := ident.Normalise(id.Scheme, id.Value)
		v.want(err == nil, f, "identifier", id.Scheme+":"+id.Value, errText(err))
		v.want(norm == id.Value, f+".value", "normal", id.Value, "the scheme's normal form")
	}
	v.set("countries", c.Countries)
	for i, cc := range c.Countries {
		v.want(ValidCountry(cc), fmt.Sprintf("countries[%d]", i), "country", cc, "ISO 3166-1 alpha-2")
	}
	for i, a := range c.Addresses {
		f := fmt.Sprintf("addresses[%d]", i)
		v.text(f+".text", a.Text)
		v.text(f+".city", a.City)
		v.text(f+".region", a.Region)
		v.text(f+".postcode", a.Postcode)
		v.want(a.Country == "" || ValidCountry(a.Country), f+".country", "country", a.Country, "ISO 3166-1 alpha-2")
	}
	v.text("legal_form", c.LegalForm)
	v.arrays(c)
}

// arrays checks that the arrays of structs are as Normalise leaves them.
func (v *validator) arrays(c *Claim) {
	d := Claim{Names: slices.Clone(c.Names), Identifiers: slices.Clone(c.Identifiers), Addresses: slices.Clone(c.Addresses)}
	d.Normalise()
	v.want(slices.Equal(d.Names, c.Names), "names", "sorted", "", "sorted by bytes, without repeats")
	v.want(slices.Equal(d.Identifiers, c.Identifiers), "identifiers", "sorted", "", "sorted by bytes, without repeats")
	v.want(slices.Equal(d.Addresses, c.Addresses), "addresses", "sorted", "", "sorted by bytes, without repeats")
}

func (v *validator) decision(d *Decision) {
	v.set("grounds", d.Grounds)
	v.set("effects", d.Effects)
	v.set("programmes", d.Programmes)
	for i, g := range d.Grounds {
		v.want(!known(ProtectedGrounds, g), fmt.Sprintf("grounds[%d]", i), "protected", g, "not a protected ground: no claim is made about opinion, speech, belief, association or protest")
		v.oneOf(fmt.Sprintf("grounds[%d]", i), g, Grounds)
	}
	for i, e := range d.Effects {
		v.oneOf(fmt.Sprintf("effects[%d]", i), e, Effects)
	}
	v.oneOf("state", d.State, States)
	v.oneOf("finality", d.Finality, Finalities)
	v.oneOf("admission", d.Admission, Admissions)
	v.date("decided", d.Decided)
	v.date("from", d.From)
	v.date("until", d.Until)
	v.want(d.From == "" || d.Until == "" || d.From.First() <= d.Until.Last(), "until", "date.order", string(d.Until), "not before from "+string(d.From))
	v.want(!d.Indefinite || d.Until == "", "indefinite", "date.order", "", "absent where until is given")
	if d.Amount != nil {
		v.want(validDecimal(d.Amount.Value), "amount.value", "decimal", d.Amount.Value, "a decimal without exponent")
		v.want(len(d.Amount.Currency) == 3 && strings.Trim(d.Amount.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "", "amount.currency", "currency", d.Amount.Currency, "ISO 4217")
	}
	for _, f := range []struct{ name, s string }{{"authority", d.Authority}, {"title", d.Title}, {"url", d.URL}} {
		v.text(f.name, f.s)
	}
	v.want(d.Share == "" || validDecimal(d.Share), "share", "decimal", d.Share, "a decimal, per cent")
}

func (v *validator) machinery(c *Claim) {
	v.want((c.Kind == KindAdmit || c.Kind == KindRefuse) == (c.SourceEntry != nil), "source_entry", "presence", "", "present in SRC.ADMIT and SRC.REFUSE only")
	v.want((c.Kind == KindSnapshot) == (c.Snapshot != nil), "snapshot", "presence", "", "present in SRC.SNAPSHOT only")
	v.want((c.Kind == KindPolicy) == (c.Policy != nil), "policy", "presence", "", "present in POL.PUBLISH only")
	v.want((c.Kind.Family() == "KEY") == (c.VKey != ""), "vkey", "presence", "", "present in KEY claims only")
	v.want((c.Kind == KindRemove) == (c.Removed != nil), "removed", "presence", "", "present in COR.REMOVE only")
	v.want(c.Kind != KindSnapshot || c.Recorded != "", "recorded", "presence", "", "present in SRC.SNAPSHOT, which closes its batch")
	v.want(c.Ended == nil || c.Kind == KindWithdraw, "ended", "presence", "", "present in COR.WITHDRAW only")
	if e := c.Evidence; e != nil {
		v.hex("evidence.file", e.File, 32)
		if e.Rows != "" {
			v.hex("evidence.rows", e.Rows, 32)
		}
		v.oneOf("evidence.basis", e.Basis, Bases)
	}
	if s := c.Snapshot; s != nil {
		v.date("snapshot.published", s.Published)
		v.want(len(s.Published) == 10, "snapshot.published", "date", string(s.Published), "a full day")
		v.hex("snapshot.file", s.File, 32)
	}
	if e := c.SourceEntry; e != nil {
		v.oneOf("source_entry.criterion", e.Criterion, append(slices.Clone(Criteria), RefusedCriteria...))
		v.want(c.Kind != KindAdmit || known(Criteria, e.Criterion), "source_entry.criterion", "criterion", e.Criterion, "an admitted criterion")
		v.oneOf("source_entry.origin", e.Origin, []string{"official", "mirror", "compiled"})
	}
	if e := c.Ended; e != nil {
		v.date("ended.after", e.After)
		v.date("ended.before", e.Before)
		v.want(e.After <= e.Before, "ended", "date.order", string(e.Before), "not before ended.after")
	}
	if r := c.Removed; r != nil {
		v.hex("removed.claim", r.Claim, 32)
		v.want(r.Index >= 0, "removed.index", "range", fmt.Sprint(r.Index), "0 or more")
		v.want(r.Ground != "", "removed.ground", "empty", "", "a legal ground")
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func validDecimal(s string) bool {
	s, _ = strings.CutPrefix(s, "-")
	whole, frac, dot := strings.Cut(s, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!dot || digits(frac)) && (len(whole) == 1 || whole[0] != '0') && len(s) <= 40
}
