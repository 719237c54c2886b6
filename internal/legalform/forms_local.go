package legalform

// local are forms that one register or one region knows, and long names of forms that lists translate word by word. A form
// that is short and could as well be a word stands with its letters apart only ("s e c").
var local = []form{
	// English law and its descendants.
	{"ltd", Limited, "limited company|LTD by guarantee|limited by guarantee|limited by shares|company limited by shares|lmtd|" +
		"LBG|CLG|company limited by guarantee|DAC|designated activity company|CGA|cuideachta ghníomhaíochta ainmnithe|c t r|" +
		"cuideachta faoi theorainn ráthaíochta|TEO|teoranta|CYF|cyfyngedig|private company with limited liability|" +
		"DAC limited by shares|DAC limited by guarantee|лимитед|лтд|лімітед"},
	{"co-ltd", Limited, "youxian gongsi|youxiangongsi|youxian zeren gongsi|gufen youxian gongsi|gufen gongsi|" +
		"jituan youxian gongsi|jituan gufen youxian gongsi|yuhan hoesa|yuhanhoesa|~責任有限公司|~责任有限公司|~有限责任公司分公司|~有限公司分公司|~유한책임회사|" +
		"~^유한책임회사|有限"},
	{"pvt-ltd", Limited, "pub LTD co|SMC PVT LTD|SMC private LTD|SMC private limited|SMC PVT limited|OPC PVT LTD|" +
		"OPC private limited|OPC private LTD|OPC|one person corporation|one person company|" +
		"single member private limited company|प्रा लि|प्रा लिमिटेड|लिमिटेड|পাবলিক লিমিটেড|প্রাইভেট লিমিটেড|লিমিটেড|" +
		"پرائیویٹ لمیٹڈ|لمیٹڈ|லிமிடெட்|பிரைவேட் லிமிடெட்|RF PTY LTD"},
	{"plc", Stock, "public limited|PLC LTD|public limited corporation|CPT|cuideachta phoiblí theoranta|CCC|" +
		"cwmni cyfyngedig cyhoeddus|public limited liability company|پبلک لمیٹڈ|पब्लिक लिमिटेड"},
	{"unltd", Generic, "UC|PUC|PULC|PUC UC|PULC UC|ULC UC|cuideachta neamhtheoranta|no liability"},
	{"llc", Limited, "PLLC|SLLC|L3C|low profit LLC|limited liability corporation|limited liability corp|LTD liability co|" +
		"foreign limited liability company|professional limited liability company"},
	{"pc", Stock, "PC|professional corporation|p a|professional association|service corporation"},
	{"pbc", Stock, "PBC|public benefit corporation|benefit corporation"},
	{"na", Stock, "n a|FSB|FSA|federal savings bank|federal savings association|national trust and savings association|" +
		"n t and s a"},
	{"gp", Partnership, "GP|limited liability limited partnership|RLLP|p a c|partneriaeth atebolrwydd cyfyngedig"},
	{"lp", Partnership, "ILP|investment limited partnership|ELP|exempted limited partnership|c t i|" +
		"comhpháirtíocht theoranta infheistíochta|SLP LP"},
	{"cell", Stock, "PCC|protected cell company|ICC|incorporated cell company|incorporated cell|SPC|" +
		"segregated portfolio company|PCC LTD|ICC LTD|SEZC|special economic zone company|LDC|limited duration company|" +
		"exempted limited duration company|SPC LTD"},
	{"ibc", Limited, "IBC|p t c|international business company|private trust company|special license company"},
	{"icav", Stock, "ICAV|^ICAV|irish collective asset management vehicle|ICVC|OEIC"},
	{"reit", Stock, "REIT|real estate investment trust|~投資信託|~不动产投资信托基金"},
	{"cc-za", Limited, "CC|close corporation"},
	{"npc", NonProfit, "NPC|non profit company|RF NPC|NPO|NGO|non profit organization|nonprofit organization|" +
		"non profit organisation|non governmental organization|non governmental organisation"},
	{"soc-za", Public, "SOC LTD|SOC LIMITED|state owned company|state owned enterprise|^state owned enterprise|" +
		"state enterprise|^state enterprise|unitary enterprise|republican unitary enterprise|^republican unitary enterprise"},
	{"coop", Coop, "co op|co operative|co operative society|co operative LTD|co operative limited|cooperative society LTD|" +
		"bencom|I PS|industrial and provident society|community benefit society|MBE"},
	{"jsc", Stock, "joint stock corp|JS company|public stock company|open JSC|shareholders company"},
	{"fzc", Limited, "free zone co|freezone company|FZ company"},
	{"fze", Limited, "free zone enterprise|FZ establishment|FZ enterprise"},
	{"fz-llc", Limited, "LLC FZ|free zone limited liability company|LLC FZC|LLC FZE"},
	{"dmcc", Limited, "DMCC company|DMCC co|DMCC LLC|DMCC free zone|dubai multi commodities centre"},
	{"saoc", Stock, "SAOC closed|KSC closed|KSC public|QPJSC"},
	// German.
	{"gmbh", Limited, "mit beschränkter haftung|GES MIT BESCHRÄNKTER HAFTUNG|gemeinnützige GMBH|гмбх|GMBHS|PGMBH|PGMBHMA|" +
		"PMBHSZ|PGBHSZ|ZVGPGBH|privatgesellschaft mit beschränkter haftung"},
	{"ug", Limited, "GUG|GUG haftungsbeschränkt|unternehmerges|gemeinnützige UG|gemeinnützige UG haftungsbeschränkt"},
	{"ag", Stock, "GAG|INVAG|gemeinnützige AG|gemeinnützige aktiengesellschaft|investmentaktiengesellschaft|AGMSZ|" +
		"aktien gesellschaft|geschlossene aktiengesellschaft|^geschlossene aktiengesellschaft"},
	{"kg", Partnership, "kommandit gesellschaft|EKG|EKGMSZ|KOMMG|kommanditges|einfache kommanditgesellschaft|" +
		"kollektivgesellschaft"},
	{"gmbh-co-kg", Partnership, "BV co KG|LTD co KG|limited co KG|AG und co KG|stiftung co KG|MBH co KG|UG co KG|EG co KG|" +
		"SE und co KG"},
	{"kgaa", Stock, "KGAAMSZ|stiftung co KGAA|GMBH und co KGAA|AG und co KGAA|SE und co KGAA"},
	{"ohg", Partnership, "OHGMSZ|offene gesellschaft|offene erwerbsgesellschaft|kommanditerwerbsgesellschaft|" +
		"offene handels gesellschaft|UG co OHG|GMBH und co OHG"},
	{"gbr", Partnership, "GESBR|gesellschaft des bürgerlichen rechts|einfache gesellschaft|stille gesellschaft|E GBR|" +
		"BGB gesellschaft|partnerschaftsgesellschaft|partnerschaftsgesellschaft mbb|" +
		"partnerschaftsgesellschaft mit beschränkter berufshaftung|part mbb|g a r|stg"},
	{"eg", Coop, "GBHSZ|GUHSZ|GEN MUBH|ZVGGBH|ZVGGUGCH|europäische genossenschaft|genossenschaft mit beschränkter haftung|" +
		"genossenschaft mit unbeschränkter haftung|eingetragene genossenschaft mit beschränkter haftung|V A G"},
	{"ev", NonProfit, "VOG|IVOG|EOG|verein|eingetr verein|vereinigung ohne gewinnerzielungsabsicht"},
	{"stiftung", NonProfit, "gemeinnützige stiftung|PRST|GNS|privatstiftung|säätiö|stiftelse|fondation privée|FONDPRIV|FUP|" +
		"fondation d utilité publique|private stichting|PRIV ST|stichting van openbaar nut|alapítvány|sihtasutus|" +
		"TREUUNTERNEHMEN|TRUST REG"},
	{"ek", Sole, "KFM|eingetr kaufmann|EEU|raison individuelle|ragione individuale|UNP"},
	{"aor", Public, "KÖR|GKU|kommunalunternehmen|körperschaft öffentlichen rechts|anstalt öffentlichen rechts|ÖRGMBH|ÖRGEN|" +
		"ÖFRGMBH"},
	{"se", Stock, "SE selskab|europäische gesellschaft|europäische aktiengesellschaft|EUROPOS BENDROVĖ|ευρωπαϊκή εταιρεία|UKS"},
	// Romance languages.
	{"sa", Stock, "SAM|société anonyme monégasque|sociedad anónima unipersonal|sociedad anonima unipersonal|" +
		"sociedad del estado|SAPEM|sociedad anónima cerrada|société anonyme fermée|sociedade por ações|SGPS SA|SGPS|EP SA|" +
		"societate pe acțiuni|societate pe acţiuni|societate pe actiuni|societatea pe acțiuni|^societatea pe acțiuni|" +
		"societat anònima|SCE I|CEMIX|compañía de economía mixta|c por a|compañía por acciones|SAICYF|SACIYF|SACIFI Y A|" +
		"società anonima|SACYF"},
	{"sa-cv", Stock, "sociedad anónima promotora de inversión de capital variable|SADECV|SA PI DE CV|SAB|SA BURSATIL DE CV|" +
		"SOFOL|SA DE C V"},
	{"srl", Limited, "società a garanzia limitata|SAGL|ERL|sociedad de responsabilidad limitada de capital variable|" +
		"S DE RL MICROINDUSTRIAL|MRL|societatea cu răspundere limitată|^societatea cu răspundere limitată|" +
		"societate cu responsabilitate limitata|societatea cu raspundere limitata|sociedad civil de responsabilidad limitada|" +
		"S CIVIL DE RL"},
	{"sarl", Limited, "SARL S|S ÀRL|S ÀRL S|S À RL|S À R L S|s à r l s|société à responsabilité limitée simplifiée|SPRLU FS|" +
		"SPRL FS|société privée à responsabilité limitée|société privée à responsabilité limitée unipersonnelle|s a r l s"},
	{"sas", Stock, "S PAR AS|société par actions simplifiée unipersonnelle|sociedades por acciones simplificada"},
	{"scs", Partnership, "s e c|SECS|SECA|SECSP|SENC|SENCRL|S EN N C R L|SE EN N C|SCOMM|S COMM|S COMM FS|" +
		"société en commandite spéciale|CVA|CVA SO|COMM VA|commanditaire vennootschap op aandelen|SCA FS|SCS FS|S COM P A|S COM|" +
		"S COM P|S COM P A P|S EN C P|CNCOL|CCSDA|s s|società semplice|società in accomandita per azioni|" +
		"sociedad en nombre colectivo|sociedad colectiva|S CIVIL|sociedad en comandita por acciones|sociedad comanditaria|S AGR|" +
		"société agricole|SDC|société simple"},
	{"sicav", Stock, "SICAV|SICAF|SICAR|SEPCAV|SICAV SIF|SICAV RAIF|SICAV FIS|société d investissement à capital variable|" +
		"société d investissement à capital fixe|sociedad de inversión de capital variable|SGR|sociedad de garantía recíproca|" +
		"s c r|scr pyme|sociedad de capital riesgo|FCR|FCR PYME|FCP|fonds commun de placement|i i c|F I I|F I M|F I A M M|S I I|" +
		"ASSEP|SOCIMI|fondo de inversión|fondo de pensiones"},
	{"spr", Coop, "S DE SS|SSS|sociedad de solidaridad social|UAIM|s a t|sociedad agraria de transformación|" +
		"SOCIEDADES AGRARIAS DE TRANSFORMACION"},
	{"ltda", Limited, "empresa individual de responsabilidade limitada|LTÉE|limitée|s s ltda|sociedad de responsabilidad LTDA"},
	{"ac", NonProfit, "IAP|institución de asistencia privada|IBP|ISBL|IZW|VZW PR|" +
		"association internationale sans but lucratif|vereniging zonder winstoogmerk|A S B L|ODV|association loi 1901|" +
		"organización no gubernamental|organisation non gouvernementale|MPS|AAM|FIP|fundación de interés privado"},
	{"coop", Coop, "CVOA|CVOA SO|CVBA SO|CVOA CD|CVBA PR|SCRI|SCRI FS|SCRI CP|SCRL FS|SCRL DPU|S COOP|S COOP P|SCCL|CRL|" +
		"EP COOP|OWM|onderlinge waarborgmaatschappij|SCE selskab|societas cooperativa europaea|FMBA|" +
		"forening med begrænset ansvar|selskab med begrænset ansvar|andelsselskab med begrænset ansvar|ANL|andelslag|BBL|BRL|" +
		"boligbyggelag|borettslag|BRF|^BRF|bostadsrättsförening|KHF|TÜH|KÜ|^KÜ|HÜ|^HÜ|korteriühistu|hooneühistu|Z B O|z o o|" +
		"zadruga|ZADRUGA Z O O|D V Z|TUW|towarzystwo ubezpieczeń wzajemnych|hợp tác xã|HTX|^hợp tác xã|^HTX|~^相互会社|~^協同組合|" +
		"~专业合作社|~專業合作社|~협동조합|~사회적협동조합|अ सहकारी संस्था|ВСК|agr coop|συνεταιρισμόσ|кооперация|^потребительский кооператив|СПОК|" +
		"^СПОК|СХПК|^СХПК|אגודה שיתופית|אגודה שיתופית בעמ|אגודה שיתופית בע מ"},
	{"gie", Coop, "AEIE|EESV|ESV|ESV SO|WIV|WIVMSZ|EGIZ|GIZ|GIU|EGIU|ETEY|EOFG|EØFG|EZIG|EHZS|EZHZ|e g e|UKEIG|GELE|EMHÜ|" +
		"EGTS|EGTC|a c e|ΕΟΟΣ|ЕОИИ|economisch samenwerkingsverband|european economic interest grouping|" +
		"europäische wirtschaftliche interessenvereinigung|SIZ"},
	{"consorzio", Coop, "consorzio|^consorzio|SOC CONS|SOC CONS ARL|SCARL CONS|società consortile"},
	{"ei-sole", Sole, "EI|entrepreneur individuel EI|întreprindere individuală|intreprindere individuala|" +
		"întreprinzător individual|EPP|ONP|asociatie familiala|asociație familială"},
	{"epe-fr", Public, "etablissement public|établissement public|EPIC ETAT|empresa pública|empresa publica|^empresa pública|" +
		"^empresa publica|regie autonomă|regie autonoma|^regia autonomă|^regia autonoma|r a|E P|openbare instelling|ETSPUBLI"},
	// Low Countries and the North.
	{"bv", Limited, "EBVBA SO|BVBA SO|EENPERSOONS BVBA|B V IO|BV IO|AVV|aruba vrijgestelde vennootschap|ABV|" +
		"aandeelhouder bestuurde vennootschap|PBV"},
	{"cv", Partnership, "maatschap|GCW|GCW SO|gewone commanditaire vennootschap|openbare vennootschap|" +
		"commanditaire vennootschap"},
	{"vve", NonProfit, "VVE|vereniging van eigenaars|^vereniging|SPF|stichting particulier fonds|RP IO"},
	{"ab", Stock, "OFB|bankaktiebolag|försäkringsaktiebolag|sparbank|AB OY|aktie bolag"},
	{"as", Stock, "aktsiaselts avatud|suletud aktsiaselts|aktieselskabet|^aktieselskabet"},
	{"ans", Partnership, "i s|p s|DA|delt ansvar|ansvarlig selskap delt ansvar|TÜ|^TÜ|täisühing|UÜ|^UÜ|usaldusühing|SLHF|SLF|" +
		"samlagsfélag|sameignarfélag|pilnsabiedrība|komandītsabiedrība|KŪB|TŪB|^TŪB|TUB|tikroji ūkinė bendrija"},
	{"aps", Limited, "iværksætterselskab"},
	{"eenmanszaak", Sole, "FIE|^FIE|füüsilisest isikust ettevõtja|ENK|individuālais komersants|^individuālais komersants|IK|" +
		"IĮ|^IĮ|individuali įmonė|i į"},
	{"ry", NonProfit, "RY|rekisteröity yhdistys|registrerad förening|R F|r p|ideell förening|VŠĮ|^VŠĮ|viešoji įstaiga|AÜ|" +
		"ametiühing"},
	{"uab", Limited, "ŽŪB|^ŽŪB|ZUB|žemės ūkio bendrovė"},
	{"ab-lt", Stock, "akcinė bendrovė|^akcinė bendrovė"},
	{"statsforetak", Public, "KF|FKF|SF|IKS|statsforetak|kommunalt foretak|NUF|VĮ|^VĮ|valstybės įmonė|valsts uzņēmums|" +
		"riigiettevõte|SVĮ|SĮ"},
	// Central and South-East Europe.
	{"kft", Limited, "nonprofit KFT|nonprofit korlátolt felelősségű társaság"},
	{"zrt", Stock, "nonprofit ZRT"},
	{"kht", NonProfit, "KHT|közhasznú társaság|KBE|egyesület|TKSZ|HSZ|OPS|o p s|obecně prospěšná společnost|" +
		"nezisková organizace|z s|zapsaný spolek|z ú"},
	{"sp-zoo", Limited, "SPÓŁKA Z OGR ODP|sp z ogr odp|SPZ OO|SPZ O O"},
	{"sa-pl", Stock, "p s a|prosta spółka akcyjna|zamknięta spółka akcyjna"},
	{"spk", Partnership, "s k a|spółka komandytowo akcyjna|spółka partnerska|SP P|OFE|otwarty fundusz emerytalny"},
	{"sro", Limited, "spoločnosť s r o|společnost s r o|SPOL S RO"},
	{"as-cz", Stock, "AKC SPOL|AKC SPOLEČNOST|jednoduchá spoločnosť na akcie|jednoduchá spol na akcie|J S A"},
	{"ks", Partnership, "KOM SPOL|VER OBCH SPOL|verejná obchodná spoločnosť|SPOL KOM NA AKCIE"},
	{"kd", Partnership, "KD|КД|komanditno društvo|komanditna družba|командитно друштво|командитно дружество|KDA|КДА|" +
		"командитно дружество с акции|JTD|javno trgovačko društvo|DNO|družba z neomejeno odgovornostjo|OD|ОД|ortačko društvo|" +
		"ортачко друштво|СД|^СД|S IE|С ИЕ|СД С ИЕ|събирателно дружество|ДЗЗД|DZZD|ЈТД|јавно трговско друштво|DZZ|SH K|SHK|" +
		"shoqëri komandite|EKD|ЕКД"},
	{"s-p", Generic, "s p|státní podnik|^státní podnik|štátny podnik|^štátny podnik|statni podnik"},
	{"zivnost", Sole, "т п|t p|трговац поединац|trgovac pojedinac|OPG|^OPG|ПР|СТР|biznes individual|БИ"},
	{"np-xk", Public, "n p|ndërmarrje publike|NSH|^NSH|ndërmarrje shoqërore|ДРУШТВЕНО ПРЕДУЗЕЋЕ|društveno preduzeće"},
	{"doo", Limited, "društvo sa ograničenom odgovornošću|drustvo sa ogranicenom odgovornoscu|" +
		"jednostavno društvo s ograničenom odgovornošću|ДООЕЛ УВОЗ ИЗВОЗ|друштво со ограничена одговорност|" +
		"sa ograničenom odgovornošću|SPOLO"},
	{"ad", Stock, "АДСИЦ|ADSIC|ADSITZ|акционерно дружество със специална инвестиционна цел|еднолично акционерно дружество|" +
		"ednolichno aktsionerno druzhestvo|отворено акционерско друштво|ЕД|акционерско друштво"},
	{"ood", Limited, "еднолично дружество с ограничена отговорност|ednolichno druzhestvo s ogranichena otgovornost|" +
		"drujestvo s ogranichena otgovornost"},
	{"ae", Stock, "ανώνυμη εταιρία|κλειστή ανώνυμη εταιρεία|δημόσια εταιρεία|δημόσια εταιρεία περιορισμένησ ευθύνησ|ΑΕΤΕ|ΑΕΕ|" +
		"ΑΤΕ|ΑΒΕΤΕ|ΑΞΤΕ|ΑΕΓΑ"},
	{"epe", Limited, "εταιρία περιορισμένησ ευθύνησ|ιδιωτική κεφαλαιουχική εταιρία|ιδιωτική εταιρεία περιορισμένησ ευθύνησ|" +
		"ΛΤΔ|λίμιτεδ|εταιρεία περιορισμένησ ευθύνησ με μετοχέσ|ΕΠΕ ΑΕ|ΜΟΝ ΙΚΕ|ΜΟΝΟΠΡΟΣΩΠΗ ΙΚΕ|ΜΟΝΟΠΡΟΣΩΠΗ ΕΠΕ|ΜΟΝΟΠΡΟΣΩΠΗ ΑΕ"},
	{"oe", Partnership, "ομόρρυθμη εταιρία|ετερόρρυθμη εταιρία|αφανήσ εταιρεία|αφανήσ εταιρία|συμπλοιοκτησία|" +
		"ετερόρρυθμη κατά μετοχέσ εταιρεία"},
	{"jv", Generic, "JV|joint venture|κοινοπραξία|^κοινοπραξία"},
	{"greek-other", NonProfit, "ΑΜΚΕ|αστική μη κερδοσκοπική εταιρεία|ΝΠΔΔ|ΝΠΙΔ|ναυτική εταιρία|ναυτική εταιρεία|ΝΕ|σωματείο|" +
		"αστική εταιρία"},
	{"as-tr", Stock, "anonim şirket|anonim sirket|anonim ortaklığı|anonim ortaklik|A Ş T|TAŞ|T A Ş|TAO|T A O"},
	{"ltd-sti", Limited, "limited şirket|limited sirket|tic LTD ŞTI|DIŞ TIC LTD ŞTI"},
	{"koll-sti", Partnership, "koll şti|koll sti|kom şti|kom sti|kollektif şirketi|kollektif şirket|komandit şirketi|" +
		"komandit şirket|kolektif şirket|adi ortaklık|adi ortaklığı|iş ortaklığı"},
	// What lists of the European Union translate word by word out of Russian and Belarusian.
	{"ojsc", Stock, "^société par actions ouverte|^société anonyme ouverte|^sociedade por ações aberta|" +
		"^sociedade aberta por ações|^sociedade anónima aberta|^sociedade pública por ações|" +
		"^sociedad limitada por acciones abierta|^sociedad limitada por acciones|^sociedad por acciones abierta|" +
		"^sociedad anónima abierta|^empresa pública por acciones|^societatea deschisă pe acțiuni|^societate deschisă pe acțiuni|" +
		"^societate pe acțiuni deschisă|^societatea publică pe acțiuni|^openbare vennootschap op aandelen|" +
		"^open vennootschap op aandelen|^de open vennootschap op aandelen|^open naamloze vennootschap|" +
		"^an chuideachta comhstoic oscailte|^cuideachta comhstoic oscailte|^ανοικτή μετοχική εταιρεία|^ανοικτή ανώνυμη εταιρεία|" +
		"^ανοιχτή ανώνυμη εταιρεία|^otevřená akciová společnost|^otvorená akciová spoločnosť|^otvoreno dioničko društvo|" +
		"^odprta delniška družba|^otvoreno akcionarsko društvo|^nyílt részvénytársaság|^nyitott részvénytársaság|" +
		"^avoin osakeyhtiö|^öppet aktiebolag|^åbent aktieselskab|^åpent aksjeselskap|^avatud aktsiaselts|" +
		"^atklātā akciju sabiedrība|^atviroji akcinė bendrovė|^отворено акционерно дружество|^открито акционерно дружество|" +
		"^spółka akcyjna typu otwartego|^otwarta spółka akcyjna|^offene aktiengesellschaft|^società per azioni aperta|" +
		"^società per azioni di tipo aperto|^kumpanija b ishma konġunti miftuħa"},
	{"pjsc", Stock, "^javno dioničko društvo|^javna delniška družba|^veřejná akciová společnost|^verejná akciová spoločnosť|" +
		"^ανοικτή συμμετοχική εταιρεία|^δημόσια ανώνυμη εταιρεία|^publiczna spółka akcyjna|^viešoji akcinė bendrovė|" +
		"^nyilvános részvénytársaság|^публично акционерно дружество|^javno akcionarsko društvo"},
	{"fgup", Public, "^gosudarstvenoye predpriyatiye|^gosudarstvennoye predpriyatiye|^javno poduzeće|" +
		"^valstybės unitarinė įmonė|^državno unitarno poduzeće|^državno unitarno podjetje|^întreprinderea unitară de stat|" +
		"^întreprindere unitară de stat|^empresa unitaria estatal|^empresa unitária estatal|^entreprise unitaire d état|" +
		"^impresa unitaria statale|^intrapriża unitarja statali|^staatliches einheitsunternehmen|^státní unitární podnik|" +
		"^státní jednotný podnik|^štátny jednotný podnik|^jednolite przedsiębiorstwo państwowe|" +
		"^państwowe przedsiębiorstwo unitarne|^valsts unitārais uzņēmums|^riiklik unitaarettevõte|^állami egységes vállalat|" +
		"^държавно единно предприятие|^държавно унитарно предприятие|^κρατική ενιαία επιχείρηση|^statligt enhetsföretag|" +
		"^unitair staatsbedrijf|^fiontar aonadach stáit"},
}
