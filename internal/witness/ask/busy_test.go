package ask_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/witness"
	"probity.example/probity/internal/witness/ask"
)

// before puts a server before a witness, which sees each request first, and makes it the only witness of the register.
func (r *register) before(a *away, see func(rw http.ResponseWriter, req *http.Request) (answered bool)) {
	r.t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		if !see(rw, req) {
			a.srv.Config.Handler.ServeHTTP(rw, req)
		}
	}))
	r.t.Cleanup(srv.Close)
	must(r.t, os.WriteFile(filepath.Join(r.dir, datadir.WitnessPolicyFile), []byte("witness w "+a.VKey()+" "+srv.URL+"\nquorum w\n"), 0o600))
	r.reopen()
}

// TestBusyWitnessIsAskedAgain, whatever it was asked, a few times.
func TestBusyWitnessIsAskedAgain(t *testing.T) {
	var slept atomic.Int64
	t.Cleanup(ask.SetSleep(func(_ context.Context, d time.Duration) error {
		slept.Add(int64(d))
		return nil
	}))
	for _, complete := range []bool{true, false} {
		r := newRegister(t)
		a := r.witness(complete)
		r.demand(1)
		busy := map[string]int{}
		often := 4
		r.before(a, func(rw http.ResponseWriter, req *http.Request) bool {
			key := req.Method + req.URL.Path
			if busy[key]++; busy[key] > often {
				return false
			}
			http.Error(rw, "busy: others are here", http.StatusServiceUnavailable)
			return true
		})
		slept.Store(0)
		must(t, r.act("one"))
		r.want(1, 1)
		if d := time.Duration(slept.Load()); d <= 0 || d > 40*time.Second {
			t.Errorf("it waited %s in all", d)
		}
		clear(busy)
		often = 1 << 30
		if err := r.act("two"); !errors.Is(err, cosign.ErrQuorum) || !strings.Contains(err.Error(), "status 503") {
			t.Errorf("a witness that is always busy: %v", err)
		}
		for key, n := range busy {
			if n != 5 {
				t.Errorf("%s: %d times", key, n)
			}
		}
	}
}

// TestBusyWitnessIsNotWaitedForLonger than others are: there is one deadline.
func TestBusyWitnessIsNotWaitedForLonger(t *testing.T) {
	late := errors.New("the time is over")
	t.Cleanup(ask.SetSleep(func(context.Context, time.Duration) error { return late }))
	r := newRegister(t)
	a := r.witness(true)
	r.demand(1)
	tries := 0
	r.before(a, func(rw http.ResponseWriter, _ *http.Request) bool {
		tries++
		http.Error(rw, "busy", http.StatusServiceUnavailable)
		return true
	})
	tries = 0
	if err := r.act("one"); !errors.Is(err, cosign.ErrQuorum) || !strings.Contains(err.Error(), late.Error()) || !strings.Contains(err.Error(), "status 503") || tries != 1 {
		t.Errorf("%d tries: %v", tries, err)
	}
}

// TestRegisterIsKnown: what it shows comes with a pass, which keeps its place from strangers.
func TestRegisterIsKnown(t *testing.T) {
	r := newRegister(t)
	a := r.witness(true)
	r.demand(1)
	passes := 0
	r.before(a, func(_ http.ResponseWriter, req *http.Request) bool {
		if req.URL.Path == witness.PathEpoch && req.Header.Get(witness.PassHeader) != "" {
			passes++
		}
		return false
	})
	passes = 0
	must(t, r.act("one")) // a pass that does not hold would have been refused
	r.want(1, 1)
	if passes != 1 {
		t.Errorf("%d passes", passes)
	}
}
