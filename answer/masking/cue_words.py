"""Words that announce accounts, birthdays, handles and people of one's own: data.

Alternatives of regular expressions, in the customers' languages.
"""

ACCOUNT_WORDS = "|".join(
    (
        r"\b(?:account|acct\.?) ?(?:number|num\b|no\b\.?|nr\b\.?|#)|\ba/c(?: no\b\.?)?|\bbank account",
        r"\bkonto(?:nummer|[ -]?n(?:umme)?r\b\.?)|\bbankkonto|\bkonto(?:nummer)?:",
        r"num[ée]ro d(?:e|u) (?:mon |notre |ce )?compte|\bcompte (?:n[°ºo]|num[ée]ro|bancaire|courant)",
        r"n[°º] de compte|n[úu]mero de (?:mi |la |nuestra )?cuenta|\bclabe\b|\bcbu\b",
        r"\bcuenta (?:n[°ºúo]|n\.|corriente|bancaria|de ahorros)",
        r"n[úu]mero da (?:minha |nossa )?conta|\bconta (?:corrente|poupan[çc]a|banc[áa]ria|n[°ºo.])",
        r"numero (?:del|di) (?:mio |nostro )?conto|\bconto (?:corrente|bancario|n[°ºr.])|\bc/c\b",
        r"\b(?:bank)?rekening(?:nummer|nr\b\.?)|\bbankrekening",
        r"\b(?:stort|maak|boek|betaal)\w*\b[^\n.!?\d]{0,40}\bop (?:mijn |onze )?rekening",
        r"\bnumeru? (?:mojego |naszego )?(?:konta|rachunku)|\bnr (?:konta|rachunku)|\bkonto nr\b",
        r"\bna rachunek(?: bankowy)?|rachun\w{2,3} bankow\w{2,4}",
        r"(?:расч[её]тн|лицев|банковск)\w{2,3} сч[её]т\w{0,2}|номер\w? (?:моего|нашего) сч[её]та|\bр/с\b",
        r"\bhesap (?:numara\w*|no\b\.?|nom\b)|\bbanka hesab\w*",
        r"رقم (?:ال)?حساب\w{0,3}|حساب(?:ي)? (?:البنكي |المصرفي )?رقم|حساب(?:ي)? (?:ال)?بنكي",
        r"口座番号|(?:普通|当座)(?:預金)?口座|계좌 ?번호|계좌",
        r"\bsố tài khoản|\bstk\b|tài khoản (?:ngân hàng )?số|vào tài khoản",
        r"เลข(?:ที่)?บัญชี|บัญชีเลขที่|หมายเลขบัญชี|เข้าบัญชี",
        r"\b(?:nomor|no\b\.?) rek(?:ening|\b\.?)|\brek\.|\bke rekening",
        r"[账帐賬帳][号號户戶]|银行卡|銀行卡",
    )
)
ACCOUNT_WORDS_AFTER = r"numaral[ıi] (?:banka )?hesab\w*|번 ?계좌"
"""Behind the number."""
BIRTH_WORDS = "|".join(
    (
        r"\bborn(?: on| in)?\b|\b(?:date of birth|birth ?date|birthday)\b|\bd\.?o\.?b\b",
        r"\bgeboren(?: am)?\b|\bgeburts(?:datum|tag)|\bgeb\.|\bn[ée](?:e|\(e\))? le\b",
        r"date de naissance|\banniversaire|\bnac(?:[íi]|id[oa]|i[óo]) el\b|fecha de nacimiento",
        r"cumplea[ñn]os|\bnasc(?:i|id[oa]|eu) (?:em|no dia|a)\b|data de nascimento|anivers[áa]rio",
        r"\bnat[oa] il\b|\bnat[oa] l'|data di nascita|compleanno|\bgeboren op\b|geboortedatum|verjaardag",
        r"\burodz(?:on[ya]|ił[ae]?m?)(?: się)?\b|data urodzenia|\bur\.|родил(?:ся|ась)|дата рождения",
        r"день рождения|\bд\.?р\.|\bdoğum (?:tarih|gün)\w*|تاريخ (?:ال)?ميلاد\w{0,2}|مواليد|ولدت",
        r"生年月日|誕生日|생년월일|생일|\bsinh (?:ngày|năm)|\bngày (?:tháng năm )?sinh",
        r"เกิด(?:วันที่|เมื่อ(?:วันที่)?)?|วันเกิด|วันเดือนปีเกิด|\blahir(?: pada)?(?: tanggal| tgl\.?)?\b",
        r"ulang tahun|出生(?:年月日|日期|于|於)?|生日|生[于於]",
    )
)
BIRTH_WORDS_AFTER = (
    r"\bgeboren\b|\bdoğumlu|г\.? ?р\.|года рождения|生まれ|生(?=[のでが。、,.)]|\s|$)"
    r"|생(?=[이인입,. ]|$)|출생|出生|生的"
)
"""Behind the date."""
OTHER_DATES = (
    r"manufactur|produc|purchas|bought|order|deliver|expir|warrant|install|hergestell|herstell|kauf|liefer|"
    r"garanti|achat|fabri|livr|compra|entrega|acquist|produzion|consegna|aankoop|gekocht|lever|zakup|kupi|"
    r"produkcj|dostaw|покуп|купи|изготов|производ|доставк|satın|üretim|teslim|شراء|إنتاج|صنع|تسليم|"
    r"购买|購買|购入|生产|生產|制造|製造|出厂|出廠|购|購入|納品|구입|구매|제조|배송|\bmua\b|sản xuất|giao hàng|ซื้อ|ผลิต|"
    r"pembelian|membeli|produksi|pengiriman"
)
"""Days of something else, between the words for a birthday and a date."""

