package ledger

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Signer signs texts with the log's key. It needs no lock, so that answers can be given while a writer works.
type Signer struct{ signer note.Signer }

// OpenSigner reads the log's key in dir. Only its owner can.
func OpenSigner(dir string) (*Signer, error) {
	if err := checkKeyModes(dir); err != nil {
		return nil, err
	}
	k, err := readKeys(dir, "")
	if err != nil {
		return nil, err
	}
	return &Signer{k.signer}, nil
}

// Sign signs a text as a C2SP signed note. The text must end in a newline. A text whose first line is the name of the log
// is refused, since it could be taken for a checkpoint.
func (s *Signer) Sign(text string) ([]byte, error) {
	first, _, _ := strings.Cut(text, "\n")
	if first == s.signer.Name() {
		return nil, errors.New("signing a note: its first line makes it look like a checkpoint of the log")
	}
	msg, err := note.Sign(&note.Note{Text: text}, s.signer)
	if err != nil {
		return nil, fmt.Errorf("signing a note: %w", err)
	}
	return msg, nil
}
