package source

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

func worldBankEntries() []Entry {
	return []Entry{{
		ID: "world-bank",
		SourceEntry: claim.SourceEntry{
			Title: "Listing of Ineligible Firms and Individuals", Publisher: "World Bank Group", Origin: "official", Jurisdiction: "XX",
			Licence: "World Bank terms of use for websites", Criterion: "exclusion",
			URL: "https://www.worldbank.org/en/projects-operations/procurement/debarred-firms", Cadence: "at every change",
			Persons: "no column; evidence in the row decides",
		},
		Readers: []Reader{{Parser: "world-bank-xlsx/1", Read: readWorldBank, Accepts: acceptsWorldBank}},
	}}
}

// worldBankColumns is the header; the two columns under "Ineligibility Period" are named in the row below it.
var worldBankColumns = []string{"Firm Name", "Additional Firm Info", "Address", "Country", "Ineligibility Period", "", "Grounds"}

// acceptsWorldBank looks at the first bytes only: a workbook is a ZIP file. That it is this list, the reader finds in its
// header and refuses the file otherwise.
func acceptsWorldBank(files []*format.File) bool {
	if len(files) != 1 {
		return false
	}
	head, err := files[0].Head(4)
	return err == nil && strings.HasPrefix(string(head), "PK")
}

// worldBank is one reading of the list.
type worldBank struct {
	file   *format.File
	out    Sink
	used   keyless
	header bool
}

func readWorldBank(ctx context.Context, files []*format.File, out Sink) error {
	w := &worldBank{file: files[0], out: out, used: keyless{}}
	err := format.XLSX(files[0], 0, func(row int, cells []string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		for len(cells) < len(worldBankColumns) {
			cells = append(cells, "")
		}
		if !w.header {
			return w.preamble(row, cells)
		}
		if cells[0] == "" && cells[4] == "From Date" || strings.Join(cells, "") == "" {
			return nil
		}
		out.Rows(1)
		return w.row(row, cells)
	})
	if err != nil {
		return err
	}
	if !w.header {
		return fmt.Errorf("read %s: no row with the columns %s", files[0].Name(), strings.Join(worldBankColumns, ", "))
	}
	return nil
}

// preamble takes the day of the download, which is the only day that the file gives, and finds the header.
func (w *worldBank) preamble(row int, cells []string) error {
	if day, ok := strings.CutPrefix(cells[0], "Downloaded on:"); ok {
		day, _, _ = strings.Cut(strings.TrimSpace(day), " ")
		published, err := format.Date(day, "02/01/2006", "2006-01-02", "02-Jan-2006")
		if err != nil {
			return w.reject(row, "Downloaded on", "date", "want DD/MM/YYYY")
		}
		w.out.Published(published)
		return nil
	}
	for i, name := range worldBankColumns {
		if cells[i] != name {
			if row > 20 {
				return fmt.Errorf("read %s: no row with the columns %s among the first 20", w.file.Name(), strings.Join(worldBankColumns, ", "))
			}
			return nil
		}
	}
	w.header = true
	return nil
}

func (w *worldBank) reject(row int, column, rule, text string) error {
	return w.out.Reject(&RowError{File: w.file.Name(), Place: rowPlace(row), Column: column, Rule: rule, Text: text})
}

func rowPlace(row int) string { return fmt.Sprintf("row %d", row) }

// bankDays are the orders in which the list writes days.
var bankDays = []string{"2006-01-02", "02-Jan-2006", "2-Jan-2006"}

func (w *worldBank) row(row int, cells []string) error {
	name, info, address, country, from, until, grounds := cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]
	if name == "" {
		return w.reject(row, "Firm Name", "empty", "want a name")
	}
	d := claim.Decision{Effects: []string{"debarment", "no_award"}, State: "in_force", Grounds: bankGrounds(grounds), Authority: "World Bank Group"}
	var err error
	if d.From, err = format.Date(from, bankDays...); err != nil || d.From == "" {
		return w.reject(row, "From Date", "date", "want YYYY-MM-DD or DD-MMM-YYYY")
	}
	if d.Until, d.Indefinite, err = format.End(until, bankDays...); err != nil {
		return w.reject(row, "To Date", "date", "want YYYY-MM-DD or DD-MMM-YYYY")
	}
	s := claim.Statement{Key: "exclusion", Kind: "EXC.DEBAR"}
	if bank, ok := crossDebarment(grounds); ok {
		s.Kind, d.Authority = "EXC.CROSS", bank
	}
	s.Decision = d
	p := &claim.Party{Place: rowPlace(row), Statements: []claim.Statement{s}}
	cc := format.Country(country)
	addCountry(p, cc)
	addBankName(p, name)
	addBankInfo(p, info, cc)
	addAddress(p, claim.Address{Text: address, Country: cc})
	return w.used.put(w.out, p, name, d.From, "world-bank", cells)
}

var crossMark = regexp.MustCompile(`(?i)^cross[- ]debarment:\s*(\w+)`)

// banks are the other parties to the Agreement for Mutual Enforcement of Debarment Decisions (9 April 2010).
var banks = map[string]string{
	"ADB": "Asian Development Bank", "IDB": "Inter-American Development Bank", "IADB": "Inter-American Development Bank",
	"AFDB": "African Development Bank", "EBRD": "European Bank for Reconstruction and Development",
}

// crossDebarment returns the bank whose decision is recognised.
func crossDebarment(grounds string) (string, bool) {
	m := crossMark.FindStringSubmatch(grounds)
	if m == nil {
		return "", false
	}
	if bank, ok := banks[strings.ToUpper(m[1])]; ok {
		return bank, true
	}
	return m[1], true
}

// practices are the sanctionable practices in one spelling, and the sub-paragraphs that define them in paragraphs 1.14 to
// 1.16 of the Procurement Guidelines and 1.22 to 1.25 of the Consultant Guidelines (1999 to 2014): (a)(i) corrupt,
// (ii) fraudulent, (iii) collusive, (iv) coercive, (v) obstructive.
var practices = []struct{ word, paragraph, ground string }{
	{"corrupt", "(i)", "G.CORR"},
	{"fraudulent", "(ii)", "G.FRAUD"},
	{"collusive", "(iii)", "G.CARTEL"},
	{"coercive", "(iv)", "G.INFL"},
	{"obstructive", "(v)", "G.OBSTR"},
}

var (
	guidelines = regexp.MustCompile(`(?i)guidelines?\b|\bpg\b`)
	antiGuide  = regexp.MustCompile(`(?i)anti-?corruption guidelines?`)
)

// bankGrounds reads the grounds where they are clear; words that are not give none.
func bankGrounds(s string) []string {
	var out []string
	low := strings.ToLower(antiGuide.ReplaceAllString(s, ""))
	cited := guidelines.MatchString(low) && strings.Contains(low, "(a)")
	for _, p := range practices {
		if strings.Contains(low, p.word) || cited && strings.Contains(low, p.paragraph) {
			out = append(out, p.ground)
		}
	}
	return out
}
