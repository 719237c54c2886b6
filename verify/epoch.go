package verify

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"probity.example/probity/internal/ledger/proof"
)

// checkpoint checks that the register's key signed the epoch log's head.
func (v *verifier) checkpoint() error {
	if v.opt.VKey == "" {
		return errors.New("no key to verify with")
	}
	if v.a.Log.VKey != v.opt.VKey {
		return errors.New("the answer was made by a register with another key")
	}
	vkey, err := proof.EpochVKey(v.opt.VKey)
	if err != nil {
		return err
	}
	cp, err := proof.VerifyCheckpoint([]byte(v.a.Log.Checkpoint), vkey)
	if err != nil {
		return err
	}
	v.cp = cp
	if v.opt.Witnesses != nil {
		return v.opt.Witnesses([]byte(v.a.Log.Checkpoint))
	}
	return nil
}

// epochs proves the last epoch, and the one that was asked about, to be in the epoch log.
func (v *verifier) epochs() error {
	last, err := v.readEpoch(&v.a.Log.Epoch)
	if err != nil {
		return err
	}
	v.last, v.epoch = last, last
	if v.root, err = last.Log.Hash(); err != nil {
		return err
	}
	if last.Number != v.cp.Size-1 {
		return fmt.Errorf("epoch %d is not the last of %d", last.Number, v.cp.Size)
	}
	p := v.a.Log.Past
	if p == nil {
		if last.Time > v.a.Question.KnownAt {
			return fmt.Errorf("the last epoch became known at %s, after %s", last.Time, v.a.Question.KnownAt)
		}
		return nil
	}
	past := proof.BeforeFirst()
	if p.Epoch != nil {
		if past, err = v.readEpoch(p.Epoch); err != nil {
			return err
		}
	}
	next, err := v.readEpoch(&p.Next)
	if err != nil {
		return err
	}
	at := v.a.Question.KnownAt
	if next.Number != past.Number+1 || past.Time > at || next.Time <= at {
		return fmt.Errorf("epoch %d is not that of %s", past.Number, at)
	}
	v.epoch = past
	return nil
}

func (v *verifier) readEpoch(e *Epoch) (*proof.Epoch, error) {
	body := canonicalBody(e.Body)
	epoch, err := proof.ParseEpoch(body)
	if err != nil {
		return nil, err
	}
	hashes, err := hashesOf(e.Proof)
	if err != nil {
		return nil, fmt.Errorf("epoch %d: %w", epoch.Number, err)
	}
	if err := proof.VerifyInclusion(sha256.Sum256(body), epoch.Number, v.cp.Size, v.cp.Root, hashes); err != nil {
		return nil, fmt.Errorf("epoch %d: %w", epoch.Number, err)
	}
	if proof.EpochOrigin(epoch.Log.Origin) != v.cp.Origin {
		return nil, fmt.Errorf("epoch %d is of the log %q", epoch.Number, epoch.Log.Origin)
	}
	return epoch, nil
}

func hashesOf(list []string) ([]proof.Hash, error) {
	hashes := make([]proof.Hash, len(list))
	for i, s := range list {
		b, err := base64.StdEncoding.Strict().DecodeString(s)
		if err != nil || len(b) != sha256.Size {
			return nil, fmt.Errorf("proof hash %d is not 32 bytes in base64", i)
		}
		copy(hashes[i][:], b)
	}
	return hashes, nil
}
