package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// MaxDownload is the most bytes that one official file may have. The largest in the catalogue is the golden copy of the
// global LEI system with some 5 GB unpacked.
const MaxDownload = 8 << 30

// fetchFiles are the addresses of sources whose official publication is several files, or whose catalogue address is a page
// and not a file.
var fetchFiles = map[string][]string{
	"us-ofac-sdn": {
		"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN.CSV",
		"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADD.CSV",
		"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ALT.CSV",
	},
	"us-ofac-consolidated": {
		"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONS_PRIM.CSV",
		"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONS_ADD.CSV",
		"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONS_ALT.CSV",
	},
}

// byHand are sources whose catalogue address is a page from which the file is taken by hand.
var byHand = map[string]bool{"world-bank": true, "ebrd": true, "us-fda-warning-letters": true, "us-ofac-penalties": true, "public-bodies": true, "ftm": true}

// Fetch downloads the official files of a source into dir and returns their paths. A download that was broken off is
// taken up again where the server allows it; a file appears under its name only when it is whole. Addresses must be HTTPS.
func Fetch(ctx context.Context, client *http.Client, e Entry, dir string) ([]string, error) {
	urls := fetchFiles[e.ID]
	if urls == nil && e.URL != "" && !byHand[e.ID] {
		urls = []string{e.URL}
	}
	if len(urls) == 0 {
		if e.URL == "" {
			return nil, fmt.Errorf("fetch %s: the catalogue has no address of an official file", e.ID)
		}
		return nil, fmt.Errorf("fetch %s: the publisher offers the file on a page, not at an address of its own; download it from %s by hand and run: probity ingest %s FILE", e.ID, e.URL, e.ID)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("fetch %s: %w", e.ID, err)
	}
	var out []string
	for _, u := range urls {
		file, err := fetchOne(ctx, client, e.ID, u, dir)
		if err != nil {
			return nil, err
		}
		out = append(out, file)
	}
	return out, nil
}

// fetchOne downloads one file.
func fetchOne(ctx context.Context, client *http.Client, id, address, dir string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("fetch %s: %q is no HTTPS address", id, address)
	}
	target := filepath.Join(dir, fetchName(id, u))
	part := target + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", fmt.Errorf("fetch %s: %w", id, err)
	}
	defer f.Close()
	if err := download(ctx, client, id, u, f); err != nil {
		return "", err
	}
	if err := f.Sync(); err != nil {
		return "", fmt.Errorf("fetch %s: write %s: %w", id, part, err)
	}
	if err := f.Close(); err != nil {
		return "", fmt.Errorf("fetch %s: write %s: %w", id, part, err)
	}
	if err := os.Rename(part, target); err != nil {
		return "", fmt.Errorf("fetch %s: %w", id, err)
	}
	_ = os.Remove(target + ".etag") // it belonged to the part
	return target, nil
}

// fetchName names the file after its source and the end of its address, so that files of two sources never overwrite one
// another.
func fetchName(id string, u *url.URL) string {
	base := path.Base(u.Path)
	if base == "/" || base == "." || base == ".." || base == "content" {
		base = "list"
	}
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r) {
			return r
		}
		return '_'
	}, base)
	return id + "-" + clean
}

// download fills f, from where an earlier attempt ended if the server still has the same file.
func download(ctx context.Context, client *http.Client, id string, u *url.URL, f *os.File) error {
	have, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("fetch %s: %w", id, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return fmt.Errorf("fetch %s: %w", id, err)
	}
	etagFile := strings.TrimSuffix(f.Name(), ".part") + ".etag"
	if etag, err := os.ReadFile(etagFile); err == nil && have > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
		req.Header.Set("If-Range", string(etag)) // RFC 9110, 13.1.5: another file now, and the whole of it comes
	}
	resp, err := client.Do(req)
	if err != nil {
		return noNetwork(id, u, err)
	}
	defer resp.Body.Close()
	if last := resp.Request.URL; last.Scheme != "https" {
		return fmt.Errorf("fetch %s: %s leads to %s, which is no HTTPS address", id, u, last)
	}
	switch {
	case resp.StatusCode == http.StatusPartialContent && strings.HasPrefix(resp.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", have)):
	case resp.StatusCode == http.StatusOK:
		have = 0
		if err := f.Truncate(0); err != nil {
			return fmt.Errorf("fetch %s: %w", id, err)
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("fetch %s: %w", id, err)
		}
	default:
		return fmt.Errorf("fetch %s: %s answers %s; download it by hand and run: probity ingest %s FILE", id, u, resp.Status, id)
	}
	if etag := resp.Header.Get("ETag"); etag != "" && !strings.HasPrefix(etag, "W/") {
		if err := os.WriteFile(etagFile, []byte(etag), 0o644); err != nil {
			return fmt.Errorf("fetch %s: %w", id, err)
		}
	}
	n, err := io.Copy(f, io.LimitReader(resp.Body, MaxDownload-have+1))
	if err != nil {
		return fmt.Errorf("fetch %s: %s broke off after %d bytes, run again to go on: %w", id, u, have+n, err)
	}
	if have+n > MaxDownload {
		return fmt.Errorf("fetch %s: %s has more than %d bytes", id, u, int64(MaxDownload))
	}
	return nil
}

// noNetwork says clearly that there is no way to the publisher from here.
func noNetwork(id string, u *url.URL, err error) error {
	var op *net.OpError
	var dns *net.DNSError
	if errors.As(err, &op) || errors.As(err, &dns) {
		return fmt.Errorf("fetch %s: no network: %w; download %s by hand and run: probity ingest %s FILE", id, err, u, id)
	}
	return fmt.Errorf("fetch %s: %s: %w", id, u, err)
}
