package evidence_test

import (
	"strings"
	"testing"

	"probity.example/probity/internal/claim/evidence"
)

func one(name string) evidence.Facts { return evidence.Facts{Primary: []string{name}} }

func TestDecideByName(t *testing.T) {
	org, person, open := evidence.Organisation, evidence.Person, evidence.Undecided
	for _, c := range []struct {
		name  string
		class evidence.Class
		basis string
	}{
		{"Larkmoor Holdings Ltd.", org, "legal_form"},
		{"LARKMOOR S.A. DE C.V.", org, "legal_form"},
		{"Ganz Neue Werft GmbH", org, "legal_form"},
		{"ООО «Ромашка»", org, "legal_form"},
		{"株式会社山猫製作所", org, "legal_form"},
		{"Larkmoor S.A. - Sucursal Ruritania", org, "legal_form"},
		{"Dr. August Larkmoor GmbH & Co. KG", org, "legal_form"},
		{"Ministry of Rivers", org, "organisation_word"},
		{"Bank of Ruritania", org, "organisation_word"},
		{"Ruritanische Nationalbank", org, "organisation_word"},
		{"Министерство рек Руритании", org, "organisation_word"},
		{"بنك روريتانيا", org, "organisation_word"},
		{"شركة لاركمور للتجارة", org, "legal_form"},
		{"루리타니아 무역", org, "organisation_word"},
		{"Brigade of the Martyr Omar Larkmoor", org, "organisation_word"},
		{"Ali Hassan Trading", org, "organisation_word"},
		{"larkmoor-vapes.com", org, "organisation_word"},
		{"7th of Lark", org, "organisation_word"},

		{"Mr. Tobias Larkmoor", person, "honorific"},
		{"MRS. LARKMOOR", person, "honorific"},
		{"Dr. Tobias Larkmoor", person, "honorific"},
		{"Bertrand P. Larkmoor, D.O.", person, "honorific"},
		{"Tobias Larkmoor, M.D., Ph.D.", person, "honorific"},
		{"Tobias R. Larkmoor, M.D./LMR Research Corporation", person, "honorific"},
		{"LARKMOOR, Dr. Tobias", person, "honorific"},
		{"Mr. Tobias Larkmoor (Director, Larkmoor Bank)", person, "honorific"},
		{"Michael Larkmoor", person, "personal_name"},
		{"JOSE LARKMOOR DE LA CRUZ", person, "personal_name"},
		{"Larkmoor Ivan Petrovich", person, "personal_name"},
		{"Chan Hok Shek", person, "personal_name"},
		{"Hamdan bin Larkmoor", person, "personal_name"},
		{"ИП Иванов Тест Тестович", person, "sole_trader"},
		{"Tobias Larkmoor Einzelunternehmen", person, "sole_trader"},
		{"Michael Larkmoor d/b/a Larkmoor Honey", person, "sole_trader"},
		{"Michael Larkmoor t/a Honey House", person, "sole_trader"},
		{"TOBIAS LARKMOOR 52998224725", person, "sole_trader"},

		{"Larkmoor", open, ""},
		{"CLMQX", open, ""},
		{"Larkmoor Ferrandine", open, ""},
		{"Park Brothers", open, ""},
		{"", open, ""},
		{"...", open, ""},
	} {
		if got := evidence.Decide(one(c.name)); got != (evidence.Finding{Class: c.class, Basis: c.basis}) {
			t.Errorf("%q: %+v, want class %d by %q", c.name, got, c.class, c.basis)
		}
	}
}

