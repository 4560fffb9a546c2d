"""People's names: where they sign, introduce themselves, are labelled or addressed, or are somebody's
wife, colleague or neighbour.

Nowhere else: a name in the middle of a sentence is as likely a brand's, a street's or a product's.
"""

import re
from collections.abc import Iterator

from answer.masking import name_words as words
from answer.masking.cue_words import (
    NOT_AFTER_PEOPLE_IN_HAN,
    PEOPLE_IN_ARABIC,
    PEOPLE_IN_HAN,
    PEOPLE_IN_JAPANESE,
    PEOPLE_IN_KOREAN,
    PEOPLE_OF_MINE,
    PEOPLE_OF_MINE_AMONG_CAPITALS,
)
from answer.masking.message import Found, Message

_UPPER = "".join(
    chr(code)
    for start, end in ((0x41, 0x250), (0x400, 0x530), (0x1E00, 0x1F00))
    for code in range(start, end)
    if chr(code).isupper()
)
_WORD = (
    rf"[{_UPPER}](?:[^\W\d_]|['’.-](?=[^\W\d_])){{0,30}}(?:(?<=[ .]\w)\.|(?<=^\w)\.)?(?![^\W\d_])"
)
_NAME = rf"{_WORD}(?: (?:(?:{words.PARTICLES}) ){{0,2}}{_WORD}){{0,3}}"
_TITLE = rf"(?:(?:{words.TITLES})\.? ){{0,3}}"
_ENDS = r"(?=[ \t]*(?:$|[\n,;.!()|\x00]|[-–—•]\s))"
_BEGINS = r"(?:^|[\n.!?,;:\x00。！]|\b(?:and|und|y|e|et|en|i|ve|и|with|mit|con|com|dan|và|many|so)\b)[ \t]*"
_SIGNED = re.compile(
    rf"{_BEGINS}(?:(?i:{words.CLOSINGS})[ \t]*(?:[,.!;:…]+|[-–—]| )?!*\s*(?:[-–—~]+[ \t]*)?"
    rf"|(?i:{words.CLOSINGS_WITH_A_STOP})(?:[ \t]*[,!]\s*|[ \t]*\n\s*))(?P<name>{_TITLE}{_NAME}){_ENDS}"
)
_UNDER_A_DASH = re.compile(
    rf"\n[ \t]*(?:--|[–—~])[ \t]?\n?(?P<name>{_NAME})\s*\Z|\n-(?P<loose>{_NAME})\s*\Z"
)
_ABOVE_A_CONTACT = re.compile(
    rf"\n[ \t]*(?P<name>{_WORD}(?: {_WORD}){{1,2}})[ \t]*\n(?=[^\n\x00]{{0,14}}\x00)"
)
_STRONG = re.compile(
    rf"(?<![^\W\d_])(?i:{words.STRONG_INTRODUCTIONS})[ :,]{{1,3}}(?P<name>{_TITLE}{_NAME})"
)
_STRONG_IN_SMALL = re.compile(
    rf"(?<![^\W\d_])(?i:{words.INTRODUCTIONS_OF_ANYBODY})[ :]{{1,2}}(?P<name>[^\W\d_]{{2,20}}(?: [^\W\d_]{{2,20}})?)"
    r"(?=[ \t]*(?:$|[\n,.;!\x00]| (?:and|y|e|et|und|en|i|ve|dan|и)\b))"
)
_WEAK = re.compile(
    rf"(?<![^\W\d_'])(?P<said>(?i:{words.WEAK_INTRODUCTIONS})) ?(?P<name>{_TITLE}{_NAME})"
    r"(?=[ \t]*(?:$|[\n,;.!()\x00]| (?:and|from|here|again|with|y|e|et|de|del|des|aus|von|vom|und|uit|van|en|z|ze|i|"
    r"dari|из|и|ở|từ|at|do)\b))"
)
_LABELLED = re.compile(
    rf"(?:^|[\n,;.|\x00(–-]|\b(?:my|full|your|first|last))[ \t]*(?i:{words.LABELS})[ \t]*[:=][ \t]*(?P<name>{_TITLE}{_NAME})(?!['’]| ?\d)"
    rf"|(?<![^\W\d_])(?i:{words.LOOSE_LABELS})[ \t]*(?P<loose>{_TITLE}{_NAME})"
)
_HERE = re.compile(
    rf"(?:^|[\n.!,;]|\b(?:[Hh]i|[Hh]ello|[Hh]ey|HI|HELLO)\b,?)[ \t]*(?P<name>{_NAME}) here(?=[ \t]*(?:$|[\n,.!;]|and\b|from\b))"
)
_ADDRESSED = re.compile(
    rf"(?<![^\W\d_])(?<!\b[Mm]eine )(?<!\b[Mm]einer )(?P<name>(?:(?:{words.TITLES})\.? ){{1,3}}{_WORD}(?: (?:(?:{words.PARTICLES}) ){{0,2}}{_WORD}){{0,2}}"
    rf"|{_WORD} (?:Bey|Hanım)(?!\w))"
)
_OF_MINE = re.compile(
    rf"(?<![^\W\d_])(?i:{PEOPLE_OF_MINE}),? (?P<name>{_TITLE}{_NAME})"
    rf"|(?<![^\W\d_])(?:{PEOPLE_OF_MINE_AMONG_CAPITALS}),? (?P<loose>{_TITLE}{_WORD}(?: (?:(?:{words.PARTICLES}) ){{0,2}}{_WORD}){{1,2}})"
)
_WITH_CASE = (
    _SIGNED,
    _UNDER_A_DASH,
    _ABOVE_A_CONTACT,
    _STRONG,
    _HERE,
    _LABELLED,
    _ADDRESSED,
    _OF_MINE,
)

