package world

// script is how one of Verdania's languages makes names. Beginnings and endings of invented words come in pairs: as
// written, and in Latin letters for the alias that registers add.
type script struct {
	lang    string // BCP 47; "art" is the invented language of most of Verdania
	share   int    // per cent of organisations
	first   [][2]string
	last    [][2]string
	sectors [][2]string
	forms   [][2]string
	join    string // between the parts of a name
	prefix  bool   // the legal form or sector stands first
}

var scripts = []script{
	{
		lang: "art", share: 58, join: " ",
		first: same("Varn", "Delm", "Osk", "Tharv", "Brél", "Skov", "Ildr", "Quen", "Mård", "Torv", "Žel", "Čir", "Fenn", "Grøn", "Halv", "Jørm", "Keld", "Lumb", "Nørr", "Pask", "Rusk", "Šark", "Tölv", "Ulm", "Vösk", "Wend", "Ysk", "Zarn", "Ambr", "Bösk"),
		last:  same("ava", "elin", "omir", "eldt", "isk", "ånd", "övár", "una", "ettin", "ora", "usk", "ejka", "imont", "ards", "egh", "olet", "ynn", "ifax", "ande", "estra"),
		sectors: same("Steel Works", "Road Builders", "Grain Trading", "Pharma", "Cement", "Shipping", "Textiles", "Timber", "Data Systems", "Fisheries", "Power", "Mining",
			"Water Services", "Medical Supply", "Catering", "Security Services", "Rail Freight", "Printing", "Chemicals", "Construction", "Insurance", "Telecom", "Dairy", "Glass"),
		forms: same("A.S.", "GmbH", "Ltd", "S.A.", "Oy", "s.r.o.", "AB", "Kft.", "Holding AG", "& Co. KG"),
	},
	{
		lang: "ru", share: 10, join: " ", prefix: true,
		first:   [][2]string{{"Варн", "Varn"}, {"Дельм", "Delm"}, {"Торж", "Torzh"}, {"Скол", "Skol"}, {"Желм", "Zhelm"}, {"Брус", "Brus"}, {"Мелн", "Meln"}, {"Рушк", "Rushk"}},
		last:    [][2]string{{"овия", "oviya"}, {"инск", "insk"}, {"анд", "and"}, {"евель", "evel"}, {"ура", "ura"}, {"омет", "omet"}, {"ария", "ariya"}},
		sectors: [][2]string{{"Строй", "Stroy"}, {"Сталь", "Stal"}, {"Транс", "Trans"}, {"Агро", "Agro"}, {"Энерго", "Energo"}, {"Химия", "Khimiya"}, {"Связь", "Svyaz"}, {"Лес", "Les"}},
		forms:   [][2]string{{"ООО", "OOO"}, {"ЗАО", "ZAO"}, {"ПАО", "PAO"}},
	},
	{
		lang: "el", share: 6, join: " ",
		first:   [][2]string{{"Βαρν", "Varn"}, {"Θελμ", "Thelm"}, {"Οσκ", "Osk"}, {"Ιλδρ", "Ildr"}, {"Ζερμ", "Zerm"}, {"Κορβ", "Korv"}, {"Μαστρ", "Mastr"}},
		last:    [][2]string{{"άνδη", "andi"}, {"ώρα", "ora"}, {"ίσκος", "iskos"}, {"έλια", "elia"}, {"ούνα", "ouna"}, {"άβα", "ava"}},
		sectors: [][2]string{{"Ναυτιλιακή", "Naftiliaki"}, {"Κατασκευές", "Kataskeves"}, {"Τσιμέντα", "Tsimenta"}, {"Ενέργεια", "Energeia"}, {"Εμπορική", "Emporiki"}, {"Φαρμακευτική", "Farmakeftiki"}},
		forms:   [][2]string{{"Α.Ε.", "A.E."}, {"Ε.Π.Ε.", "E.P.E."}},
	},
	{
		lang: "ar", share: 6, join: " ", prefix: true,
		first:   [][2]string{{"الورن", "Al-Warn"}, {"الدلم", "Al-Dalm"}, {"السرف", "Al-Sarf"}, {"الترف", "Al-Tarf"}, {"القلد", "Al-Qald"}, {"البرس", "Al-Bars"}},
		last:    [][2]string{{"ية", "iya"}, {"انة", "ana"}, {"اوي", "awi"}, {"ون", "un"}, {"ين", "in"}, {"ات", "at"}},
		sectors: [][2]string{{"للمقاولات", "Contracting"}, {"للتجارة", "Trading"}, {"للنقل", "Transport"}, {"للأدوية", "Pharmaceuticals"}, {"للطاقة", "Energy"}, {"للإسمنت", "Cement"}},
		forms:   [][2]string{{"شركة", "Sharikat"}, {"مؤسسة", "Muassasat"}},
	},
	{
		lang: "zh", share: 6,
		first:   [][2]string{{"翠岭", "Cuiling "}, {"恒穗", "Hengsui "}, {"澜岚", "Lanlan "}, {"珂桐", "Ketong "}, {"砚溪", "Yanxi "}, {"麓禾", "Luhe "}, {"霁川", "Jichuan "}, {"榆汀", "Yuting "}},
		last:    [][2]string{{"远图", "Yuantu "}, {"盛垣", "Shengyuan "}, {"启泽", "Qize "}, {"广朔", "Guangshuo "}, {"云衡", "Yunheng "}, {"立桓", "Lihuan "}},
		sectors: [][2]string{{"建设", "Construction "}, {"钢铁", "Steel "}, {"贸易", "Trading "}, {"医药", "Pharmaceutical "}, {"能源", "Energy "}, {"物流", "Logistics "}},
		forms:   [][2]string{{"有限公司", "Co., Ltd."}, {"股份有限公司", "Joint-Stock Co., Ltd."}},
	},
	{
		lang: "ka", share: 4, join: " ", prefix: true,
		first:   [][2]string{{"ვარნ", "Varn"}, {"დელმ", "Delm"}, {"თორვ", "Torv"}, {"მელქ", "Melk"}, {"ილდრ", "Ildr"}, {"სკოვ", "Skov"}},
		last:    [][2]string{{"ავა", "ava"}, {"ეთი", "eti"}, {"ური", "uri"}, {"ონია", "onia"}, {"ანტა", "anta"}, {"ისი", "isi"}},
		sectors: [][2]string{{"მშენებელი", "Mshenebeli"}, {"ტრანსი", "Transi"}, {"აგრო", "Agro"}, {"ენერგო", "Energo"}},
		forms:   [][2]string{{"შპს", "ShPS"}, {"სს", "SS"}},
	},
	{
		lang: "ko", share: 3, join: " ", prefix: true,
		first:   [][2]string{{"벨람", "Bellam"}, {"도르솔", "Dorsol"}, {"해윤", "Haeyun"}, {"타르온", "Taron"}, {"미렐", "Mirel"}},
		last:    [][2]string{{"산업", " Industries"}, {"건설", " Construction"}, {"물산", " Trading"}, {"화학", " Chemicals"}},
		sectors: [][2]string{{"서부", "Seobu"}, {"동림", "Dongnim"}, {"한결", "Hangyeol"}, {"새온", "Saeon"}, {"가람", "Garam"}},
		forms:   [][2]string{{"주식회사", "Jusik Hoesa"}},
	},
	{
		lang: "ja", share: 3,
		first:   [][2]string{{"翠波", "Suiha "}, {"ヴァルン", "Varun "}, {"オスク", "Osuku "}, {"澄嶺", "Sumine "}, {"ベルム", "Berumu "}},
		last:    [][2]string{{"東和", "Towa "}, {"北穂", "Hokuho "}, {"明洲", "Meishu "}, {"ミラン", "Miran "}},
		sectors: [][2]string{{"工業", "Kogyo "}, {"商事", "Shoji "}, {"建設", "Kensetsu "}, {"海運", "Kaiun "}},
		forms:   [][2]string{{"株式会社", "K.K."}, {"合同会社", "G.K."}},
	},
	{
		lang: "he", share: 2, join: " ",
		first:   [][2]string{{"ורנ", "Varn"}, {"דלמ", "Delm"}, {"טורב", "Torv"}, {"אילד", "Ild"}},
		last:    [][2]string{{"ית", "it"}, {"ור", "or"}, {"ים", "im"}, {"אל", "el"}, {"ון", "on"}},
		sectors: [][2]string{{"תעשיות", "Taasiyot"}, {"בנייה", "Bniya"}, {"סחר", "Sachar"}, {"אנרגיה", "Energia"}},
		forms:   [][2]string{{"בע\"מ", "Ltd"}},
	},
	{
		lang: "hy", share: 2, join: " ",
		first:   [][2]string{{"Վարն", "Varn"}, {"Դելմ", "Delm"}, {"Թորվ", "Torv"}, {"Սկով", "Skov"}},
		last:    [][2]string{{"ավան", "avan"}, {"ունի", "uni"}, {"աշեն", "ashen"}, {"իկ", "ik"}, {"որա", "ora"}},
		sectors: [][2]string{{"Շին", "Shin"}, {"Տրանս", "Trans"}, {"Ագրո", "Agro"}, {"Էներգո", "Energo"}},
		forms:   [][2]string{{"ՍՊԸ", "SPE"}, {"ՓԲԸ", "PBE"}},
	},
}

