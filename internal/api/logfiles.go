package api

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"probity.example/probity/internal/api/view"
)

// LogPrefix is where the static files of the log stand: clients of C2SP tlog-tiles take it as the log's URL.
const LogPrefix = "/log/"

// MountLog serves the checkpoint, tiles and claim bodies out of files, the log's public directory, and nothing else in
// it. There are no listings.
func MountLog(mux *http.ServeMux, files fs.FS) {
	mux.HandleFunc("GET "+LogPrefix, func(w http.ResponseWriter, r *http.Request) {
		if err := serveLog(w, r, files); err != nil {
			WriteProblem(w, err)
		}
	})
}

func serveLog(w http.ResponseWriter, r *http.Request, files fs.FS) error {
	name := strings.TrimPrefix(r.URL.Path, LogPrefix)
	h := w.Header()
	switch {
	case !fs.ValidPath(name) || strings.Contains(name, "/."):
		return view.NotFound("file")
	case name == "checkpoint":
		h.Set("Content-Type", "text/plain; charset=utf-8")
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
		h.Del("Cache-Control")
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
		h.Del("Cache-Control")
		return view.NotFound("file")
	}
	http.ServeContent(w, r, "", info.ModTime(), content)
	return nil
}
