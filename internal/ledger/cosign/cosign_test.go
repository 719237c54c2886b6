package cosign_test

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	fnote "github.com/transparency-dev/formats/note"
	fwitness "github.com/transparency-dev/formats/witness"
	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/proof"
)

const origin = "log.example/test"

var noon = time.Date(2026, 6, 2, 12, 0, 0, 0, time.UTC)

// checkpoint is a signed checkpoint and the key of its log.
func checkpoint(t testing.TB) (text, msg, vkey string) {
	t.Helper()
	skey, vkey, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	text = proof.Checkpoint{Origin: origin, Size: 7, Root: proof.Hash{1, 2, 3}}.Text()
	b, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		t.Fatal(err)
	}
	return text, string(b), vkey
}

type witness struct {
	*cosign.Signer
	skey string
}

func newWitness(t testing.TB, name string) witness {
	t.Helper()
	skey, err := cosign.NewKey(name, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := cosign.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	return witness{s, skey}
}

func (w witness) cosign(t testing.TB, text string, at time.Time) string {
	t.Helper()
	l, err := w.Cosign(text, at)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func policy(t testing.TB, text string) *cosign.Policy {
	t.Helper()
	p, err := cosign.ParsePolicy([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// three are three witnesses and a policy that two of them satisfy.
func three(t testing.TB) (ws [3]witness, p *cosign.Policy) {
	t.Helper()
	text := "# two of three\n"
	for i := range ws {
		ws[i] = newWitness(t, fmt.Sprintf("witness.example/w%d", i))
		text += fmt.Sprintf("witness w%d\t%s http://127.0.0.1:1/%d\n", i, ws[i].VKey(), i)
	}
	return ws, policy(t, text+"group g 2 w0 w1 w2\nquorum g\n")
}

func TestQuorum(t *testing.T) {
	text, msg, vkey := checkpoint(t)
	ws, p := three(t)
	stranger := newWitness(t, "witness.example/w0") // a name is not a key
	for _, c := range []struct {
		name  string
		sigs  string
		valid int
		ok    bool
	}{
		{"nobody", "", 0, false},
		{"one", ws[0].cosign(t, text, noon), 1, false},
		{"one twice", ws[0].cosign(t, text, noon) + ws[0].cosign(t, text, noon.Add(time.Second)), 1, false},
		{"one and a stranger", ws[0].cosign(t, text, noon) + stranger.cosign(t, text, noon), 1, false},
		{"two", ws[0].cosign(t, text, noon) + ws[2].cosign(t, text, noon), 2, true},
		{"two, one in an hour's past", ws[0].cosign(t, text, noon.Add(-time.Hour)) + ws[2].cosign(t, text, noon), 2, true},
		{"two, one too old", ws[0].cosign(t, text, noon.Add(-25*time.Hour)) + ws[2].cosign(t, text, noon), 2, false},
		{"two, one of tomorrow", ws[0].cosign(t, text, noon.Add(24*time.Hour)) + ws[2].cosign(t, text, noon), 2, false},
		{"three, one too old", ws[0].cosign(t, text, noon.Add(-25*time.Hour)) + ws[2].cosign(t, text, noon) + ws[1].cosign(t, text, noon), 3, true},
	} {
		cp, sigs, err := p.Check([]byte(msg+c.sigs), vkey, noon, 24*time.Hour)
		if c.ok != (err == nil) || !c.ok && (!errors.Is(err, cosign.ErrQuorum) || !errors.Is(err, proof.ErrInvalid)) {
			t.Errorf("%s: %v", c.name, err)
		}
		if cp.Size != 7 || len(sigs) != c.valid {
			t.Errorf("%s: size %d, %d cosignatures", c.name, cp.Size, len(sigs))
		}
	}
}

func TestWhatIsNotSignedSo(t *testing.T) {
	text, msg, vkey := checkpoint(t)
	ws, p := three(t)
	good := ws[0].cosign(t, text, noon) + ws[1].cosign(t, text, noon)
	_, other, otherKey := checkpoint(t)
	for name, c := range map[string]struct {
		msg, vkey string
		age       time.Duration
	}{
		"no maximum age":          {msg + good, vkey, 0},
		"the key of another log":  {msg + good, otherKey, time.Hour},
		"under another log":       {other + good, vkey, time.Hour},
		"a root that was changed": {strings.Replace(msg, "AQID", "AQIE", 1) + good, vkey, time.Hour},
		"a line that was changed": {msg + good[:len(good)-9] + "AAAA" + good[len(good)-5:], vkey, time.Hour},
	} {
		if _, _, err := p.Check([]byte(c.msg), c.vkey, noon, c.age); !errors.Is(err, proof.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range len(good) {
		b := []byte(msg + good)
		b[len(msg)+i] ^= 1
		if _, _, err := p.Check(b, vkey, noon, time.Hour); err == nil {
			t.Errorf("a change at %d of the cosignatures was not seen: %q", i, b[len(msg):])
		}
	}
}

func TestLogsOfThePolicy(t *testing.T) {
	text, msg, vkey := checkpoint(t)
	w := newWitness(t, "w")
	msg += w.cosign(t, text, noon)
	_, _, stranger := checkpoint(t)
	for l, ok := range map[string]bool{"log " + vkey + "\n": true, "log " + stranger + "\n": false, "": true} {
		p := policy(t, l+"witness w "+w.VKey()+"\nquorum w\n")
		if _, _, err := p.Check([]byte(msg), vkey, noon, time.Hour); ok != (err == nil) {
			t.Errorf("%q: %v", l, err)
		}
	}
}

func TestPolicies(t *testing.T) {
	a, b := newWitness(t, "a.example/w"), newWitness(t, "b.example/w")
	_, _, vkey := checkpoint(t)
	wa, wb := "witness a "+a.VKey()+"\n", "witness b "+b.VKey()+"\n"
	plain, err := fnote.VKeyToCosignatureV1(vkey)
	if err != nil {
		t.Fatal(err)
	}
	_, mldsa, err := fnote.GenerateMLDSAKey("c.example/w")
	if err != nil {
		t.Fatal(err)
	}
	for text, ok := range map[string]bool{
		wa + "quorum a\n": true,
		"\n  \t# x\n\twitness\ta " + a.VKey() + " http://a/ \n quorum a": true,
		wa + wb + "group g any a b\nquorum g\n":                          true,
		wa + wb + "group h all b\ngroup g 2 a h\nquorum g\n":             true,
		"log " + vkey + " https://log.example/\nquorum none\n":           true,
		"witness x " + plain + "\nquorum x\n":                            true,
		"":                                                               false,
		wa:                                                               false,
		wa + "quorum b\n":                                                false,
		wa + "quorum a\nquorum a\n":                                      false,
		"quorum none\nquorum none\n":                                     false,
		"quorum a\n" + wa:                                                false,
		wa + wa + "quorum a\n":                                           false,
		wa + strings.Replace(wa, " a ", " c ", 1) + "quorum a\n":              false, // one key, two names
		wa + "group g all\nquorum g\n":                                        false,
		wa + "group g 0 a\nquorum g\n":                                        false,
		wa + "group g 2 a\nquorum g\n":                                        false,
		wa + "group g 01 a\nquorum g\n":                                       false,
		wa + "group g 2 a a\nquorum g\n":                                      false,
		wa + wb + "group g 1 a\ngroup h 2 a b\nquorum h\n":                    false, // counts in two ways
		"witness none " + a.VKey() + "\nquorum none\n":                        false,
		"group g any none\nquorum g\n":                                        false,
		"log " + vkey + "\nlog " + vkey + "\nquorum none\n":                   false,
		"log nonsense\nquorum none\n":                                         false,
		"witness a nonsense\nquorum a\n":                                      false,
		"witness a " + vkey + "\nquorum a\n":                                  false, // a log's key
		"witness a " + mldsa + "\nquorum a\n":                                 false, // to come
		wa + "quorum a # this is no comment\n":                                false,
		"witness a " + strings.Replace(a.VKey(), "+", "+f", 1) + "\nquorum a": false,
		"quorum none\r\n":                                                     false,
		"frobnicate\n":                                                        false,
	} {
		if _, err := cosign.ParsePolicy([]byte(text)); ok != (err == nil) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestOthersReadOurs: other people's code opens our cosignatures, keys and policies.
func TestOthersReadOurs(t *testing.T) {
	text, msg, vkey := checkpoint(t)
	ws, _ := three(t)
	msg += ws[0].cosign(t, text, noon) + ws[1].cosign(t, text, noon)
	log, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	list := []note.Verifier{log}
	lines := ""
	for i, w := range ws {
		v, err := fnote.NewVerifierForCosignatureV1(w.VKey())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
		lines += fmt.Sprintf("witness w%d %s https://w.example/%d\n", i, w.VKey(), i)
	}
	n, err := note.Open([]byte(msg), note.VerifierList(list...))
	if err != nil || len(n.Sigs) != 3 {
		t.Fatalf("%+v, %v", n, err)
	}
	if at, err := fnote.CoSigV1Timestamp(n.Sigs[1]); err != nil || !at.Equal(noon) {
		t.Errorf("at %s, %v", at, err)
	}
	g, err := fwitness.ParsePolicy([]byte(lines + "group g 2 w0 w1 w2\nquorum g\n"))
	if err != nil || !g.Satisfied([]byte(msg)) {
		t.Errorf("their policy: %v", err)
	}
}

// TestWeReadOthers: and we theirs.
func TestWeReadOthers(t *testing.T) {
	text, msg, vkey := checkpoint(t)
	w := newWitness(t, "w")
	theirs, err := fnote.NewSignerForCosignatureV1(w.skey)
	if err != nil {
		t.Fatal(err)
	}
	b, err := note.Sign(&note.Note{Text: text}, theirs)
	if err != nil {
		t.Fatal(err)
	}
	p := policy(t, "witness w "+w.VKey()+"\nquorum w\n")
	_, sigs, err := p.Check([]byte(msg+strings.TrimPrefix(string(b), text+"\n")), vkey, time.Now(), time.Hour)
	if err != nil || len(sigs) != 1 || sigs[0].Witness != "w" {
		t.Errorf("%+v, %v", sigs, err)
	}
}

func TestLinesAreTakenAndReplaced(t *testing.T) {
	text, msg, vkey := checkpoint(t)
	ws, p := three(t)
	w := &p.Witnesses[0]
	if _, _, err := w.Lines([]byte(msg), ws[1].cosign(t, text, noon)); !errors.Is(err, proof.ErrInvalid) {
		t.Errorf("a cosignature of another witness: %v", err)
	}
	for _, at := range []time.Time{noon.Add(-48 * time.Hour), noon} {
		sig, got, err := w.Lines([]byte(msg), ws[1].cosign(t, text, noon)+ws[0].cosign(t, text, at))
		if err != nil || !got.Equal(at) {
			t.Fatalf("%s, %v", got, err)
		}
		msg = w.Add(msg, sig)
	}
	if n := strings.Count(msg, "— "); n != 2 {
		t.Errorf("%d signatures: %s", n, msg)
	}
	if _, sigs, err := policy(t, "witness w "+w.VKey+"\nquorum w\n").Check([]byte(msg), vkey, noon, time.Hour); err != nil || !sigs[0].Time.Equal(noon) {
		t.Errorf("%v, %v", sigs, err)
	}
}

func TestKeysAreRefused(t *testing.T) {
	w := newWitness(t, "w")
	for _, skey := range []string{
		"", "PRIVATE+KEY+w", strings.Replace(w.skey, "KEY+w", "KEY+v", 1), w.skey + "A", strings.TrimPrefix(w.skey, "PRIVATE+"),
		"PRIVATE+KEY+w+00000000+" + base64.StdEncoding.EncodeToString(make([]byte, 33)),
	} {
		if _, err := cosign.NewSigner(skey); err == nil {
			t.Errorf("%q was taken for a key", skey)
		}
	}
	for _, name := range []string{"", "a b", "a+b", "a\n", "\xff"} {
		if _, err := cosign.NewKey(name, rand.Reader); err == nil {
			t.Errorf("%q was taken for a name", name)
		}
	}
	if _, err := w.Cosign("anything\n", noon); err == nil {
		t.Error("what is no checkpoint was cosigned")
	}
}

func FuzzPolicy(f *testing.F) {
	f.Add([]byte("# x\nwitness a b+1+c http://x/\ngroup g all a\nquorum g\n"))
	f.Add([]byte("log a+b+c\nquorum none\n"))
	w := newWitness(f, "w")
	f.Add([]byte("witness w " + w.VKey() + "\ngroup g any w\nquorum g\n"))
	_, msg, vkey := checkpoint(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		if p, err := cosign.ParsePolicy(text); err == nil {
			_, _, _ = p.Check([]byte(msg), vkey, noon, time.Hour)
		}
	})
}
