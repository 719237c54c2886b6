package legalform_test

import (
	"strings"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/legalform"
)

func TestFoldJoinsSpellings(t *testing.T) {
	for _, group := range [][]string{
		{"Larkmoor Co.", "LARKMOOR COMPANY", "Larkmoor, Co"},
		{"Larkmoor Ltd", "Larkmoor Limited", "LARKMOOR L.T.D."},
		{"Larkmoor LLC", "Larkmoor L.L.C.", "Larkmoor, Limited Liability Company", "LLC Larkmoor"},
		{"Larkmoor GmbH", "Larkmoor G.m.b.H.", "Larkmoor Gesellschaft mit beschränkter Haftung"},
		{"Larkmoor S.A. de C.V.", "LARKMOOR, SA DE CV", "Larkmoor S A de CV"},
		{"Larkmoor Sp. z o.o.", "Larkmoor SP. Z O. O.", "Larkmoor sp zoo"},
		{"ООО «Ромашка»", "Общество с ограниченной ответственностью \"Ромашка\"", "РОМАШКА, ООО"},
		{"株式会社山猫製作所", "山猫製作所株式会社", "㈱山猫製作所"[len("㈱"):] + "株式会社"},
		{"Larkmoor Co., Ltd.", "Larkmoor Company Limited", "LARKMOOR CO LTD"},
		{"Larkmoor Inc.", "Larkmoor Incorporated"},
		{"Larkmoor Pte. Ltd.", "Larkmoor Pte Ltd"},
		{"Larkmoor A.Ş.", "Larkmoor Anonim Şirketi"},
		{"ירוק בע\"מ", "ירוק בעמ"},
	} {
		want, _ := legalform.Fold(claim.Fingerprint(group[0]))
		for _, name := range group {
			got, class := legalform.Fold(claim.Fingerprint(name))
			if got != want || class == "" {
				t.Errorf("%q folds to %q (class %q), want %q as %q", name, got, class, want, group[0])
			}
		}
	}
}

// TestFoldEverywhere takes forms of many registers off an invented name, before it or behind it.
func TestFoldEverywhere(t *testing.T) {
	for _, c := range []struct{ name, rest string }{
		{"Larkmoor CLG", "larkmoor"},
		{"Larkmoor C.C.", "larkmoor"},
		{"Larkmoor (SPC) Ltd", "larkmoor"},
		{"Larkmoor S.G.P.S., S.A.", "larkmoor"},
		{"Larkmoor CVBA SO", "larkmoor"},
		{"Larkmoor ry", "larkmoor"},
		{"VŠĮ Larkmoor", "larkmoor"},
		{"Larkmoor k.d.", "larkmoor"},
		{"Atviroji akcinė bendrovė Larkmoor", "larkmoor"},
		{"ΠΟΤΑΜΟΣ ΜΟΝΟΠΡΟΣΩΠΗ Ι.Κ.Ε.", "ποταμοσ"},
		{"ХХК Ромашка", "ромашка"},
		{"Larkmoor Mas'uliyati Cheklangan Jamiyati", "larkmoor"},
		{"საჯარო სამართლის იურიდიული პირი ბაღი", "ბაღი"},
		{"Կարմիր ՊՈԱԿ", "կարմիր"},
		{"ירוק שותפות מוגבלת", "ירוק"},
		{"الوردة ش.م.خ", "الوردة"},
		{"شرکت سهامی خاص گلبرگ", "گلبرگ"},
		{"Golbarg Sherkat Sahami Khass", "golbarg"},
		{"บจก.ดอกบัว", "ดอกบัว"},
		{"บริษัทดอกบัว จำกัด (มหาชน)", "ดอกบัว"},
		{"Công ty TNHH Một thành viên Hoa Mai", "hoa mai"},
		{"PT Melati (Persero)", "melati"},
		{"合同会社山猫", "山猫"},
		{"山猫有限责任公司", "山猫"},
		{"山猫(有限合伙)", "山猫"},
		{"Shanmao Youxian Gongsi", "shanmao"},
		{"(유)산고양이", "산고양이"},
		{"산고양이 유한책임회사", "산고양이"},
		{"አበባ ኃላፊነቱ የተወሰነ የግል ማህበር", "አበባ"},
		{"पुष्प प्राइवेट लिमिटेड", "पुष्प"},
	} {
		folded, class := legalform.Fold(claim.Fingerprint(c.name))
		if class == "" || folded != c.rest+" /"+class {
			t.Errorf("%q folds to %q (class %q), want %q and a class", c.name, folded, class, c.rest)
		}
	}
}

