"""Units and the words around numbers, in the languages documents come in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_MICRO_PREFIXES = {"n": 1e-9, "μ": 1e-6, "µ": 1e-6, "m": 1e-3, "": 1.0}
_PREFIXES = {**_MICRO_PREFIXES, "k": 1e3, "M": 1e6}
_PREFIXED = {
    "V": ("voltage", "μ m  k"),
    "A": ("current", "n μ m  k"),
    "W": ("power", "m  k M"),
    "VA": ("apparent power", " k M"),
    "Wh": ("energy", " k M"),
    "Ah": ("charge", "m "),
    "Hz": ("frequency", " k M"),
    "Ω": ("resistance", "m  k M"),
    "F": ("capacitance", "n μ"),
    "Pa": ("pressure", " k M"),
    "N": ("force", "m  k"),
    "Nm": ("torque", "m  k"),
    "J": ("work", " k"),
    "g": ("mass", "μ m  k"),
    "l": ("volume", "m "),
    "L": ("volume", "m "),
    "m": ("length", "n μ m  k"),
    "s": ("time", "n μ m "),
    "lm": ("luminous flux", " k"),
    "cd": ("luminous intensity", "m "),
}
_OTHERS: dict[str, tuple[str, float]] = {
    "cm": ("length", 0.01),
    "dm": ("length", 0.1),
    "inch": ("length", 0.0254),
    "ft": ("length", 0.3048),
    '"': ("length", 0.0254),
    "cl": ("volume", 0.01),
    "m²": ("area", 1.0),
    "m2": ("area", 1.0),
    "mm²": ("area", 1e-6),
    "mm2": ("area", 1e-6),
    "cm²": ("area", 1e-4),
    "cm2": ("area", 1e-4),
    "m³": ("volume", 1000.0),
    "m3": ("volume", 1000.0),
    "cm³": ("volume", 1e-3),
    "t": ("mass", 1e6),
    "lb": ("mass", 453.592),
    "lbs": ("mass", 453.592),
    "oz": ("mass", 28.3495),
    "min": ("time", 60.0),
    "h": ("time", 3600.0),
    "d": ("time", 86400.0),
    "week": ("time", 604800.0),
    "month": ("time", 2629800.0),
    "year": ("time", 31557600.0),
    "working day": ("working days", 1.0),
    "%": ("share", 1.0),
    "‰": ("share", 0.1),
    "°C": ("temperature", 1.0),
    "℃": ("temperature", 1.0),
    "°F": ("temperature", 5 / 9),
    "K": ("kelvin", 1.0),
    "°": ("angle", 1.0),
    "bar": ("pressure", 1e5),
    "mbar": ("pressure", 100.0),
    "psi": ("pressure", 6894.76),
    "hPa": ("pressure", 100.0),
    "rpm": ("rotation", 1.0),
    "min⁻¹": ("rotation", 1.0),
    "r/min": ("rotation", 1.0),
    "dB": ("level", 1.0),
    "dB(A)": ("level", 1.0),
    "lx": ("illuminance", 1.0),
    "lm/W": ("efficacy", 1.0),
    "m/s": ("speed", 1.0),
    "km/h": ("speed", 1 / 3.6),
    "mm/s": ("speed", 1e-3),
    "ppm": ("ppm", 1.0),
    "px": ("pixels", 1.0),
    "m³/h": ("volume rate", 1 / 3.6),
    "m3/h": ("volume rate", 1 / 3.6),
    "kB": ("memory", 1e3),
    "MB": ("memory", 1e6),
    "GB": ("memory", 1e9),
    "EUR": ("money EUR", 1.0),
    "€": ("money EUR", 1.0),
    "USD": ("money USD", 1.0),
    "$": ("money USD", 1.0),
    "GBP": ("money GBP", 1.0),
    "£": ("money GBP", 1.0),
    "CNY": ("money CNY", 1.0),
    "RMB": ("money CNY", 1.0),
    "CHF": ("money CHF", 1.0),
    "JPY": ("money JPY", 1.0),
}
CURRENCIES = {"€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "CNY", "￥": "CNY"}


def _prefixed() -> Iterator[tuple[str, tuple[str, float]]]:
    for symbol, (dimension, prefixes) in _PREFIXED.items():
        for prefix in (*prefixes.split(), ""):
            yield prefix + symbol, (dimension, _PREFIXES[prefix])
            if prefix == "μ":
                yield "µ" + symbol, (dimension, 1e-6)
    yield "kg", ("mass", 1e3)


SYMBOLS: Mapping[str, tuple[str, float]] = {**dict(_prefixed()), **_OTHERS}
"""Unit → what it measures and its size in the base unit; upper and lower case matter."""

_UNIT_WORDS = {
    "s": "second seconds sec sek sekunde sekunden seconde secondes segundo segundos secondo "
    "secondi "
    "seconden sekunda sekundy sekund секунда секунды секунд сек с saniye detik giây ثانية ثوان "
    "ثواني "
    "秒 秒钟 秒鐘 秒間 초 วินาที",
    "min": "minute minutes mins minuten minuto minutos minuti minuut minuta minuty minut минута "
    "минуты минут мин dakika menit phút دقيقة دقائق 分钟 分鐘 分 分間 분 นาที",
    "h": "hour hours hr hrs stunde stunden std heure heures hora horas ora ore uur uren godzina "
    "godziny godzin час часа часов ч saat jam giờ ساعة ساعات 小时 小時 時間 시간 ชั่วโมง",
    "d": "day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen dzień dni "
    "день дня дней gün hari ngày يوم أيام 天 日 日間 일 วัน",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken "
    "tydzień tygodnie tygodni неделя недели недель hafta minggu tuần أسبوع أسابيع 周 週 週間 주 "
    "สัปดาห์",
    "month": "month months monat monate monaten mois mes meses mês mese mesi maand maanden miesiąc "
    "miesiące miesięcy месяц месяца месяцев ay bulan tháng شهر أشهر 个月 個月 ヶ月 か月 개월 เดือน",
    "year": "year years jahr jahre jahren an ans année années año años ano anos anno anni jaar "
    "jaren "
    "rok lata lat год года лет yıl tahun năm سنة سنوات 年 年間 년 ปี",
    "V": "volt volts voltios вольт вольта в 伏 伏特 ボルト 볼트",
    "A": "amp amps ampere amperes ampère ampères amperios ампер 安 安培 アンペア",
    "W": "watt watts vatios ватт вт 瓦 瓦特 ワット 와트",
    "kW": "kilowatt kilowatts квт 千瓦",
    "kg": "kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes kilogramo kilogramos "
    "chilogrammi кг килограмм 公斤 千克 キログラム 킬로그램",
    "g": "gram grams gramm gramme grammes gramo gramos grammi г грамм 克 グラム 그램",
    "mm": "millimetre millimetres millimeter millimeters millimètres milímetros мм 毫米 ミリ",
    "cm": "centimetre centimetres centimeter centimeters zentimeter centimètres centímetros см "
    "厘米 "
    "公分 センチ",
    "m": "metre metres meter meters mètre mètres metro metros metri м метров 米 公尺 メートル 미터",
    "inch": "inch inches in zoll pulgadas pouces 英寸",
    "l": "litre litres liter liters litro litros litri л литров 升 リットル 리터",
    "ml": "millilitre millilitres milliliter milliliters мл 毫升",
    "°C": "°c degrees celsius 摄氏度 攝氏度 度",
    "%": "percent prozent procent procents pourcent процентов",
    "bar": "bars бар 巴",
    "rpm": "u/min tr/min об/мин 转/分 转/分钟",
    "lm": "lumen lumens люмен лм 流明 ルーメン 루멘",
    "Hz": "hertz гц 赫兹",
    "Nm": "n·m n⋅m newton-metres нм 牛·米",
    "working day": "|working days|working day|business days|business day|werktage|werktagen|"
    "arbeitstage|arbeitstagen|jours ouvrés|jours ouvrables|días hábiles|días laborables|"
    "dias úteis|giorni lavorativi|werkdagen|dni roboczych|dni robocze|рабочих дней|рабочих дня|"
    "iş günü|hari kerja|ngày làm việc|أيام عمل|工作日|个工作日|個工作日|営業日|영업일|วันทำการ",
    "EUR": "euro euros евро 欧元 歐元 ユーロ",
    "USD": "dollar dollars 美元 ドル",
    "CNY": "yuan 元 人民币",
}
WORDS: Mapping[str, str] = {
    word: unit
    for unit, words in _UNIT_WORDS.items()
    for word in (words.strip("|").split("|") if words.startswith("|") else words.split())
}
"""A unit's name in some language, folded → its symbol."""

_NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve",
    "de": "ein|eine|einen|einem zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "un|une deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "uno|una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "pt": "um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze",
    "it": "uno|una due tre quattro cinque sei sette otto nove dieci undici dodici",
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "ru": "один|одна два|две три четыре пять шесть семь восемь девять десять одиннадцать "
    "двенадцать",
}
NUMBER_WORDS: Mapping[str, int] = {
    **{
        word: value
        for words in _NUMBERS.values()
        for value, forms in enumerate(words.split(), start=1)
        for word in forms.split("|")
    },
    "fourteen": 14,
    "fifteen": 15,
    "eighteen": 18,
    "twenty": 20,
    "twenty-four": 24,
    "thirty": 30,
    "thirty-six": 36,
    "forty-eight": 48,
    "sixty": 60,
    "ninety": 90,
    "vierzehn": 14,
    "dreißig": 30,
    "quinze": 15,
    "trente": 30,
    "treinta": 30,
    "trinta": 30,
    "vierundzwanzig": 24,
    "veinticuatro": 24,
    "quatorze": 14,
    "sechsunddreißig": 36,
}
HAN_DIGITS: Mapping[str, int] = {
    character: value
    for value, characters in enumerate(
        ("一", "二两兩", "三", "四", "五", "六", "七", "八", "九"), 1
    )
    for character in characters
}


