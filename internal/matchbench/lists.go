package matchbench

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

// listFiles are files read together, as the source that they are ingested as.
type listFiles struct {
	source string
	files  []string
}

// sanctions are the lists that registrants are screened against, in their newest editions.
var sanctions = []listFiles{
	{"us-ofac-sdn", []string{"us-ofac-sdn/sdn.csv", "us-ofac-sdn/add.csv", "us-ofac-sdn/alt.csv"}},
	{"us-ofac-cons", []string{
		"us-ofac-consolidated/csv-2025-12/cons_prim.csv", "us-ofac-consolidated/csv-2025-12/cons_add.csv",
		"us-ofac-consolidated/csv-2025-12/cons_alt.csv",
	}},
	{"us-csl", []string{"us-csl/csl_2020-07.csv"}},
	{"uk-ofsi", []string{"uk-ofsi/ConList_2022-11.csv.gz"}},
	{"eu-fsf", []string{"eu-fsf/eu_fsf_2022-10.csv.gz"}},
	{"un-sc", []string{"un-sc/UN_consolidated_2026-02.xml"}},
}

// furtherLists are the other lists that the product's sources read, with the earlier editions.
var furtherLists = []listFiles{
	{"us-ofac-cons", []string{"us-ofac-consolidated/xml-2020-03/consolidated_sdnformat_2020-03.xml"}},
	{"us-ofac-cons", []string{"us-ofac-consolidated/xml-enhanced-2025-01/CONS_ENHANCED_2025-01.ZIP"}},
	{"uk-ofsi", []string{"uk-ofsi/ConList_2020-04.csv"}},
	{"world-bank", []string{"world-bank/world_bank_listing_of_ineligible_firms_and_individuals.xlsx"}},
	{"ebrd", []string{"ebrd/ebrd_ineligible.csv"}},
	{"us-ofac-penalties", []string{"us-ofac-penalties/ofac_penalties.csv"}},
	{"us-fda-warning-letters", []string{"us-fda-warning-letters/fda_warning_letters.csv"}},
	{"gleif-lei", []string{"gleif/cdf-xml/lei-data.xml"}},
	{"public-bodies", []string{
		"public-bodies/gb.csv", "public-bodies/us.csv", "public-bodies/eu.csv", "public-bodies/de.csv", "public-bodies/br.csv",
		"public-bodies/us_agencies-and-subs.csv", "public-bodies/us_dotgov_current-full.csv",
	}},
}

// collector is the sink of a reading that only wants names: every party goes through the product's door.
type collector struct {
	source string
	door   claim.Door
	seen   map[string]int // place of a party, for rows that add to it
	out    []entity
}

func (c *collector) Rows(int64)                    {}
func (c *collector) Published(claim.Date)          {}
func (c *collector) Reject(*source.RowError) error { return nil }

// Put keeps what a screening would know of an organisation.
func (c *collector) Put(p *claim.Party) error {
	if c.door.Judge(p).Outcome != claim.Admitted || p.Undescribed {
		return nil
	}
	i, ok := c.seen[p.Key]
	if !ok {
		i = len(c.out)
		c.seen[p.Key] = i
		c.out = append(c.out, entity{id: claim.RecordKey(c.source, p.Key)})
	}
	e := &c.out[i]
	for _, n := range p.Names {
		if n.Value != "" && !slices.Contains(e.names, n.Value) {
			e.names = append(e.names, n.Value)
			e.known.Names = append(e.known.Names, n)
		}
	}
	e.known.Identifiers = append(e.known.Identifiers, p.Identifiers...)
	e.known.Countries = append(e.known.Countries, p.Countries...)
	for _, a := range p.Addresses {
		if a.Country != "" {
			e.known.Places = append(e.known.Places, a.Country)
		}
	}
	return nil
}

// readLists gives the organisations of lists as the product admits them.
func readLists(ctx context.Context, dir string, lists []listFiles) ([]entity, error) {
	var out []entity
	for _, l := range lists {
		entry, ok := source.Find(l.source)
		if !ok {
			return nil, fmt.Errorf("no source %s in the catalogue", l.source)
		}
		var files []*format.File
		for _, f := range l.files {
			files = append(files, &format.File{Path: filepath.Join(dir, filepath.FromSlash(f))})
		}
		i := slices.IndexFunc(entry.Readers, func(r source.Reader) bool { return r.Accepts(files) })
		if i < 0 {
			return nil, fmt.Errorf("%s: no reader of %s accepts it", l.files[0], l.source)
		}
		c := &collector{source: l.source, door: claim.Door{StatedBasis: entry.StatedBasis}, seen: map[string]int{}}
		if err := entry.Readers[i].Read(ctx, files, c); err != nil {
			return nil, fmt.Errorf("read %s: %w", l.files[0], err)
		}
		out = append(out, slices.DeleteFunc(c.out, func(e entity) bool { return len(e.names) == 0 })...)
	}
	return out, nil
}

// readEverything gives the organisations of all lists of the data directory, those without a source of the product included.
func readEverything(ctx context.Context, dir string) ([]entity, error) {
	out, err := readLists(ctx, dir, slices.Concat(sanctions, furtherLists))
	if err != nil {
		return nil, err
	}
	sec, err := readSEC(dir)
	if err != nil {
		return nil, err
	}
	pairs, err := readEDINET(dir)
	if err != nil {
		return nil, err
	}
	out = append(out, sec...)
	for _, p := range pairs {
		out = append(out, entity{id: "jp-edinet:" + p.id, names: []string{p.japanese, p.english, p.kana}})
	}
	banks, err := readZengin(dir)
	if err != nil {
		return nil, err
	}
	brazil, err := readCEIS(dir)
	if err != nil {
		return nil, err
	}
	return slices.Concat(out, banks, brazil), nil
}

// readZengin gives Japan's banks.
func readZengin(dir string) ([]entity, error) {
	f := &format.File{Path: filepath.Join(dir, "jp-zengin", "zengin_banks.json")}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("read Japan's banks: %w", err)
	}
	defer r.Close()
	var banks []struct{ Code, Name, Kana, Roma string }
	if err := json.UnmarshalRead(r, &banks, json.MatchCaseInsensitiveNames(true)); err != nil {
		return nil, fmt.Errorf("read Japan's banks: %w", err)
	}
	var out []entity
	for _, b := range banks {
		out = append(out, entity{id: "jp-zengin:" + b.Code, names: []string{b.Name, b.Kana, b.Roma}})
	}
	return out, nil
}

// readCEIS gives Brazil's excluded suppliers. No column says who is a sole trader, so the door decides.
func readCEIS(dir string) ([]entity, error) {
	var out []entity
	seen := map[string]bool{}
	path := filepath.Join(dir, "br-ceis", "ceis_2020_orgs_only.csv")
	err := rows(path, []string{"cnpjcpf", "nome"}, func(r *format.Row) error {
		p := &claim.Party{Key: r.Get("cnpjcpf"), Names: []claim.Name{{Value: r.Get("nome"), Kind: "primary"}}}
		if (claim.Door{}).Judge(p).Outcome != claim.Admitted || seen[p.Key] {
			return nil
		}
		seen[p.Key] = true
		out = append(out, entity{id: "br-ceis:" + p.Key, names: []string{p.Names[0].Value}})
		return nil
	})
	return out, err
}
