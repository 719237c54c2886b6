package claim_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"probity.example/probity/internal/claim"
)

func sample() *claim.Claim {
	return &claim.Claim{
		V: 1, Kind: "SAN.BLOCK", Source: "xv-town", Record: "xv-town:1", Key: "xv-town:1#listing", Version: 2,
		Supersedes: hex64, Salt: hex64[:32],
		Decision: claim.Decision{
			Grounds: []string{"G.FOREIGN"}, Effects: []string{"asset_freeze"}, State: "in_force", Finality: "final",
			From: "2025-02", Indefinite: true, Amount: &claim.Amount{Value: "12.50", Currency: "EUR"}, Programmes: []string{"A", "B"},
		},
		Evidence: &claim.Evidence{File: hex64, Rows: hex64, Basis: "type_column"},
	}
}

// TestBytesAreFrozen pins the canonical bytes and the id of a claim: a change here is a new format.
func TestBytesAreFrozen(t *testing.T) {
	b, err := sample().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"amount":{"currency":"EUR","value":"12.50"},"effects":["asset_freeze"],"evidence":{"basis":"type_column","file":"` + hex64 +
		`","rows":"` + hex64 + `"},"finality":"final","from":"2025-02","grounds":["G.FOREIGN"],"indefinite":true,"key":"xv-town:1#listing",` +
		`"kind":"SAN.BLOCK","programmes":["A","B"],"record":"xv-town:1","salt":"` + hex64[:32] + `","source":"xv-town","state":"in_force",` +
		`"supersedes":"` + hex64 + `","v":1,"version":2}`
	if string(b) != want {
		t.Errorf("canonical bytes\n%s\nwant\n%s", b, want)
	}
	c, err := claim.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Canonical()
	if err != nil || !bytes.Equal(again, b) {
		t.Errorf("parsed and written again: %s, %v", again, err)
	}
}

// TestSkimReadsWhatTheMapNeeds: every member that a key or an epoch depends on, and nothing less.
func TestSkimReadsWhatTheMapNeeds(t *testing.T) {
	for _, c := range []claim.Claim{
		{
			Kind: claim.KindDesc, Source: "xv-town", Record: "xv-town:1", Names: []claim.Name{{Value: "Orlan Ltd", Kind: "primary"}, {Value: "Орлан", Kind: "alias", Lang: "ru"}},
			Identifiers: []claim.Identifier{{Scheme: "XI-LEI", Value: "1"}}, Countries: []string{"XV"},
		},
		{Kind: "OWN.SHARE", Source: "xv-town", Record: "xv-town:1", Decision: claim.Decision{Related: "xv-town:2", Share: "25"}},
		{Kind: claim.KindSame, Source: claim.RegisterSource, Records: []string{"a:1", "b:2"}, Identifiers: []claim.Identifier{{Scheme: "XV-VAT", Value: "2"}}, Method: "strong-identifier/1"},
		{Kind: claim.KindSnapshot, Source: "xv-town", Snapshot: &claim.Snapshot{Published: "2026-01-01", Rows: 3}, Recorded: "2026-01-02T00:00:00.000Z", Closes: 7},
		{Kind: claim.KindKeyRev, VKey: "name+01234567+AAAA"},
		{Kind: claim.KindRemove, Removed: &claim.Removal{Index: 4, Claim: hex64, MapKeys: []string{hex64, hex64}, Ground: "an order"}},
	} {
		body, err := c.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		s, err := claim.Skim(body)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(s.MapKeys(), c.MapKeys()) || len(c.MapKeys()) == 0 && c.Snapshot == nil {
			t.Errorf("%s: keys %x, want %x", c.Kind, s.MapKeys(), c.MapKeys())
		}
		if s.Source != c.Source || s.Recorded != c.Recorded || s.Closes != c.Closes || (s.Snapshot == nil) != (c.Snapshot == nil) ||
			s.Snapshot != nil && s.Snapshot.Published != c.Snapshot.Published || (s.Removed == nil) != (c.Removed == nil) || s.Removed != nil && s.Removed.Index != c.Removed.Index {
			t.Errorf("%s: skimmed %+v", c.Kind, s)
		}
	}
	if _, err := claim.Skim([]byte("nothing")); err == nil {
		t.Error("no JSON was skimmed")
	}
}

func TestParseRefuses(t *testing.T) {
	good, err := sample().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string][2]string{
		"unknown member":      {`"v":1`, `"score":3,"v":1`},
		"repeated member":     {`"v":1`, `"v":1,"v":1`},
		"blank":               {`"v":1`, `"v": 1`},
		"another order":       {`"v":1,"version":2`, `"version":2,"v":1`},
		"unknown kind":        {`SAN.BLOCK`, `SAN.BLOK`},
		"protected ground":    {`G.FOREIGN`, `P.SPEECH`},
		"unsorted array":      {`["A","B"]`, `["B","A"]`},
		"repeated in array":   {`["A","B"]`, `["A","A"]`},
		"null":                {`"from":"2025-02"`, `"from":null`},
		"number for text":     {`"from":"2025-02"`, `"from":2025`},
		"no such month":       {`2025-02`, `2025-13`},
		"capital hexadecimal": {hex64[:32] + `","source`, strings.ToUpper(hex64[:32]) + `","source`},
		"version and chain":   {`"version":2`, `"version":1`},
		"key of another":      {`"key":"xv-town:1#`, `"key":"xv-city:1#`},
		"record of another":   {`"record":"xv-town:1"`, `"record":"xv-city:1"`},
		"empty text":          {`"from":"2025-02"`, `"title":""`},
	} {
		b := strings.Replace(string(good), edit[0], edit[1], 1)
		if b == string(good) {
			t.Fatalf("%s: nothing was edited", name)
		}
		if _, err := claim.Parse([]byte(b)); err == nil {
			t.Errorf("%s: was read", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	good, err := sample().Canonical()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"v":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := claim.Parse(b)
		if err != nil {
			return
		}
		again, err := c.Canonical()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%q was read as a claim that is written %q", b, again)
		}
	})
}