SITES = (
    r"insta(?:gram)?\w{0,2}\b|\big\b|telegram|\btg\b|twitter|tik ?tok|facebook|\bfb\b|discord|snapchat|"
    r"\bskype|\bline(?: id)?\b|wechat|weixin|微信|微博|小红书|小紅書|kakao|카카오|카톡|인스타|\bzalo\b|"
    r"\bthreads\b|\bviber\b|インスタ|انست\w{2,6}|تويتر|تيليج\w{2,5}|سناب|телеграм\w{0,2}|\bтг\b|инст\w{1,8}|"
    r"\bвк\b|ไอจี|ไลน์|อินสตาแกรม|\bhandle\b|\busername\b|\bpseudo\b|\bnick(?:name)?\b"
)
"""Where people go by a name of their own making."""
MESSENGERS = (
    r"telegram|\btg\b|wechat|weixin|微信|微博|line id|skype|discord|snapchat|insta(?:gram)?|kakao ?talk|"
    r"카카오톡|카톡|zalo|телеграм|ไลน์ไอดี"
)
"""Behind which a name needs no @."""
I_AM = (
    r"i'?m|i am|find me(?: at| as)?|ich bin|soy|sou|je suis|sono|ik ben|jestem|я|ben|tôi là|saya|"
    r"我是|私は|저는"
)

