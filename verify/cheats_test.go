package verify_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// errAge stands for a witness policy that is not met.
var errAge = errors.New("no witness cosigned this lately")

// cheats are what a register can do that holds its own key and signs whatever it likes. Each is caught by the check that it names, and by
// that check alone: with it switched off, the forged answer passes, or another check finds what the first would have.
var cheats = []struct {
	name, sample, check string
	forge               func(t *testing.T, a *verify.Answer)
	follow              bool // everything else is made to follow from what was forged
	behind              string
}{
	{"omits a claim", "barred", "complete", drop(func(c *claim.Claim) bool { return c.Kind == "EXC.DEBAR" }), true, ""},
	{"puts a claim under another key of the map", "barred", "complete", func(_ *testing.T, a *verify.Answer) {
		a.Map.Counts[0]-- // as its map would have it: by its content the claim stands here
	}, false, ""},
	{"drops an organisation", "barred", "complete", func(t *testing.T, a *verify.Answer) {
		records := a.Subjects[0].Records
		a.Subjects = nil
		drop(func(c *claim.Claim) bool { return slices.Contains(records, c.Record) || len(c.Records) > 0 })(t, a)
	}, true, ""},
	{"rewrites an old claim", "barred", "complete", func(t *testing.T, a *verify.Answer) {
		rewrite(t, a, "EXC.DEBAR", func(c *claim.Claim) { c.Until = "2026-10-01" })
	}, true, ""},
	{"reorders claims", "barred", "inclusion", func(t *testing.T, a *verify.Answer) {
		i := slices.IndexFunc(a.Claims, func(e verify.Entry) bool { return len(e.Proof) > 0 })
		a.Claims[i].Claim, a.Claims[i+1].Claim = a.Claims[i+1].Claim, a.Claims[i].Claim
		a.Claims[i].ID, a.Claims[i+1].ID = a.Claims[i+1].ID, a.Claims[i].ID
	}, false, "batch"},
	{"shows two views", "barred", "checkpoint", func(*testing.T, *verify.Answer) {}, false, ""},
	{"serves a stale epoch", "past", "epoch", func(t *testing.T, a *verify.Answer) {
		a.Log.Epoch, a.Log.Past = *a.Log.Past.Epoch, nil // the epoch of then as if it were the last
	}, false, "inclusion"},
	{"aliases one organisation to another", "barred", "organisation", func(t *testing.T, a *verify.Answer) {
		a.Subjects[0].Records = append(a.Subjects[0].Records, a.Rejected[0].Records...)
		a.Rejected = nil
	}, false, "complete"},
	{"withholds a link", "barred", "organisation", drop(func(c *claim.Claim) bool { return c.Kind == claim.KindSame }), true, "complete"},
	{"judges by a policy that was never logged", "barred", "policy_logged", drop(func(c *claim.Claim) bool { return c.Policy != nil }), false, "batch"},
	{"says that a known identifier is unknown", "identifier", "complete", func(t *testing.T, a *verify.Answer) {
		records := slices.Concat(a.Subjects, a.Rejected)
		a.Subjects, a.Rejected, a.Unattributed = nil, nil, nil
		drop(func(c *claim.Claim) bool {
			return slices.ContainsFunc(records, func(s verify.Subject) bool { return slices.Contains(s.Records, c.Record) }) || len(c.Records) > 0
		})(t, a)
	}, true, ""},
	{"swaps a claim of a batch for another", "barred", "complete", func(t *testing.T, a *verify.Answer) {
		rewrite(t, a, "EXC.DEBAR", func(c *claim.Claim) { c.Kind = "PRO.AWARD"; c.Grounds, c.Effects = nil, nil })
	}, true, ""},
	{"shows an old reading of a source", "clear", "sources", drop(func(c *claim.Claim) bool { return c.Snapshot != nil && c.Source == "vf-sanctions" }), true, ""},
}

