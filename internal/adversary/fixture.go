package adversary

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

// The honest register is a small one of invented organisations in Verdania (XV) with everything that an answer can show: namesakes, an
// organisation that two lists know and that was joined later, one that was listed, delisted and listed again, names that are like others.

// edition is one file of one list.
type edition struct {
	list, published string
	parties         []string
}

func party(key, name, rest string) string {
	return fmt.Sprintf(`{"party":%q,"type":"organisation","names":[{"value":%q,"kind":"primary"}],%s}`, key, name, rest)
}

const insolvent = `"statements":[{"key":"1","kind":"INS.INSOL","state":"in_force","decided":"2026-10-03"}]`

const excluded = `"statements":[{"key":"1","kind":"EXC.DEBAR","state":"in_force","finality":"final","grounds":["G.FRAUD"],"effects":["no_award"],"from":"2026-01-01","until":"2028-12-31","authority":"Sample Board"}]`

// editions are the lists, in the order in which they are read.
func editions() []edition {
	var (
		amberfield = party("B1", "Amberfield Timber Ltd", `"identifiers":[{"scheme":"XV-VAT","value":"100001"}],"countries":["XV"],`+excluded)
		grunwald   = party("S1", "Grünwald Sample Shipping A.S.", `"countries":["XV"],"statements":[{"key":"1","kind":"SAN.BLOCK","state":"in_force","effects":["asset_freeze"],"from":"2026-01-01","indefinite":true}]`)
		other      = party("S2", "Orrin Sample Freight", `"countries":["XV"],"statements":[{"key":"1","kind":"SAN.BLOCK","state":"in_force","effects":["asset_freeze"],"from":"2026-01-01","indefinite":true}]`)
		glass      = party("B4", "Lost Meadow Glass Ltd", `"countries":["XV"],`+excluded)
		quarry     = party("B5", "Hollow Quarry s.r.o.", `"countries":["XV"],`+excluded)
	)
	return []edition{
		{"vf-register", "2026-06-01", []string{
			party("A1", "Amberfield Timber Ltd", `"identifiers":[{"scheme":"XV-VAT","value":"100001"}],"countries":["XV"],"addresses":[{"text":"Harbour Road 1","city":"Port Sample","country":"XV"}],"legal_form":"Ltd"`),
			party("A2", "Amberfield Timber Ltd", `"identifiers":[{"scheme":"XS-VAT","value":"200002"}],"countries":["XS"]`),
			party("A3", "Copperwell Mines GmbH", `"identifiers":[{"scheme":"XV-VAT","value":"100003"}],"countries":["XV"]`),
			party("A4", "Lantern Hill Foods Ltd", `"identifiers":[{"scheme":"XV-VAT","value":"100004"}],"countries":["XV"]`),
			party("A5", "Pebblecross Harbour Fund II", `"countries":["XV"]`),
		}},
		{"vf-board", "2026-06-02", []string{amberfield, party("B3", "Copperwell Mines", `"identifiers":[{"scheme":"XV-TAX","value":"555"}],"countries":["XV"],`+excluded), glass, quarry}},
		{"vf-courts", "2026-06-02", []string{party("C1", "Amberfield Timber Limited", `"identifiers":[{"scheme":"XV-VAT","value":"100001"}],"countries":["XV"],"statements":[{"key":"1","kind":"JUD.CONV","state":"in_force","finality":"final","grounds":["G.CORR"],"decided":"2025-03-04","from":"2025-03-04","amount":{"value":"1200.50","currency":"EUR"},"title":"Case 7"}]`)}},
		{"vf-sanctions", "2026-06-02", []string{grunwald, other}},
		{"vf-penalties", "2026-06-02", []string{party("P1", "Amberfield Timber Ltd", `"identifiers":[{"scheme":"XV-VAT","value":"100001"}],"countries":["XV"],"statements":[{"key":"1","kind":"REG.FINE","state":"in_force","finality":"final","grounds":["G.ENV"],"decided":"2026-02","amount":{"value":"10","currency":"EUR"}}]`)}},
		{"vf-insolvency", "2026-06-02", []string{party("I1", "Sunken Barge Works", `"countries":["XV"],"statements":[{"key":"1","kind":"INS.INSOL","state":"in_force","decided":"2026-02-03"}]`)}},
		{"vf-arrears", "2026-06-02", []string{party("R1", "Sunken Barge Works", `"countries":["XV"],"statements":[{"key":"1","kind":"ARR.TAX","state":"in_force","grounds":["G.TAX"],"from":"2026-02-03"}]`)}},
		{"vf-sanctions", "2026-08-01", []string{other}},
		{"vf-board", "2026-08-02", []string{amberfield, party("B3", "Copperwell Mines", `"identifiers":[{"scheme":"XV-TAX","value":"555"},{"scheme":"XV-VAT","value":"100003"}],"countries":["XV"],`+excluded), glass}},
		{"vf-sanctions", "2026-10-01", []string{grunwald, other}},
		{"vf-board", "2026-10-20", []string{amberfield, party("B3", "Copperwell Mines", `"identifiers":[{"scheme":"XV-TAX","value":"555"},{"scheme":"XV-VAT","value":"100003"}],"countries":["XV"],`+excluded), glass}},
	}
}

