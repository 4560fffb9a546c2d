"""How units and currencies are written in the product's languages."""

from collections.abc import Iterator, Mapping

from answer.quantity_words import SYMBOLS, WORDS

_MORE_UNITS = {
    "s": "sekundami วินาที giây detik saniye ثانيةً ثوانٍ ثوانی ثوان 秒钟 秒間",
    "min": "мин минутами минуту minutami minutę dakikada menit دقيقةً นาที phút",
    "h": "часами godzinami godz godzinę godzinach stundenlang ساعةً ชม ชั่วโมง",
    "d": "днями дню dniami dniach doba يومًا يوما يومٍ günlük วัน ngày",
    "week": "неделями неделю tygodniach tygodniami tydzień أسبوعًا أسابيع اسابيع haftalık 주일 주간",
    "month": "месяцами miesiącach miesiącami شهرًا شهور أشهر اشهر aylık 달 か月間 ヶ月間 カ月 个月",
    "year": "годами года latach rok roku roczn سنةً عام عامًا أعوام yıllık 年间",
    "V": "вольта вольтами woltów wolty wolt voltio voltios volts فولت فولط โวลต์ volt vôn",
    "A": "ампера амперами amperów ampery amper amperio amperes ampere أمبير امبير แอมป์ แอมแปร์ "
    "암페어 安培",
    "W": "ватта watów waty wat vatio واط وات วัตต์ oát",
    "kW": "kilowatów киловатт كيلوواط กิโลวัตต์ 킬로와트 キロワット",
    "kWh": "квт·ч квтч كيلوواط_ساعة",
    "kg": "килограмма килограммов kilogramów kilogramy kilogramo chilogrammo chilo chili quilos "
    "quilo quilogramas كيلوغرام كيلوجرام كجم กิโลกรัม กก ki-lô-gam 公斤 킬로",
    "g": "грамма граммов gramów gramy gram غرام جرام غ กรัม 公克",
    "mm": "миллиметр миллиметра миллиметров milimetrów milimetry milimetra milímetro millimetri "
    "ملم ملليمتر มิลลิเมตร มม 밀리미터 ミリメートル",
    "cm": "сантиметр сантиметра сантиметров centymetra centymetrów centymetry centímetro "
    "centimetri centimetro zentimetern zentimetre سنتيمتر سم เซนติเมตร ซม 센티미터 센티 "
    "センチメートル santimetre",
    "m": "метра метру metra metrów metry metern mètres متر أمتار مترًا เมตร ม. mét meter",
    "km": "kilometer kilometers kilometre kilometres kilometern километров километра km كيلومتر กม "
    "公里 キロメートル 킬로미터 quilômetros kilómetros chilometri kilometrów กิโลเมตร",
    "inch": "inches inch zoll pulgadas polegadas pollici pouces cali дюймов дюйма بوصة นิ้ว インチ "
    "인치 英寸 吋 inci inç duim",
    "l": "литра litrów litry litra لتر لترات ลิตร lít litre 升",
    "ml": "миллилитров mililitrów millilitri mililitros milliliter مل ملليلتر มิลลิลิตร 밀리리터 "
    "ミリリットル",
    "°C": "цельсия celsjusza celsius مئوية 摄氏度 度",
    "°F": "fahrenheit fahrenheita фаренгейта فهرنهايت 华氏度 華氏",
    "%": "percent prozent procent % процента процента percento بالمئة بالمائة 퍼센트 パーセント "
    "百分 ٪ persen",
    "bar": "бара barów بار บาร์",
    "Hz": "герц herców هرتز เฮิรตซ์ 헤르츠 ヘルツ",
    "lm": "люменов lumenów لومن",
    "working day": "días_laborables|días_hábiles|dias_úteis|jours_ouvrés|jours_ouvrables|"
    "giorni_lavorativi|werkdagen|dni_roboczych|dni_robocze|рабочих_дней|рабочих_дня|рабочие_дни|"
    "рабочий_день|iş_günü|hari_kerja|ngày_làm_việc|أيام_عمل|يوم_عمل|يومَ_عمل|个工作日|個工作日|"
    "工作日|営業日|영업일|วันทำการ|working_days|working_day|business_days|business_day|werktage|"
    "werktagen|arbeitstage|arbeitstagen|día_laborable|día_hábil|dia_útil|jour_ouvré|"
    "giorno_lavorativo",
}