func TestFoldKeepsFormsApart(t *testing.T) {
	names := []string{
		"Larkmoor", "Larkmoor GmbH", "Larkmoor AG", "Larkmoor Ltd", "Larkmoor LLC", "Larkmoor Inc", "Larkmoor Corp",
		"Larkmoor Co", "Larkmoor PLC", "Larkmoor S.A.", "Larkmoor S.r.l.", "Larkmoor GmbH & Co. KG", "Larkmoor Oy",
		"Larkmoor Co Ltd", "Larkmoor LLP", "Larkmoor LP", "OAO Larkmoor", "ZAO Larkmoor", "Larkmoor B.V.", "Larkmoor N.V.",
	}
	seen := map[string]string{}
	for _, n := range names {
		f, _ := legalform.Fold(claim.Fingerprint(n))
		if other, ok := seen[f]; ok {
			t.Errorf("%q and %q fold alike: %q", n, other, f)
		}
		seen[f] = n
	}
}

func TestFoldLeavesOtherNames(t *testing.T) {
	for _, n := range []string{
		"", "Larkmoor", "GmbH", "S.A.", "Co. Ltd.", "株式会社", "Ministry of Rivers", "Companyard Larkmoor",
		"Larkmoor Corp /SD/", "Larkmoor Sr.", "NP Larkmoor",
	} {
		fp := claim.Fingerprint(n)
		if got, class := legalform.Fold(fp); got != fp || class != "" {
			t.Errorf("%q folds to %q (class %q), want it as it is", n, got, class)
		}
		if class, ok := legalform.Has(fp); ok {
			t.Errorf("%q has form %q, want none", n, class)
		}
	}
}

func TestContradict(t *testing.T) {
	class := func(n string) string { c, _ := legalform.Has(claim.Fingerprint(n)); return c }
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"X GmbH", "X AG", true},
		{"X Ltd", "X PLC", true},
		{"X Inc", "X LLC", true},
		{"OOO X", "X LLC", false},
		{"X Co", "X Inc", false},
		{"X Co Ltd", "X Corp", false},
		{"X", "X Inc", false},
		{"X SA", "X SARL", true},
		{"ИП X", "ООО X", true},
	} {
		if got := legalform.Contradict(class(c.a), class(c.b)); got != c.want {
			t.Errorf("%s / %s: contradict = %v, want %v", c.a, c.b, got, c.want)
		}
	}
	if k := legalform.KindOf(class("ИП Ромашка")); k != legalform.Sole {
		t.Errorf("an individual entrepreneur is of kind %v, want Sole", k)
	}
}

// TestTable keeps the table honest: a spelling that is no fingerprint would never be met, one in two classes would fold by
// chance.
func TestTable(t *testing.T) {
	class := map[string]string{}
	for _, s := range legalform.Spellings() {
		text, _ := strings.CutPrefix(s.Text, "~")
		if claim.Fingerprint(text) != text {
			t.Errorf("class %s: spelling %q is not as a fingerprint writes it: %q", s.Class, text, claim.Fingerprint(text))
		}
		if other, ok := class[s.Text]; ok && other != s.Class {
			t.Errorf("spelling %q stands in classes %s and %s", s.Text, other, s.Class)
		}
		class[s.Text] = s.Class
	}
}

func FuzzFold(f *testing.F) {
	f.Add("larkmoor s a de c v")
	f.Add("ооо ромашка")
	f.Add("株式会社")
	f.Fuzz(func(t *testing.T, s string) {
		fp := claim.Fingerprint(s)
		folded, class := legalform.Fold(fp)
		if (class == "") != (folded == fp) {
			t.Errorf("%q: class %q but folded %q", fp, class, folded)
		}
		if class != "" && (!strings.HasSuffix(folded, " /"+class) || strings.HasPrefix(folded, " /")) {
			t.Errorf("%q: folded %q does not end in its class %q after a name", fp, folded, class)
		}
	})
}
