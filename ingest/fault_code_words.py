"""Words that fault codes stand beside, in the product's languages. Data only.

Words of spaced scripts are matched from a word's start: ``показыва`` is met in every form of it.
"""

FAULT_LABELS = (
    *("error", "err", "fault", "alarm", "failure", "trouble code", "fehler", "störung", "alarm"),
    *("erreur", "défaut", "defaut", "panne", "alarme", "fallo", "avería", "alarma", "erro"),
    *("falha", "avaria", "errore", "guasto", "allarme", "anomalia", "fout", "storing", "błąd"),
    *("bład", "blad", "usterka", "awaria", "alarm", "ошибка", "ошибки", "ошибку", "ошибке"),
    *("авария", "аварию", "неисправность", "сбой", "hata", "hatası", "arıza", "arızası", "خطأ"),
    *("الخطأ", "عطل", "العطل", "إنذار", "lỗi", "sự cố", "cảnh báo", "kesalahan", "gangguan"),
    *("galat", "ข้อผิดพลาด", "ขัดข้อง", "错误", "錯誤", "故障", "报警", "報警", "警报", "警報"),
    *("报错", "報錯", "エラー", "アラーム", "異常", "警告", "오류", "에러", "고장", "알람", "경보"),
)
"""What a number or a code right behind it, or a code right before it, is the code of."""

DISPLAY_STEMS = (
    *("display", "screen", "panel", "anzeige", "écran", "afficheur", "pantalla", "visor", "tela"),
    *("schermo", "scherm", "wyświetl", "ekran", "диспле", "экран", "табло", "панел", "layar"),
    *("màn hình", "الشاشة", "شاشة"),
)
"""Where a code is read, a few words behind it: "E7 on the display"."""

CODE_WORDS = (
    *("code", "codes", "number", "no", "nr", "message", "fehlercode", "störungscode", "meldung"),
    *("codigo", "código", "codice", "foutcode", "storingscode", "kod", "код", "kodu", "رمز"),
    *("كود", "mã", "kode", "รหัส", "代码", "代碼", "代号", "码", "碼", "コード", "코드", "番号"),
    *("anzeige", "display", "indication", "affichage", "visor", "显示", "顯示", "表示", "표시"),
)
"""What a column of codes may be headed by where the section is about faults."""

FAULT_STEMS = (
    *("error", "fault", "alarm", "troubleshoot", "fehler", "störung", "erreur", "défaut", "panne"),
    *("fallo", "avería", "falha", "avaria", "erro", "guast", "allarm", "anomali", "fout"),
    *("storing", "błęd", "błąd", "usterk", "awari", "ошиб", "неисправ", "авари", "hata", "arıza"),
    *("خطأ", "أخطاء", "الأخطاء", "الخطأ", "أعطال", "الأعطال", "lỗi", "sự cố", "kesalahan"),
    *("gangguan", "ข้อผิดพลาด", "ขัดข้อง", "错误", "錯誤", "故障", "报警", "報警", "警报", "报错"),
    *("エラー", "異常", "警報", "アラーム", "오류", "에러", "고장", "알람"),
)
"""What a heading or a table's header says where codes of faults stand below it."""

SHOWN_WORDS = (
    *("show", "display", "screen", "read", "says", "say", "report", "indicat", "appear", "gives"),
    *("pops up", "comes up", "mean", "code", "zeigt", "zeigen", "anzeig", "angezeigt", "meldet"),
    *("melden", "erschein", "leuchtet", "bedeut", "heißt", "affich", "écran", "indiqu"),
    *("signal", "appar", "signifi", "veut dire", "muestra", "pantalla", "marca", "indica"),
    *("aparece", "significa", "mostra", "visor", "tela", "ecrã", "exibe", "schermo", "segnal"),
    *(
        "compar",
        "toont",
        "scherm",
        "geeft",
        "meldt",
        "verschijn",
        "betekent",
        "pokazuj",
        "wyświetl",
    ),
    *("ekran", "zgłasz", "pojawi", "znaczy", "oznacza", "показыва", "экран", "диспле", "выда"),
    *("горит", "появ", "пишет", "высвеч", "табло", "значит", "означа", "код", "göster", "ekran"),
    *(
        "veriyor",
        "yazıyor",
        "çıkıyor",
        "beliriyor",
        "demek",
        "anlam",
        "تظهر",
        "يظهر",
        "ظهر",
        "شاشة",
    ),
    *(
        "الشاشة",
        "يعرض",
        "تعرض",
        "معنى",
        "يعني",
        "تعني",
        "رمز",
        "hiển thị",
        "màn hình",
        "hiện",
        "báo",
    ),
    *(
        "nghĩa",
        "là gì",
        "mã",
        "menampil",
        "layar",
        "muncul",
        "tampil",
        "menunjuk",
        "arti",
        "berarti",
    ),
    *("kode", "แสดง", "หน้าจอ", "ขึ้น", "หมายถึง", "รหัส", "显示", "顯示", "报", "報", "屏幕"),
    *(
        "螢幕",
        "出现",
        "出現",
        "提示",
        "代码",
        "代碼",
        "什么意思",
        "什麼意思",
        "表示",
        "出ま",
        "出た",
    ),
    *("出て", "出る", "画面", "コード", "意味", "표시", "화면", "떠", "떴", "뜨", "나와", "나옵"),
    *("나타", "코드", "의미", "뜻", "fix", "what to do", "was tun", "que faire", "qué hago"),
    *(
        "qué hacer",
        "que fazer",
        "o que faço",
        "cosa fare",
        "cosa faccio",
        "wat te doen",
        "co robić",
    ),
    *(
        "что делать",
        "ne yap",
        "ماذا أفعل",
        "怎么办",
        "怎麼辦",
        "处理",
        "處理",
        "どうすれば",
        "対処",
    ),
    *("어떻게", "làm gì", "phải làm", "làm sao", "ทำอย่างไร", "apa yang harus", "bagaimana"),
)
"""What a question says of a device that shows a code, or that asks what one means."""

