"""Words around people's names in the customers' languages, and names where case tells nothing: data."""

CLOSINGS = (
    # English
    "best regards|kind regards|warm regards|with kind regards|regards|best wishes|all the best|"
    "yours sincerely|yours faithfully|yours truly|sincerely|respectfully|cheers|many thanks|thanks in advance|"
    "thanks and regards|thanks a lot|thanks for your help|thank you very much|thank you in advance|thank you|"
    "thanks for nothing|thanks|thx|rgds|"
    # German
    "mit freundlichen gr[üu](?:ß|ss|e)en|mit freundlichem gru(?:ß|ss)|mit besten gr[üu](?:ß|ss)en|freundliche gr[üu](?:ß|ss)e|"
    "viele gr[üu](?:ß|ss)e|beste gr[üu](?:ß|ss)e|liebe gr[üu](?:ß|ss)e|herzliche gr[üu](?:ß|ss)e|sch[öo]ne gr[üu](?:ß|ss)e|"
    "gr[üu](?:ß|ss)e|gru(?:ß|ss)|hochachtungsvoll|mfg|vg|lg|vielen dank im voraus|vielen dank|besten dank|danke im voraus|danke|"
    # Spanish, Portuguese
    "saludos cordiales|un cordial saludo|cordiales saludos|un saludo|saludos|atentamente|atte|muchas gracias|gracias de antemano|"
    "gracias|un abrazo|atenciosamente|com os melhores cumprimentos|melhores cumprimentos|cumprimentos|muito obrigad[oa]|"
    "obrigad[oa]|grat[oa]|abra[çc]os?|att|desde j[áa] agrade[çc]o|"
    # French, Italian
    "bien cordialement|tr[èe]s cordialement|cordialement|bien [àa] vous|meilleures salutations|sinc[èe]res salutations|"
    "salutations distingu[ée]es|salutations|amicalement|cdlt|merci d'avance|merci beaucoup|merci|"
    "cordiali saluti|distinti saluti|cari saluti|un saluto|saluti|cordialmente|grazie mille|grazie in anticipo|grazie|"
    # Dutch, Polish
    "met vriendelijke groet(?:en)?|vriendelijke groet(?:en)?|hartelijke groet(?:en)?|groetjes|groeten|groet|mvg|m\\.v\\.g\\.|hoogachtend|"
    "alvast bedankt|bedankt|dank u wel|dank u|z powa[żz]aniem|z wyrazami szacunku|łączę wyrazy szacunku|serdecznie pozdrawiam|pozdrawiam serdecznie|"
    "pozdrawiam|pozdrowienia|dzi[ęe]kuj[ęe]|z g[óo]ry dzi[ęe]kuj[ęe]|"
    # Turkish, Vietnamese, Indonesian
    "iyi günler dilerim|saygılarımla|saygılarımızla|iyi çalışmalar|iyi günler|teşekkür ederim|teşekkürler|sevgiler|selamlar|kolay gelsin|"
    "trân trọng|thân mến|thân ái|kính thư|xin cảm ơn|cảm ơn nhiều|cảm ơn|"
    "salam hormat|hormat saya|hormat kami|salam|terima kasih banyak|terima kasih|makasih|"
    # Russian
    "с уважением|с наилучшими пожеланиями|всего доброго|всего хорошего|заранее спасибо|большое спасибо|спасибо|благодарю"
)
CLOSINGS_WITH_A_STOP = "best|br|ta|abs|love|greetings|hugs|groet"
"""Words of other sentences, unless a comma or a new line follows."""
CLOSINGS_WITHOUT_CASE = (
    "مع خالص التحية|مع أطيب التحيات|مع التحية|مع تحياتي|تحياتي|وتفضلوا بقبول فائق الاحترام|شكرا جزيلا|شكراً جزيلاً|"
    "شكرا لكم|شكراً لكم|شكرا|شكراً|مع الشكر|"
    "よろしくお願い(?:いた|致)?し(?:ます|ます)|宜しくお願い(?:いた|致)?します|敬具|ありがとうございます|ありがとうございました|草々|"
    "감사합니다|고맙습니다|수고하세요|부탁드립니다|부탁드려요|"
    "谢谢|謝謝|感谢|感謝|多谢|多謝|此致\\s*敬礼|敬礼|此致|祝好|顺祝商祺|敬祝 ?商祺|敬祝|順頌商祺|"
    "ขอบคุณ(?:มาก)?(?:ครับ|ค่ะ|คะ)?|ขอแสดงความนับถือ|ด้วยความเคารพ"
)
STRONG_INTRODUCTIONS = (
    r"my (?:full |first |last )?name(?:'s| is)|(?:my|the) name's|i am called|i'm called|"
    r"ich hei(?:ß|ss)e|mein name ist|mein name lautet|me llamo|mi nombre es|(?:o )?meu nome [ée]|me chamo|chamo-me|"
    r"je m'appelle|mon nom est|mi chiamo|il mio nome [èe]|ik heet|mijn naam is|nazywam się|mam na imię|"
    r"(?<!\d\. )(?<!\bher )(?<!\bbir )(?<!\btam )(?:benim )?adım(?: soyadım)?|ismim|tôi tên(?: là)?|tên (?:tôi|em|mình) là|(?:em|mình) tên(?: là)?|"
    r"nama (?:lengkap )?saya(?: adalah)?|меня зовут|мо[её] имя"
)
INTRODUCTIONS_OF_ANYBODY = (
    r"my (?:full |first |last )?name(?:'s| is)|ich hei(?:ß|ss)e|mein name ist|me llamo|mi nombre es|(?:o )?meu nome [ée]|"
    r"me chamo|chamo-me|je m'appelle|mi chiamo|ik heet|mijn naam is|nazywam się|tôi tên(?: là)?+|nama saya|меня зовут"
)
"""Behind which a name is one without capitals too."""
WEAK_INTRODUCTIONS = (
    r"i am|i'm|this is|it's|soy|le habla|habla|sou (?:[oa] )?|fala [oa]|je suis|c'est|hier spricht|hier ist|ich bin|"
    r"sono|ik ben|u spreekt met|jestem|ben|tôi là|em là|mình là|saya|perkenalkan,? saya|dengan saya|я|это"
)
"""What as often begins another sentence: the name has to end like one."""
LABELS = (
    r"(?:full |first |last |customer(?:'s)? |your |my |contact )?name|surname|recipient|attn|account (?:holder|name)|card ?holder|"
    r"contact person|name und vorname|vorname|nachname|kontoinhaber(?:in)?|empf[äa]nger(?:in)?|ansprechpartner(?:in)?|"
    r"nombre(?: y apellidos?| completo)?|apellidos?|titular|destinatari[oa]|a nombre de|nome(?: completo| e cognome)?|"
    r"cognome|intestatario|intestato a|destinat[áa]ri[oa]|em nome de|nom(?: et pr[ée]nom)?|pr[ée]nom|titulaire|destinataire|"
    r"au nom de|naam|voornaam|achternaam|op naam van|t\.n\.v\.|tnv|ontvanger|rekeninghouder|imię i nazwisko|nazwisko|"
    r"właściciel(?:ka)?|odbiorca|dane do faktury|ad[ıi]? ?soyad[ıi]?|hesap sahibi|al[ıi]c[ıi]|фио|ф\.и\.о\.|имя|фамилия|"
    r"получатель|владелец|контактное лицо|họ(?: và)? tên|tên khách hàng|chủ tài khoản|người nhận|nama(?: lengkap)?|"
    r"atas nama|a\.n\.|penerima"
)
LOOSE_LABELS = (
    r"account holder|kontoinhaber(?:in)?|titular|titulaire|intestato a|op naam van|t\.n\.v\.|właściciel(?:ka)?|"
    r"hesap sahibi|владелец|получатель|chủ tài khoản|người nhận|atas nama|a nombre de|em nome de|au nom de|na nazwisko"
)
"""Labels that need no colon."""
LABELS_WITHOUT_CASE = (
    r"姓名|收件人|收货人|收貨人|联系人|聯絡人|户名|戶名|账户名|开户名|氏名|お名前|名前|名義|口座名義|受取人|宛名|"
    r"성함|이름|문의자|신청인|주문자|고객명|성명|예금주|받는 ?(?:분|사람)|수령인|담당자|"
    r"ชื่อ(?:-| ?และ ?)?(?:นามสกุล)?|ชื่อบัญชี|ผู้รับ|ชื่อผู้รับ|الاسم(?: الكامل)?|اسم المستلم|المستلم|صاحب الحساب"
)
TITLES = (
    r"Mr|Mrs|Ms|Miss|Dr|Prof|Avv|Ing|Lic|Dipl\.-Ing|Herrn?|Frau|Sra?|Srta|[Ss]eñora?|[Ss]eñorita|Dra|Mme|Mlle|[Mm]onsieur|[Mm]adame|Mademoiselle|"
    r"Sig|Sig\.ra|[Ss]ignora?|[Ss]ignor|Dott|Dott\.ssa|Dhr|Mevr|Mevrouw|Meneer|De heer|de heer|Pani|Sayın|Bapak|Ibu|Ông|Bà|"
    r"[Гг]-н|[Гг]-жа|[Гг]осподин|[Гг]оспожа"
)
NOT_NAMES = frozenset(
    "wrong misspelled misspelt missing incorrect falsch mal incorrecto incorrecta errato a all an and another anyone answer any are back best bye can company could customer dear do does error everyone everybody "
    "experience great have hello hi how i if ich in is it just my no not ok on once one please product regards reply "
    "service since so some sorry support team thank thanks the there these they this that unacceptable unbelievable very "
    "waiting was we what when where which who why will would yes you your "
    "ihnen ihr sie das der die ein eine kunde kundin euch team bitte kein keine "
    "american british chinese english french german italian spanish dutch polish russian turkish japanese korean indian "
    "canadian australian european deutsch deutscher deutsche österreicher schweizer "
    "saya kami anda pelanggan pembeli quý khách hàng công ty bạn shop admin pak bu kak "
    "вы мы я это как что когда почему можно нужно есть добрый здравствуйте пожалуйста "
    "los las el la un una este esta equipo le les une um uma os as il lo gli de het een to nie "
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday google amazon apple samsung tradewind android windows iphone whatsapp "
    "model modell modelo produkt produkte order bestellung pedido telefon telefono telefone tel phone email mail e-mail "
    "fax mobile handy oetker coffee martens bronner clean pepper adresse address ürün продукт товар телефон teşekkürler merci danke gracias obrigado grazie "
    "sehr bonjour hola hallo merhaba ciao buongiorno".split()
)
COMPANY_FORMS = frozenset(
    "ltd limited inc llc llp plc corp corporation company co gmbh ag kg ohg ug mbh bv b.v nv sa s.a sas s.a.s sarl "
    "sl s.l srl s.r.l spa s.p.a lda ltda oy ab as aps sp z.o.o ооо зао ao a.ş şti pty pte tbk pt cv group holding "
    "hotel hotels shop store".split()
)
"""What is a company's name has one of them."""
PARTICLES = "de|del|della|di|da|do|dos|das|du|la|le|van|von|zu|der|den|ter|ten|el|al|bin|bint|ibn|y|e|und|af|av"

