package roman_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"probity.example/probity/internal/match/roman"
)

func TestHangul(t *testing.T) {
	words{
		{"조선", "joseon", "choson"},
		{"평양", "pyeongyang", "pyongyang"},
		{"무역", "muyeok", "muyok"},
		{"회사", "hoesa", ""},
		{"은행", "eunhaeng", "unhaeng"},
		{"독립", "dongnip", "tongnip tongrip dokrip"}, // k before r: ng, n; r kept in the North
		{"종로", "jongno", "chongno jongro"},
		{"신라", "silla", "sinra"},
		{"별내", "byeollae", "pyollae"},
		{"국민", "gungmin", "kungmin"},
		{"밥물", "bammul", "pammul"},
		{"묻는", "munneun", "munnun"},
		{"석유", "seogyu", "sogyu"},  // the tail opens the next syllable
		{"좋다", "jota", "chota"},    // h makes the next sound aspirated
		{"북한", "bukhan", "pukhan"}, // but not in nouns
		{"없다", "eopda", "opta"},    // of two tails one sounds
		{"태양", "taeyang", ""},      // nothing closes the first syllable
		{"갈대", "galdae", "kaltae"}, // McCune–Reischauer: lt
		{"감자", "gamja", "kamja"},   // voiced between voiced sounds
	}.check(t)
}

func TestHangulAsFirmsSpell(t *testing.T) {
	for word, usage := range map[string]string{"영동": "youngdong", "동우": "dongwoo", "성일": "sungil", "미래": "mirai"} {
		if got := spellings(word); !slices.Contains(got, usage) {
			t.Errorf("spellings of %s are %q, want %q among them", word, got, usage)
		}
	}
}

func TestKana(t *testing.T) {
	words{
		{"さくら", "sakura", ""},
		{"しんぶん", "shinbun", "shimbun"},
		{"おおた", "ota", "ohta oota"},
		{"とうきょう", "tokyo", "toukyou"},
		{"まっちゃ", "matcha", ""},
		{"きって", "kitte", ""},
		{"ヴィーナス", "vinasu", "viinasu"},
		{"パーティ", "pati", "parti"},
		{"ソフト", "sofuto", "soft"},
		{"クラブ", "kurabu", "krab klab"},
		{"スター", "suta", "star"},
		{"ウエスト", "uesuto", "west"},
		{"ミュージック", "myujikku", "mujik"},
		{"キャピタル", "kyapitaru", "kapital"},
		{"インプレス", "inpuresu", "impres"},
		{"トヤマ", "toyama", ""}, // o stays before y
		{"シイエムケイ", "shiiemukei", "cmk"},
		{"ディーエス", "diesu", "ds"},
		{"ミスヾ", "misuzu", ""},
		{"いすゞ", "isuzu", ""},
		{"みゝずく", "mimizuku", ""},
	}.check(t)
}

func TestChinese(t *testing.T) {
	words{
		{"石油", "shiyou", "shihyu sekiyu"},
		{"贸易", "maoyi", "maoi"},
		{"貿易", "maoyi", "boeki"},
		{"国际", "guoji", "kuochi"},
		{"重庆", "chongqing", "chungching"},
		{"重工", "zhonggong", ""},
		{"长江", "changjiang", "zhangjiang"},
		{"银行", "yinhang", ""},
		{"旅行", "lvxing", "luhsing luxing"},
		{"绿地", "lvdi", "luti ludi"},
		{"电子", "dianzi", "tientzu"},
		{"略", "lve", "lueh"},
		{"女", "nv", "nu"},
		{"鹅", "e", ""},
		{"高雄", "gaoxiong", "kaohsiung"},
		{"多国", "duoguo", "tokuo"},
		{"歌", "ge", "ko"},
		{"贵", "gui", "kuei"},
		{"若", "ruo", "jo"},
	}.check(t)
}

func TestChineseAndJapaneseWrittenAlike(t *testing.T) {
	for word, want := range map[string]string{"三菱": "mitsubishi", "山田": "yamada", "大林": "obayashi"} {
		got := spellings(word)
		if !slices.Contains(got, want) || got[0] == want {
			t.Errorf("spellings of %s are %q, want Chinese first and %q among them", word, got, want)
		}
	}
	for word, want := range map[string]string{"広島": "hiroshima", "山田さん": "yamadasan", "桜井": "sakurai"} {
		if got := first(t, word); got != want {
			t.Errorf("%s is only Japanese: first spelling is %q, want %q", word, got, want)
		}
	}
	for _, s := range roman.Word("华为") {
		if s.System == "Hepburn" {
			t.Errorf("华为 is only Chinese, and read as %q", s.Latin)
		}
	}
}

func TestJapanese(t *testing.T) {
	for word, want := range map[string]string{
		"日本":   "nihon nippon",
		"大和":   "yamato daiwa",
		"東洋":   "toyo touyou tohyoh",
		"小川":   "ogawa",
		"國立":   "kokuritsu", // an old form
		"関ヶ原":  "sekigahara",
		"佐々木":  "sasaki",
		"日新":   "nisshin",
		"北光":   "hokko kitamitsu", // unknown as a word: read character by character
		"青山堂":  "aoyamado",
		"山本組":  "yamamotogumi",
		"お茶の水": "ochanomizu",
		"貿易":   "boeki",
		"曲水宴":  "kyokusuien",
	} {
		var got []string
		for _, s := range roman.Japanese(word) {
			got = append(got, s.Latin)
		}
		for _, w := range strings.Fields(want) {
			if !slices.Contains(got, w) {
				t.Errorf("Japanese(%s) is %q, want %q among them", word, got, w)
			}
		}
	}
	if got := roman.Japanese("们"); len(got) == 0 || got[0].Latin != "men" {
		t.Errorf("a character that Japan does not use is read as %v, want Pinyin", got)
	}
}

