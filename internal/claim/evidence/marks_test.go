package evidence_test

import (
	"testing"

	"probity.example/probity/internal/claim/evidence"
)

func TestDecideOffices(t *testing.T) {
	org, person, open := evidence.Organisation, evidence.Person, evidence.Undecided
	for name, want := range map[string]evidence.Class{
		"Michael Larkmoor, CEO Honey LLC":                                    person,
		"Michael Larkmoor President of the Board and Shareholder of Bee LLC": person,
		"Michael Larkmoor, Director of Honey Ltd":                            person,
		"Michael Larkmoor Bank Manager":                                      person,
		"Michael Larkmoor, Vice-President, Honey Bank":                       person,
		"Michael Larkmoor, Co-Owner of Honey Trading":                        person,
		"Michael Larkmoor, Partner, Honey LLP":                               person,
		"Larkmoor Ferrandine, Chief Executive of Honey Bank":                 open,
		"Larkmoor Ferrandine, Managing Director, Honey Ltd":                  open,
		"Office of the Director":                                             org,
		"Board of Directors Ltd":                                             org,
		"Larkmoor Bank, Representative Office":                               org,
		"Larkmoor Ltd, Manager of Honey Fund":                                org,
		"President Hotel Ltd":                                                org,
		"Partner Trading Ltd":                                                org,

		"Ong Larkmoor":         open,
		"Larkmoor Est":         open,
		"Association ONG Lark": org,
		"Larkmoor Trading Est": org,

		"Larkmoor d/b/a Honey House": person,
		"Larkmoor Ferrandine t/a B":  person,
		"Larkmoor LLC d/b/a Honey":   org,
	} {
		if got := evidence.Decide(one(name)); got.Class != want {
			t.Errorf("%q: %+v, want class %d", name, got, want)
		}
	}
}

func TestStrongSignsContradictStated(t *testing.T) {
	for name, basis := range map[string]string{
		"Физическое лицо-предприниматель Ларкмур": "sole_trader",
		"фізична особа-підприємець Ларкмур":       "sole_trader",
		"ФОП Ларкмур":                                "sole_trader",
		"ИП Ларкмур":                                 "sole_trader",
		"Larkmoor Handel e.U.":                       "sole_trader",
		"Larkmoor Handel e. U.":                      "sole_trader",
		"Larkmoor eingetragene Kauffrau":             "sole_trader",
		"Larkmoor Handel e.K.":                       "sole_trader",
		"Larkmoor Handel e.Kfm.":                     "sole_trader",
		"Larkmoor Handel e.Kfr.":                     "sole_trader",
		"Obrt za trgovinu Larkmoor":                  "sole_trader",
		"Larkmoor Preduzetnik Strelsau":              "sole_trader",
		"Tobija Larkić PR Strelsau":                  "sole_trader",
		"52.998.224 JOAO DA LARKMOOR":                "sole_trader",
		"JOAO 529.982.247-25 LARKMOOR COMERCIO":      "sole_trader",
		"Larkmoor CPF 123":                           "personal_data",
		"Larkmoor PESEL 02221512346":                 "personal_data",
		"Larkmoor XEXX990101HNEXXX04":                "personal_data",
		"Larkmoor Ltd RFC XEX990101XX4":              "type_column",
		"Larkmoor (DOB 1 Jan 1970)":                  "personal_data",
		"Larkmoor DOB: 1970":                         "personal_data",
		"Larkmoor, date of birth 1970":               "personal_data",
		"Larkmoor, born 12/03/1970":                  "personal_data",
		"Mr Larkmoor and Mrs Larkmoor":               "honorific",
		"山猫 先生":                                      "honorific",
		"山猫女士":                                       "honorific",
		"山猫様":                                        "honorific",
		"홍길동 씨":                                      "honorific",
		"นายลาร์ก มัวร์":                             "honorific",
		"น.ส. ลาร์ก มัวร์":                           "honorific",
		"श्रीमती लार्कमूर":                           "honorific",
		"السيد لاركمور":                              "honorific",
		"Κύριος Λαρκμουρ":                            "honorific",
		"κ. Λαρκμουρ":                                "honorific",
		"госпожа Ларкмур":                            "honorific",
		"מר לרקמור":                                  "honorific",
		"גב' לרקמור":                                 "honorific",
		"Larkmoor":                                   "type_column",
		"Larkmoor E.U.":                              "type_column",
		"Obrt Larkmoor d.o.o.":                       "type_column",
		"Larkmoor Media PR Ltd":                      "type_column",
		"케이씨씨":                                       "type_column",
		"Mr Larkmoor Bakery":                         "type_column",
		"Larkmoor Ferrandine, Managing Director Bee": "type_column",
	} {
		got := evidence.Decide(evidence.Facts{Primary: []string{name}, Stated: true})
		if got.Basis != basis {
			t.Errorf("%q: %+v, want %q", name, got, basis)
		}
	}
}