@dataclass(frozen=True, slots=True)
class BoundWords:
    """Words that make a number a bound."""

    before: re.Pattern[str]
    behind: re.Pattern[str]


_FILLERS = (
    r"(?:\W{0,3}(?:of|is|are|von|de|di|da|el|the|a|an|ca\.?|um|uma|una|einem|einer)\W)?\W{0,3}$"
)
AT_MOST = BoundWords(
    before=re.compile(
        r"(?:(?<!\w)(?:up to|at most|max|max\.|maximum|maximal|no more than|not more than|"
        r"less than|"
        r"not exceed|below|under|bis zu|höchstens|maximale?|unter|weniger als|jusqu[’']à|au plus|"
        r"moins de|maximale?|hasta|máximo|máxima|como máximo|menos de|até|no máximo|fino a|massimo|"
        r"al massimo|maximaal|hoogstens|minder dan|maksymalnie|najwyżej|до|не более|максимум|"
        r"en fazla|tối đa|không quá|maksimal|maksimum|paling lama|hingga)"
        r"|[<≤]|最多|最大|不超过|不超過|至多|最长|最長|最高|最大で|최대|สูงสุด|ไม่เกิน|"
        r"بحد أقصى|حتى)" + _FILLERS
    ),
    behind=re.compile(
        r"\W{0,2}(?:or less|maximum|max\b|oder weniger|以下|以内|以內|まで|이하|이내|maximal)"
    ),
)
AT_LEAST = BoundWords(
    before=re.compile(
        r"(?:(?<!\w)(?:at least|min|min\.|minimum|minimal|no less than|not less than|more than|"
        r"over|"
        r"above|mindestens|wenigstens|mehr als|über|ab|au moins|plus de|dès|al menos|mínimo|mínima|"
        r"como mínimo|más de|pelo menos|no mínimo|mais de|almeno|minimo|più di|minstens|minimaal|"
        r"meer dan|co najmniej|minimum|не менее|минимум|более|en az|ít nhất|tối thiểu|minimal|"
        r"paling sedikit|setidaknya|from)"
        r"|[>≥]|至少|最少|最小|不少于|不少於|最短|最低|少なくとも|최소|อย่างน้อย|على الأقل)"
        + _FILLERS
    ),
    behind=re.compile(
        r"\W{0,2}(?:or more|minimum|min\b|oder mehr|以上|以上の|이상|ou plus|o más|o mais|o più)"
    ),
)
ABOUT = re.compile(
    r"(?:(?<!\w)(?:about|approx|approx\.|approximately|around|roughly|some|typically|typ|typ\.|"
    r"etwa|ca|ca\.|circa|ungefähr|rund|environ|approximativement|aproximadamente|unos|unas|aprox|"
    r"cerca de|около|примерно|ok\.|około|yaklaşık|sekitar|kira-kira|khoảng)|[≈~]|约|約|大约|大約|"
    r"およそ|약|ประมาณ|حوالي)\W{0,3}$"
)
CONDITION_BEFORE = re.compile(r"(?:(?<!\w)(?:at|bei|à|bij|przy|при|ad)|@|在|当|當)\W{0,3}$")
"""A number behind it says when something holds, where the sentence has another to say."""

_MONTHS = {
    1: "jan ene gen янв sty ocak",
    2: "feb fév fev фев lut",
    3: "mar mär maa мар",
    4: "apr avr abr апр kwi",
    5: "may mai mei mag мая май maj",
    6: "jun juin giu июн cze",
    7: "jul juil lug июл lip",
    8: "aug août ago авг sie",
    9: "sep set сен wrz",
    10: "oct okt out ott окт paź",
    11: "nov ноя lis",
    12: "dec dez déc dic дек gru",
}
MONTHS: Mapping[str, int] = {
    beginning: month for month, words in _MONTHS.items() for beginning in words.split()
}
"""How the names of the months begin."""
