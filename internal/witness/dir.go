package witness

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger/cosign"
)

// anew is what is left to whoever lost a part of a witness.
const anew = "begin a new witness in a new directory: it has a new key, which whoever trusts this one must be given"

// load reads the state and the key, or makes them at the first start. The state comes first, so that there is never a key of which it is not
// known what it has signed: a start that was cut off between the two has signed nothing and is simply made again.
func (w *Witness) load(cfg Config) (err error) {
	file := filepath.Join(cfg.Dir, stateFile)
	if w.state, err = loadState(file); err != nil {
		return err
	}
	made, err := keyMade(cfg.Dir)
	switch {
	case err != nil:
		return err
	case made && w.state == nil:
		return fmt.Errorf("%s has a key and no %s: nobody knows what this key has cosigned, so it must not sign again; %s", cfg.Dir, stateFile, anew)
	case made && w.state.complete != cfg.Complete:
		return fmt.Errorf("%s is of a witness that checks completeness: %v; its key must go on saying the same: start it so, or %s", file, w.state.complete, anew)
	case !made && w.state != nil && !w.state.unused():
		return fmt.Errorf("%s is of a witness whose key, %s, is gone; %s", file, keyFile, anew)
	case !made:
		w.state = newState(cfg.Complete)
		if err := w.state.write(file); err != nil {
			return err
		}
		if err := makeKey(cfg.Dir, cfg.Name); err != nil {
			return fmt.Errorf("making the witness's key: %w", err)
		}
	}
	w.signer, err = loadKey(cfg.Dir, cfg.Name)
	return err
}

// keyMade says whether a key was made here. One whose secret part alone is gone is not made again: it was given out.
func keyMade(dir string) (bool, error) {
	for _, name := range []string{keyFile, vkeyFile} {
		_, err := os.Stat(filepath.Join(dir, name))
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return false, fmt.Errorf("looking for the witness's key: %w", err)
		}
	}
	return false, nil
}

// makeKey makes a key of that name, or of one that nobody else has.
func makeKey(dir, name string) error {
	if name == "" {
		var b [4]byte
		rand.Read(b[:])
		name = "probity.local/witness/" + hex.EncodeToString(b[:])
	}
	skey, err := cosign.NewKey(name, rand.Reader)
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, keyFile), []byte(skey+"\n"), 0o600)
}

// loadKey reads the key, which has that name if one is given.
func loadKey(dir, name string) (*cosign.Signer, error) {
	file := filepath.Join(dir, keyFile)
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is gone, and %s is there; %s", file, vkeyFile, anew)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the witness's key: %w", err)
	}
	if fi, err := os.Stat(file); err != nil {
		return nil, fmt.Errorf("checking the witness's key: %w", err)
	} else if mode := fi.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("%s has mode %04o: only its owner may have access", file, mode)
	}
	s, err := cosign.NewSigner(strings.TrimSpace(string(b)))
	if err != nil {
		return nil, err
	}
	if has, _, _ := strings.Cut(s.VKey(), "+"); name != "" && name != has {
		return nil, fmt.Errorf("the key in %s has the name %s, not %s: a name stays with its key for ever", dir, has, name)
	}
	return s, keep(filepath.Join(dir, vkeyFile), s.VKey())
}

// keep writes a line to a file, or sees that it is the one that is there.
func keep(name, line string) error {
	b, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return durable.WriteFile(name, []byte(line+"\n"), 0o644)
	case err != nil:
		return fmt.Errorf("reading %s: %w", name, err)
	case strings.TrimSpace(string(b)) != line:
		return fmt.Errorf("%s holds another key", name)
	}
	return nil
}
