package lexicon

import (
	"slices"
	"strings"
	"testing"
)

// TestWordsOfAsiaAndAfrica looks words up as the parser gives them: lower case, their own script, one word each.
func TestWordsOfAsiaAndAfrica(t *testing.T) {
	for _, c := range []struct{ words, concept string }{
		{"مصرف", "bank"},
		{"المصرف", "bank"},
		{"والتجارة", "trade"},
		{"الإسلامية", "islam"},
		{"اسلامى", "islam"},
		{"masraf", "bank"},
		{"muassasat", "institution"},
		{"mu'assasa", "institution"},
		{"harakat", "movement"},
		{"wilayat", "province"},
		{"دمشق", "city:damascus"},
		{"bilad al sham", "region:levant"},
		{"بیمه", "insurance"},
		{"پتروشيمي", "petrochemical"},
		{"پتروشیمی", "petrochemical"},
		{"sanayeh", "industry"},
		{"keshavarzi", "agriculture"},
		{"haml va naghl", "transport"},
		{"سرمایه گذاری", "investment"},
		{"bazargani", "commerce"},
		{"ihracat", "export"},
		{"inşaat", "construction"},
		{"insaat", "construction"},
		{"ביטוח", "insurance"},
		{"הביטוח", "insurance"},
		{"בית חולים", "hospital"},
		{"unhaeng", "bank"},
		{"eunhaeng", "bank"},
		{"muyok", "trade"},
		{"choson", "region:korea"},
		{"joseon", "region:korea"},
		{"maoyi", "trade"},
		{"zhongguo", "place:CN"},
		{"ginko", "bank"},
		{"denki", "electric"},
		{"nihon", "place:JP"},
		{"ბანკის", "bank"},
		{"նախարարության", "ministry"},
		{"perdagangan", "trade"},
		{"xuất nhập khẩu", "import and export"},
		{"xuat nhap khau", "import and export"},
		{"rashtriya", "national"},
		{"министрлігі", "ministry"},
		{"benki", "bank"},
		{"አዲስ አበባ", "city:addis ababa"},
	} {
		words := strings.Fields(c.words)
		id, n := Match(words)
		if id.Name() != c.concept || n != len(words) {
			t.Errorf("%q means %q over %d words, want %q over all", c.words, id.Name(), n, c.concept)
		}
	}
}

// TestRunsWithoutBlanks cuts invented names. A part that no entry covers stands as it is written.
func TestRunsWithoutBlanks(t *testing.T) {
	for _, c := range []struct {
		run  string
		want []string
	}{
		{"山猫電気工業", []string{"山猫", "electric", "industry"}},
		{"北海道山猫銀行", []string{"region:hokkaido", "山猫", "bank"}},
		{"ヤマネコホールディングス", []string{"ヤマネコ", "holding"}},
		{"ヤマネコソリューションズ", []string{"ヤマネコ", "solution"}},
		{"山猫火災海上保険", []string{"山猫", "fire", "maritime", "insurance"}},
		{"上海山猫国际贸易", []string{"city:shanghai", "山猫", "international", "trade"}},
		{"上海山貓國際貿易", []string{"city:shanghai", "山貓", "international", "trade"}},
		{"中国山猫电子科技集团", []string{"place:CN", "山猫", "electronics", "technology", "group"}},
		{"조선산고양이무역", []string{"region:korea", "산고양이", "trade"}},
		{"산고양이은행", []string{"산고양이", "bank"}},
		{"ธนาคารดอกบัว", []string{"bank", "ดอกบัว"}},
	} {
		var got []string
		whole := ""
		for _, p := range Cut(c.run) {
			whole += p.Text
			if p.ID == 0 {
				got = append(got, p.Text)
			} else {
				got = append(got, p.ID.Name())
			}
		}
		if !slices.Equal(got, c.want) || whole != c.run {
			t.Errorf("%s is cut into %q, want %q", c.run, got, c.want)
		}
	}
}
