package api

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"probity.example/probity/internal/api/view"
)

// Public is what a register publishes as files. A nil part is not served.
type Public struct {
	Log    fs.FS  // checkpoint, tile/… and bodies/… of the claim log
	Epochs fs.FS  // the same of the epoch log, and published.json
	VKey   string // of the claim log
}

// The prefixes under which the files of the two logs stand: clients of C2SP tlog-tiles take them as the logs' URLs.
const (
	LogPrefix    = "/log/"
	EpochsPrefix = "/epochs/"
)

// VKeyPath is where the key stands with which the logs are verified.
const VKeyPath = "/log.vkey"

// publishedName is the one file that the epoch log has and the claim log has not.
const publishedName = "published.json"

// MountPublic serves the checkpoints, tiles and bodies of both logs, what is published, and the key to verify with, and nothing else. There
// are no listings.
func MountPublic(mux *http.ServeMux, p Public) {
	for prefix, files := range map[string]fs.FS{LogPrefix: p.Log, EpochsPrefix: p.Epochs} {
		if files == nil {
			continue
		}
		mux.HandleFunc("GET "+prefix, func(w http.ResponseWriter, r *http.Request) {
			if err := serveFile(w, r, prefix, files); err != nil {
				w.Header().Del("Cache-Control")
				WriteProblem(w, err)
			}
		})
	}
	if p.VKey != "" {
		mux.HandleFunc("GET "+VKeyPath, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Header().Set("Cache-Control", "no-cache")
			// A failed write means that the caller is gone: there is nobody to tell.
			_, _ = io.WriteString(w, p.VKey+"\n")
		})
	}
}

func serveFile(w http.ResponseWriter, r *http.Request, prefix string, files fs.FS) error {
	name := strings.TrimPrefix(r.URL.Path, prefix)
	h := w.Header()
	switch {
	case !fs.ValidPath(name) || strings.Contains(name, "/."):
		return view.NotFound("file")
	case name == "checkpoint":
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Cache-Control", "no-cache")
	case name == publishedName && prefix == EpochsPrefix:
		h.Set("Content-Type", "application/json")
		h.Set("Cache-Control", "no-cache")
	case strings.HasPrefix(name, "tile/"):
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Cache-Control", "public, max-age=31536000, immutable") // C2SP tlog-tiles: resources never change
	case strings.HasPrefix(name, "bodies/"):
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Cache-Control", "no-cache") // a body may be removed
	default:
		return view.NotFound("file")
	}
	f, err := files.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return view.NotFound("file")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	content, ok := f.(io.ReadSeeker)
	if !info.Mode().IsRegular() || !ok {
		return view.NotFound("file")
	}
	http.ServeContent(w, r, "", info.ModTime(), content)
	return nil
}
