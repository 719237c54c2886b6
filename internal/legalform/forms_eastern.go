package legalform

// eastern are forms of Russia's neighbours, the Middle East, Asia and Africa, in their own scripts and as lists romanise them.
var eastern = []form{
	// East Slavic and Central Asia.
	{"ooo", Limited, "с ограниченной ответственностью|tovarystvo z obmezhenoiu vidpovidalnistiu|" +
		"^tovarystvo z obmezhenoiu vidpovidalnistiu|ТЗОВ|^ТЗОВ|^ТДА|ТДА|^общество с дополнительной ответственностью|" +
		"общество с дополнительной ответственностью|^таварыства з дадатковай адказнасцю|" +
		"obshchestvo s ogranichennoj otvetstvennostyu|^obshchestvo s ogranichennoj otvetstvennostyu|" +
		"obshchestvo s ogranichennoy otvetstvennostju|^obshchestvo s ogranichennoy otvetstvennostju|ХХК|^ХХК|XXK|" +
		"хязгаарлагдмал хариуцлагатай компани|ЖЧК|^ЖЧК|жоопкерчилиги чектелген коом|масъулияти чекланган жамияти|" +
		"mas uliyati cheklangan jamiyati|mas uliyati cheklangan jamiyat|məhdud məsuliyyətli cəmiyyət|" +
		"mehdud mesuliyyetli cemiyyeti|ҷамъияти дорои масъулияти маҳдуд|^ҷамъияти дорои масъулияти маҳдуд|" +
		"^жауапкершілігі шектеулі серіктестігі|HJ|^HJ|жауапкершілігі шектеулі серіктестік|^СООО|СООО|^SOOO"},
	{"oao", Stock, "открытого акционерного общества|açıq səhmdar cəmiyyəti|ААК|^ААК|ОАЖ|^відкрите акціонерне товариство|" +
		"відкрите акціонерне товариство|AAT|^AAT"},
	{"zao", Stock, "закрытого акционерного общества|qapalı səhmdar cəmiyyəti|ЖАК|^ЖАК|закрите акціонерне товариство|" +
		"^закрите акціонерне товариство|ZAT|^ZAT|pryvatne aktsionerne tovarystvo|^pryvatne aktsionerne tovarystvo"},
	{"pao", Stock, "публичного акционерного общества|^непубличное акционерное общество|publichne aktsionerne tovarystvo|" +
		"^publichne aktsionerne tovarystvo"},
	{"ao", Stock, "акционерного общества|ҶСК|^ҶСК|ХК|^ХК|хувьцаат компани|акциядорлик жамияти|aksiyadorlik jamiyati|АЖ|^АЖ|" +
		"акционерлік қоғам|ҷамъияти саҳҳомӣ|aktsionerne tovarystvo|^aktsionerne tovarystvo|səhmdar cəmiyyəti|^акционерный банк|" +
		"^акціонерний банк|^АБ"},
	{"up-by", Public, "УП|унитарное предприятие|^частное унитарное предприятие|^частное предприятие|" +
		"^республиканское унитарное предприятие|^унітарнае прадпрыемства|^прыватнае унітарнае прадпрыемства|^ЧТУП|^ЧП|^ПУП|" +
		"^унітарне підприємство"},
	{"fgup", Public, "^ФГУ|^ФГАУ|^ФБУ|^МБУ|^МКУ|^ГКУ|^ГАУ|^ФКП|^федеральное казенное предприятие|" +
		"^федеральное государственное бюджетное учреждение|^федеральное государственное автономное учреждение|" +
		"^муниципальное унитарное предприятие|^казенное предприятие|^КП|РГП|^РГП|^республиканское государственное предприятие|" +
		"^РМК|РМК|ГКП|^ГКП|^государственное предприятие|^державне підприємство|^gosudarstvennoe predpriyatie|" +
		"^gosudarstvennoe unitarnoe predpriyatie|^gosudarstvennoye unitarnoye predpriyatiye|" +
		"^federalnoe gosudarstvennoe unitarnoe predpriyatie|^federalnoye gosudarstvennoye unitarnoye predpriyatiye|ДУК"},
	{"ano", NonProfit, "некоммерческая организация|^некоммерческая организация|^некоммерческое партнерство|^НП|^МОО|^РОО|" +
		"^общественная организация|^благотворительный фонд|^ГО|^громадська організація|^ТСЖ|^ЧУ|^СНТ"},
	{"ip", Sole, "^ЯТТ|ЯТТ|^YATT|ЖК|^индывідуальны прадпрымальнік|физическое лицо предприниматель|" +
		"^физическое лицо предприниматель|хусусий корхона"},
	// Georgia and Armenia.
	{"sps-ge", Limited, "SHPS|^SHPS|შეზღუდული პასუხისმგებლობის საზოგადოება|^შეზღუდული პასუხისმგებლობის საზოგადოება"},
	{"ss-ge", Stock, "^სააქციო საზოგადოება|დახურული სააქციო საზოგადოება"},
	{"im-ge", Sole, "^ი მ|ი მ|ინდივიდუალური მეწარმე"},
	{"np-ge", NonProfit, "ა ა ი პ|^ა ა ი პ|ააიპ|^ააიპ|არასამეწარმეო არაკომერციული იურიდიული პირი"},
	{"lepl-ge", Public, "სსიპ|^სსიპ|საჯარო სამართლის იურიდიული პირი|^საჯარო სამართლის იურიდიული პირი|LEPL|^LEPL"},
	{"spe-ge", Partnership, "კს|^კს|კომანდიტური საზოგადოება|სპს|^სპს|სოლიდარული პასუხისმგებლობის საზოგადოება"},
	{"coop-ge", Coop, "კოოპერატივი"},
	{"spy", Limited, "սահմանափակ պատասխանատվությամբ ընկերության|սահմանափակ պատասխանատւութեամբ ընկերութիւն"},
	{"pby", Stock, "բաժնետիրական ընկերություն|փակ բաժնետիրական ընկերության|բաց բաժնետիրական ընկերության"},
	{"am-other", Public, "ՊՈԱԿ|^ՊՈԱԿ|ՀՈԱԿ|^ՀՈԱԿ|պետական ոչ առեւտրային կազմակերպություն|ՊՓԲԸ"},
	{"am-sole", Sole, "Ա Ձ|^Ա Ձ|ԱՁ|անհատ ձեռնարկատեր|^անհատ ձեռնարկատեր"},
	// Hebrew.
	{"bm", Limited, "חברה בע מ|חברה בעמ|בעם"},
	{"amuta", NonProfit, "ער|חלצ|חברה לתועלת הציבור"},
	{"shutafut", Partnership, "שותפות מוגבלת|שותפות כללית|שותפות רשומה"},
	// Arabic.
	{"sharika-llc", Limited, "ذات المسئولية المحدودة|ذات مسئولية محدودة|ذات مسؤوليات محدودة|شركة ذات مسؤولية محدودة|" +
		"شركة ذات مسئولية محدودة|شركة ذات مسؤوليات محدودة|شركة محدودة المسؤولية|محدودة المسؤولية|محدودة المسئولية|" +
		"شركة الشخص الواحد|ش ش و|ذ م م ش ش و|ش م ح|منطقة حرة ذ م م|م م|sharika mahduda|mahduda|mahdudah|al mahduda|almahdooda|" +
		"dhat masuliya mahduda|dhat mas uliya mahduda|dhat masooliya mahdooda|المحدوده المسؤوليه"},
	{"sharika-stock", Stock, "ش م خ|مساهمة خاصة|المساهمة الخاصة|شركة المساهمة الخاصة|شركة مساهمة خاصة|شركة مساهمة مقفلة|" +
		"مساهمة مقفلة|المساهمة العامة|المساهمة المحدودة|المساهمة العامة المحدودة|شركة المساهمة العامة|ش م ق|ش م ك م|ش م ك ع|" +
		"ش م ع ع|ش م ب م|ش م ع م|شركة خفية الاسم|شركة خفية الإسم|خفية الاسم|مساهمة مصرية|ش م ل هولدنغ|musahama|mosahama|" +
		"musahamah|sharikat musahama|قابضة ش م ل"},
	{"tawsiya", Partnership, "توصية بسيطة|شركة التوصية البسيطة|شركة توصية بسيطة|التوصية البسيطة|توصية بالأسهم|شركة تضامن|" +
		"تضامن|التضامن|شركة التضامن|تضامنية|شركة تضامنية|شركة محاصة|وشركاه|وشركاؤه|وشريكه|tadamun|tadamoun|tawsiya basita"},
	{"nonprofit-ar", NonProfit, "لا تهدف لتحقيق الربح|الشركة التي لا تهدف لتحقيق الربح|شركة غير ربحية|غير ربحية|" +
		"منظمة غير حكومية"},
	{"fard-ar", Sole, "مؤسسة فردية|مؤسسه فردية|muassasa fardiya"},
	{"sharika", Generic, "^شركت|^شرکة|^شركه|^شرکه|^الشرکة|شرکت|شركة|الشركة"},
	// Persian.
	{"sherkat-llc", Limited, "ba masouliat mahdood|ba masouliyat mahdoud|ba masuliyat e mahdud|ba masuliyat mahdud|" +
		"ba masouliyate mahdood|mas uliyat e mahdud|masouliat mahdood|masoliat mahdood|بامسئولیت محدود|با مسئوليت محدود|" +
		"مسئوليت محدود|مسولیت محدود|محدود|sherkat ba masouliyat mahdoud"},
	{"sherkat-sahami", Stock, "sahami e am|sahami e khas|sahami khass|sahami khaas|sahami|sherkat sahami|sherkat sahami khas|" +
		"sherkat sahami am|سهامی|شرکت سهامی خاص|شرکت سهامی عام|شرکت سهامی|^شرکت سهامی|^شرکت سهامی خاص|^شرکت سهامی عام|" +
		"^sherkat sahami|^sherkat sahami khass"},
	{"sherkat-coop", Coop, "^شرکت تعاونی|شرکت تعاونی|^sherkat taavoni|sherkat taavoni|^sherkate taavoni"},
	{"sherkat", Generic, "^sherkat e|^sherkathaye|^sherkat haye|^sharika al|^shirket"},
	// South-East Asia.
	{"sdn-bhd", Limited, "SENDIRIAN BHD|PLT|perkongsian liabiliti terhad"},
	{"pt", Limited, "PT persero|perseroan terbatas terbuka|PERSERO TBK|persero|PT TBK|^PT persero|^perseroan"},
	{"perum-id", Public, "^perum|^perusahaan umum|^perumda|^perusda|BUMN|^perusahaan daerah"},
	{"cv-id", Partnership, "^persekutuan komanditer|^persekutuan firma"},
	{"coop", Coop, "^koperasi|KUD|^KUD"},
	{"cong-ty", Limited, "^công ty tnhh một thành viên|^cong ty tnhh mot thanh vien|" +
		"^công ty trách nhiệm hữu hạn một thành viên|^cong ty trach nhiem huu han mot thanh vien|^cong ty trach nhiem huu han|" +
		"^cty tnhh|^cty|TNHH MTV|TNHH một thành viên|MTV TNHH|^công ty tnhh mtv|^cong ty tnhh mtv|" +
		"^công ty tnhh hai thành viên trở lên"},
	{"cong-ty-cp", Stock, "công ty cổ phần|cong ty co phan|CTCP|^CTCP|^cong ty cp|tmcp|^tổng công ty cổ phần|" +
		"^tong cong ty co phan|^ngân hàng tmcp|^ngan hang tmcp|^ngân hàng thương mại cổ phần|^tập đoàn cổ phần"},
	{"tong-cong-ty", Generic, "^tổng công ty|^tong cong ty|^tập đoàn|^tap doan"},
	{"dntn", Sole, "^DNTN|^doanh nghiệp tư nhân|^doanh nghiep tu nhan|DNTN"},
	{"dnnn", Public, "^DNNN|^doanh nghiệp nhà nước|^doanh nghiep nha nuoc"},
	{"cong-ty-hd", Partnership, "^công ty hợp danh|^cong ty hop danh"},
	{"th-ltd", Limited, "~^บจก|~^บจ|~^บริษัทจํากัด|borisat chamkat|chamkat"},
	{"th-plc", Stock, "~^บมจ|~มหาชน จํากัด|~จํากัดมหาชน"},
	{"th-lp", Partnership, "~^ห้างหุ้นส่วนสามัญ|~^หสน"},
	{"km-ltd", Limited, "~^ឯ ក|~^ឯក"},
	{"lo-ltd", Limited, "~^ບໍລິສັດ|~ຈໍາກັດ"},
	{"my-ltd", Limited, "~^ကုမ္ပဏီ|~လီမိတက်"},
	// East Asia.
	{"corp", Stock, "~コーポレーション|~コーポレイション"},
	{"inc", Stock, "~インコーポレーテッド|~インコーポレイテッド"},
	{"ltd", Limited, "~リミテッド|~リミティッド"},
	{"kk", Stock, "kabushikigaisha|kabushikikaisha|~^特例有限会社"},
	{"gk", Limited, "goudou gaisha|godo gaisha"},
	{"gomei", Partnership, "有限責任事業組合|~^有限責任事業組合|~投資事業有限責任組合|~投資事業組合|任意組合|~匿名組合|^無限責任中間法人"},
	{"tmk-jp", Limited, "~^特定目的会社|tokutei mokuteki kaisha|TMK"},
	{"hojin-jp", Partnership, "~^監査法人|~^有限責任監査法人|~^税理士法人|~^弁護士法人|~^特許業務法人|~^司法書士法人|~^社会保険労務士法人"},
	{"jp-corp", NonProfit, "~^地方独立行政法人|~^公立大学法人|~^国立研究開発法人|~^農事組合法人|~^一般財団|~^更生保護法人|~^非営利活動法人|~^認定npo法人|~^npo法人|~^大学共同利用機関法人|" +
		"~^企業組合|~^管理組合法人|~^特殊法人"},
	{"foreign-jp", Generic, "外国会社"},
	{"cn-corp", Generic, "~有限责任分公司|~集团总公司|~集團總公司|~股份合作公司|gongsi|zong gongsi|zonggongsi|jituan gongsi|jituan"},
	{"cn-lp", Partnership, "~有限合伙企业|~合伙企业 有限合伙|~有限合夥|~普通合伙|~特殊普通合伙|~合夥企業|~两合公司|~兩合公司|~无限公司|~無限公司"},
	{"cn-sole", Sole, "~个人独资企业|~個人獨資企業|~獨資企業|~個人企業"},
	{"cn-public", Public, "~事业单位|~全民所有制|~国有独资|~國有獨資|~国有企业"},
	{"kr-stock", Stock, "~주 식 회 사"},
	{"kr-llc", Limited, "유|^유|유한"},
	{"kr-lp", Partnership, "~^합자조합|합자|합명"},
	{"kr-nonprofit", NonProfit, "~^사회복지법인|~^의료법인|~^종교법인|~^비영리법인|~^농업회사법인|~^농업회사법인 주|~^영농조합법인|재|^재|사|^사"},
	// Africa.
	{"et-plc", Limited, "ኃላፊነቱ የተወሰነ የግል ማህበር|ሃላፊነቱ የተወሰነ የግል ማህበር|ኃላፊነቱ የተወሰነ የግል ማኅበር|የግል ማህበር|ኃ የተ የግ ማ|ኃላ የተ የግል ማህበር"},
	{"et-sc", Stock, "አክሲዮን ማህበር|አክሲዮን ማኅበር|አ ማ|አክስዮን ማህበር"},
	{"et-coop", Coop, "የኅብረት ሥራ ማህበር|ህብረት ስራ ማህበራት"},
	{"za-afr", Limited, "EDMS BPK|BPK|eiendoms beperk|beperk"},
}
