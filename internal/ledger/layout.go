package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// The data directory. What is under logDir is public and may be served and mirrored as it is, except logDir/.state, which
// is Tessera's own.
const (
	lockFile     = "lock"
	keysDir      = "keys"
	logKeyFile   = "keys/log.key"
	saltKeyFile  = "keys/salt.key"
	vkeyFile     = "log.vkey"
	pendingFile  = "pending.json"
	removingFile = "removing.json"
	logDir       = "log"

	checkpointPath = "checkpoint"
	entriesPrefix  = "tile/entries"
	bodiesPrefix   = "bodies"
)

// tileWidth is the number of hashes in a full tile, of entries in a full entry bundle, and of bodies in a full body bundle.
const tileWidth = 256

// tilePath is the C2SP tlog-tiles path "<prefix>/<n>", n in groups of three digits, with the suffix of a partial resource if
// width is below tileWidth: x001/x234/067.p/8.
func tilePath(prefix string, n int64, width int) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	s = prefix + "/" + s
	if width < tileWidth {
		s += ".p/" + strconv.Itoa(width)
	}
	return s
}

func hashTilePrefix(level int) string { return "tile/" + strconv.Itoa(level) }

// widthAt is the number of items that tile n of a level holds when the log has size entries: 0 to tileWidth.
func widthAt(level int, n, size int64) int {
	if 8*level >= 63 {
		return 0
	}
	return int(max(0, min(tileWidth, size>>(8*level)-n*tileWidth)))
}

// parseTilePath is the inverse of tilePath for the part after the prefix. It accepts canonical paths only.
func parseTilePath(s string) (n int64, width int, ok bool) {
	width = tileWidth
	if base, w, partial := strings.Cut(s, ".p/"); partial {
		v, err := strconv.Atoi(w)
		if err != nil || v < 1 || v >= tileWidth {
			return 0, 0, false
		}
		s, width = base, v
	}
	for part := range strings.SplitSeq(s, "/") {
		v, err := strconv.ParseUint(strings.TrimPrefix(part, "x"), 10, 16)
		if err != nil || v >= 1000 || n > (1<<62)/1000 {
			return 0, 0, false
		}
		n = n*1000 + int64(v)
	}
	canonical := strings.TrimPrefix(tilePath("", n, tileWidth), "/")
	return n, width, canonical == s
}

// readTileFile reads the resource n under prefix at the given width. Where the partial file is gone because the resource
// has become full, it reads the full one; the file's name and its width come with the data.
func readTileFile(root, prefix string, n int64, width int) (data []byte, name string, got int, err error) {
	name = tilePath(prefix, n, width)
	data, err = os.ReadFile(filepath.Join(root, name))
	if width < tileWidth && errors.Is(err, fs.ErrNotExist) {
		full := tilePath(prefix, n, tileWidth)
		if data, err := os.ReadFile(filepath.Join(root, full)); err == nil {
			return data, full, tileWidth, nil
		}
	}
	if err != nil {
		return nil, name, 0, fmt.Errorf("reading the log: %w", err)
	}
	return data, name, width, nil
}

// partialDir is the directory of the partial files of resource n.
func partialDir(root, prefix string, n int64) string {
	return filepath.Join(root, path.Clean(tilePath(prefix, n, tileWidth)+".p"))
}