// TestNoTwoPairsShareAKey: record and statement keys are injective.
func TestNoTwoPairsShareAKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab#%:2-53")), 0, 6, -1)
		p1, s1, p2, s2 := text.Draw(t, "p1"), text.Draw(t, "s1"), text.Draw(t, "p2"), text.Draw(t, "s2")
		if same := p1 == p2 && s1 == s2; (claim.StatementKey("xv-a", p1, s1) == claim.StatementKey("xv-a", p2, s2)) != same {
			t.Fatalf("(%q,%q) and (%q,%q): %s", p1, s1, p2, s2, claim.StatementKey("xv-a", p1, s1))
		}
	})
}

func TestFingerprint(t *testing.T) {
	for in, want := range map[string]string{
		"A.B.C.  Co., Ltd":        "a b c co ltd",
		"ＡＢＣ　株式会社":                "abc 株式会社",
		"Straße & Söhne":          "strasse söhne",
		"«ТОРЖОВИЯ» ООО":          "торжовия ооо",
		"--":                      "",
		"Cafe\u0301":              "café",
		"ﬁrst Ⅳ":                  "first iv",
		"\u202bشركة العينة\u202c": "شركة العينة",
		"O'Hara":                  "o hara",
	} {
		if got := claim.Fingerprint(in); got != want {
			t.Errorf("Fingerprint(%q) = %q, want %q", in, got, want)
		}
		if got := claim.Fingerprint(claim.Fingerprint(in)); got != want {
			t.Errorf("Fingerprint twice of %q = %q", in, got)
		}
	}
}

// TestFingerprintIsFrozen pins the tables under the key function over every character: a library with other tables would
// move keys of a log that is for ever.
func TestFingerprintIsFrozen(t *testing.T) {
	if unicode.Version != claim.UnicodeVersion || norm.Version != claim.UnicodeVersion {
		t.Errorf("tables are of Unicode %s and %s, the key function is frozen on %s", unicode.Version, norm.Version, claim.UnicodeVersion)
	}
	h := sha256.New()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r < 0xd800 || r > 0xdfff {
			h.Write([]byte(claim.Fingerprint("a"+string(r)+"b") + "\n"))
		}
	}
	const want = "c2a2c17ada922a2f1b66f5c29c4a4a3a770d9405276351c9fec7e2108e85e979"
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("digest of all fingerprints is %s, frozen as %s", got, want)
	}
}

func TestSalt(t *testing.T) {
	s, err := claim.NewSalter(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, salt := range []string{s.Salt("xv-a", "k", 1), s.Salt("xv-a", "k", 2), s.Salt("xv-a", "k1", 1), s.Salt("xv-b", "k", 1)} {
		if len(salt) != 32 || seen[salt] {
			t.Errorf("salt %q", salt)
		}
		seen[salt] = true
	}
	if _, err := claim.NewSalter([]byte("short")); err == nil {
		t.Error("a short secret was taken")
	}
}

// TestSchema holds the published schema against the claims that the code takes and refuses.
func TestSchema(t *testing.T) {
	raw, err := json.Marshal(claim.Schema())
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("claim.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("claim.json")
	if err != nil {
		t.Fatal(err)
	}
	valid := func(c *claim.Claim) error {
		b, err := c.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(v)
	}
	if err := valid(sample()); err != nil {
		t.Errorf("a good claim: %v", err)
	}
	for name, spoil := range map[string]func(*claim.Claim){
		"kind":   func(c *claim.Claim) { c.Kind = "SAN.BLOK" },
		"state":  func(c *claim.Claim) { c.State = "maybe" },
		"ground": func(c *claim.Claim) { c.Grounds = []string{"P.SPEECH"} },
		"date":   func(c *claim.Claim) { c.From = "1 May 2025" },
		"salt":   func(c *claim.Claim) { c.Salt = "xyz" },
	} {
		c := sample()
		spoil(c)
		if valid(c) == nil || c.Validate() == nil {
			t.Errorf("%s: schema %v, code %v", name, valid(c), c.Validate())
		}
	}
	if !jsontext.Value(raw).IsValid() {
		t.Error("the schema is not JSON")
	}
}