// same pairs words that are written in Latin letters anyway.
func same(words ...string) [][2]string {
	out := make([][2]string, len(words))
	for i, w := range words {
		out[i] = [2]string{w, w}
	}
	return out
}

// stateNames are the parts of the names of public bodies: seat words and what the body is for.
var (
	ministries = []string{
		"Interior", "Finance", "Justice", "Defence", "Foreign Affairs", "Roads and Bridges", "Health", "Education", "Agriculture", "Energy", "Labour",
		"Environment", "Digital Affairs", "Public Works", "Trade", "Culture", "Housing", "Transport",
	}
	agencies = []string{
		"Road Safety", "Food Inspection", "Forest", "Customs", "Statistics", "Procurement", "Water", "Ports", "Civil Aviation", "Mining Licence", "Medicines",
		"Nuclear Safety", "State Security", "Pension", "Land Registry", "Rail Infrastructure", "Radio Spectrum", "Flood Protection", "Export Credit", "Competition",
	}
	provinces = []string{
		"Askelund", "Brövara", "Celmont", "Drusk", "Eldavar", "Fjarn", "Grönmark", "Hallisk", "Ilmara", "Jervale", "Korvath", "Lünde",
	}
	cities = []string{
		"Verdan", "Osk", "Port Ylva", "Tharvik", "Mårdsund", "Keldova", "Žarnik", "Quenberg", "Novy Drusk", "Halvmouth", "Ambreval", "Skovgrad",
	}
	causes = []string{
		"River Restoration", "Rural Schools", "Free Clinics", "Open Budgets", "Bird Observation", "Women in Engineering", "Disaster Relief", "Bicycle Mobility",
		"Tenants' Advice", "Sign Language", "Mountain Rescue", "Heritage Mills", "Food Banks", "Youth Orchestras", "Blood Donors",
	}
)