func parse(t *testing.T, e verify.Entry) *claim.Claim {
	t.Helper()
	c, err := claim.Parse(canonicalOf(t, e))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func canonicalOf(t *testing.T, e verify.Entry) []byte {
	t.Helper()
	body := bytes.Clone(e.Claim)
	v, err := verify.Canonical(jsontext.Value(body))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// drop leaves claims out.
func drop(which func(*claim.Claim) bool) func(*testing.T, *verify.Answer) {
	return func(t *testing.T, a *verify.Answer) {
		n := len(a.Claims)
		a.Claims = slices.DeleteFunc(a.Claims, func(e verify.Entry) bool { return which(parse(t, e)) })
		if len(a.Claims) == n {
			t.Fatal("nothing to leave out")
		}
	}
}

// rewrite changes the first claim of a kind.
func rewrite(t *testing.T, a *verify.Answer, kind claim.Kind, change func(*claim.Claim)) {
	t.Helper()
	for i := range a.Claims {
		c := parse(t, a.Claims[i])
		if c.Kind != kind {
			continue
		}
		change(c)
		body, err := c.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		a.Claims[i].Claim, a.Claims[i].ID = body, claim.IDOf(body).String()
		return
	}
	t.Fatalf("no claim of kind %s", kind)
}

func TestCheats(t *testing.T) {
	signer, err := ledger.OpenSigner(shared.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cheats {
		t.Run(c.name, func(t *testing.T) {
			s := samples[slices.IndexFunc(samples, func(s sample) bool { return s.name == c.sample })]
			var a verify.Answer
			if err := json.Unmarshal(ask(t, s.policy, s.q), &a); err != nil {
				t.Fatal(err)
			}
			opt := options(s.policy)
			if c.check == "checkpoint" {
				opt.Witnesses = func([]byte) error { return errAge }
			}
			c.forge(t, &a)
			if c.follow {
				var p *rulebook.Policy
				if a.Policy != nil {
					if p, err = rulebook.Load([]byte(a.Policy.Text)); err != nil {
						t.Fatal(err)
					}
				}
				if !verify.Follow(&a, p) {
					t.Fatal("nothing follows from this forgery")
				}
			}
			file := resigned(t, &a, signer)
			if got := refusal(t, file, opt); got != c.check {
				t.Errorf("caught by check %q, want %q", got, c.check)
			}
			got := "none"
			if _, err := verify.VerifyWithout(file, opt, c.check); err != nil {
				var check *verify.CheckError
				errors.As(err, &check)
				got = check.Check
			}
			if got == c.check || c.behind == "" && got != "none" {
				t.Errorf("with the check switched off: %q", got)
			}
		})
	}
}

// resigned is an answer that the register's own key signs.
func resigned(t *testing.T, a *verify.Answer, signer *ledger.Signer) []byte {
	t.Helper()
	text, err := a.SigningText()
	if err != nil {
		t.Fatal(err)
	}
	msg, err := signer.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	a.Signature = string(msg)
	b, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRevokedKey: an answer that a revoked key signs is refused, however often the key is stated again.
func TestRevokedKey(t *testing.T) {
	dir, clock := t.TempDir(), time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: dir, Origin: "fictional.example/revoked", Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	b := &answer.Builder{Log: w.Log, Signer: w.Log, Register: w.Register, Epochs: w.View(), Now: func() time.Time { return clock }}
	for i, step := range []struct {
		act  intake.Act
		want string
	}{
		{intake.AddKey(w.Log.VKey()), "none"}, {intake.RevokeKey(w.Log.VKey()), "key"}, {intake.AddKey(w.Log.VKey()), "key"},
	} {
		clock = clock.Add(time.Hour)
		if _, err := w.Intake.Sync(t.Context(), []intake.Act{step.act}); err != nil {
			t.Fatal(err)
		}
		for _, q := range []answer.Question{{Name: "Nobody Of This Name"}, {Name: "Nobody Of This Name", KnownAt: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}} {
			a, err := b.Answer(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			file, err := a.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if got := refusal(t, file, verify.Options{VKey: w.Log.VKey()}); got != step.want {
				t.Errorf("step %d, %q: check %q, want %q", i, q.KnownAt, got, step.want)
			}
			without := strings.Replace(string(file), "KEY.REVOKE", "KEY.ADD", 1)
			if step.want == "key" {
				if got := refusal(t, []byte(without), verify.Options{VKey: w.Log.VKey()}); got == "none" {
					t.Error("a revocation was turned into its opposite")
				}
			}
		}
	}
}