_H = "\u4e00-\u9fff々"
_SURNAME = rf"(?:{words.COMPOUND_SURNAMES}|[{words.CHINESE_SURNAMES}])"
_AFTER_HAN = rf"(?![{_H}])"
_HAN_NAME = rf"{_SURNAME}[{_H}]{{1,2}}"
_HAN = (
    re.compile(
        rf"(?:我叫|叫我|我的名字是|我的名字叫)(?P<name>{_HAN_NAME}?(?:(?=[在是想要的买買有家住,,])|{_AFTER_HAN})|{_HAN_NAME}|[{_H}]{{2,4}}{_AFTER_HAN})"
    ),
    re.compile(rf"(?:我姓|敝姓|免贵姓|免貴姓)(?P<name>{_SURNAME}){_AFTER_HAN}"),
    re.compile(rf"(?:我是|这里是|這裡是)(?P<name>{_HAN_NAME}){_AFTER_HAN}"),
    re.compile(rf"(?P<name>{_SURNAME}[{_H}]{{0,2}} ?(?:先生|女士|小姐|太太))"),
    re.compile(
        rf"(?:{words.LABELS_WITHOUT_CASE})(?:は|是|为|:| )+ ?(?P<name>{_SURNAME}[{_H}]{{1,2}}){_AFTER_HAN}"
    ),
    re.compile(rf"(?:户名|戶名|收件人|联系人|聯絡人)(?P<name>{_SURNAME}[{_H}]{{1,2}}){_AFTER_HAN}"),
    re.compile(
        rf"{PEOPLE_IN_HAN}(?P<name>(?!{NOT_AFTER_PEOPLE_IN_HAN}){_SURNAME}[{_H}]{{2}})(?=[在买買想说說是的打、,。来來去于於已也把把要和收给給有]|$)"
    ),
    re.compile(rf"(?P<name>{_HAN_NAME}) ?(?:敬上|谨上|謹上|敬启|敬啟|拜上|上)(?=\s|$)"),
)
_LATIN_IN_HAN = re.compile(
    r"(?:我叫|我是|我的名字是|这里是|這裡是)(?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?=[ ]*(?:$|[\n,.。;!、\x00]))"
)
_KANA_OR_HAN = rf"[{_H}\u3041-\u3096\u30a1-\u30fa\u30fc-]"
_LONG_JAPANESE_SURNAMES = "|".join(
    one for one in words.JAPANESE_SURNAMES.split("|") if len(one) > 1
)
"""Those of one letter are words of the language."""
_JAPANESE_NAME = rf"(?:{words.JAPANESE_SURNAMES}) ?[{_H}\u3041-\u3096\u30a1-\u30fa\u30fc]{{0,4}}?"
_JAPANESE = (
    re.compile(
        rf"(?:^|[、。,.\s\x00のはが])(?P<name>[{_H}\u30a1-\u30fa\u30fc]{{1,6}}(?: [{_H}\u3041-\u3096\u30a1-\u30fa\u30fc]{{1,6}})?)と(?:申|もう)します"
    ),
    re.compile(
        rf"(?:私|わたし|わたくし|僕|俺)(?:は|、|の名前は)(?P<name>{_JAPANESE_NAME})(?:です|と(?:い|言)い)"
    ),
    re.compile(rf"(?:の|、|。|\n|^)(?P<name>{_JAPANESE_NAME})です(?=[。、,.\n\x00]|$)"),
    re.compile(
        rf"(?:{words.LABELS_WITHOUT_CASE})(?:は|:| )+ ?(?P<name>{_KANA_OR_HAN}{{1,6}}?(?: {_KANA_OR_HAN}{{1,6}}?)?)(?=です|でお|と|[。、,.\n\x00]|$)"
    ),
    re.compile(rf"(?P<name>(?:{words.JAPANESE_SURNAMES})[{_H}]{{0,2}} ?(?:様|さん))"),
    re.compile(
        rf"{PEOPLE_IN_JAPANESE}(?P<name>(?:{_LONG_JAPANESE_SURNAMES}) ?[{_H}\u3041-\u3096\u30a1-\u30fa\u30fc]{{1,3}}?)(?=[がはにをのもとで、])"
    ),
    re.compile(
        rf"\n[ \t]*(?:{_KANA_OR_HAN}{{1,12}}(?:部|課|係|室|店|社) ?)?(?P<name>{_JAPANESE_NAME})[ \t]*(?=$|\n)"
    ),
)
_G = "\uac00-\ud7a3"
_KOREAN_NAME = rf"(?<![{_G}])(?:남궁|황보|제갈|선우|[{words.KOREAN_SURNAMES}])[{_G}]{{1,2}}"
_KOREAN = (
    re.compile(
        rf"(?:제 이름은|저의 이름은|이름은) ?(?P<name>{_KOREAN_NAME}?)(?=입니다|이에요|예요|이고|이라고|라고|[,.\n]|$)"
    ),
    re.compile(
        rf"(?:저는|전|나는) (?P<name>{_KOREAN_NAME}?)(?=입니다|이에요|예요|이고|이라고|라고|인데)"
    ),
    re.compile(
        rf"(?:(?:{words.LABELS_WITHOUT_CASE}) ?(?:은|는|:) ?|예금주 |수령인 |받는 분 )(?P<name>{_KOREAN_NAME})(?![{_G}])"
    ),
    re.compile(rf"(?P<name>{_KOREAN_NAME}) ?(?:드림|올림|배상|拜上)(?![{_G}])"),
    re.compile(rf"(?P<name>{_KOREAN_NAME}) ?(?:씨|님)(?![{_G}])"),
    # surnames that few other words begin with
    re.compile(
        rf"(?<![{_G}]){PEOPLE_IN_KOREAN} (?P<name>[김박윤황홍송권류곽][{_G}]{{2}})(?=[이가은는을를도와과의]|에게|께|한테)"
    ),
)
_T = "\u0e00-\u0e7f"
_THAI_WORD = rf"[{_T}]{{2,24}}"
_THAI_NAME = rf"(?:นางสาว|นาย|นาง|คุณ)?{_THAI_WORD}(?: (?!{words.THAI_NOT_SURNAMES})[{_T}]{{2,18}}(?= |$|[\n,.\x00]))?"
_THAI = (
    re.compile(rf"(?:ฉัน|ผม|ดิฉัน|หนู|กระผม|ข้าพเจ้า) ?ชื่อ ?(?P<name>{_THAI_NAME})"),
    re.compile(rf"(?<![{_T}])(?:{words.LABELS_WITHOUT_CASE}) ?: ?(?P<name>{_THAI_NAME})"),
    re.compile(rf"(?:ชื่อบัญชี|ชื่อผู้รับ) ?(?P<name>{_THAI_NAME})"),
    re.compile(
        rf"(?<![{_T}])(?P<name>(?:นางสาว|นาย|นาง)(?!พล|หน้า|จ้าง|แพทย์|ทุน|ช่าง|อำเภอ|แบบ|ท้าย|เอก){_THAI_WORD} (?!{words.THAI_NOT_SURNAMES})[{_T}]{{2,18}})(?= |$|[\n,.\x00])"
    ),
)
_A = "\u0621-\u064a\u064b-\u0652\u0671"
_ARABIC_WORD = rf"[{_A}]{{2,16}}"
_ARABIC_STOPS = r"(?!(?:من|في|على|عن|إلى|مع|لدي|عندي|أريد|و[^\s]{3,})(?:\s|$))"
_ARABIC_NAME = rf"{_ARABIC_WORD}(?: {_ARABIC_STOPS}{_ARABIC_WORD}){{0,3}}"
_ARABIC = (
    re.compile(
        rf"(?<![{_A}])(?:أنا )?و?(?:اسمي|إسمي)(?: هو)?:? (?P<name>{_ARABIC_NAME})(?=[ ]*(?:$|[\n،؛,.!\x00]| (?:من|و|في)))"
    ),
    re.compile(
        rf"(?<![{_A}])(?:أنا|معكم|معك) (?P<name>(?:{words.ARABIC_NAMES})(?: {_ARABIC_STOPS}{_ARABIC_WORD}){{0,3}})(?=[ ]*(?:$|[\n،؛,.!\x00]| (?:من|و)))"
    ),
    re.compile(rf"(?:{words.LABELS_WITHOUT_CASE}) ?: ?(?P<name>{_ARABIC_NAME})"),
    re.compile(
        rf"(?<![{_A}])باسم (?P<name>(?:{words.ARABIC_NAMES})(?: {_ARABIC_STOPS}{_ARABIC_WORD}){{0,3}})(?=[ ]*(?:$|[\n،؛,.!؟\x00]))"
    ),
    re.compile(
        rf"(?<![{_A}]){PEOPLE_IN_ARABIC} (?P<name>(?:{words.ARABIC_NAMES})(?: ال[{_A}]{{2,14}})?)(?![{_A}])"
    ),
    re.compile(
        rf"(?<![{_A}])(?:السيدة?|الأستاذة?|الدكتورة?) (?P<name>{_ARABIC_WORD}(?: {_ARABIC_STOPS}{_ARABIC_WORD}){{0,2}})(?=[ ]*(?:$|[\n،؛,.!؟\x00]))"
    ),
)
_SIGNED_WITHOUT_CASE = re.compile(
    rf"(?:{words.CLOSINGS_WITHOUT_CASE})[ \t]*[,.!。!、،]*[ \t]*(?:\n\s*|(?<=[,،、]) ?)"
    rf"(?=(?P<name>[{_H}\u3041-\u3096\u30a1-\u30fa\u30fc{_G}{_T}{_A}]{{1,20}}(?: [{_H}\u3041-\u3096\u30a1-\u30fa\u30fc{_G}{_T}{_A}]{{1,18}}){{0,3}})"
    r"(?: ?(?:드림|올림|敬上|拝))?[ \t]*[.。]?(?:$|\n|\x00))"
)
_LONGEST_LINE: dict[str, int] = {"han": 4, "kana": 9, "hangul": 4, "thai": 34, "arabic": 32}
_SCRIPTS: tuple[tuple[re.Pattern[str], tuple[re.Pattern[str], ...]], ...] = (
    (re.compile(f"[{_H}]"), (*_HAN, *_JAPANESE)),
    (re.compile("[\u30a1-\u30fa]"), _JAPANESE),
    (re.compile(f"[{_G}]"), _KOREAN),
    (re.compile(f"[{_T}]"), _THAI),
    (re.compile(f"[{_A}]"), _ARABIC),
)