func TestDecideByFacts(t *testing.T) {
	org, person, open := evidence.Organisation, evidence.Person, evidence.Undecided
	for _, c := range []struct {
		what  string
		facts evidence.Facts
		class evidence.Class
		basis string
	}{
		{"personal data", evidence.Facts{Primary: []string{"Larkmoor"}, PersonalData: true}, person, "personal_data"},
		{"personal data against a bank", evidence.Facts{Primary: []string{"Bank of Larkmoor"}, PersonalData: true}, open, ""},
		{"convention", evidence.Facts{Primary: []string{"LARKMOOR"}, CommaNames: true}, org, "name_convention"},
		{"convention, comma", evidence.Facts{Primary: []string{"LARKMOOR, Tobias"}, CommaNames: true}, open, ""},
		{"convention, comma and form", evidence.Facts{Primary: []string{"LARKMOOR, S.A."}, CommaNames: true}, org, "legal_form"},
		{"convention, family name like a form", evidence.Facts{Primary: []string{"PAO, Hok Shek"}, CommaNames: true}, open, ""},
		{"convention, family name like a word", evidence.Facts{Primary: []string{"BANK, Michael"}, CommaNames: true}, open, ""},
		{"public bodies", evidence.Facts{Primary: []string{"Larkmoor"}, PublicBody: true}, org, "public_body"},
		{"form column", evidence.Facts{Primary: []string{"Larkmoor"}, LegalForm: "GmbH"}, org, "legal_form"},
		{"sole trader's form column", evidence.Facts{Primary: []string{"Larkmoor"}, LegalForm: "Einzelunternehmen"}, person, "sole_trader"},
		{"alias", evidence.Facts{Primary: []string{"Larkmoor"}, Other: []string{"Larkmoor Trading Company"}}, org, "legal_form"},
		{"alias of a person", evidence.Facts{Primary: []string{"Michael Larkmoor"}, Other: []string{"Radio Larkmoor Company"}}, person, "personal_name"},

		{"stated", evidence.Facts{Primary: []string{"Larkmoor"}, Stated: true}, org, "type_column"},
		{"stated, a name like a person's", evidence.Facts{Primary: []string{"Michael Larkmoor"}, Stated: true}, org, "type_column"},
		{"stated, a martyr's battalion", evidence.Facts{Primary: []string{"MARTYR ABU-LARK MUSTAFA BATTALION"}, Stated: true}, org, "type_column"},
		{"stated, a company in business as", evidence.Facts{Primary: []string{"Larkmoor Inc. d.b.a. Honey House"}, Stated: true}, org, "type_column"},
		{"stated, Mr", evidence.Facts{Primary: []string{"Mr John Larkmoor"}, Stated: true}, person, "honorific"},
		{"stated, a college of a lady", evidence.Facts{Primary: []string{"Lady Margaret Larkmoor"}, Stated: true}, org, "type_column"},
		{"stated, M.D.", evidence.Facts{Primary: []string{"Jane Larkmoor, M.D."}, Stated: true}, person, "honorific"},
		{"stated, Mr with a form", evidence.Facts{Primary: []string{"Mr Larkmoor Ltd"}, Stated: true}, org, "type_column"},
		{"stated, d.b.a.", evidence.Facts{Primary: []string{"John Larkmoor d.b.a. Lark"}, Stated: true}, person, "sole_trader"},
		{"stated, CPF", evidence.Facts{Primary: []string{"JOAO LARKMOOR 529.982.247-25"}, Stated: true}, person, "sole_trader"},
		{"stated, individual entrepreneur", evidence.Facts{Primary: []string{"Individual Entrepreneur Larkmoor"}, Stated: true}, person, "sole_trader"},
	} {
		if got := evidence.Decide(c.facts); got != (evidence.Finding{Class: c.class, Basis: c.basis}) {
			t.Errorf("%s: %+v, want class %d by %q", c.what, got, c.class, c.basis)
		}
	}
}

