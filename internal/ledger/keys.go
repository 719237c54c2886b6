package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/durable"
)

// saltSize is the length of the secret from which claims' salts are derived, in bytes.
const saltSize = 32

// keys are the secrets of a ledger and the public key that goes with them.
type keys struct {
	skey   string
	signer note.Signer
	vkey   string
	salt   []byte
}

// loadKeys reads the keys of dir, or makes them if there are none and the log is empty too. A key file that others than
// its owner may read is refused.
func loadKeys(dir string, opts Options) (keys, error) {
	origin := opts.Origin
	if opts.KeyOf != "" {
		if err := checkKeyModes(opts.KeyOf); err != nil {
			return keys{}, err
		}
		k, err := readKeys(opts.KeyOf, "")
		if err != nil {
			return keys{}, err
		}
		return k.named(origin)
	}
	_, err := os.Stat(filepath.Join(dir, logKeyFile))
	_, errSalt := os.Stat(filepath.Join(dir, saltKeyFile))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(errSalt, fs.ErrNotExist) {
		if err := makeKeys(dir, origin); err != nil {
			return keys{}, err
		}
	}
	if err := checkKeyModes(dir); err != nil {
		return keys{}, err
	}
	return readKeys(dir, origin)
}

func makeKeys(dir, origin string) error {
	if _, err := os.Stat(filepath.Join(dir, logDir, checkpointPath)); err == nil {
		return fmt.Errorf("opening the ledger in %s: there is a log but a key is missing in %s", dir, keysDir)
	}
	if origin == "" {
		return fmt.Errorf("creating the ledger in %s: the log needs a name", dir)
	}
	if err := durable.MkdirAll(filepath.Join(dir, keysDir), 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, logKeyFile)); errors.Is(err, fs.ErrNotExist) {
		skey, _, err := note.GenerateKey(rand.Reader, origin)
		if err != nil {
			return fmt.Errorf("making the log's key: %w", err)
		}
		if _, err := note.NewSigner(skey); err != nil {
			return fmt.Errorf("making the log's key: the name %q cannot be used: %w", origin, err)
		}
		if err := durable.WriteFile(filepath.Join(dir, logKeyFile), []byte(skey+"\n"), 0o600); err != nil {
			return err
		}
	}
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return fmt.Errorf("making the salt secret: %w", err)
	}
	return durable.WriteFile(filepath.Join(dir, saltKeyFile), salt, 0o600)
}

// checkKeyModes refuses keys that group or world may touch.
func checkKeyModes(dir string) error {
	for _, name := range []string{keysDir, logKeyFile, saltKeyFile} {
		fi, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			return fmt.Errorf("checking the keys: %w", err)
		}
		if mode := fi.Mode().Perm(); mode&0o077 != 0 {
			return fmt.Errorf("%s has mode %04o: only its owner may have access", filepath.Join(dir, name), mode)
		}
	}
	return nil
}

func readKeys(dir, origin string) (keys, error) {
	text, err := os.ReadFile(filepath.Join(dir, logKeyFile))
	if err != nil {
		return keys{}, fmt.Errorf("reading the log's key: %w", err)
	}
	skey := strings.TrimSpace(string(text))
	signer, err := note.NewSigner(skey)
	if err != nil {
		return keys{}, fmt.Errorf("reading the log's key in %s: %w", logKeyFile, err)
	}
	if origin != "" && origin != signer.Name() {
		return keys{}, fmt.Errorf("opening the ledger in %s: its log is named %q, not %q", dir, signer.Name(), origin)
	}
	vkey, err := verifierKey(skey, signer.Name())
	if err != nil {
		return keys{}, fmt.Errorf("reading the log's key in %s: %w", logKeyFile, err)
	}
	salt, err := os.ReadFile(filepath.Join(dir, saltKeyFile))
	if err != nil {
		return keys{}, fmt.Errorf("reading the salt secret: %w", err)
	}
	if len(salt) != saltSize {
		return keys{}, fmt.Errorf("%s has %d bytes, not %d", saltKeyFile, len(salt), saltSize)
	}
	return keys{skey: skey, signer: signer, vkey: vkey, salt: salt}, nil
}

// named is the same key under another name.
func (k keys) named(name string) (keys, error) {
	vkey, err := verifierKey(k.skey, name)
	if err != nil {
		return keys{}, fmt.Errorf("naming the key %q: %w", name, err)
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(vkey, name+"+"), "+")
	secret := strings.SplitN(k.skey, "+", 5)[4] // the base64 of the key may have a plus sign
	k.skey, k.vkey = "PRIVATE+KEY+"+name+"+"+id+"+"+secret, vkey
	if k.signer, err = note.NewSigner(k.skey); err != nil {
		return keys{}, fmt.Errorf("naming the key %q: %w", name, err)
	}
	return k, nil
}

// verifierKey derives the public key string from a C2SP signed-note Ed25519 signer key.
func verifierKey(skey, name string) (string, error) {
	// PRIVATE+KEY+<name>+<key id>+<key>; the name has no plus sign, the base64 of the key may.
	parts := strings.SplitN(skey, "+", 5)
	data, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(data) != 1+ed25519.SeedSize {
		return "", errors.New("not an Ed25519 signer key")
	}
	public := ed25519.NewKeyFromSeed(data[1:]).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(name, public)
}

// publishVKey keeps the public key where readers without access to the keys find it, and refuses another one there.
func publishVKey(dir, vkey string) error {
	name := filepath.Join(dir, vkeyFile)
	text, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return durable.WriteFile(name, []byte(vkey+"\n"), 0o644)
	case err != nil:
		return fmt.Errorf("reading the log's public key: %w", err)
	case strings.TrimSpace(string(text)) != vkey:
		return fmt.Errorf("%s does not belong to %s", name, logKeyFile)
	}
	return nil
}
