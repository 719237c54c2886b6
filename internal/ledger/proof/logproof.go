package proof

import (
	"bytes"
	"encoding/base64"
	"fmt"
)

// logProofHeader is the first line of a C2SP tlog-proof.
const logProofHeader = "c2sp.org/tlog-proof@v1"

// LogProof writes, as a C2SP tlog-proof, that entry stands at index of the log of this checkpoint: for whoever has the entry and the keys
// that he trusts, and no other word of the log. The cosignatures are those in the checkpoint's note. There is no extra line: nothing would
// authenticate it. A proof that does not hold is not written.
func LogProof(cp Checkpoint, index int64, entry Hash, hashes []Hash) ([]byte, error) {
	if err := VerifyInclusion(entry, index, cp.Size, cp.Root, hashes); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nindex %d\n", logProofHeader, index)
	for i := range hashes {
		b.WriteString(base64.StdEncoding.EncodeToString(hashes[i][:]))
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	b.Write(cp.Note)
	return b.Bytes(), nil
}