func TestSegment(t *testing.T) {
	for _, c := range []struct {
		run      string
		japanese bool
		want     string
	}{
		{"アサヒ種苗", true, "アサヒ 種苗"},
		{"アサヒ種苗", false, "アサヒ 種苗"},
		{"サクラのタネ", false, "サクラ タネ"},
		{"東京海上", true, "東京 海上"},
		{"東京海上", false, "東京海上"},
		{"関ヶ原", true, "関ヶ原"},
		{"井ノ頭", true, "井ノ頭"},
		{"スーパー井上", true, "スーパー 井上"},
		{"光製作所", true, "光 製作所"},
		{"山本組", true, "山本組"},
		{"お茶の水", true, "お茶の水"},
		{"の", true, "の"},
		{"", true, ""},
	} {
		if got := strings.Join(roman.Segment(c.run, c.japanese), " "); got != c.want {
			t.Errorf("Segment(%s, %v) is %q, want %q", c.run, c.japanese, got, c.want)
		}
	}
}

func TestIsJapanese(t *testing.T) {
	for name, want := range map[string]bool{
		"青山商事株式会社": true, "(株)青山": true, "さくら銀行": true, "広田": true, "サクラ": true,
		"上海贸易有限公司": false, "台灣銀行": false, "Sakura Bank": false, "조선은행": false, "": false,
	} {
		if got := roman.IsJapanese(name); got != want {
			t.Errorf("IsJapanese(%s) is %v", name, got)
		}
	}
}

func TestHanVariantsMeet(t *testing.T) {
	for _, forms := range []string{"国國", "会會", "广廣広", "业業", "银銀", "电電", "学學", "东東", "华華", "车車", "机機", "发發発", "开開", "泽澤沢"} {
		runes := []rune(forms)
		for _, r := range runes {
			if roman.HanVariants(r) != roman.HanVariants(runes[0]) {
				t.Errorf("%c and %c do not meet", r, runes[0])
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.Rune().Draw(t, "r")
		if once := roman.HanVariants(r); roman.HanVariants(once) != once {
			t.Fatalf("%c folds to %c, and that to another", r, once)
		}
	})
}

// eastern draws words of the scripts that this file is about, with a sign or letter of others now and then.
func eastern() *rapid.Generator[string] {
	letter := rapid.OneOf(
		rapid.RuneFrom([]rune("東京日本国会社大山田川工業銀行们华广発沢々〇龍")), rapid.RuneFrom([]rune("あかさたなっんゃーのゝゞ")),
		rapid.RuneFrom([]rune("アカサタナッンャーノヶヽヾヴ・")), rapid.Int32Range(0xAC00, 0xD7A3), rapid.Int32Range(0x4E00, 0x9FFF),
		rapid.Rune(),
	)
	return rapid.Map(rapid.SliceOfN(letter, 0, 100), func(r []rune) string { return string(r) })
}

func TestEasternSpellingsAreLatinAndFew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := eastern().Draw(t, "word")
		checkSpellings(t.Fatalf, word, roman.Word(word))
		checkSpellings(t.Fatalf, word, roman.Japanese(word))
		if a, b := roman.Japanese(word), roman.Japanese(word); !slices.Equal(a, b) {
			t.Fatalf("%q is spelled %v and %v", word, a, b)
		}
	})
}

func TestSegmentLosesNothingButParticles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := eastern().Draw(t, "run")
		got := strings.Join(roman.Segment(run, rapid.Bool().Draw(t, "japanese")), "")
		if strings.ReplaceAll(got, "の", "") != strings.ReplaceAll(run, "の", "") {
			t.Fatalf("%q is cut into %q", run, got)
		}
	})
}

func checkSpellings(fail func(string, ...any), word string, list []roman.Spelling) {
	if len(list) > 6 {
		fail("%q has %d spellings", word, len(list))
	}
	for _, s := range list {
		if s.Latin == "" || strings.Trim(s.Latin, "abcdefghijklmnopqrstuvwxyz") != "" || len(s.Latin) > 64*8 {
			fail("%q is spelled %q", word, s.Latin)
		}
	}
}

func FuzzJapanese(f *testing.F) {
	for _, s := range []string{"東京海上", "サクラのタネ", "関ヶ原", "いすゞ", "ー々ッん", "조선", "\xff日"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkSpellings(t.Fatalf, s, roman.Japanese(s))
		for _, piece := range roman.Segment(s, roman.IsJapanese(s)) {
			if piece == "" {
				t.Fatalf("%q has an empty piece", s)
			}
			if utf8.ValidString(s) && !strings.Contains(s, piece) {
				t.Fatalf("%q has a piece %q", s, piece)
			}
		}
	})
}