SHOWS_BEFORE = (
    *("shows", "show", "showing", "displays", "displaying", "reads", "says", "zeigt", "meldet"),
    *("affiche", "muestra", "marca", "mostra", "exibe", "segnala", "toont", "geeft", "meldt"),
    *("pokazuje", "wyświetla", "показывает", "выдает", "выдаёт", "تعرض", "تظهر", "hiển thị", "báo"),
    *("menampilkan", "แสดง", "ขึ้น", "显示", "顯示", "报", "報"),
)
"""A bare number right behind it is what is shown."""
SHOWN_BEHIND = ("と表示", "が表示", "と出", "が出", "이 표시", "가 표시", "이 떠", "가 떠")
"""The same for a number right before it."""

BLINK_STEMS = (
    *("blink", "flash", "clignot", "parpade", "destell", "pisca", "lampegg", "knipper", "miga"),
    *("mrug", "мига", "морга", "yanıp sön", "تومض", "يومض", "ومض", "nháy", "kedip", "berkedip"),
    *("กะพริบ", "闪", "閃", "点滅", "깜박", "깜빡"),
)
TIMES = (
    *("times", "time", "x", "×", "mal", "fois", "veces", "vezes", "volte", "keer", "razy", "раза"),
    *("раз", "kez", "kere", "defa", "مرات", "مرة", "lần", "kali", "ครั้ง", "次", "下", "回", "번"),
)
TIMES_IN_A_WORD = {
    "twice": 2,
    "thrice": 3,
    "zweimal": 2,
    "dreimal": 3,
    "viermal": 4,
    "fünfmal": 5,
    "sechsmal": 6,
    "siebenmal": 7,
    "achtmal": 8,
    "tweemaal": 2,
    "driemaal": 3,
    "dwukrotnie": 2,
    "trzykrotnie": 3,
    "дважды": 2,
    "трижды": 3,
    "مرتين": 2,
}

NO_UNITS = frozenset({"am", "pm", "in", "er", "em", "up", "mi", "th", "st", "nd", "rd", "ch", "hd"})
"""Abbreviations of units that are words as well: "Fehler 7 am Kessel"."""

NO_CODE_NOUNS = (
    *("key", "button", "switch", "position", "terminal", "parameter", "thread", "breaker", "class"),
    *("value", "stage", "pin", "port", "size", "paper", "socket", "connector"),
    *("plug", "relay", "jumper", "valve", "screw", "bolt", "nut", "chapter", "page", "table"),
    *("figure", "fuse", "zone", "setting", "menu", "step", "program", "mode"),
    *("input", "output", "channel", "bulb", "grade"),
    *("resistor", "capacitor", "circuit", "taste", "knopf", "schalter", "stellung", "klemme"),
    *("gewinde", "klasse", "wert", "stufe", "papier", "fassung", "stecker", "relais", "ventil"),
    *("schraube", "mutter", "kapitel", "seite", "tabelle", "bild", "sicherung", "leitungsschutz"),
    *("schalterstellung", "automat", "touche", "bouton", "interrupteur", "borne", "paramètre"),
    *("filetage", "disjoncteur", "classe", "valeur", "papier", "douille", "vis", "fusible"),
    *("tecla", "botón", "interruptor", "posición", "borne", "terminal", "parámetro", "rosca"),
    *("magnetotérmico", "clase", "valor", "papel", "casquillo", "tornillo", "botão", "chave"),
    *("posição", "parâmetro", "disjuntor", "classe", "tasto", "pulsante", "interruttore"),
    *("posizione", "morsetto", "parametro", "filetto", "valore", "carta", "attacco", "vite"),
    *("toets", "knop", "schakelaar", "stand", "klem", "schroefdraad", "waarde", "schroef"),
    *("klawisz", "przycisk", "przełącznik", "pozycj", "zacisk", "parametr", "gwint", "wyłącznik"),
    *("wartość", "papier", "śrub", "клавиш", "кнопк", "переключат", "положени", "клемм"),
    *("параметр", "резьб", "автомат", "класс", "значени", "бумаг", "цокол", "винт", "болт"),
    *("tuş", "düğme", "anahtar", "konum", "terminal", "klemens", "parametre", "vida", "sınıf"),
    *("değer", "kağıt", "مفتاح", "زر", "موضع", "طرف", "معامل", "قاطع", "فئة", "قيمة", "ورق"),
    *("phím", "nút", "công tắc", "vị trí", "cầu đấu", "tham số", "ren", "aptomat", "giấy"),
    *("tombol", "sakelar", "posisi", "baut", "kertas", "kelas", "nilai", "ปุ่ม", "สวิตช์"),
    *("ตำแหน่ง", "ขั้ว", "พารามิเตอร์", "กระดาษ", "键", "鍵", "按钮", "按鈕", "开关", "開關"),
    *(
        "位置",
        "端子",
        "参数",
        "參數",
        "螺纹",
        "螺紋",
        "断路器",
        "斷路器",
        "等级",
        "等級",
        "纸",
        "紙",
    ),
    *("灯头", "燈頭", "螺钉", "螺丝", "螺絲", "キー", "ボタン", "スイッチ", "パラメータ", "ねじ"),
    *("ネジ", "ブレーカー", "クラス", "用紙", "키", "버튼", "스위치", "단자", "파라미터", "나사"),
    *("차단기", "등급", "용지"),
)
"""What letters and a number beside it are the name of, where they are no code."""
