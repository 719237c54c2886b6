package world

import (
	"fmt"
	"strings"
)

// Size is the number of organisations in the sample world.
const Size = 2000

// class says what an organisation is; plays choose their subjects by it.
type class int

const (
	anyone class = iota
	company
	ministry
	agency
	party
	stateCompany
	ngo
)

// org is one organisation as it is; sources tell of it what they know.
type org struct {
	n       int // from 0; keys of sources derive from it
	class   class
	names   []nameJSON // the first is the primary one
	country string
	city    string
	street  string
	form    string
	tax     string // XV-VAT, the number that Verdania's authorities share
	reg     string
	lei     string
}

func (o *org) public() bool { return o.class == ministry || o.class == agency }

// Cast names the organisations with a part of their own, so that the demo and its documentation can name them whatever
// the seed. The register's operator is one of them.
const (
	RoadsMinistry = "Ministry of Roads and Bridges of Verdania"
	RulingParty   = "National Harvest Party of Verdania"
	Operator      = "Verdania Open Integrity Register Office"
	Railways      = "Verdania State Railways A.S."
	Security      = "State Security Service of Verdania"
	Debarred      = "Škarvelin Steel Works A.S."
	Clean         = "Quiet Fern Dairy Ltd"
	Relisted      = "Tölvora Shipping A.S."
	Namesake      = "Kessandrel Trading Ltd" // two organisations: one in XV with a record, one in XS without
	Disputing     = "Brélande Road Builders s.r.o."
	Insolvent     = "Ilmaretta Textiles GmbH"
	Frozen        = "Торжовия Сталь"
)

type castMember struct {
	name    string
	alias   string
	class   class
	country string
	form    string
	lang    string
}

var cast = []castMember{
	{RoadsMinistry, "MRBV", ministry, Country, "ministry", "en"},
	{RulingParty, "NHP", party, Country, "political party", "en"},
	{Operator, "VOIRO", agency, Country, "agency", "en"},
	{Railways, "VSR", stateCompany, Country, "A.S.", "en"},
	{Security, "SSS", agency, Country, "agency", "en"},
	{Debarred, "Skarvelin Steel", company, Country, "A.S.", "art"},
	{Clean, "", company, Country, "Ltd", "en"},
	{Relisted, "Tolvora Lines", company, Country, "A.S.", "art"},
	{Namesake, "", company, Country, "Ltd", "en"},
	{Namesake, "", company, "XS", "Ltd", "en"},
	{Disputing, "", company, Country, "s.r.o.", "art"},
	{Insolvent, "", company, Country, "GmbH", "art"},
	{Frozen, "Torzhoviya Stal", company, Country, "ЗАО", "ru"},
}

// castOf returns the index of the first cast member with this name: cast members are the first organisations.
func castOf(name string) int {
	for i, m := range cast {
		if m.name == name {
			return i
		}
	}
	return -1
}

// organisations makes the whole population.
func organisations(root *rng) []*org {
	r := root.fork("organisations")
	taken := map[string]bool{}
	orgs := make([]*org, 0, Size)
	add := func(c class, names []nameJSON, country, form string) {
		o := &org{n: len(orgs), class: c, names: names, country: country, form: form}
		o.city = pick(r, cities)
		o.street = fmt.Sprintf("%s Street %d", pick(r, provinces), r.between(1, 240))
		o.tax = fmt.Sprintf("%s%08d", country, 10_000_000+o.n*7919%89_999_999)
		o.reg = fmt.Sprintf("%06d/%s", 100_000+o.n*31, strings.ToUpper(provinces[o.n%len(provinces)][:1]))
		if c != ministry && o.n%3 == 0 {
			o.lei = fictionalLEI(o.n)
		}
		taken[names[0].Value] = true
		orgs = append(orgs, o)
	}
	for _, m := range cast {
		names := []nameJSON{{Value: m.name, Kind: "primary", Lang: m.lang}}
		if m.alias != "" {
			kind := "alias"
			if m.alias == strings.ToUpper(m.alias) {
				kind = "acronym"
			}
			names = append(names, nameJSON{Value: m.alias, Kind: kind})
		}
		add(m.class, names, m.country, m.form)
	}
	for _, b := range publicBodies() {
		if !taken[b.name] {
			add(b.class, []nameJSON{{Value: b.name, Kind: "primary", Lang: "en"}}, Country, b.form)
		}
	}
	for len(orgs) < Size {
		names, form := companyName(r)
		if taken[names[0].Value] {
			continue
		}
		country := Country
		if r.percent(8) {
			country = pick(r, []string{"XS", "XN", "XO"}) // neighbours: Sundria, Norrel, Ostravar
		}
		add(company, names, country, form)
	}
	return orgs
}