_AMBIGUOUS = frozenset({"in", "с", "в"})
"""Prepositions as well."""


def _unit_words() -> Iterator[tuple[str, str]]:
    for word, unit in WORDS.items():
        if word not in _AMBIGUOUS and unit not in ("EUR", "USD", "CNY"):
            yield word, unit
    for unit, words in _MORE_UNITS.items():
        for word in words.split("|") if "|" in words else words.split():
            yield word.replace("_", " ").casefold(), unit


UNIT_WORDS: Mapping[str, str] = dict(_unit_words())
"""A unit's name in some language, folded → its symbol."""

UNIT_SYMBOLS: Mapping[str, str] = {
    **{
        symbol: symbol
        for symbol, (dimension, _) in SYMBOLS.items()
        if not dimension.startswith("money") and symbol not in ("week", "month", "year", '"')
    },
    "µA": "μA",
    "L": "l",
    "mL": "ml",
    "m2": "m²",
    "m3": "m³",
    "℃": "°C",
    "℉": "°F",
    "В": "V",
    "А": "A",
    "Вт": "W",
    "кВт": "kW",
    "кг": "kg",
    "г": "g",
    "мм": "mm",
    "см": "cm",
    "м": "m",
    "км": "km",
    "ч": "h",
    "мин": "min",
    "Гц": "Hz",
    "л": "l",
    "мл": "ml",
    "km": "km",
    "kWh": "kWh",
    "％": "%",
    "٪": "%",
    "Std.": "h",
    "godz.": "h",
}
"""A unit's symbol as written → as compared; upper and lower case matter."""

DUALS: Mapping[str, tuple[int, str]] = {
    **dict.fromkeys(("سنتان", "سنتين", "عامان", "عامين"), (2, "year")),
    **dict.fromkeys(("شهران", "شهرين"), (2, "month")),
    **dict.fromkeys(("أسبوعان", "أسبوعين"), (2, "week")),
    **dict.fromkeys(("يومان", "يومين"), (2, "d")),
    **dict.fromkeys(("ساعتان", "ساعتين"), (2, "h")),
    **dict.fromkeys(("دقيقتان", "دقيقتين"), (2, "min")),
}
"""Arabic has a form for two of a thing."""

CURRENCY_SIGNS: Mapping[str, str] = {
    "US$": "USD",
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY CNY",
    "￥": "JPY CNY",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "R$": "BRL",
    "zł": "PLN",
    "฿": "THB",
    "₫": "VND",
    "₹": "INR",
    "Rp": "IDR",
}
CURRENCY_CODES = (
    "EUR USD GBP JPY CNY RMB CHF KRW RUB PLN TRY BRL THB VND INR IDR SAR AED MXN CAD AUD SEK NOK "
    "DKK CZK HUF TWD HKD SGD"
).split()
CURRENCY_WORDS: Mapping[str, str] = {
    word: code
    for code, words in {
        "EUR": "euro euros eur евро یورو يورو اليورو ユーロ 유로 欧元 歐元 ยูโร",
        "USD": "dollar dollars dólar dólares dollaro dollari доллар доллара долларов dolar dolara "
        "dolarów dolary us-dollar دولار دولارًا دولارا دولارات 米ドル ドル 달러 美元 美金 ดอลลาร์ "
        "đô-la usd",
        "GBP": "pound pounds pfund libra libras livre livres sterlina sterline фунт фунтов funt "
        "funtów جنيه ポンド 파운드 英镑 英鎊",
        "JPY": "yen yenes iene ienes ين иен иены jen jenów 円 엔 日元 日圓",
        "CNY": "yuan yuans юань юаней juan juanów يوان 人民币 人民幣 元 위안",
        "KRW": "won вон 원 韩元 ウォン",
        "CHF": "franken francs franchi francos franków франков フラン 프랑 瑞士法郎 فرنك",
        "RUB": "rubel rubles rublos rubli рублей рубля рубль руб روبل ルーブル 루블 卢布",
        "PLN": "złotych złoty złote zloty злотых",
        "BRL": "reais real réis",
        "TRY": "lira liras lirası",
        "SAR": "riyal riyals ريال ريالًا",
        "AED": "dirham dirhams درهم درهمًا",
        "INR": "rupee rupees rupien",
        "IDR": "rupiah",
        "THB": "baht บาท",
        "VND": "đồng dong",
    }.items()
    for word in words.split()
}
