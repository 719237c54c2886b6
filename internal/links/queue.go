package links

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/register"
)

// QueueFile is the name of the queue in a data directory. It may be deleted at any time.
const QueueFile = "links.queue"

// leastPoints is the evidence below which a pair is not kept.
const leastPoints = 50

// candidate is a pair of the queue. It names descriptions by their places in the log, so that the file holds no name
// that a removal would have to find.
type candidate struct {
	id     string
	a, b   int64
	points int
	rivals int
	beaten bool
	common bool
}

// queue is every pair that the descriptions of a register suggest, linked or not, the strongest first.
type queue struct {
	head queueHead
	list []candidate
}

// queueHead says what a queue was derived from; any other makes it worthless.
type queueHead struct {
	Format  string `json:"format"`
	Matcher string `json:"matcher"`
	Tables  string `json:"tables"` // versions of what names are compared by
	Until   int64  `json:"until"`  // register.DescribedUntil
	Digest  string `json:"digest"` // SHA-256 of the lines that follow
}

const queueFormat = "probity-links/1"

func tables() string {
	return fmt.Sprintf("%d %s %s", similar.Version, lexicon.Digest(), digest(shipped))
}

// derive makes the queue from the descriptions.
func derive(ctx context.Context, reg *register.Register, m register.Moment) (*queue, error) {
	until, err := reg.DescribedUntil(ctx, m)
	if err != nil {
		return nil, err
	}
	var profiles []*profile
	err = reg.Described(ctx, m, func(index int64, c *claim.Claim) error {
		profiles = append(profiles, newProfile(index, c))
		return nil
	})
	if err != nil {
		return nil, err
	}
	scored, err := score(ctx, profiles)
	if err != nil {
		return nil, err
	}
	q := &queue{head: queueHead{Format: queueFormat, Matcher: Matcher, Tables: tables(), Until: until}}
	for _, s := range scored {
		q.list = append(q.list, candidate{ID(s.a.record, s.b.record), s.a.index, s.b.index, s.points, s.why.Rivals, s.why.Beaten, s.why.Common})
	}
	return q, nil
}

// scoredPair is a pair of profiles with its evidence.
type scoredPair struct {
	a, b   *profile
	why    Features
	points int
}

// score compares every pair worth comparing, the strongest first.
func score(ctx context.Context, profiles []*profile) ([]scoredPair, error) {
	var out []scoredPair
	b := newBlocks(profiles)
	err := b.pairs(ctx, func(x, y *profile) {
		f, n, m := meet(x, y)
		if f.points() >= leastPoints {
			f.Common = b.common(n) && b.common(m)
			out = append(out, scoredPair{x, y, f, f.points()})
		}
	})
	if err != nil {
		return nil, err
	}
	rivals(out)
	out = slices.DeleteFunc(out, func(p scoredPair) bool { return p.points < leastPoints })
	slices.SortFunc(out, func(p, q scoredPair) int {
		return cmp.Or(cmp.Compare(q.points, p.points), cmp.Compare(p.a.index, q.a.index), cmp.Compare(p.b.index, q.b.index))
	})
	return out, nil
}

// clearly is by how many points a rival must be better to be clearly better.
const clearly = 2

// rivals counts, for each pair, the other records of the same source that are as good a match for one of the two, and
// takes the points off.
func rivals(pairs []scoredPair) {
	type end struct {
		index  int64
		source string // of the other side
	}
	at := map[end][]int{}
	for i := range pairs {
		p := &pairs[i]
		at[end{p.a.index, p.b.source}] = append(at[end{p.a.index, p.b.source}], p.points)
		at[end{p.b.index, p.a.source}] = append(at[end{p.b.index, p.a.source}], p.points)
	}
	for i := range pairs {
		p := &pairs[i]
		for _, e := range []end{{p.a.index, p.b.source}, {p.b.index, p.a.source}} {
			for _, points := range at[e] {
				if points >= p.points {
					p.why.Rivals++
				}
				p.why.Beaten = p.why.Beaten || points > p.points+clearly
			}
			p.why.Rivals-- // itself
		}
	}
	for i := range pairs {
		pairs[i].points = pairs[i].why.points()
	}
}

// load reads the queue from its file, or derives it and writes the file. A file that cannot be written costs time, no more:
// the error is given to warn.
func load(ctx context.Context, reg *register.Register, m register.Moment, file string, warn func(error)) (*queue, error) {
	until, err := reg.DescribedUntil(ctx, m)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the queue of links: %w", err)
	}
	if q, ok := parseQueue(text); ok && q.head.Matcher == Matcher && q.head.Tables == tables() && q.head.Until == until {
		return q, nil
	}
	q, err := derive(ctx, reg, m)
	if err != nil {
		return nil, fmt.Errorf("derive the queue of links: %w", err)
	}
	out, err := q.encode()
	if err != nil {
		return nil, err
	}
	if err := durable.WriteFile(file, out, 0o644); err != nil {
		warn(fmt.Errorf("the queue of links is not kept: %w", err))
	}
	return q, nil
}

func (q *queue) encode() ([]byte, error) {
	var b bytes.Buffer
	for _, c := range q.list {
		fmt.Fprintf(&b, "%s %d %d %d %d %t %t\n", c.id, c.a, c.b, c.points, c.rivals, c.beaten, c.common)
	}
	head := q.head
	head.Digest = digest(b.Bytes())
	out, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("encode the queue of links: %w", err)
	}
	return slices.Concat(out, []byte("\n"), b.Bytes()), nil
}

// parseQueue reads a queue; whatever is not exactly one is no queue.
func parseQueue(text []byte) (*queue, bool) {
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	q := &queue{}
	if json.Unmarshal(first, &q.head, json.RejectUnknownMembers(true)) != nil || q.head.Format != queueFormat || q.head.Digest != digest(rest) {
		return nil, false
	}
	for line := range strings.Lines(string(rest)) {
		var c candidate
		if n, err := fmt.Sscanf(line, "%16s %d %d %d %d %t %t", &c.id, &c.a, &c.b, &c.points, &c.rivals, &c.beaten, &c.common); n != 7 || err != nil {
			return nil, false
		}
		q.list = append(q.list, c)
	}
	return q, true
}

func digest(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
