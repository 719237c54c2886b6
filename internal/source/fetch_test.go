package source

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/claim"
)

func fetchEntry(url string) Entry {
	return Entry{ID: "test-list", SourceEntry: claim.SourceEntry{URL: url}}
}

func TestFetch(t *testing.T) {
	const body = "name,country\nLarkmoor Ltd,XA\n"
	broken := true
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"one"`)
		if broken { // the whole length announced, half of it sent
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			_, _ = w.Write([]byte(body[:10]))
			return
		}
		http.ServeContent(w, r, "list.csv", time.Time{}, strings.NewReader(body))
	}))
	defer srv.Close()
	dir := t.TempDir()
	e := fetchEntry(srv.URL + "/files/list.csv")
	if _, err := Fetch(context.Background(), srv.Client(), e, dir); err == nil || !strings.Contains(err.Error(), "run again to go on") {
		t.Fatalf("a broken download gave %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "test-list-list.csv")); err == nil {
		t.Fatal("a broken download stands under its final name")
	}
	broken = false
	files, err := Fetch(context.Background(), srv.Client(), e, dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(files[0])
	if err != nil || string(got) != body {
		t.Fatalf("resumed file %q (%v), want %q", got, err, body)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Fatalf("%d files left, want the list alone (%v)", len(left), err)
	}
}

func TestFetchSaysWhyNot(t *testing.T) {
	srv := httptest.NewTLSServer(http.NotFoundHandler())
	defer srv.Close()
	offline := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host"}}
		},
	}}
	for _, c := range []struct {
		what   string
		client *http.Client
		entry  Entry
		want   string
	}{
		{"no network", offline, fetchEntry("https://lists.example/a.csv"), "no network"},
		{"no such file", srv.Client(), fetchEntry(srv.URL + "/a.csv"), "404"},
		{"plain HTTP", srv.Client(), fetchEntry("http://lists.example/a.csv"), "no HTTPS address"},
		{"no address", srv.Client(), fetchEntry(""), "no address"},
		{"a page", srv.Client(), Entry{ID: "world-bank", SourceEntry: claim.SourceEntry{URL: "https://lists.example/"}}, "by hand"},
	} {
		files, err := Fetch(context.Background(), c.client, c.entry, t.TempDir())
		if err == nil || !strings.Contains(err.Error(), c.want) || files != nil {
			t.Errorf("%s: %v, want an error with %q", c.what, err, c.want)
		}
	}
}
