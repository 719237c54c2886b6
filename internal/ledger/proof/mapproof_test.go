package proof_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"probity.example/probity/internal/ledger/proof"
)

// part is a node of a map proof made by hand: its tag, and what belongs to it.
type part struct {
	tag     byte
	payload []byte
}

var (
	asked = part{tag: 1} // the leaf of the next key of the question
	next  = part{tag: 2} // an inner node at the next bit
)

func stub(h proof.Hash) part { return part{payload: h[:]} }

func skip(bit byte, between ...byte) part { return part{3, append([]byte{0, bit}, between...)} }

func foreign(k proof.Hash) part {
	l := standing(k)
	b := append([]byte{1}, k[:]...)
	return part{3, append(binary.AppendUvarint(b, uint64(l.Count)), l.Root[:]...)}
}

// written is a proof of these nodes, in preorder.
func written(parts ...part) []byte {
	out := binary.AppendUvarint(nil, uint64(len(parts)))
	tags := make([]byte, (len(parts)+3)/4)
	for i, p := range parts {
		tags[i/4] |= p.tag << (6 - 2*(i%4))
	}
	out = append(out, tags...)
	for _, p := range parts {
		out = append(out, p.payload...)
	}
	return out
}

// key is one that begins with a byte.
func key(first byte) proof.Hash { return proof.Hash{first, 31: 1} }

// standing is what stands under a key, in every map here.
func standing(k proof.Hash) proof.MapLeaf { return proof.MapLeaf{Count: 2, Root: proof.Hash{k[0], 5}} }

func leafHash(k proof.Hash) proof.Hash {
	l := standing(k)
	return proof.MapLeafHash(&k, &l)
}

func node(bit uint8, prefix byte, left, right proof.Hash) proof.Hash {
	return proof.MapNodeHash(bit, &proof.Hash{prefix}, &left, &right)
}

// A map by hand: keys that begin with 00, 01 and 11, and one in which two keys stand where the other bit belongs.
var (
	k00, k01, k11 = key(0x00), key(0x40), key(0xc0)
	low           = node(1, 0, leafHash(k00), leafHash(k01))
	good          = node(0, 0, low, leafHash(k11))
	k10           = key(0x80)
	astray        = node(0, 0, leafHash(k10), leafHash(k11))
)

// TestMapProofsByHand makes proofs that only one check stands against: all hashes in them lead to the root.
func TestMapProofsByHand(t *testing.T) {
	absent := key(0x20) // begins as k00
	for _, c := range []struct {
		name   string
		root   proof.Hash
		keys   []proof.Hash // that are said to be in the map
		prefix byte         // and to be all of this prefix
		bits   int          // -1: no more than that is said
		tree   []byte
		want   string // "": it verifies
	}{
		{"all", good, []proof.Hash{k00, k01, k11}, 0, 0, written(next, next, asked, asked, asked), ""},
		{"the zeros", good, []proof.Hash{k00, k01}, 0, 1, written(next, next, asked, asked, stub(leafHash(k11))), ""},
		{"one of them", good, []proof.Hash{k01}, 0x40, 2, written(next, next, stub(leafHash(k00)), asked, stub(leafHash(k11))), ""},
		{"none", good, nil, 0x80, 2, written(next, stub(low), foreign(k11)), ""},
		{"a key", good, []proof.Hash{k11}, 0, -1, written(next, stub(low), asked), ""},

		// all of a prefix, and a branch of it stands by its hash
		{"a leaf left out", good, []proof.Hash{k00, k01}, 0, 0, written(next, next, asked, asked, stub(leafHash(k11))), "leaves out keys"},
		{"a branch left out", good, []proof.Hash{k11}, 0, 0, written(next, stub(low), asked), "leaves out keys"},
		{"all left out", good, nil, 0, 1, written(next, stub(low), stub(leafHash(k11))), "says nothing of the prefix"},
		{"the root alone", good, nil, 0, 0, written(stub(good)), "says nothing of the prefix"},

		// a leaf is shown, and kept from being counted
		{"a leaf passed over", good, []proof.Hash{k00, k01}, 0, 0, written(next, next, asked, asked, foreign(k11)), "has 3 keys, not 2"},
		{"two passed over", good, []proof.Hash{k11}, 0, 0, written(next, next, foreign(k00), foreign(k01), asked), "has 3 keys, not 1"},
		{"a whole key passed over", good, nil, 0xc0, 2, written(next, stub(low), foreign(k11)), "has 1 keys, not 0"},

		// more than was asked for
		{"a leaf beside the prefix", good, []proof.Hash{k00, k01}, 0, 1, written(next, next, asked, asked, foreign(k11)), "nobody asked for"},
		{"a node beside the prefix", good, []proof.Hash{k11}, 0x80, 1, written(next, next, stub(leafHash(k00)), stub(leafHash(k01)), asked), "nobody asked for"},
		{"a leaf beside the key", good, []proof.Hash{k01}, 0, -1, written(next, next, stub(leafHash(k00)), asked, foreign(k11)), "nobody asked for"},
		{"a node beside the key", good, []proof.Hash{k11}, 0, -1, written(next, next, stub(leafHash(k00)), stub(leafHash(k01)), asked), "nobody asked for"},

		// a map that was made with leaves where no look-up finds them
		{"keys astray", astray, []proof.Hash{k10, k11}, 0, 0, written(next, asked, asked), "wrong place"},
		{"an empty prefix with a key", astray, nil, 0, 1, written(next, foreign(k10), stub(leafHash(k11))), "wrong place"},
		{"a leaf below skipped bits", node(9, 0, leafHash(k10), leafHash(k11)), []proof.Hash{k10, k11}, 0, 0, written(skip(9, 0, 0), asked, asked), "wrong place"},
	} {
		holds(t, c.name, prove(c.root, c.keys, c.prefix, c.bits, c.tree), c.want)
	}

	// That a key is absent, and the step that puts it there, rest on the same checks.
	for _, c := range []struct {
		name string
		root proof.Hash
		tree []byte
		want string
	}{
		{"absent", good, written(next, next, foreign(k00), stub(leafHash(k01)), stub(leafHash(k11))), ""},
		{"more than that", good, written(next, next, foreign(k00), foreign(k01), stub(leafHash(k11))), "nobody asked for"},
		{"a leaf astray", astray, written(next, foreign(k10), stub(leafHash(k11))), "wrong place"},
		{"a branch by its hash", good, written(next, stub(low), stub(leafHash(k11))), "says nothing of key"},
	} {
		_, update := proof.UpdateMap(c.root, []proof.MapChange{{Key: absent, Added: []proof.Hash{{7}}}}, c.tree)
		holds(t, c.name+", a step", update, c.want)
		holds(t, c.name, proof.VerifyMap(c.root, []proof.Hash{absent}, make([]proof.MapLeaf, 1), c.tree), c.want)
	}
}

