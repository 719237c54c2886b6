package datadir_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/step"
	"probity.example/probity/internal/witness"
)

// watch is a completeness witness on this machine, without whose cosignature a register publishes nothing. One address serves the
// witness of one run after the other.
type watch struct {
	t    *testing.T // for what its server meets
	vkey string     // of the register
	srv  *httptest.Server

	mu     sync.Mutex
	w      *witness.Witness
	day    time.Time
	signed [2][]ledger.Checkpoint // what it cosigned, of the claims and of the epochs
}

func newWatch(t *testing.T, vkey string) *watch {
	t.Helper()
	v := &watch{t: t, vkey: vkey}
	v.srv = httptest.NewServer(v)
	t.Cleanup(v.srv.Close)
	return v
}

// now is the time for the register and for its witness.
func (v *watch) now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.day
}

func (v *watch) at(day time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.day = day
}

// keep has the witness in dir answer, until the function that it returns is called.
func (v *watch) keep(t *testing.T, dir string) (closeIt func()) {
	t.Helper()
	w, err := witness.Open(witness.Config{Dir: dir, LogKey: v.vkey, Name: "witness.example/faults", Complete: true, Now: v.now})
	if err != nil {
		t.Fatal(err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.w, v.signed = w, [2][]ledger.Checkpoint{}
	return func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

// demand writes the policy of a register that publishes nothing without this witness.
func (v *watch) demand(t *testing.T, dir string) {
	t.Helper()
	text := fmt.Sprintf("log %s\nwitness w %s %s/\nquorum w\n", v.vkey, v.w.VKey(), v.srv.URL)
	if err := os.WriteFile(filepath.Join(dir, datadir.WitnessPolicyFile), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// ServeHTTP implements http.Handler, and notes what the witness cosigns, whether or not the register lives to hear it.
func (v *watch) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the register broke off
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	v.mu.Lock()
	w := v.w
	v.mu.Unlock()
	w.Handler(nil).ServeHTTP(answer, r)
	if answer.Code == http.StatusOK {
		if err := v.note(r.URL.Path, body); err != nil {
			v.t.Errorf("what the witness cosigned: %v", err)
		}
	}
	for name, values := range answer.Header() {
		rw.Header()[name] = values
	}
	rw.WriteHeader(answer.Code)
	_, _ = rw.Write(answer.Body.Bytes()) // nobody may be there any more
}

// note reads the checkpoints of a request that was granted.
func (v *watch) note(path string, body []byte) error {
	var notes [][]byte
	switch path {
	case witness.PathEpoch:
		r, err := step.NewReader(bytes.NewReader(body))
		if err != nil {
			return err
		}
		notes = [][]byte{r.Head.Log, r.Head.Epochs}
	case witness.PathCheckpoint:
		_, note, _ := bytes.Cut(body, []byte("\n\n"))
		notes = [][]byte{note}
	}
	epochs, err := proof.EpochVKey(v.vkey)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, n := range notes {
		if cp, err := proof.VerifyCheckpoint(n, v.vkey); err == nil {
			v.signed[0] = append(v.signed[0], cp)
		} else if cp, err := proof.VerifyCheckpoint(n, epochs); err == nil {
			v.signed[1] = append(v.signed[1], cp)
		} else {
			return err
		}
	}
	return nil
}

// cosigned is what the witness cosigned of one of the two logs since it was opened.
func (v *watch) cosigned(log int) []ledger.Checkpoint {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.signed[log]
}

// published checks what a register in dir shows to readers as they do: the quorum is there, and the epoch is the last of the epochs and is of a
// log of at least so many claims.
func (v *watch) published(t *testing.T, dir string, acknowledged int64) (number int64) {
	t.Helper()
	policy, err := datadir.WitnessPolicy(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, epoch.Dir, "published.json"))
	if err != nil {
		t.Fatal(err)
	}
	var p epoch.Published
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	epochs, err := proof.EpochVKey(v.vkey)
	if err != nil {
		t.Fatal(err)
	}
	_, _, logErr := policy.Check([]byte(p.Log), v.vkey, v.now(), cosign.AnyAge)
	_, _, epochsErr := policy.Check([]byte(p.Epochs), epochs, v.now(), cosign.AnyAge)
	if err := errors.Join(logErr, epochsErr); err != nil {
		t.Errorf("what is published lacks the quorum: %v", err)
	}
	log, err := proof.VerifyCheckpoint([]byte(p.Log), v.vkey)
	if err != nil || log.Size < acknowledged {
		t.Errorf("%d claims were acknowledged, %d are published: %v", acknowledged, log.Size, err)
	}
	all, err := proof.VerifyCheckpoint([]byte(p.Epochs), epochs)
	if err != nil || all.Size != p.Number+1 {
		t.Errorf("epoch %d is published with a log of %d epochs: %v", p.Number, all.Size, err)
	}
	return p.Number
}
