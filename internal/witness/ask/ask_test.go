package ask_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/witness"
	"probity.example/probity/internal/world"
)

// register is a real register with witnesses that can be away.
type register struct {
	t      *testing.T
	dir    string
	vkey   string
	looks  atomic.Int64
	wit    []*away
	w      *datadir.Writer
	policy *cosign.Policy
	told   []string
}

// away is a witness behind a server that can stop answering.
type away struct {
	*witness.Witness
	srv  *httptest.Server
	down atomic.Bool
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (r *register) now() time.Time {
	return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC).Add(time.Duration(r.looks.Add(1)) * time.Second)
}

func newRegister(t *testing.T) *register {
	t.Helper()
	r := &register{t: t, dir: t.TempDir()}
	r.open()
	r.vkey = r.w.Log.VKey()
	r.admit()
	return r
}

func (r *register) open() {
	r.t.Helper()
	r.told = nil
	var err error
	r.w, err = datadir.OpenWriter(r.t.Context(), datadir.Config{Dir: r.dir, Origin: "log.example/register", Now: r.now, Told: func(name string, err error) {
		r.told = append(r.told, fmt.Sprint(name, ": ", err))
	}})
	must(r.t, err)
	r.t.Cleanup(func() { r.w.Close() })
}

func (r *register) reopen() {
	r.t.Helper()
	must(r.t, r.w.Close())
	r.open()
}

func (r *register) admit() {
	r.t.Helper()
	var acts []intake.Act
	for _, e := range world.Sources() {
		acts = append(acts, intake.AdmitSource(e))
	}
	_, err := r.w.Intake.Sync(r.t.Context(), acts)
	must(r.t, err)
}

// act states something small.
func (r *register) act(id string) error {
	_, err := r.w.Intake.Sync(r.t.Context(), []intake.Act{intake.PublishPolicy(claim.Policy{ID: id, Version: "1", Digest: strings.Repeat("00", 32), Text: id})})
	return err
}

func (r *register) witness(complete bool) *away {
	r.t.Helper()
	w, err := witness.Open(witness.Config{
		Dir: r.t.TempDir(), LogKey: r.vkey, Name: fmt.Sprintf("witness.example/w%d", len(r.wit)), Complete: complete, Now: r.now,
	})
	must(r.t, err)
	a := &away{Witness: w}
	h := w.Handler(func(path string, err error) {
		var no *witness.Refusal
		if !errors.As(err, &no) || no.Status != http.StatusConflict {
			r.t.Logf("%s refused: %v", path, err)
		}
	})
	a.srv = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		if a.down.Load() {
			panic(http.ErrAbortHandler)
		}
		h.ServeHTTP(rw, req)
	}))
	r.t.Cleanup(func() { a.srv.Close(); w.Close() })
	r.wit = append(r.wit, a)
	return a
}

// demand writes a policy of all witnesses.
func (r *register) demand(quorum int) {
	r.t.Helper()
	text, names := "log "+r.vkey+"\n", ""
	for i, w := range r.wit {
		text += fmt.Sprintf("witness w%d %s %s/\n", i, w.VKey(), w.srv.URL)
		names += fmt.Sprintf(" w%d", i)
	}
	text += fmt.Sprintf("group g %d%s\nquorum g\n", quorum, names)
	must(r.t, os.WriteFile(filepath.Join(r.dir, datadir.WitnessPolicyFile), []byte(text), 0o600))
	var err error
	r.policy, err = cosign.ParsePolicy([]byte(text))
	must(r.t, err)
}

// published checks what is published as a verifier does, and gives the epoch's number and how many cosigned it.
func (r *register) published() (number int64, cosigned int) {
	r.t.Helper()
	b, err := os.ReadFile(filepath.Join(r.dir, "epochs", "published.json"))
	must(r.t, err)
	var p epoch.Published
	must(r.t, json.Unmarshal(b, &p))
	_, sigs, err := r.policy.Check([]byte(p.Log), r.vkey, r.now(), time.Hour)
	must(r.t, err)
	vkey, err := proof.EpochVKey(r.vkey)
	must(r.t, err)
	_, sigsEpochs, err := r.policy.Check([]byte(p.Epochs), vkey, r.now(), time.Hour)
	must(r.t, err)
	if len(sigs) != len(sigsEpochs) {
		r.t.Errorf("%d and %d cosignatures", len(sigs), len(sigsEpochs))
	}
	return p.Number, len(sigs)
}

func (r *register) want(number int64, cosigned int) {
	r.t.Helper()
	if n, c := r.published(); n != number || c < cosigned {
		r.t.Errorf("epoch %d with %d cosignatures, want %d with %d", n, c, number, cosigned)
	}
}

func (r *register) ingest(from, to int) {
	r.t.Helper()
	files, err := world.Write(1, "2026-11-22", r.t.TempDir())
	must(r.t, err)
	for _, f := range files[from:to] {
		for _, e := range world.Sources() {
			if e.ID == f.Source {
				_, err := r.w.Intake.File(r.t.Context(), e, []*format.File{{Path: f.Path}}, intake.Options{})
				must(r.t, err)
			}
		}
	}
}

