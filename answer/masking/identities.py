"""Passports, national identity and tax numbers: by their label, or by shape and check digits.

A label is enough, whatever follows it: people mistype numbers, and each country has its own.
Without a label only numbers count whose shape nothing else has, or whose check digits leave no
doubt.
"""

import re
from collections.abc import Callable, Iterator

from answer.masking.identity_words import (
    COMPANY_WORDS,
    IDENTITY_CAPITALS,
    IDENTITY_WORDS,
    PASSPORT_WORDS,
)
from answer.masking.message import Found, Message
from ingest.number_checks import (
    digits_of,
    is_brazilian_number,
    is_chinese_identity,
    is_italian_code,
    is_korean_number,
    is_thai_number,
    passes_luhn,
)

_START, _END = r"(?<![A-Za-z\d.,/-])", r"(?![A-Za-z\d]|[-/]\d|[.,]\d)"
_VALUE = re.compile(
    r"(?<![A-Za-zÀ-ɏ\d])(?:[A-Z]{1,4}[ -])?[A-Za-z]{0,6}\d[A-Za-z\d]{0,19}"
    r"(?:[ ./-]{1,2}(?:[A-Za-z]{0,4}\d[A-Za-z\d]{0,18}|[A-Z](?![A-Za-z\d]))){0,7}"
    r"(?:\([A-Za-z\d]\))?"
)
"""What may be a number behind its label: groups with digits, letters before or behind them."""
_PASSPORT = re.compile(rf"(?:{PASSPORT_WORDS})", re.IGNORECASE)
_IDENTITY = re.compile(rf"(?:{IDENTITY_WORDS})", re.IGNORECASE)
_CAPITALS = re.compile(rf"(?<![A-Za-z])(?:{IDENTITY_CAPITALS})(?![A-Za-z])")
_COMPANY = re.compile(COMPANY_WORDS, re.IGNORECASE)
LONGEST_PASSPORT, LONGEST = 11, 22
"""Letters and digits of a number."""
_REACH = 46
"""Characters from a label to its number: "please find attached the number that you asked for"."""
_BREAK = re.compile(r"[\n\x00!?؟？。;；]|(?<!\b[NnСсCc])(?<![Nn][ro°º])\.\s")
_DATE = re.compile(
    r"(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d"
)


def _checked(
    shape: str, check: Callable[[str], bool]
) -> tuple[re.Pattern[str], Callable[[str], bool]]:
    return re.compile(f"{_START}(?:{shape}){_END}"), check


def _always(_: str) -> bool:
    return True


def _emirates(number: str) -> bool:
    return passes_luhn(digits_of(number))


def _pension(number: str) -> bool:
    """СНИЛС by its check number."""
    digits = digits_of(number)
    total = sum(digit * (9 - place) for place, digit in enumerate(digits[:9]))
    return total % 101 % 100 == digits[9] * 10 + digits[10]


def _swiss(number: str) -> bool:
    """AHV number by its check digit (EAN-13)."""
    digits = digits_of(number)
    total = sum(digit * (1 + 2 * (place % 2)) for place, digit in enumerate(digits[:12]))
    return (10 - total % 10) % 10 == digits[12]


def _french(number: str) -> bool:
    bare = re.sub(r"\s", "", number).upper().replace("2A", "19").replace("2B", "18")
    return bare.isdecimal() and 97 - int(bare[:13]) % 97 == int(bare[13:])


_BY_THEMSELVES = (
    _checked(r"[1-9]\d{16}[\dXx]", is_chinese_identity),
    _checked(r"[A-Z]{6}\d\d[ABCDEHLMPRST]\d\d[A-Z]\d{3}[A-Z]", is_italian_code),
    _checked(r"\d{3}\.\d{3}\.\d{3}-\d\d", is_brazilian_number),
    _checked(r"[12] \d\d (?:0[1-9]|1[0-2]) (?:\d\d|2[AB]) \d{3} \d{3} \d\d", _french),
    _checked(r"\d{6} ?- ?[1-8]\d{6}", is_korean_number),
    _checked(r"\d-\d{4}-\d{5}-\d\d-\d", is_thai_number),
    _checked(r"784-?(?:19|20)\d\d-?\d{7}-?\d", _emirates),
    _checked(r"756\.\d{4}\.\d{4}\.\d\d", _swiss),
    _checked(r"\d{3}-\d{3}-\d{3}[ -]\d\d", _pension),
    _checked(r"[A-Z][AEIOUX][A-Z]{2}\d\d(?:0[1-9]|1[0-2])[0-3]\d[HMX][A-Z]{5}[A-Z\d]\d", _always),
    _checked(r"\d\d\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}", _always),
    _checked(r"[A-CEGHJ-PR-TW-Z]{2} \d\d \d\d \d\d [A-D]", _always),
    _checked(r"[A-Z]{1,2}\d{6}\([\dA]\)", _always),
)
"""In order: China, Italy, Brazil, France, Korea, Thailand, the Emirates, Switzerland, Russia
(СНИЛС), Mexico (CURP), Indonesia (NPWP), Britain (National Insurance), Hong Kong."""


def find_identities(message: Message) -> Iterator[Found]:
    """Passports and numbers of people with authorities."""
    text = message.text
    for label in _PASSPORT.finditer(text):
        yield from _behind(label, text, kind_is_passport=True)
    for pattern in (_IDENTITY, _CAPITALS):
        for label in pattern.finditer(text):
            yield from _behind(label, text, kind_is_passport=False)
    for written, check in _BY_THEMSELVES:
        for match in written.finditer(text):
            if check(match.group()):
                yield Found(match.start(), match.end(), "id_number")


def _behind(label: re.Match[str], text: str, *, kind_is_passport: bool) -> Iterator[Found]:
    """The number that a label announces, in its own sentence."""
    reach = text[label.end() : label.end() + _REACH]
    value = next((one for one in _VALUE.finditer(reach) if _is_number(one.group())), None)
    if value is None:
        return
    between = reach[: value.start()]
    if any(map(str.isdigit, between)) and not kind_is_passport:
        return  # what the label announces is the first number behind it
    if _BREAK.search(between) or _COMPANY.search(between) or _COMPANY.search(label.group()):
        return
    # the whole value, which the reach may have cut
    whole = _VALUE.match(text, label.end() + value.start())
    if whole is not None:
        end = whole.start() + len(_number_of(whole.group(), is_passport=kind_is_passport))
        yield Found(whole.start(), end, "passport" if kind_is_passport else "id_number")


def _is_number(value: str) -> bool:
    digits = len(digits_of(value))
    return digits >= 4 and sum(map(str.isalnum, value)) >= 6 and not _DATE.fullmatch(value)


def _number_of(value: str, *, is_passport: bool) -> str:
    """The number without a second one that follows it, or a year."""
    groups = re.split(r"(?<=[ ])", value)
    kept = groups[:1]
    for group in groups[1:]:
        length = sum(map(str.isalnum, "".join(kept) + group))
        if length > (LONGEST_PASSPORT if is_passport else LONGEST) or _DATE.fullmatch(group):
            break
        kept.append(group)
    return "".join(kept).rstrip(" ./-")
