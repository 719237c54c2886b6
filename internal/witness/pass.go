package witness

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// passLine begins a pass. No log can have a name with blanks, so that a pass is never taken for a checkpoint.
const passLine = "probity pass 1"

// passTime is how far the clocks of a register and of a witness may be apart. A pass is shown to one witness and to nobody else.
const passTime = time.Hour

// PassText is what a register signs, with the key of its claim log, to have the place of a witness that has this key.
func PassText(vkey string, now time.Time) string {
	return fmt.Sprintf("%s\n%s\n%d\n", passLine, vkey, now.Unix())
}

// EncodePass makes of a signed text what stands in the header.
func EncodePass(signed []byte) string { return base64.StdEncoding.EncodeToString(signed) }

// admits says whether a pass shows that it is the register who asks. Whoever has none may ask too. One that does not hold is refused, so that
// a register whose clock is wrong hears of it before it is in need.
func (w *Witness) admits(pass string) (bool, error) {
	if pass == "" {
		return false, nil
	}
	b, err := base64.StdEncoding.DecodeString(pass)
	if err != nil {
		return false, refuse(400, "format", "the pass is no base64")
	}
	v, err := note.NewVerifier(w.vkeys[claimLog])
	if err != nil {
		return false, err
	}
	n, err := note.Open(b, note.VerifierList(v))
	if err != nil {
		return false, refuse(403, "pass", "it is not signed by the register: %w", err)
	}
	to, seconds, _ := strings.Cut(strings.TrimPrefix(n.Text, passLine+"\n"), "\n")
	at, err := strconv.ParseInt(strings.TrimSuffix(seconds, "\n"), 10, 64)
	if err != nil || n.Text != PassText(to, time.Unix(at, 0)) {
		return false, refuse(400, "format", "the register has signed something else than a pass")
	}
	if to != w.VKey() {
		return false, refuse(403, "pass", "it is for another witness")
	}
	if now := w.now(); now.Sub(time.Unix(at, 0)).Abs() > passTime {
		return false, refuse(403, "pass", "it is of %s, and here it is %s", time.Unix(at, 0).UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
	}
	return true, nil
}
