"""Personal data of people in documents for customers: who somebody is, and how to reach them.

A company's own lines and addresses are no personal data, nor are figures that merely look like
some: national numbers are believed by their check digits, or by the word that stands before them,
and a telephone number is somebody's only where a person or "mobile" is named beside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ingest.finding import Finding
from ingest.mail_addresses import ADDRESS, is_a_persons
from ingest.number_checks import (
    digits_of,
    is_brazilian_number,
    is_card,
    is_chinese_identity,
    is_dutch_number,
    is_french_number,
    is_german_tax_number,
    is_italian_code,
    is_korean_number,
    is_polish_number,
    is_spanish_identity,
    is_thai_number,
    is_turkish_number,
)
from ingest.stretches import Stretch, finding_at

MAX_FINDINGS = 30
NAMED_WITHIN = 300
"""Characters before a number in which the word may stand that says what it is."""
_NO_WORD_BEFORE, _NO_WORD_AFTER = r"(?<![A-Za-z\d.,/-])", r"(?![A-Za-z\d/-]|[.,]\d)"


@dataclass(frozen=True, slots=True)
class _Number:
    """A national number: how it is written, what it is called, how it is checked."""

    written: re.Pattern[str]
    named: re.Pattern[str] | None = None
    """Has to stand before it in the same line, not far; None where the check is strong enough."""
    check: Callable[[str], bool] | None = None


def _number(written: str, named: str = "", check: Callable[[str], bool] | None = None) -> _Number:
    return _Number(
        re.compile(f"{_NO_WORD_BEFORE}{written}{_NO_WORD_AFTER}"),
        re.compile(named, re.IGNORECASE) if named else None,
        check,
    )


_PASSPORT = (
    r"passport|reisepass|passeport|pasaporte|passaporto|passaporte|paspoort|paszport|паспорт|"
    r"pasaport|جواز|护照|護照|旅券|パスポート|여권|hộ chiếu|หนังสือเดินทาง|paspor"
)
_BORN = (
    r"\bborn\b|date of birth|\bdob\b|geboren|geburtsdatum|\bnée? le\b|fecha de nacimiento|nacid[oa]|"
    r"nat[oa] il|data di nascita|data de nascimento|geboortedatum|data urodzenia|дата рождения|"
    r"doğum tarihi|出生日期|生年月日|생년월일|ngày sinh|วันเกิด|tanggal lahir|تاريخ الميلاد"
)
_NUMBERS = (
    _number(r"\d{3}-\d\d-\d{4}", r"social security|\bssn\b"),
    _number(r"[A-Z]{0,2}\d{6,9}|\d{4} \d{6}", rf"(?:{_PASSPORT}).{{0,25}}$"),
    _number(
        r"\d{1,4}[./年-]\s?\d{1,2}[./月-]\s?\d{1,4}日?|\d{1,2}\.? [^\W\d]{3,12} \d{4}",
        rf"(?:{_BORN}).{{0,12}}$",
    ),
    _number(r"[1-9]\d{16}[\dXx]", check=is_chinese_identity),
    _number(r"(?:\d{8}|[XYZ]\d{7})-?[A-Z]", r"\bdni\b|\bnie\b|\bnif\b|identi", is_spanish_identity),
    _number(r"[A-Z]{6}\d\d[ABCDEHLMPRST]\d\d[A-Z]\d{3}[A-Z]", check=is_italian_code),
    _number(
        r"[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d",
        r"sécurité sociale|\bnir\b|insee",
        is_french_number,
    ),
    _number(r"\d{3}\.\d{3}\.\d{3}-\d\d", check=is_brazilian_number),
    _number(r"\d{6}\s?-\s?[1-8]\d{6}", r"주민등록|외국인등록", is_korean_number),
    _number(r"\d{11}", r"pesel", is_polish_number),
    _number(r"\d{9}", r"\bbsn\b|burgerservicenummer|sofinummer", is_dutch_number),
    _number(r"\d{11}", r"t\.?c\.? kimlik|kimlik n", is_turkish_number),
    _number(
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        r"steuer-?(?:id|identifikation)|\bidnr",
        is_german_tax_number,
    ),
    _number(r"\d-?\d{4}-?\d{5}-?\d\d-?\d", r"บัตรประชาชน|เลขประจำตัว", is_thai_number),
    _number(r"\d{16}", r"\bnik\b|ktp"),
    _number(r"\d{12}", r"\bcccd\b|căn cước"),
    _number(r"\d{4}[ -]?\d{4}[ -]?\d{4}", r"マイナンバー|個人番号|aadhaar"),
    _number(r"[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]", r"national insurance|\bnino?\b"),
    _number(r"\d(?:[ -]?\d){12,18}", check=is_card),
)
_PHONE = re.compile(
    r"(?<![A-Za-z\d.,/-])(?:"
    r"\+\d{1,3}[\s.-]?(?:\(\d{1,4}\)[\s.-]?)?\d{1,4}(?:[\s.-]?\d{2,4}){2,4}"
    r"|\(\d{2,3}\)\s?\d{3,5}-\d{4}|0\d{1,4}[\s./-]\d{3,8}(?:[\s-]\d{2,4})?"
    r"|0[67](?:[ .]\d\d){4}|0\d{2}-\d{3,4}-\d{4}|1[3-9]\d(?:[ -]?\d{4}){2}|[67]\d\d(?: ?\d{3}){2}"
    r"|\d{3}-\d{3}-\d{4}"
    r")(?![A-Za-z\d/-]|[.,]\d)"
)
_PERSON = re.compile(
    r"\b(?:mr|mrs|ms|miss|herrn?|frau|sra?|señora?|mme|mlle|monsieur|madame|sig(?:\.ra)?|signora?|"
    r"dhr|de heer|mevr(?:ouw)?|pani?)\b\.? [A-ZÀ-Ž]|\bM\. [A-Z]|[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐)|"
    r"[\u3040-\u30ff\u4e00-\u9fff]{2,4}(?:様|さん)|[가-힣]{3}\s?(?:님|씨)|"
    r"(?:customer|client|visitor|patient|kunde|kundin|cliente|klant|klient|клиент|müşteri|العميل|"
    r"客户|客戶|顾客|用户|お客様|고객|khách hàng|ลูกค้า|pelanggan|name|nom|nombre|nome|姓名|氏名|성명|投诉人|联系人)"
    r"\s?[:：]?\s?(?:[A-ZÀ-ŽА-Я][^\W\d]+ [A-ZÀ-ŽА-Я]|[\u4e00-\u9fff가-힣]{2,4})",
)
_MOBILE = re.compile(
    r"\bmobile\b|\bcell(?:phone)?\b|\bhandy|\bmobil(?:nummer|telefon)?\b|móvil|\bportable\b|celular|"
    r"cellulare|\bmobiel|komórk|мобильн|\bcep\b|手机号|手機號|携帯電話|휴대폰|di động|มือถือ|ponsel|جوال",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"hotline|helpline|help ?desk|support|service|customer care|call cent|toll|infoline|serwis|"
    r"servicio|atención|serviço|assistance|assistenza|kundendienst|поддержк|горяч|сервис|destek|"
    r"خدمة|صيانة|热线|熱線|客服|服务|服務|サポート|窓口|고객센터|서비스|hỗ trợ|บริการ|layanan",
    re.IGNORECASE,
)


def find_personal(texts: Iterable[Stretch]) -> Iterator[Finding]:
    """Findings of personal data, one for each place, up to a number."""
    found = 0
    for text in texts:
        for start, end in _places(text.text):
            yield finding_at(text, start, end, kind="personal_data")
            found += 1
            if found == MAX_FINDINGS:
                return


def _places(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for line in text.split("\n"):
        if "@" in line or any(map(str.isdecimal, line)):
            for start, end in _places_in_line(line):
                yield position + start, position + end
        position += len(line) + 1


def _places_in_line(line: str) -> Iterator[tuple[int, int]]:
    person = bool(_PERSON.search(line))
    taken = [
        match.span() for match in ADDRESS.finditer(line) if is_a_persons(match, named_beside=person)
    ]
    for number in _NUMBERS:
        for match in number.written.finditer(line):
            before = line[max(0, match.start() - NAMED_WITHIN) : match.start()]
            if number.named is not None and not number.named.search(before):
                continue
            if number.check is None or number.check(match.group()):
                taken.append(match.span())
    if (person or _MOBILE.search(line)) and not _SERVICE.search(line):
        taken += [
            match.span()
            for match in _PHONE.finditer(line)
            if 9 <= len(digits_of(match.group())) <= 15
        ]
    last = -1
    for start, end in sorted(taken):
        if start > last:
            yield start, end
        last = max(last, end)