func TestStrongJudicial(t *testing.T) {
	for text, want := range map[string]bool{
		"Order by Judge Larkmoor":              true,
		"Notary Tobias Larkmoor":               true,
		"Doe v. Mr Larkmoor":                   true,
		"Case of Mr Larkmoor":                  true,
		"529.982.247-25":                       true,
		"52998224725":                          true,
		"DOB 12 May 1970":                      true,
		"Justice Department settles":           false,
		"Department of Justice Canada":         false,
		"Judge of the Court":                   false,
		"Attorney General":                     false,
		"Office of the Prosecutor of Strelsau": false,
		"12345678901":                          false,
	} {
		if got := evidence.Strong(text); got != want {
			t.Errorf("Strong(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestContact(t *testing.T) {
	for text, want := range map[string]bool{
		"tobias@larkmoor.example":      true,
		"tobias [at] larkmoor.example": true,
		"tobias(at)larkmoor":           true,
		"mailto:tobias":                true,
		"Tel. 0123 456789":             true,
		"тел 123-45-67":                true,
		"WhatsApp 0123456789":          true,
		"+49 30 1234567":               true,
		"0049 30 1234567":              true,
		"529.982.247-25":               true,
		"52998224725":                  true,
		"XYZQWK99A01Z999T":             true,
		"SSN 123-45-6789":              true,
		"123-45-6789":                  false,
		"Cafe @ Harbour":               false,
		"00123456789":                  false,
		"HRB 12345":                    false,
		"Larkmoor Hotel 123456":        false,
		"2020-01-01/1234567":           false,
	} {
		if got := evidence.Contact(text); got != want {
			t.Errorf("Contact(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestScrubPeople(t *testing.T) {
	for in, want := range map[string]string{
		"℅ T. Larkmoor, 12 Heron Street":                    "12 Heron Street",
		"to the attention of T. Larkmoor, 12 Heron Street":  "12 Heron Street",
		"Attention Mr Larkmoor, 12 Heron Street":            "12 Heron Street",
		"12 Heron Street, Mrs. Larkmoor, Strelsau":          "12 Heron Street, Strelsau",
		"12 Heron Street, Dr. Larkmoor, Strelsau":           "12 Heron Street, Strelsau",
		"Director: T. Larkmoor, 12 Heron Street":            "12 Heron Street",
		"12 Heron Street; Owner: T. Larkmoor":               "12 Heron Street",
		"p.A. Larkmoor, Reihergasse 3":                      "Reihergasse 3",
		"p. A. Larkmoor, Reihergasse 3":                     "Reihergasse 3",
		"chez Larkmoor, 3 rue du Héron":                     "3 rue du Héron",
		"12 Heron Street, WhatsApp 0123 456":                "12 Heron Street",
		"12 Heron Street, tobias [at] larkmoor.example":     "12 Heron Street",
		"Ул. Цапли 3, тел 123-45-67":                        "Ул. Цапли 3",
		"12 Heron Street, 0049 30 1234567":                  "12 Heron Street",
		"12 Heron Dr Suite 4, Jackson, MS 39201":            "12 Heron Dr Suite 4, Jackson, MS 39201",
		"Kinshasa, DR Congo":                                "Kinshasa, DR Congo",
		"Owner Street 4 (at the back), 10001 Manager Place": "Owner Street 4 (at the back), 10001 Manager Place",
	} {
		if got := evidence.Scrub(in); got != want {
			t.Errorf("Scrub(%q) = %q, want %q", in, got, want)
		}
	}
}
