package step_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/step"
)

func request(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := step.NewWriter(&b, step.Head{Log: []byte("log"), Epochs: []byte("epochs"), Last: []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	change := step.AppendChange(nil, []proof.MapChange{
		{}, {Old: proof.MapTail{Count: 5, Peaks: []proof.Hash{{1}, {2}}}},
	}, []byte("tree"))
	err = errors.Join(
		w.Piece([]step.Claim{{Body: []byte("one")}, {ID: step.Hash{7}, Keys: []step.Hash{{8}, {9}}}}, change),
		w.Epoch([]byte("epoch")), w.End())
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	r, err := step.NewReader(bytes.NewReader(request(t)))
	if err != nil {
		t.Fatal(err)
	}
	if string(r.Head.Log) != "log" || string(r.Head.Epochs) != "epochs" || string(r.Head.Last) != "{}" {
		t.Errorf("head %q", r.Head)
	}
	p, _, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	want := []step.Claim{{Body: []byte("one")}, {Body: []byte{}, ID: step.Hash{7}, Keys: []step.Hash{{8}, {9}}}}
	if !reflect.DeepEqual(p.Claims, want) {
		t.Errorf("claims %v", p.Claims)
	}
	old, tree, err := p.Change(2)
	if err != nil || string(tree) != "tree" || old[0].Count != 0 || old[1].Count != 5 || old[1].Peaks[1] != (proof.Hash{2}) {
		t.Errorf("%v, %q, %v", old, tree, err)
	}
	if _, e, err := r.Next(); err != nil || string(e) != "epoch" {
		t.Errorf("%q, %v", e, err)
	}
	for range 2 {
		if _, _, err := r.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("at the end: %v", err)
		}
	}
}

// read reads a whole request.
func read(b []byte) error {
	r, err := step.NewReader(bytes.NewReader(b))
	if err != nil {
		return err
	}
	for {
		p, _, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && p != nil {
			_, _, err = p.Change(2)
		}
		if err != nil {
			return err
		}
	}
}

func TestCutOffAnywhere(t *testing.T) {
	whole := request(t)
	if err := read(whole); err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		if err := read(whole[:i]); !errors.Is(err, step.ErrFormat) {
			t.Errorf("the first %d bytes: %v", i, err)
		}
	}
	if err := read(append(bytes.Clone(whole), 0)); !errors.Is(err, step.ErrFormat) {
		t.Errorf("with more behind it: %v", err)
	}
	if err := read([]byte(strings.Replace(string(whole), "epoch 1", "epoch 2", 1))); !errors.Is(err, step.ErrFormat) {
		t.Errorf("another version: %v", err)
	}
}

func FuzzRequest(f *testing.F) {
	f.Add(request(f))
	f.Add([]byte("probity add-epoch 1\n\x00\x00\x00\x01\x03\x01\x01x\x00"))
	f.Fuzz(func(_ *testing.T, b []byte) { _ = read(b) })
}
