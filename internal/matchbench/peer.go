package matchbench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
)

// peerName is how the peer is called in figures.
const peerName = "watchman"

// WritePeerFiles writes the first split of the hold-out of aliases in the layout that a peer loads: organisations alone, their
// names alone. It returns how many names it took away.
func WritePeerFiles(data, dir string) (int, error) {
	o, err := readOFAC(data)
	if err != nil {
		return 0, err
	}
	sp := splitAliases(o, heldOut, 1)
	var sdn, alt strings.Builder
	null := strings.Repeat(","+none+" ", 8)
	for _, e := range o.orgs {
		fmt.Fprintf(&sdn, "%s,%s,%s ,\"SDN\"%s\n", e.id, quoted(e.names[0]), none, null)
	}
	for i, a := range o.aliases {
		if !sp.taken[i] {
			fmt.Fprintf(&alt, "%s,%s,%s,%s,%s \n", o.orgs[a.entity].id, a.number, quoted(a.kind), quoted(a.name), none)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, fmt.Errorf("write files for a peer: %w", err)
	}
	for name, text := range map[string]string{"sdn.csv": sdn.String(), "alt.csv": alt.String(), "add.csv": "", "sdn_comments.csv": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return 0, fmt.Errorf("write files for a peer: %w", err)
		}
	}
	return len(sp.taken), nil
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// peer asks a running watchman over HTTP.
type peer struct {
	ctx    context.Context // of the run: a finder is asked without one
	base   string
	client *http.Client
	place  map[string]int // of the organisations by their number in the list
	failed atomic.Pointer[error]
}

func newPeer(ctx context.Context, base string, orgs []entity) *peer {
	p := &peer{ctx: ctx, base: strings.TrimSuffix(base, "/"), client: &http.Client{Timeout: time.Minute}, place: map[string]int{}}
	for i, e := range orgs {
		p.place[e.id] = i
	}
	return p
}

func (p *peer) search(name string, k int) []hit {
	hits, err := p.ask(name, k)
	if err != nil {
		p.failed.Store(&err)
	}
	return hits
}

func (p *peer) ask(name string, k int) ([]hit, error) {
	q := url.Values{"name": {name}, "type": {"business"}, "limit": {strconv.Itoa(k)}, "minMatch": {"0.01"}}
	req, err := http.NewRequestWithContext(p.ctx, http.MethodGet, p.base+"/v2/search?"+q.Encode(), nil)
	if err != nil {
		return nil, fmt.Errorf("ask the peer: %w", err)
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the peer: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask the peer: it answers %s", resp.Status)
	}
	var body struct {
		Entities []struct {
			SourceID string  `json:"sourceID"`
			Match    float64 `json:"match"`
		} `json:"entities"`
	}
	if err := json.UnmarshalRead(resp.Body, &body); err != nil {
		return nil, fmt.Errorf("read the peer's answer: %w", err)
	}
	var out []hit
	for _, e := range body.Entities {
		i, ok := p.place[e.SourceID]
		if !ok {
			return nil, fmt.Errorf("the peer knows an organisation %q that it was not given: load the files that --peer-files writes", e.SourceID)
		}
		out = append(out, hit{i, e.Match})
	}
	return out, nil
}

func (p *peer) close() {}

func runPeer(ctx context.Context, c Config, s *Section) error {
	if c.Peer == "" {
		s.note("no --peer was given: docs/benchmarks.md says how to run one")
		return nil
	}
	o, err := readOFAC(c.Data)
	if err != nil {
		return err
	}
	sp := splitAliases(o, heldOut, 1)
	f, err := newFound(ctx, c.Dir, namesOf(sp.orgs))
	if err != nil {
		return err
	}
	defer f.close()
	other := newPeer(ctx, c.Peer, sp.orgs)
	for _, m := range []struct {
		name string
		finder
	}{{oursName, f}, {peerName, other}} {
		at, err := ranksOf(ctx, m, sp.questions, sp.right, 50)
		if err != nil {
			return err
		}
		aliasFigures(s, m.name, "", []ranks{at})
		if err := peerPace(ctx, s, m.name, m, sp.questions); err != nil {
			return err
		}
		if failed := other.failed.Load(); failed != nil {
			return errors.Join(errors.New("the peer failed"), *failed)
		}
	}
	exact := 0
	for _, e := range sp.orgs[:min(200, len(sp.orgs))] {
		if hits := other.search(e.names[0], 1); len(hits) > 0 && hits[0].score == 1 {
			exact++
		}
	}
	s.add(Figure{What: "listed names that score 1 when asked for exactly", Of: peerName, Value: share(exact, min(200, len(sp.orgs))), N: min(200, len(sp.orgs))})
	s.note("%s is asked over HTTP on this machine, ours in this process; the first split of the hold-out, %d organisations", peerName, len(sp.orgs))
	return nil
}

// peerPace asks all questions with as many clients as there are processors.
func peerPace(ctx context.Context, s *Section, of string, f finder, questions []string) error {
	took := make([]time.Duration, len(questions))
	start := time.Now()
	err := each(ctx, len(questions), func(i int) {
		begin := time.Now()
		f.search(questions[i], 10)
		took[i] = time.Since(begin)
	})
	slices.Sort(took)
	n := len(questions)
	s.add(Figure{What: "questions answered", Of: of, Value: float64(n) / time.Since(start).Seconds(), Unit: "/s", N: n})
	for _, q := range []float64{0.5, 0.95, 0.99} {
		s.add(Figure{What: fmt.Sprintf("p%.0f", q*100), Of: of, Value: milliseconds(quantile(took, q)), Unit: "ms", N: n})
	}
	return err
}
