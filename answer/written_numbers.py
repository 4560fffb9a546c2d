"""The numbers and days of a text as they are written, units aside. Pure.

A number may be read in several ways ("3.200" groups thousands or begins decimals), and so may a
day ("03.04.2027"): all readings are given.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from answer.quantity_words import HAN_DIGITS, MONTHS, NUMBER_WORDS

NUMBER = r"(?:\d{1,3}(?:[ .,'’\u2009]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
LETTER = r"A-Za-zÀ-ɏͰ-ϿЀ-ӿ"
_START = re.compile(rf"(?<![{LETTER}\d.,_/-])(?P<sign>[-+−±]\s?)?(?P<number>{NUMBER})")
_HAN_NUMBER = re.compile(
    rf"[{''.join(HAN_DIGITS)}十百]{{1,4}}(?=\s?(?:个|個|天|年|日|小时|小時|分|秒|工作|周|週))"
)
_WORD_NUMBER = re.compile(
    rf"(?<![\w-])(?P<word>{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})(?=[\s-]\w)",
    re.IGNORECASE,
)
ANY_NUMBER = re.compile(rf"\d|[{''.join(HAN_DIGITS)}十]|{_WORD_NUMBER.pattern}", re.IGNORECASE)
"""Whether a text needs to be looked at at all."""
_DATE = re.compile(
    r"(?<![\d.-])(?:(?P<y>(?:19|20)\d\d)[-/.年]\s?(?P<m>\d{1,2})[-/.月]\s?(?P<d>\d{1,2})日?"
    r"|(?P<a>\d{1,2})[./](?P<b>\d{1,2})[./](?P<y2>(?:19|20)\d\d)"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th|\.|º|"
    r"er)?\s+(?:de\s+)?(?P<name>[^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?"
    r"(?P<y3>(?:19|20)\d\d)"
    r"|(?P<name2>[A-Z][a-z]{2,9})\.?\s+(?P<d3>\d{1,2})(?:st|nd|rd|th)?,\s+(?P<y4>(?:19|"
    r"20)\d\d))(?![\d-])"
)


@dataclass(frozen=True, slots=True, order=True)
class WrittenNumber:
    """A number and where it stands; of the same place the shorter comes first."""

    start: int
    end: int
    values: tuple[float, ...]
    step: float
    """What its last digit is worth."""
    sign: float


def written_days(plain: str) -> Iterator[tuple[int, int, tuple[date, ...]]]:
    """Start, end and readings of every day that a text names."""
    for match in _DATE.finditer(plain):
        found = tuple(day for day in map(_day, _day_readings(match)) if day is not None)
        if found:
            yield match.start(), match.end(), found


def written_numbers(plain: str) -> tuple[WrittenNumber, ...]:
    """Every number of a text in reading order, in digits, in words and in Han characters."""
    found = []
    for match in _START.finditer(plain):
        sign = -1.0 if (match["sign"] or "").strip() in ("-", "−") else 1.0
        values, step = readings_of(match["number"])
        found.append(WrittenNumber(match.start(), match.end(), values, step, sign))
    for match in _WORD_NUMBER.finditer(plain):
        value = float(NUMBER_WORDS[match["word"].casefold()])
        found.append(WrittenNumber(match.start(), match.end(), (value,), 1.0, 1.0))
    for match in _HAN_NUMBER.finditer(plain):
        value = _han(match.group())
        if value:
            found.append(WrittenNumber(match.start(), match.end(), (value,), 1.0, 1.0))
    return tuple(sorted(found))


def readings_of(number: str) -> tuple[tuple[float, ...], float]:
    """What a written number may mean, and what its last digit is worth."""
    marks = re.sub(r"\d", "", number)
    bare = re.sub(r"[ '’\u2009]", "", number)
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return (float(bare),), 1.0
    decimals = len(bare) - last - 1
    as_decimal = float(re.sub(r"[.,]", "", bare[:last]) + "." + bare[last + 1 :])
    as_groups = float(re.sub(r"[.,]", "", bare))
    if decimals != 3 or not bare[:last].strip("0"):
        return (as_decimal,), 10.0**-decimals
    if len(set(marks)) == 1 and len(marks) > 1:
        return (as_groups,), 1.0
    if len(set(marks) - set(" '’\u2009")) > 1:
        return (as_decimal,), 10.0**-decimals
    return (as_groups, as_decimal), 1.0


def _han(text: str) -> float:
    """三 → 3, 十二 → 12, 三十六 → 36."""
    if "百" in text:
        return 0.0
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return float(HAN_DIGITS[text]) if len(text) == 1 else 0.0
    if len(tens) > 1 or len(ones) > 1:
        return 0.0
    return 10.0 * (HAN_DIGITS[tens] if tens else 1) + (HAN_DIGITS[ones] if ones else 0)


def in_ascii(text: str) -> str:
    """Full width and foreign digits as ASCII, every place kept."""
    if text.isascii():
        return text
    return "".join(map(_plain_character, text))


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    folded = unicodedata.normalize("NFKC", character)
    # "℃" is two characters and a unit of its own; places have to stay
    return folded if len(folded) == 1 else character


def _day_readings(match: re.Match[str]) -> Iterator[tuple[int, int, int]]:
    if match["y"]:
        yield int(match["y"]), int(match["m"]), int(match["d"])
    elif match["y2"]:
        yield int(match["y2"]), int(match["b"]), int(match["a"])
        yield int(match["y2"]), int(match["a"]), int(match["b"])
    else:
        name = (match["name"] or match["name2"]).casefold()
        month = MONTHS.get(name[:4]) or MONTHS.get(name[:3])
        if month:
            yield int(match["y3"] or match["y4"]), month, int(match["d2"] or match["d3"])


def _day(parts: tuple[int, int, int]) -> date | None:
    year, month, day = parts
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    # 31 June is a slip of the pen: the last day that the month has
    return date(year, month, min(day, monthrange(year, month)[1]))