PEOPLE_OF_MINE = "|".join(
    (
        r"my (?:wife|husband|son|daughter|mother|father|brother|sister|colleague|neighbou?r|boss|partner|"
        r"friend|boyfriend|girlfriend|mum|mom|dad|tenant|landlord|assistant)",
        r"m(?:a|on) (?:femme|mari|fils|fille|m[èe]re|p[èe]re|fr[èe]re|s(?:œ|oe)ur|coll[èe]gue|voisine?|"
        r"compagne|compagnon|conjointe?|amie?|[ée]pou(?:x|se))",
        r"mi (?:mujer|esposa|marido|esposo|hij[oa]|madre|padre|herman[oa]|compañer[oa]|colega|vecin[oa]|"
        r"jef[ea]|pareja|amig[oa]|novi[oa])",
        r"m(?:inha|eu) (?:espos[oa]|mulher|marido|filh[oa]|m[ãa]e|pai|irm[ãa]o?|colega|vizinh[oa]|chefe|"
        r"amig[oa]|namorad[oa]|companheir[oa])",
        r"mi[ao] (?:moglie|marito|figli[oa]|madre|padre|fratello|sorella|collega|vicin[oa]|compagn[oa]|"
        r"amic[oa])",
        r"mijn (?:vrouw|man|zoon|dochter|moeder|vader|broer|zus|collega|buurman|buurvrouw|baas|partner|"
        r"vriend(?:in)?)",
        r"m(?:oja|oją|ój|ojej|ojego|ojemu) (?:żon[aęy]|mąż|męża|syn(?:a|owi)?|córk[aęi]|mat(?:ka|kę)|ojciec|"
        r"brat|siostr[aęy]|koleg[ai]|koleżank[ai]|sąsiad(?:ka)?|szef(?:owa)?|partner(?:ka)?)",
        r"мо[йяюе][йм]? (?:жен[аеуы]|муж\w?|сын\w?|доч(?:ь|ери)|мать|мам[аеу]|отец|брат\w?|сестр[аеуы]|"
        r"коллег[аеу]|сосед(?:ка)?|начальник|друг|подруг[аеу])",
        r"eşim|kocam|karım|oğlum|kızım|annem|babam|kardeşim|ablam|abim|arkadaşım|komşum|müdürüm|patronum",
        r"(?:vợ|chồng|con trai|con gái|mẹ|bố|anh trai|chị gái|em gái|em trai|đồng nghiệp|hàng xóm|bạn)"
        r" (?:của )?(?:tôi|mình)",
        r"(?:istri|suami|anak|ibu|ayah|bapak|kakak|adik|teman|tetangga|rekan|atasan) saya",
    )
)
"""Whom one names in the middle of a sentence."""
PEOPLE_OF_MINE_AMONG_CAPITALS = (
    r"[Mm]eine?[rnm]? (?:Frau|Mann|Ehefrau|Ehemann|Sohn|Tochter|Mutter|Vater|Bruder|Schwester|"
    r"Kolleg(?:e|en|in)|Nachbar(?:n|in)?|Chef(?:in)?|Partner(?:in)?|Freund(?:in)?|Mieter(?:in)?)"
)
"""In German, where any noun has a capital: two words make a name."""
PEOPLE_IN_HAN = (
    r"我的?(?:爱人|愛人|妻子|老婆|丈夫|老公|儿子|兒子|女儿|女兒|同事|邻居|鄰居|朋友|母亲|母親|父亲|父親|"
    r"妈妈|媽媽|爸爸|太太|先生|哥哥|弟弟|姐姐|妹妹)"
)
NOT_AFTER_PEOPLE_IN_HAN = (
    r"安装|安裝|高兴|高興|方便|马上|馬上|成功|包装|包裝|连接|連接|关闭|關閉|任何|曾经|曾經|于是|计划|万一|"
    r"单独|單獨|陈述|温度|金额|全部|常常|明明|白天|时常|許多|许多|毛病|应该|曲折"
)
"""What begins with a surname and is none."""
PEOPLE_IN_JAPANESE = "(?:妻|夫|主人|息子|娘|母|父|兄|弟|姉|妹|同僚|上司|友人|隣人)の"
PEOPLE_IN_KOREAN = (
    "(?:아내|남편|아들|딸|어머니|아버지|동료|친구|이웃|형|누나|언니|오빠|동생|와이프|집사람)"
)
PEOPLE_IN_ARABIC = (
    "(?:زوجتي|زوجي|ابني|ابنتي|والدتي|والدي|أمي|أبي|أخي|أختي|زميلي|زميلتي|جاري|جارتي|صديقي|صديقتي)"
)
