"""How numbers are written and spelled in the product's languages."""

from collections.abc import Iterator, Mapping

DECIMAL_POINT = frozenset({"en", "zh", "ja", "ko", "th", "ar", "und", ""})
"""Languages that write decimals with a point and groups with a comma; the others turn it about."""

_NUMBERS = {
    "en": "two three four five six seven eight nine ten eleven twelve",
    "de": "zwei|zweier drei|dreier vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "pt": "dois|duas três quatro cinco seis sete oito nove dez onze doze",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "ru": "два|две|двух|двумя три|трёх|трех четыре|четырёх|четырех пять|пяти шесть|шести "
    "семь|семи восемь|восьми девять|девяти десять|десяти одиннадцать двенадцать",
    "pl": "dwa|dwie|dwóch|dwoma trzy|trzech cztery|czterech pięć|pięciu sześć|sześciu "
    "siedem|siedmiu osiem|ośmiu dziewięć|dziewięciu dziesięć|dziesięciu jedenaście dwanaście",
    "tr": "iki üç dört beş altı yedi sekiz dokuz on on_bir on_iki",
    "vi": "hai ba bốn năm sáu bảy tám chín mười mười_một mười_hai",
    "id": "dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas dua_belas",
    "th": "สอง สาม สี่ ห้า หก เจ็ด แปด เก้า สิบ สิบเอ็ด สิบสอง",
    "ar": "اثنان|اثنين|اثنتان|اثنتين ثلاث|ثلاثة أربع|أربعة خمس|خمسة ست|ستة سبع|سبعة "
    "ثماني|ثمانية|ثمان تسع|تسعة عشر|عشرة",
    "ko": "두|둘 세|셋|석 네|넷|넉 다섯 여섯 일곱 여덟 아홉 열 열한 열두",
}
_TENS = {
    "en": "twenty:20 thirty:30 forty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90 "
    "hundred:100 fourteen:14 fifteen:15 eighteen:18 twenty-four:24 thirty-six:36 forty-eight:48",
    "de": "vierzehn:14 fünfzehn:15 zwanzig:20 dreißig:30 vierzig:40 fünfzig:50 sechzig:60 "
    "siebzig:70 achtzig:80 neunzig:90 hundert:100 vierundzwanzig:24 sechsunddreißig:36 "
    "achtundvierzig:48",
    "fr": "quatorze:14 quinze:15 vingt:20 trente:30 quarante:40 cinquante:50 soixante:60 cent:100 "
    "vingt-quatre:24 trente-six:36 quarante-huit:48",
    "es": "catorce:14 quince:15 veinte:20 treinta:30 cuarenta:40 cincuenta:50 sesenta:60 "
    "setenta:70 ochenta:80 noventa:90 cien:100 veinticuatro:24",
    "pt": "catorze:14 quatorze:14 quinze:15 vinte:20 trinta:30 quarenta:40 cinquenta:50 "
    "sessenta:60 setenta:70 oitenta:80 noventa:90 cem:100",
    "it": "quattordici:14 quindici:15 venti:20 trenta:30 quaranta:40 cinquanta:50 sessanta:60 "
    "settanta:70 ottanta:80 novanta:90 cento:100 ventiquattro:24",
    "nl": "veertien:14 vijftien:15 twintig:20 dertig:30 veertig:40 vijftig:50 zestig:60 honderd:100"
    " vierentwintig:24",
    "ru": "четырнадцать:14 пятнадцать:15 двадцать:20 тридцать:30 сорок:40 пятьдесят:50 "
    "шестьдесят:60 девяносто:90 сто:100",
    "pl": "czternaście:14 piętnaście:15 dwadzieścia:20 trzydzieści:30 czterdzieści:40 "
    "pięćdziesiąt:50 sześćdziesiąt:60 dziewięćdziesiąt:90 sto:100",
    "tr": "yirmi:20 otuz:30 kırk:40 elli:50 altmış:60 yüz:100",
    "vi": "hai_mươi:20 ba_mươi:30",
    "id": "dua_puluh:20 tiga_puluh:30 empat_belas:14 lima_belas:15",
    "th": "ยี่สิบ:20 สามสิบ:30",
    "ar": "عشرون:20 عشرين:20 ثلاثون:30 ثلاثين:30 أربعون:40 أربعين:40 خمسون:50 خمسين:50 "
    "ستون:60 ستين:60 تسعين:90 مئة:100 مائة:100",
    "ko": "스무:20 서른:30",
}