PARTICLES = frozenset(words.PARTICLES.split("|"))


def find_names(message: Message) -> Iterator[Found]:
    """Names of people, with their titles."""
    text = message.text
    for pattern in (*_WITH_CASE, _LATIN_IN_HAN, _STRONG_IN_SMALL):
        for match in pattern.finditer(text):
            group = "name" if match["name"] else "loose"
            yield from _cased(message, *match.span(group))
    for match in _WEAK.finditer(text):
        if " " in match["name"] or not _may_be_no_name(match):
            yield from _cased(message, *match.span("name"))
    for script, patterns in _SCRIPTS:
        if script.search(text):
            for pattern in patterns:
                for match in pattern.finditer(text):
                    if _is_uncased_name(match["name"]):
                        yield Found(*match.span("name"), "name")
    for match in _SIGNED_WITHOUT_CASE.finditer(text):
        if _is_short_line(match["name"]):
            yield Found(*match.span("name"), "name")


def _may_be_no_name(match: re.Match[str]) -> bool:
    """Whether one word with a capital may be another noun: "Ich bin Elektriker", "this is Bluetooth"."""
    said = match["said"].casefold()
    if said == "this is":
        return not match.string[match.end() :].startswith((" from", " here"))
    return said in ("ich bin", "it's", "c'est")


