"""Postal addresses, as each country writes them: a street or building with its number, and what follows.

A city or a country alone is no address: half of the questions are about what holds there.
"""

import re
from collections.abc import Iterator

from answer.masking.message import Found, Message
from answer.masking.street_words import (
    BEHIND_STREET,
    BEHIND_STREET_ALONE,
    JOINED_STREET,
    PARTICLES,
    STREET_BEFORE,
    UNITS,
)

_U = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĘĚĞĢÍÎÏİŁŃŇŐŒŘŚŞŠŤŮŰŹŻŽƠƯА-ЯЁẠ-Ỹ"
_WORD = rf"(?:[{_U}][a-zà-ÿа-яё]{{0,3}}\.(?=[ -])|[{_U}][^\W\d_]{{0,40}}(?:['’-][^\W\d_]{{1,40}}){{0,4}}|\d{{1,3}}(?:st|nd|rd|th|º|ª|°|er|e)\b)(?![^\W_])"
"""Of so many letters and parts as names have: of any number, whatever is joined by hyphens could be
divided in so many ways that a message of them took hours."""
_NUMBER = (
    r"\d{1,5}(?: ?[a-zA-Z](?![^\W_]|[.:] ?\d))?(?: ?[/-] ?\d{1,4}[a-zA-Z]?(?!\d))?(?: (?:bis|ter))?"
)
_NUMBERED = rf"(?:(?:[Nn][oº°rR]?\.?[oº°]?|№|д\.|дом|no:|No:|số)[ :]?[ ]?)?{_NUMBER}"
_PART = (
    r"(?:RT[ .]?\d{1,3} ?/ ?RW[ .]?\d{1,3}|TP\. ?(?:HCM|[A-ZÀ-Ỹ])[^\W\d_]*|"
    rf"(?i:{UNITS})\.?[ :]?[ ]?(?:\d{{1,5}}|[{_U}]{{1,2}})[a-zA-Z]?(?:[ /-]\d{{1,4}}[a-zA-Z]?)?(?![^\W_])"
    rf"|(?:{PARTICLES})|{_WORD}(?:/{_WORD})?|[{_U}\d][{_U}\d-]{{1,8}}|\d{{1,6}}(?:[-/]\d{{1,4}})?(?:[º°ªoa] ?[A-Z]|[a-zA-Zº°ª])?(?![^\W_])"
    rf"|[A-Za-z]{{1,2}}\d[A-Za-z\d]? ?\d[A-Za-z]{{2}}|\(\w{{2,20}}\)|[-–])"
)
"""One piece of what follows a street: a flat, a postcode, a town, a country."""
_TAIL = rf"(?:(?: ?[,;] ?| |\n(?=[{_U}\d])){_PART}){{0,14}}"
_ADDRESSES = tuple(
    re.compile(pattern)
    for pattern in (
        # 14 Maple Avenue, Leeds LS8 2QT
        rf"(?<![\w.,/-])\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}})? (?:{_WORD} ){{1,4}}(?:{BEHIND_STREET})(?![^\W\d_])\.?{_TAIL}",
        # 12 bis rue de la République, 69002 Lyon
        rf"(?<![\w.,/-])\d{{1,5}}(?: ?(?:bis|ter|[A-D]))?,? (?i:rue|avenue|av\.|boulevard|bd|chemin|impasse|all[ée]e|place|quai|route|cours|square)"
        rf" (?:(?:de|du|des|la|le|les|l'|d'|aux?|et) ?){{0,3}}{_WORD}(?: (?:(?:de|du|des|la|le|les|et) ?){{0,3}}{_WORD}){{0,4}}{_TAIL}",
        # Calle de Alcalá 145, Via Garibaldi 15, ul. Długa 5, Jl. Sudirman No. 45
        rf"(?<![\w.])(?:{STREET_BEFORE}) ?(?:(?:(?:{PARTICLES}) ){{0,3}}(?:{_WORD}|\d{{1,2}})[ ,]{{1,2}}){{1,6}}?{_NUMBERED}(?![\d.]\d){_TAIL}",
        # Lindenstraße 27a, 10969 Berlin; Keizersgracht 123-2, 1015 CJ Amsterdam
        rf"(?<![\w.-])(?:{_WORD}[ -]){{0,3}}(?:[{_U}][^\W\d_]{{0,40}}(?:{JOINED_STREET})|(?i:{BEHIND_STREET_ALONE}))\.? {_NUMBER}(?![\d.,]\d){_TAIL}",
        # P.O. Box 1234, Springfield, IL 62704
        rf"(?<![\w.])(?i:p\.? ?o\.? ?box|post office box|postfach|apartado(?: postal)?|caixa postal|bo[îi]te postale|postbus|casella postale|skrytka pocztowa|а/я) \d{{1,6}}{_TAIL}",
        # Невский проспект, 28, кв. 7
        r"(?<![\w.])(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+){0,2}, ?)?[А-ЯЁ][а-яё-]+ (?:проспект|пр-т|пр\.|улица|ул\.|набережная|наб\.|площадь|шоссе|бульвар|б-р|переулок|пер\.),? ?"
        r"(?:(?:д|дом)\.? ?)?\d{1,4}[а-яА-Я]?(?:/\d{1,3})?(?:,? ?(?:корп|к|стр|кв|оф|офис|квартира|корпус)\.? ?\d{1,4}){0,3}",
        # 〒530-0001 大阪市北区梅田1-1-1
        r"〒 ?\d{3}-?\d{4} ?[\u4e00-\u9fff\u3041-\u3096\u30a1-\u30fc々]{2,24}(?: ?\d{1,4}(?:丁目|番地?|号|-)?){1,5}",
        # Newport Road, Cardiff CF24 0EB
        rf"(?<![\w.])(?:{_WORD}(?: {_WORD}){{0,3}}, ?){{1,3}}{_WORD}(?: {_WORD})? [A-Z]{{1,2}}\d[A-Z\d]? \d[A-Z]{{2}}(?![^\W_])",
        # Am Markt 3, 80331 München
        rf"(?<![\w.])(?:Am|An der|Im|In der|Zum|Zur|Auf dem|Unter den|Hinter dem) (?:{_WORD} ){{1,2}}\d{{1,4}}[a-z]?, ?(?:D-|A-|CH-)?\d{{4,5}} {_WORD}{_TAIL}",
        # Bağdat Caddesi No: 245 Daire: 7; Atatürk Mah. Gül Sok. No:12/3
        rf"(?<![\w.])(?:(?:{_WORD} ){{1,3}}(?:Mah(?:allesi)?|Cad(?:desi)?|Sok(?:ak|ağı)?|Bul(?:varı)?|Blv|Sitesi)\.?,? ?){{1,3}}(?:No ?[:.]? ?)?{_NUMBER}{_TAIL}",
        # г. Москва, ул. Тверская, д. 12, кв. 45; 620014, Екатеринбург, пр. Ленина, 24/8
        r"(?<![\w.])(?:\d{6}, ?)?(?:(?:г\.|город|обл\.|[А-ЯЁ][а-яё]+ обл\w{0,4}) ?)?(?:[А-ЯЁ][а-яё-]+, ?){0,3}"
        r"(?:ул|улица|пр|пр-т|проспект|пер|переулок|наб|набережная|б-р|бульвар|шоссе|ш|пл|площадь|проезд|мкр)\.? ?"
        r"(?:\d{1,2}-?[а-я]{0,2} )?[А-ЯЁ][а-яё-]+(?: [А-ЯЁ][а-яё-]+){0,2},? ?(?:(?:д|дом)\.? ?)?\d{1,4}[а-яА-Я]?(?:/\d{1,3})?"
        r"(?:,? ?(?:(?:корп|к|стр|кв|оф|офис|подъезд|этаж|квартира|корпус|строение)\.? ?\d{1,4}[а-я]?|\d{6}|[А-ЯЁ][а-яё-]+)){0,6}",
        # شارع الملك فهد، مبنى 25، حي العليا، الرياض 12214
        r"(?:شارع|طريق|حي|مبنى|عمارة) [\u0621-\u0652]+(?: [\u0621-\u0652]+){0,3}(?:[،,]? (?:رقم )?\d{1,5}|[،,] ?(?:مبنى|عمارة|شقة|الدور|حي|بناية|فيلا|برج|ص\.ب)"
        r"(?: رقم)? [\u0621-\u0652\d]+(?: [\u0621-\u0652]+){0,2})(?:[،,] ?[\u0621-\u0652\d]+(?: [\u0621-\u0652]+){0,3}(?: \d{1,6})?){0,5}(?: \d{5})?",
        # 浙江省杭州市西湖区文三路 478 号 3 幢 502 室; 台北市大安區忠孝東路四段 216 巷 27 弄 3 號 5 樓
        r"(?:[\u4e00-\u9fff]{2,7}?(?:特别行政区|自治区|省|市|區|区|县|縣|州|镇|鎮|鄉|乡|里|村)){0,4}[\u4e00-\u9fff]{1,8}?(?:路|街|道|巷|胡同|村|里|弄|園|园|小区|社区)"
        r"(?:[东西南北中東一二三四五六七八九十]{1,2}(?:段|路|街)?)?(?: ?\d{1,4} ?(?:巷|弄|段)){0,3} ?\d{1,5}(?:[-之]\d{1,4})? ?(?:号|號|弄|栋|幢|座)(?:院|楼|樓|之 ?\d{1,3})?"
        r"(?:[\u4e00-\u9fff]{2,10}(?=\d|[A-Z]座))?(?: ?[A-Z]?\d{0,5}(?:-\d{1,4})? ?(?:号楼|號樓|号|幢|栋|棟|座|单元|單元|室|楼|樓|层|層|房|户)(?:之 ?\d{1,3})?){0,5}(?: ?\d{2,5}(?!\d)(?! ?[元个台件]))?",
        # 〒150-0041 東京都渋谷区神南1-19-11 パークビル3F; 大阪府大阪市北区梅田3丁目2番14号
        r"(?:〒? ?\d{3}-\d{4} ?)?(?:東京都|北海道|大阪府|京都府|[\u4e00-\u9fff]{2,3}県)[\u4e00-\u9fff\u3041-\u3096\u30a1-\u30fc々]{1,18}"
        r"\d{1,4}(?:丁目|番地?|号|-)?(?:\d{1,4}(?:番地?|号|-)?){0,4}(?: ?[\u4e00-\u9fff\u30a1-\u30fcA-Za-z]{2,16}(?:\d{1,4}(?:F|階|号室|号)?)?)?",
        # 서울특별시 강남구 테헤란로 152, 12층 1203호
        r"(?:[\uac00-\ud7a3]{1,6}(?:특별자치시|특별자치도|특별시|광역시|도|시|군|구|읍|면|동) ){1,4}[\uac00-\ud7a3\d]{1,10}(?:대로|로|길)(?:\d{1,4}번?길)? \d{1,4}(?:-\d{1,4})?"
        r"(?:,? (?:[\uac00-\ud7a3]{1,12} )?\d{1,5}(?:동|층|호))*",
        # Số 12, ngõ 34, phố Trần Duy Hưng, quận Cầu Giấy, Hà Nội
        rf"(?<![\w.])(?:(?i:số(?: nhà)?) )?\d{{1,4}}[A-Za-z]?(?:/\d{{1,4}}){{0,3}}(?:,? (?i:ngõ|ngách|hẻm|đường|phố|đ\.) ?(?:\d{{1,4}}|{_WORD}(?: {_WORD}){{0,4}})){{1,4}}{_TAIL}",
        rf"(?<![\w.])\d{{1,4}}[A-Za-z]?(?:/\d{{1,4}}){{0,3}} {_WORD}(?: {_WORD}){{1,4}}, ?(?i:phường|p\.|quận|q\.|xã|huyện|tp\.?)[ .]?(?:\d{{1,2}}|{_WORD}){_TAIL}",
        # 99/12 ซอยสุขุมวิท 55 แขวงคลองตันเหนือ เขตวัฒนา กรุงเทพมหานคร 10110
        r"(?:บ้านเลขที่ ?|เลขที่ ?)?\d{1,4}(?:/\d{1,4})? (?:(?:หมู่(?:ที่|บ้าน)?|ม\.|ซอย|ซ\.|ถนน|ถ\.|อาคาร|ชั้น|ตำบล|ต\.|แขวง|อำเภอ|อ\.|เขต|จังหวัด|จ\.|กรุงเทพ|กทม\.?)"
        r" ?[\u0e00-\u0e7f]*(?: \d{1,4}(?:/\d{1,3})?(?!\d))? ?){1,8}(?:\d{5})?",
    )
)