def _number_words(language: str) -> Iterator[tuple[str, int]]:
    for value, forms in enumerate(_NUMBERS[language].split(), start=2):
        for form in forms.split("|"):
            yield form.replace("_", " "), value
    for pair in _TENS[language].split():
        word, value_text = pair.split(":")
        yield word.replace("_", " "), int(value_text)


NUMBER_WORDS: Mapping[str, Mapping[str, int]] = {
    language: dict(_number_words(language)) for language in _NUMBERS
}
"""Language → number word → number, from two on: one is an article in many languages."""

ONLY_WITH_UNIT: Mapping[str, frozenset[str]] = {
    "fr": frozenset({"neuf"}),
    "it": frozenset({"sei"}),
    "es": frozenset({"once"}),
    "de": frozenset({"acht"}),
    "nl": frozenset({"acht"}),
    "tr": frozenset("altı yedi on yüz kırk".split()),
    "vi": frozenset("năm ba hai chín".split()),
    "th": frozenset("สอง สาม สี่ ห้า หก เจ็ด แปด เก้า สิบ".split()),
    "ko": frozenset("두 둘 세 셋 석 네 넷 넉 열".split()),
    "ar": frozenset({"ست", "عشر"}),
}
"""Words that mean something else as well: a number only before a unit or a counter."""

COUNTERS: Mapping[str, str] = {
    "ko": "개|대|명|번|장|병|통|가지|팩|벌",
    "th": "ตัว|ชิ้น|อัน|เครื่อง|ครั้ง",
    "vi": "chiếc|cái|lần|bộ|con",
}
"""What stands between a number and what is counted."""

ONE: Mapping[str, str] = {
    "en": r"\b(?:one|an?|each|every|per|single)\b",
    "de": r"\b(?:eine?[rnms]?|je|pro|jede[rnms]?)\b",
    "fr": r"\b(?:une?|chaque|par)\b",
    "es": r"\b(?:un[oa]?|cada|por)\b",
    "pt": r"\b(?:uma?|cada|por)\b",
    "it": r"\b(?:un[oa]?|ogni|al)\b|\bun'",
    "nl": r"\b(?:een|één|elke?|per)\b",
    "ru": r"\b(?:один|одна|одно|одного|одной|одну|кажд\w+)\b",
    "pl": r"\b(?:jeden|jedn\w+|każd\w+|co)\b",
    "tr": r"\b(?:bir|her)\b",
    "vi": r"\b(?:một|mỗi)\b",
    "id": r"\b(?:satu|se\w+|setiap|per)\b",
    "th": "หนึ่ง|ต่อ|ทุก|ละ",
    "ar": r"واحد|كل\b",
    "zh": "一|每|首|单|單",
    "ja": "一|毎|ひと",
    "ko": "한|하나|매|첫|일",
}
"""Where a text may say 1 without the digit."""

HAN_DIGITS: Mapping[str, int] = {
    **{character: value for value, character in enumerate("〇一二三四五六七八九")},
    "零": 0,
    "两": 2,
    "兩": 2,
}
HAN_UNITS: Mapping[str, int] = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000}
HAN_COUNTERS = (
    "个|個|天|日|年|小时|小時|時間|时|分钟|分鐘|分間|分(?=以内|後|待|ほど)|秒|周|週|颗|顆|本|枚|次|倍|"
    "件|台|位|名|回|か月|ヶ月|ヵ月|カ月|工作日|営業日|种|種|条|張|张|块|塊|根|层|層|度|升|米|公斤|只|隻|"
    "套|組|组|笔|筆|项|項|步|款|段|级|級|排|对|對|双|雙|圈|格|片|粒|箱|包|盒|瓶|批|家|人|下|支|枝"
)
SINO_KOREAN: Mapping[str, int] = {
    character: value for value, character in enumerate("일이삼사오육칠팔구십", start=1)
}

MULTIPLIERS: Mapping[str, int] = {
    "万": 10_000,
    "萬": 10_000,
    "만": 10_000,
    "亿": 100_000_000,
    "億": 100_000_000,
    "억": 100_000_000,
    "千": 1000,
    "천": 1000,
    **dict.fromkeys(
        "thousand tausend mil mille mila тыс тысяч тысячи тысяча tys tysięcy tysiące bin nghìn "
        "ngàn ribu duizend ألف آلاف พัน".split(),
        1000,
    ),
    **dict.fromkeys(
        "million millions mio Millionen millón millones milhão milhões milione milioni млн "
        "миллион миллионов миллиона mln milion milionów milyon triệu juta miljoen مليون "
        "ล้าน".split(),
        1_000_000,
    ),
}