def _cased(message: Message, start: int, end: int) -> Iterator[Found]:
    """The name without words at its end that are none, where any is left."""
    name = message.text[start:end]
    pieces = re.findall(r"\S+", name)
    if pieces[0].strip(".,").casefold() in words.NOT_NAMES:
        return
    if any(piece.strip(".,").casefold() in words.COMPANY_FORMS for piece in pieces):
        return
    for place, piece in enumerate(pieces):
        bare = piece.strip(".,").casefold()
        if bare in words.NOT_NAMES and bare not in PARTICLES and piece[0].isupper():
            end = start + name.index(piece, sum(map(len, pieces[:place])))
            break
    while end > start and message.text[end - 1] in " .,":
        end -= 1
    if end - start >= 2 and message.is_free(start, end):
        yield Found(start, end, "name")


def _is_uncased_name(name: str) -> bool:
    bare = name.replace(" ", "")
    return (
        len(bare) >= 1
        and bare not in words.NOT_CHINESE_NAMES
        and bare not in words.NOT_KOREAN_NAMES
        and not any(bare.startswith(one) for one in ("お客", "担当", "ご担当"))
    )


def _is_short_line(name: str) -> bool:
    """Whether what stands under a closing is as short as a name is in its script."""
    bare = name.replace(" ", "")
    for script, longest in (
        (f"[{_T}]", _LONGEST_LINE["thai"]),
        (f"[{_A}]", _LONGEST_LINE["arabic"]),
        (f"[{_G}]", _LONGEST_LINE["hangul"]),
        ("[\u3041-\u3096\u30a1-\u30fa]", _LONGEST_LINE["kana"]),
        (f"[{_H}]", _LONGEST_LINE["han"]),
    ):
        if re.search(script, bare):
            return len(bare) <= longest and _is_uncased_name(name)
    return False