// holds wants a proof to be refused for a reason, or none to refuse it.
func holds(t *testing.T, name string, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (!errors.Is(err, proof.ErrInvalid) || !strings.Contains(err.Error(), want)) {
		t.Errorf("%s: %v, want %q", name, err, want)
	}
}

func prove(root proof.Hash, keys []proof.Hash, prefix byte, bits int, tree []byte) error {
	var leaves []proof.MapLeaf
	for _, k := range keys {
		leaves = append(leaves, standing(k))
	}
	if bits < 0 {
		return proof.VerifyMap(root, keys, leaves, tree)
	}
	return proof.VerifyMapPrefix(root, proof.Hash{prefix}, bits, keys, leaves, tree)
}

// TestMapProofsAreWrittenOneWay: bytes that another reader might overlook are refused.
func TestMapProofsAreWrittenOneWay(t *testing.T) {
	both := []proof.Hash{k00, {1: 0x40, 31: 1}} // differ in bit 9
	root := node(9, 0, leafHash(both[0]), leafHash(both[1]))
	leaves := []proof.MapLeaf{standing(both[0]), standing(both[1])}
	whole := written(skip(9, 0, 0), asked, asked)
	for _, c := range []struct {
		name string
		tree []byte
		want string
	}{
		{"as it must be", whole, ""},
		{"bits beyond those skipped", written(skip(9, 0, 1), asked, asked), "bits beyond"},
		{"a skip of nothing", written(skip(0), asked, asked), "skips no bit"},
		{"an unknown kind", written(part{3, []byte{2, 9, 0, 0}}, asked, asked), "unknown kind"},
		{"too few nodes", written(skip(9, 0, 0), asked), "too few nodes"},
		{"a node too many", written(skip(9, 0, 0), asked, asked, stub(root)), "more than its nodes"},
		{"a leaf too many", append(written(skip(9, 0, 0), asked, next, asked, asked), root[:]...), "more keys than were asked for"},
		{"a leaf too few", written(skip(9, 0, 0), asked, stub(leafHash(both[1]))), "no leaf of key"},
		{"a tag behind the last", append([]byte{3, whole[1] | 1}, whole[2:]...), "more than its nodes"},
		{"a longer count", append([]byte{0x83, 0}, whole[1:]...), "no count of nodes"},
		{"nothing", nil, "no count of nodes"},
		{"a map without keys", []byte{0}, "not empty"},
	} {
		holds(t, c.name, proof.VerifyMap(root, both, leaves, c.tree), c.want)
	}
}