func listCriteria() map[string]string {
	return map[string]string{
		"vf-register": "registration", "vf-board": "exclusion", "vf-courts": "judgment", "vf-sanctions": "sanction", "vf-penalties": "penalty",
		"vf-insolvency": "insolvency", "vf-arrears": "arrears",
	}
}

func entryOf(list, criterion string) source.Entry {
	e := claim.SourceEntry{Title: "FICTIONAL " + list, Publisher: "FICTIONAL office", Origin: "official", Jurisdiction: "XV", Criterion: criterion, Persons: "type column"}
	if list == "vf-sanctions" {
		e.Jurisdiction = "EU"
	}
	return source.Entry{ID: list, SourceEntry: e, Readers: source.ProbityReaders()}
}

// Now is when the register is asked.
func Now() time.Time { return time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC) }

// Build makes the honest register in the new directory data; files are its lists, which it writes there.
func Build(ctx context.Context, data, files string) (err error) {
	clock := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	w, err := datadir.OpenWriter(ctx, datadir.Config{Dir: data, Origin: "fictional.example/verify", Now: func() time.Time { return clock }})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	acts, err := firstActs()
	if err != nil {
		return err
	}
	if _, err := w.Intake.Sync(ctx, append(acts, intake.AddKey(w.Log.VKey()))); err != nil {
		return fmt.Errorf("stating the catalogue: %w", err)
	}
	for i, e := range editions() {
		day, err := time.Parse(time.DateOnly, e.published)
		if err != nil {
			return err
		}
		clock = day.Add(30 * time.Hour) // every list is read on the day after
		if err := take(ctx, w, e, filepath.Join(files, fmt.Sprintf("%02d.ndjson", i))); err != nil {
			return fmt.Errorf("taking in %s of %s: %w", e.list, e.published, err)
		}
	}
	return nil
}

// firstActs admit the lists and publish the policies.
func firstActs() ([]intake.Act, error) {
	var acts []intake.Act
	criteria := listCriteria()
	for _, list := range slices.Sorted(maps.Keys(criteria)) {
		acts = append(acts, intake.AdmitSource(entryOf(list, criteria[list])))
	}
	policies, err := rulebook.Builtin()
	if err != nil {
		return nil, err
	}
	for _, p := range policies {
		text, _ := rulebook.BuiltinText(p.ID)
		acts = append(acts, intake.PublishPolicy(claim.Policy{ID: p.ID, Version: p.Version, Digest: p.Digest(), Text: string(text)}))
	}
	return acts, nil
}

func take(ctx context.Context, w *datadir.Writer, e edition, path string) error {
	text := fmt.Sprintf(`{"probity":"claims/1","source":%q,"published":%q}`+"\n%s\n", e.list, e.published, strings.Join(e.parties, "\n"))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return err
	}
	res, err := w.Intake.File(ctx, entryOf(e.list, listCriteria()[e.list]), []*format.File{{Path: path}}, intake.Options{Confirm: true})
	if err != nil {
		return err
	}
	if n := len(res.Snapshot.Refused); n > 0 {
		return fmt.Errorf("%d rows were refused: %v", n, res.Snapshot.Refused)
	}
	return nil
}

// Builder answers questions from the register in data, until it is closed.
func Builder(ctx context.Context, data string) (_ *answer.Builder, closeIt func() error, err error) {
	r, err := datadir.OpenReader(ctx, data)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.Close())
		}
	}()
	signer, err := ledger.OpenSigner(data)
	if err != nil {
		return nil, nil, err
	}
	names, err := r.Names(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	return &answer.Builder{Log: r.Log, Signer: signer, Register: r.Register, Epochs: r.Epochs, Names: names, Now: Now}, r.Close, nil
}