type body struct {
	name, form string
	class      class
}

// publicBodies lists everything that is not a company: ministries, agencies and their provincial offices, parties, state
// companies, associations.
func publicBodies() []body {
	var out []body
	for _, m := range ministries {
		out = append(out, body{"Ministry of " + m + " of Verdania", "ministry", ministry})
	}
	for _, a := range agencies {
		out = append(out, body{"Verdanian " + a + " Agency", "agency", agency})
		for _, p := range provinces[:4] {
			out = append(out, body{a + " Agency, Province of " + p, "agency", agency})
		}
	}
	for _, p := range provinces {
		out = append(out, body{"Verdania " + p + " Power Company", "state company", stateCompany},
			body{"Municipality of " + p, "municipality", agency},
			body{"Democratic List of " + p, "political party", party})
	}
	for _, c := range causes {
		out = append(out, body{"Society for " + c, "association", ngo})
		for _, p := range provinces[:5] {
			out = append(out, body{"Society for " + c + ", " + p, "association", ngo})
		}
	}
	return out
}

// companyName invents a name in one of Verdania's scripts, with the romanised alias that its register adds.
func companyName(r *rng) ([]nameJSON, string) {
	s := scripts[len(scripts)-1]
	for n, i := r.intn(100), 0; i < len(scripts); i++ {
		if n -= scripts[i].share; n < 0 {
			s = scripts[i]
			break
		}
	}
	first, last, sector, form := pick(r, s.first), pick(r, s.last), pick(r, s.sectors), pick(r, s.forms)
	write := func(i int, join string) string {
		stem := first[i] + last[i]
		if s.prefix {
			return form[i] + join + sector[i] + join + stem
		}
		return stem + join + sector[i] + join + form[i]
	}
	native, latin := write(0, s.join), strings.TrimSpace(write(1, s.join))
	if s.prefix && s.lang == "ar" { // "company <stem> for <sector>"
		native = form[0] + " " + first[0] + last[0] + " " + sector[0]
	}
	names := []nameJSON{{Value: native, Kind: "primary", Lang: s.lang}}
	if latin != native {
		names = append(names, nameJSON{Value: strings.Join(strings.Fields(latin), " "), Kind: "alias", Lang: s.lang + "-Latn"})
	}
	if r.percent(12) {
		former := names[0]
		other := pick(r, s.first)
		former.Value, former.Kind = strings.Replace(native, first[0], other[0], 1), "former"
		if former.Value != native {
			names = append(names, former)
		}
	}
	return names, form[0]
}

// fictionalLEI has right check digits (ISO 7064 MOD 97-10) under a prefix that no issuer has: issuers' are digits.
func fictionalLEI(n int) string {
	stem := fmt.Sprintf("FICT00VERDANIA%04d", n)
	mod := 0
	for _, c := range stem + "00" {
		if c >= 'A' {
			mod = (mod*100 + int(c-'A') + 10) % 97
		} else {
			mod = (mod*10 + int(c-'0')) % 97
		}
	}
	return fmt.Sprintf("%s%02d", stem, 98-mod)
}
