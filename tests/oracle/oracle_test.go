// Package oracle lets a verifier that is not ours check what a register gives to strangers: torchwood reads the policy by which a register
// asks its witnesses, and verifies proofs of entries of both logs under it. It builds the command, makes the demo's register, starts three
// witnesses, and drives all of it by command lines, as a stranger would.
//
// Of torchwood v0.9.0 it uses ParsePolicy (C2SP tlog-policy), VerifyProof and ProofExtraData (C2SP tlog-proof); the record that a proof is
// of goes in as tlog.RecordHash of golang.org/x/mod. Where torchwood reads policies otherwise than C2SP: it demands every log of a policy
// where C2SP demands any one, so here each log has a policy of its own; and it refuses to use a policy without a log line.
package oracle

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// TestTorchwoodAgrees: what torchwood accepts of ours, and what it refuses.
func TestTorchwoodAgrees(t *testing.T) {
	r := newRegister(t)
	early := map[string]string{}
	for _, l := range r.logs(t) {
		early[l.name] = l.proof(t, 0)
	}
	r.cosigned(t)
	for _, l := range r.logs(t) {
		t.Run(l.name, func(t *testing.T) {
			policy := parsed(t, r.policy(l.vkey))
			for _, index := range l.some() {
				text := l.proof(t, index)
				if err := torchwood.VerifyProof(policy, record(l.body(t, index)), []byte(text)); err != nil {
					t.Errorf("the proof of index %d: %v\n%s", index, err, text)
				}
			}
			t.Run("another entry", func(t *testing.T) { otherEntry(t, l, policy) })
			t.Run("another byte", func(t *testing.T) { otherByte(t, l, policy) })
			t.Run("cosignatures", func(t *testing.T) { cosignatures(t, l, policy, early[l.name]) })
			t.Run("another log", func(t *testing.T) { otherLog(t, r, l) })
		})
	}
}

// record is the hash of what stands in the log for a body: the record is the body's SHA-256.
func record(body []byte) tlog.Hash {
	id := sha256.Sum256(body)
	return tlog.RecordHash(id[:])
}

func parsed(t *testing.T, text string) torchwood.Policy {
	t.Helper()
	p, err := torchwood.ParsePolicy([]byte(text))
	if err != nil {
		t.Fatalf("torchwood reads the policy: %v\n%s", err, text)
	}
	return p
}

// otherEntry: a proof is of one body at one index.
func otherEntry(t *testing.T, l *log, policy torchwood.Policy) {
	text, body := l.proof(t, 1), l.body(t, 1)
	if _, err := torchwood.ProofExtraData([]byte(text)); err == nil {
		t.Error("a proof of ours has extra data")
	}
	var wrong *torchwood.VerifyRecordError
	for i := range body {
		body[i] ^= 1
		if err := torchwood.VerifyProof(policy, record(body), []byte(text)); !errors.As(err, &wrong) {
			t.Errorf("the body's byte %d altered: %v", i, err)
		}
		body[i] ^= 1
	}
	moved := strings.Replace(text, "\nindex 1\n", "\nindex 0\n", 1)
	for name, other := range map[string]string{"index 0": moved, "the proof of index 0": l.proof(t, 0)} {
		if err := torchwood.VerifyProof(policy, record(body), []byte(other)); !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := torchwood.VerifyProof(policy, tlog.RecordHash(body), []byte(text)); !errors.As(err, &wrong) {
		t.Errorf("the body itself as the record: %v", err)
	}
}

// otherByte alters every bit of a proof up to the log's own signature, which comes first. What torchwood still accepts must say the same:
// it ignores the last bits of base64 that stand for nothing.
func otherByte(t *testing.T, l *log, policy torchwood.Policy) {
	const index = 1
	text, rh := []byte(l.proof(t, index)), record(l.body(t, index))
	end := strings.Index(string(text), "\n\n— "+l.origin()+" ") + 2
	if end < 2 {
		t.Fatalf("the log's signature is not the first:\n%s", text)
	}
	end += strings.IndexByte(string(text[end:]), '\n')
	spare := 0
	for i := range end {
		for bit := range 8 {
			altered := append([]byte(nil), text...)
			altered[i] ^= 1 << bit
			if torchwood.VerifyProof(policy, rh, altered) != nil {
				continue
			}
			if spare++; !saysTheSame(string(text), string(altered)) {
				t.Errorf("bit %d of byte %d altered, and accepted:\n%s", bit, i, altered)
			}
		}
	}
	t.Logf("%d bits altered, %d of them stand for nothing", 8*end, spare)
}

// saysTheSame compares line by line, each by the bytes that its base64 stands for.
func saysTheSame(a, b string) bool {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	if len(as) != len(bs) {
		return false
	}
	for i := range as {
		if as[i] == bs[i] {
			continue
		}
		at := strings.LastIndexByte(as[i], ' ') + 1
		if len(bs[i]) < at || as[i][:at] != bs[i][:at] {
			return false
		}
		x, errX := base64.StdEncoding.DecodeString(as[i][at:])
		y, errY := base64.StdEncoding.DecodeString(bs[i][at:])
		if errX != nil || errY != nil || string(x) != string(y) {
			return false
		}
	}
	return true
}

// cosignatures: the policy wants the witness "whole", and one of the others.
func cosignatures(t *testing.T, l *log, policy torchwood.Policy, early string) {
	text, rh := l.proof(t, 0), record(l.body(t, 0))
	for _, c := range []struct {
		without []string
		holds   bool
	}{
		{[]string{"first"}, true},
		{[]string{"second"}, true},
		{[]string{"whole"}, false},
		{[]string{"first", "second"}, false},
		{[]string{"first", "second", "whole"}, false},
	} {
		err := torchwood.VerifyProof(policy, rh, []byte(l.without(t, text, c.without)))
		var unverified *note.UnverifiedNoteError
		if c.holds && err != nil || !c.holds && !errors.As(err, &unverified) {
			t.Errorf("without %v: %v", c.without, err)
		}
	}
	for _, w := range l.r.witnesses {
		line := signature(t, text, w.name())
		forged := strings.Replace(text, line, line[:len(line)-10]+"AAAAAAA==\n", 1)
		if err := torchwood.VerifyProof(policy, rh, []byte(forged)); err == nil {
			t.Errorf("a cosignature of %s that is none was accepted", w.Called)
		}
	}
	if err := torchwood.VerifyProof(policy, rh, []byte(early)); err == nil {
		t.Error("a proof from before there were witnesses was accepted")
	}
	alone := parsed(t, "log "+l.vkey+"\nquorum none\n")
	for name, p := range map[string]string{"with": text, "without": early} {
		if err := torchwood.VerifyProof(alone, rh, []byte(p)); err != nil {
			t.Errorf("a proof %s cosignatures where none are demanded: %v", name, err)
		}
	}
}

// otherLog: the two logs have one key and two names, and neither's proof is one of the other.
func otherLog(t *testing.T, r *register, l *log) {
	text, rh := l.proof(t, 0), record(l.body(t, 0))
	for _, other := range r.logs(t) {
		if other.name == l.name {
			continue
		}
		if err := torchwood.VerifyProof(parsed(t, r.policy(other.vkey)), rh, []byte(text)); err == nil {
			t.Errorf("a proof of %s was accepted for %s", l.name, other.name)
		}
	}
}