CHINESE_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭萧田董袁潘蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁"
    "任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付方邹鄒熊孟秦邱侯江尹薛闫閻段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严嚴莫孔向汤湯温康施文牛樊葛邢安齐齊易乔喬"
    "伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童毕畢单裴霍涂成苗谷曲盛冉翁蓝藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒牟艾尤阳陽穆农農司卓古吉缪繆车車项項连連芦褚娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛柏"
)
COMPOUND_SURNAMES = (
    "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|张简|張簡"
)
NOT_CHINESE_NAMES = frozenset(
    "此致 敬礼 敬禮 祝好 安装工 安装师 安裝師 安装员 学生 车主 商家 房东 房主 业主 关于 方便 高级 管理员 程序员 文员 于是 成年 成人 包装 易损 任何 连接 曾经 时候 万一 "
    "安全 江苏 江西 温度 金属 石家庄 文件 单位 项目 向您 路由器 方法 宁波 武汉 成都 康佳 华为 吉利 古董 柴油 车载 游客 农民 毛病 管道 白色 黄色 蓝色 "
    "连接不 連接不 高压 高温 龙头 马桶 马达 熊猫 章鱼 金色 司机 单身 单独 何时 何处 何必 谢谢您 谢谢 謝謝 许多 曾任 梁柱 江湖".split()
)
KOREAN_SURNAMES = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용"
NOT_KOREAN_NAMES = frozenset(
    "고객 신규 한국 한국인 이용자 구매자 주부 남자 여자 하자 안내 사장 조립 전문 정비 주문 배송 제품 문의 서울 부산 인천 "
    "지금 오늘 이번 현재 성인 선생 기사 기술자 주인 방문 원래 이미 전화 이거 이것 그냥 정말 아직 설치 기존 회원 회사 회사원 직원 담당 담당자 임차인 세입자 "
    "공사 유저 나이 여기 도매 소매 소비자 제조 용도 구입 국내 해외 우리 자주 모두 대표 외국인 미국인 일본인 중국인 초보 초보자 개발자 사용자 판매자 학생".split()
)
JAPANESE_SURNAMES = (
    "佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|渡邉|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|林|斎藤|斉藤|齋藤|清水|山崎|森|池田|橋本|阿部|石川|山下|中島|石井|小川|前田|"
    "岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|金子|岡本|藤原|三浦|中野|中川|原田|松田|竹内|小野|田村|中山|和田|石田|森田|上田|原|内田|柴田|酒井|宮崎|横山|"
    "高木|安藤|宮本|大野|小島|工藤|谷口|今井|高田|増田|丸山|杉山|村田|大塚|新井|小山|平野|藤本|河野|上野|野口|武田|松井|千葉|菅原|岩崎|木下|久保|佐野|野村|松尾|市川|菊地|杉本|古川|島田|"
    "水野|桜井|高野|吉川|山内|西田|飯田|菊池|西川|小松|北村|安田|五十嵐|川口|平田|関|中田|久保田|服部|東|岩田|土屋|川崎|福島|本田|辻|樋口|秋山|田口|永井|中西|吉村|川上|石原|大橋|松岡|馬場|浜田|森本|星野|矢野|浅野|大島|松下|吉岡|小池|野田|荒木|熊谷|松浦|大西|内藤|早川|黒田"
)
ARABIC_NAMES = (
    "محمد|أحمد|احمد|علي|حسن|حسين|خالد|عمر|يوسف|إبراهيم|ابراهيم|عبدالله|عبد الله|عبدالرحمن|عبد الرحمن|سعيد|سالم|مصطفى|محمود|طارق|ياسر|كريم|سامي|رامي|فهد|"
    "سلطان|فيصل|ناصر|ماجد|بدر|تركي|سعود|عادل|هشام|وليد|وائل|زياد|بلال|حمزة|أنس|عمرو|إسماعيل|جمال|كمال|نبيل|رشيد|مهدي|أيمن|أسامة|فاطمة|مريم|سارة|نورة|نور|"
    "عائشة|خديجة|زينب|هدى|ليلى|سلمى|منى|رنا|ريم|دينا|هند|أمل|إيمان|ياسمين|رانيا|لينا|هالة|نادية|سميرة|أسماء|شيماء|عبير|جميلة|حنان|سعاد|دعاء|ندى|جواهر|العنود"
)
THAI_NOT_SURNAMES = (
    "รุ่น|เครื่อง|อยาก|ขอ|ซื้อ|สั่ง|ต้องการ|มี|ได้|เบอร์|โทร|อีเมล|ค่ะ|ครับ|คะ|จาก|ที่|ส่ง|สินค้า|ปั๊ม|ฮีตเตอร์|เป็น|ใช้|คืน|จะ|ไม่|ช่วย|สอบถาม|และ|หรือ|"
    "พบ|เจอ|ติดต่อ|ตอนนี้|เพิ่ง|ลูกค้า|นะ|อยู่|ทำ|แจ้ง|ยัง|กรุณา|รบกวน|เลข|หมายเลข|เมื่อ|วัน|ตาม|แต่|เพราะ|ของ|บริษัท|อายุ|บ้าน|ไลน์|แล้ว"
)