// TestTwoOfThree is a register's life with three witnesses, two of which must cosign.
func TestTwoOfThree(t *testing.T) {
	r := newRegister(t)
	r.witness(true)
	r.witness(true)
	r.witness(false)
	r.demand(2)
	r.reopen() // the policy is new: what is published stays as it is, and the next epoch needs it
	must(t, r.act("one"))
	r.want(1, 2)
	r.ingest(0, 3)
	r.want(4, 2)

	r.wit[1].down.Store(true)
	must(t, r.act("two"))
	r.want(5, 2)
	if len(r.told) == 0 || !strings.Contains(r.told[len(r.told)-1], "w1: no answer") {
		t.Errorf("told %q", r.told)
	}

	r.wit[2].down.Store(true)
	for _, id := range []string{"three", "four"} {
		err := r.act(id)
		if !errors.Is(err, cosign.ErrQuorum) {
			t.Errorf("two are away: %v", err)
		} else if s := err.Error(); !strings.Contains(s, "w0 cosigned") || !strings.Contains(s, "w1 answered: no answer") || !strings.Contains(s, "w2 answered: no answer") {
			t.Errorf("which answered what: %v", err)
		}
		r.want(5, 2)
	}
	r.reopen() // whoever opens it may write, and is told
	if !errors.Is(r.w.Unpublished(), cosign.ErrQuorum) {
		t.Errorf("not published: %v", r.w.Unpublished())
	}
	r.want(5, 2)

	r.wit[1].down.Store(false) // back, and three epochs behind
	r.wit[2].down.Store(false)
	r.reopen()
	r.want(7, 2)
	if r.w.Unpublished() != nil {
		t.Error(r.w.Unpublished())
	}
	must(t, r.w.Epochs.Renew(t.Context()))
	r.want(7, 3)
	for i, n := range []int64{8, 8, 0} {
		if r.wit[i].Epochs() != n && i < 2 {
			t.Errorf("witness %d has cosigned %d epochs", i, r.wit[i].Epochs())
		}
	}
}

// TestNewWitness shows everything to a witness that comes late: from the files that are at hand, and from the log alone, in which a body
// is gone by then.
func TestNewWitness(t *testing.T) {
	r := newRegister(t)
	r.witness(false)
	r.demand(1)
	r.reopen()
	r.ingest(0, 4)
	head, err := r.w.Log.Head()
	must(t, err)
	for i := head.Size - 1; ; i-- {
		if c, err := r.w.Register.Claim(t.Context(), i); err == nil && c.Claim.Kind == claim.KindDesc {
			must(t, r.w.Intake.Remove(t.Context(), i, "Sample Act"))
			break
		}
	}
	for _, fresh := range []bool{false, true} {
		if fresh {
			must(t, os.RemoveAll(filepath.Join(r.dir, "epochs", "steps")))
		}
		a := r.witness(true)
		r.demand(len(r.wit))
		r.reopen()
		must(t, r.w.Epochs.Renew(t.Context()))
		r.want(5, len(r.wit))
		if a.Epochs() != 6 {
			t.Errorf("it has cosigned %d epochs", a.Epochs())
		}
	}
	must(t, r.act("and on"))
	r.want(6, len(r.wit))
}

// TestWitnessesThatLie: an answer counts only if it is a cosignature of what was asked.
func TestWitnessesThatLie(t *testing.T) {
	r := newRegister(t)
	honest := r.witness(false)
	for name, h := range map[string]http.HandlerFunc{
		"nothing":      func(http.ResponseWriter, *http.Request) {},
		"anything":     func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "— witness.example/w0 AAAA") },
		"a refusal":    func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) },
		"always 409":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(409); fmt.Fprintln(w, 1) },
		"409 too many": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(409); fmt.Fprintln(w, 1<<40) },
		"409 of words": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(409); fmt.Fprintln(w, "many") },
		"elsewhere": func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, honest.srv.URL+q.URL.Path, http.StatusTemporaryRedirect)
		},
		"epochs without end": func(w http.ResponseWriter, q *http.Request) {
			if q.Method == http.MethodGet {
				fmt.Fprintln(w, 1<<40)
			}
		},
	} {
		srv := httptest.NewServer(h)
		text := fmt.Sprintf("witness w %s %s\nquorum w\n", honest.VKey(), srv.URL)
		must(t, os.WriteFile(filepath.Join(r.dir, datadir.WitnessPolicyFile), []byte(text), 0o600))
		r.reopen()
		if err := r.act(name); !errors.Is(err, cosign.ErrQuorum) {
			t.Errorf("%s: %v", name, err)
		} else {
			t.Logf("%s: %v", name, err)
		}
		srv.Close()
	}
	r.demand(1)
	r.reopen()
	if _, n := r.published(); n != 1 {
		t.Errorf("%d cosignatures", n)
	}
}

// TestWitnessThatWentOn: a witness that has cosigned more than it said at first is shown the rest.
func TestWitnessThatWentOn(t *testing.T) {
	r := newRegister(t)
	a := r.witness(true)
	r.demand(1)
	r.reopen()
	must(t, r.act("one"))
	asked := 0
	late := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		if asked++; req.Method == http.MethodGet {
			fmt.Fprintln(rw, 0)
			return
		}
		a.srv.Config.Handler.ServeHTTP(rw, req)
	}))
	defer late.Close()
	text := fmt.Sprintf("witness w %s %s\nquorum w\n", a.VKey(), late.URL)
	must(t, os.WriteFile(filepath.Join(r.dir, datadir.WitnessPolicyFile), []byte(text), 0o600))
	r.reopen()
	must(t, r.act("two"))
	r.want(2, 1)
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
}

func TestPolicyThatCannotBeRead(t *testing.T) {
	r := newRegister(t)
	must(t, r.w.Close())
	must(t, os.WriteFile(filepath.Join(r.dir, datadir.WitnessPolicyFile), []byte("quorum nobody\n"), 0o600))
	if w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: r.dir, Now: r.now}); err == nil {
		w.Close()
		t.Error("a register publishes without the policy that it has")
	}
}