func TestScrub(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"12 Heron Street, Strelsau", "12 Heron Street, Strelsau"},
		{"c/o Tobias Larkmoor, 12 Heron Street", "12 Heron Street"},
		{"12 Heron Street, C/O T. Larkmoor; Strelsau", "12 Heron Street; Strelsau"},
		{"12 Heron Street, attn: The Director", "12 Heron Street"},
		{"Attention: T. Larkmoor\n12 Heron Street", "12 Heron Street"},
		{"12 Heron Street, tobias@larkmoor.example, Strelsau", "12 Heron Street, Strelsau"},
		{"12 Heron Street, Tel.: +999 12 345-678, Fax (999) 12 345 679", "12 Heron Street"},
		{"Tel: 0123 456789", ""},
		{"Unit 12345678, Building 4, 10115 Strelsau", "Unit 12345678, Building 4, 10115 Strelsau"},
		{"z.Hd. Herrn Larkmoor, Reihergasse 3", "Reihergasse 3"},
		{"Attnang, Hotel 2000 Strasse 5", "Attnang, Hotel 2000 Strasse 5"},
	} {
		if got := evidence.Scrub(c.in); got != c.want {
			t.Errorf("Scrub(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestScrubText(t *testing.T) {
	for in, want := range map[string]string{
		"Shop 1, Abdul Karim Street, 2nd Floor":   "Shop 1, 2nd Floor",
		"12 Mohammad Ali Ave.":                    "",
		"10 Harbour Road, Dock 4":                 "10 Harbour Road, Dock 4",
		"Suite 3, c/o Maria Perez, Palm Building": "Suite 3, Palm Building",
	} {
		if got := evidence.ScrubText(in); got != want {
			t.Errorf("ScrubText(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestStrong(t *testing.T) {
	for text, want := range map[string]bool{
		"Unapproved New Drugs/Misbranded":              false,
		"Debarment for fraudulent practice":            false,
		"Center for Drug Evaluation and Research":      false,
		"Order concerning Mr Tobias Larkmoor":          true,
		"Settlement with Dr. Larkmoor":                 true,
		"Tobias Larkmoor, M.D.":                        true,
		"write to tobias@larkmoor.example for details": true,
		"": false,
	} {
		if got := evidence.Strong(text); got != want {
			t.Errorf("Strong(%q) = %v, want %v", text, got, want)
		}
	}
}

func FuzzDecide(f *testing.F) {
	for _, s := range []string{"Mr. Tobias Larkmoor", "Larkmoor S.A.", "ИП Иванов", "A, B", "x d/b/a y", "İ d/b/a Ş", "M/S.", "株式会社", "بنك", ", ,", "d.b.a. Lark"} {
		f.Add(s, "GmbH", true, false)
	}
	f.Fuzz(func(t *testing.T, name, form string, comma, stated bool) {
		facts := evidence.Facts{Primary: []string{name}, Other: []string{name}, LegalForm: form, CommaNames: comma, Stated: stated}
		got := evidence.Decide(facts)
		if (got.Class == evidence.Undecided) != (got.Basis == "") {
			t.Errorf("class %d with basis %q", got.Class, got.Basis)
		}
		if stated && got.Class == evidence.Undecided {
			t.Errorf("a stated organisation is undecided")
		}
		evidence.Strong(name)
	})
}

func FuzzScrub(f *testing.F) {
	f.Add("c/o X, 12 Heron Street, a@b.example, Tel +99 123456")
	f.Fuzz(func(t *testing.T, s string) {
		got := evidence.Scrub(s)
		if again := evidence.Scrub(got); again != got {
			t.Errorf("scrubbed twice: %q then %q", got, again)
		}
		if len(got) > len(s) {
			t.Errorf("grew from %d to %d bytes", len(s), len(got))
		}
		if strings.Contains(got, "tobias@larkmoor.example") {
			t.Error("an e-mail address stayed")
		}
	})
}

func BenchmarkDecide(b *testing.B) {
	for name, f := range map[string]evidence.Facts{
		"stated":   {Primary: []string{"Larkmoor Heavy Industries Trading Company Limited"}, Other: []string{"LHI", "Larkmoor Trading"}, Stated: true},
		"unstated": {Primary: []string{"Larkmoor Heavy Industries Trading Company Limited"}, Other: []string{"LHI", "Larkmoor Trading"}},
		"cyrillic": {Primary: []string{"Общество с ограниченной ответственностью «Ларкмур»"}, Stated: true},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				evidence.Decide(f)
			}
		})
	}
}

func BenchmarkScrub(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		evidence.Scrub("12 Heron Street, Block 4, 10115 Strelsau, Ruritania")
	}
}