_ITALIAN = re.compile(
    rf"(?<![\w.])(?:via|viale|corso|piazza|vicolo) (?:(?:{PARTICLES}) )?(?:{_WORD} ){{1,3}}?{_NUMBER},? \d{{5}} {_WORD}{_TAIL}"
)
"""via Garibaldi 15, 20121 Milano: small letters are another word elsewhere, so a postcode follows."""

LEAST_OF_A_STREET = 8
LEAST_OF_AN_IDENTIFIER = 6
"""Characters."""


def find_addresses(message: Message) -> Iterator[Found]:
    """Addresses from street or building to the last of postcode, town and country."""
    for pattern in (*_ADDRESSES, *((_ITALIAN,) if message.language == "it" else ())):
        for match in pattern.finditer(message.text):
            yield from _without_identifiers(message, *match.span())


def _without_identifiers(message: Message, start: int, end: int) -> Iterator[Found]:
    """The address up to the first identifier behind its street."""
    for begin, stop in message.protected:
        if begin < end and start < stop:
            if begin - start < LEAST_OF_A_STREET or stop - begin < LEAST_OF_AN_IDENTIFIER:
                continue  # what looks like one is the number of a house or a postcode
            end = begin
    written = message.text[start:end].rstrip(" ,;.-–\n(")
    if any(map(str.isdigit, written)):
        yield Found(start, start + len(written), "address")
