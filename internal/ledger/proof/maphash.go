package proof

import (
	"crypto/sha256"
	"encoding/binary"
)

// MapLeaf is what the map says of a key: how many claims stand under it, and the root over them (RFC 6962 section 2.1) in the order
// of the log, each as MapEntry writes it. The zero value says that the key is not in the map.
type MapLeaf struct {
	Count int64
	Root  Hash
}

// The first bytes of what is hashed, so that nothing can be taken for anything else. 0 and 1 are those of RFC 6962.
const (
	mapLeafPrefix  = 2
	mapNodePrefix  = 3
	mapEmptyPrefix = 4
)

// MapEntry is a claim as the tree under a key holds it: the RFC 6962 leaf hash of its index in the log, eight bytes big-endian, and
// its id.
func MapEntry(index int64, id Hash) Hash {
	var b [1 + 8 + sha256.Size]byte
	binary.BigEndian.PutUint64(b[1:], uint64(index))
	copy(b[9:], id[:])
	return sha256.Sum256(b[:])
}

// MapLeafHash is the hash of a leaf: SHA-256(0x02 ‖ key ‖ count ‖ root), the count in eight bytes big-endian.
func MapLeafHash(key *Hash, leaf *MapLeaf) Hash {
	var b [1 + 2*sha256.Size + 8]byte
	b[0] = mapLeafPrefix
	copy(b[1:], key[:])
	binary.BigEndian.PutUint64(b[1+sha256.Size:], uint64(leaf.Count))
	copy(b[1+sha256.Size+8:], leaf.Root[:])
	return sha256.Sum256(b[:])
}

// MapNodeHash is the hash of an inner node: SHA-256(0x03 ‖ bit ‖ prefix ‖ left ‖ right). bit, one byte, is the number of the first bit in
// which keys below it differ; prefix is the bits before it that all of them share, with zeros up to 32 bytes.
func MapNodeHash(bit uint8, prefix, left, right *Hash) Hash {
	var b [2 + 3*sha256.Size]byte
	b[0], b[1] = mapNodePrefix, bit
	copy(b[2:], prefix[:])
	copy(b[2+sha256.Size:], left[:])
	copy(b[2+2*sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// MapEmptyRoot is the root of a map without keys: SHA-256(0x04).
func MapEmptyRoot() Hash { return sha256.Sum256([]byte{mapEmptyPrefix}) }

// bitOf is a bit of a key, the highest of the first byte being number 0.
func bitOf(key *Hash, n int) int { return int(key[n/8]>>(7-n%8)) & 1 }

// MapPrefix is the first n bits of a key, with zeros behind them.
func MapPrefix(key Hash, n int) Hash {
	if n >= 8*sha256.Size {
		return key
	}
	key[n/8] &= ^byte(0xff >> (n % 8))
	clear(key[n/8+1:])
	return key
}

// MapDiffer is the number of the first bit in which two keys differ, 256 if they are the same.
func MapDiffer(a, b *Hash) int {
	for i := range a {
		if x := a[i] ^ b[i]; x != 0 {
			n := 8 * i
			for ; x&0x80 == 0; x <<= 1 {
				n++
			}
			return n
		}
	}
	return 8 * sha256.Size
}
