"""A text → its numbers with units, amounts of money and dates, however they are written.

``1,800 W`` and ``1.800 Watt``, ``二年間`` and ``two years``, ``3 mai 2024`` and ``2024-05-03`` are
the same values. Where a mark may group thousands or begin decimals the language decides; two
numbers written alike are the same in any case.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from answer.number_words import DECIMAL_POINT, MULTIPLIERS
from answer.spelled_numbers import spelled_numbers
from answer.unit_at import any_of, unit_at
from answer.value_words import DUALS
from answer.written_dates import written_dates
from answer.written_numbers import in_ascii as digits_in_ascii
from ingest.language import primary

_ARABIC_MARKS = str.maketrans("٫٬", ".,")
_LETTER = r"A-Za-zÀ-ɏͰ-ϿЀ-ӿ"
_NUMBER = re.compile(
    rf"(?<![{_LETTER}\d_])(?<!\d[.,])(?P<sign>(?<![\d)\]%])[-−+](?=\d))?"
    r"(?P<number>\d{1,3}(?:[ '’\u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
)
_MULTIPLIER = re.compile(
    rf"\s?(?:(?P<wide>[万萬만亿億억千천])|(?P<word>(?i:{any_of(MULTIPLIERS)}))(?!\w))"
)
_RANGE = re.compile(
    r"\s?(?:[-–—−~～〜]|至|到|から|에서|부터|إلى|الى|(?:to|bis|à|a|al|e|y|et|do|do|до|tot|and|und|"
    r"و|i|и|ila|đến|hingga|sampai|ถึง|or|oder|ou|o|of|lub|или|veya|atau|hoặc|หรือ)(?![^\W\d])"
    r"|或|または|또는|أو|[,、/])\s?و?$"
)
_ITEM = re.compile(r"(?m)^\s*(?:\d{1,2}[.)、．]|\(\d{1,2}\))\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number, an amount or a date in a text."""

    number: float
    """A date's ordinal-like number: year, month and day in one."""
    written: str
    """The digits as written, in ASCII: what two texts can share whatever it means."""
    unit: str
    """``V``, ``working day``, ``EUR``, ``date``; empty for none."""
    start: int
    end: int


@lru_cache(maxsize=2048)
def written_values(text: str, language: str) -> tuple[Value, ...]:
    """The values of a text in reading order; names with digits have to be blanked before."""
    ascii_text = in_ascii(text)
    language = primary(language)
    dates = [
        Value(
            number=float(year * 10_000 + month * 100 + day),
            written=ascii_text[start:end].strip(),
            unit="date",
            start=start,
            end=end,
        )
        for start, end, (year, month, day) in written_dates(ascii_text, language)
    ]
    rest = ascii_text
    for one in dates:
        rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    for item in _ITEM.finditer(rest):
        rest = rest[: item.start()] + " " * len(item.group()) + rest[item.end() :]
    found = [*dates, *_numbers(rest, language)]
    found.sort(key=lambda one: one.start)
    return tuple(_with_units_of_ranges(found, rest))


def in_ascii(text: str) -> str:
    """The text with its digits and their marks in ASCII, every place kept."""
    return text if text.isascii() else digits_in_ascii(text).translate(_ARABIC_MARKS)


def same_number(one: Value, other: Value) -> bool:
    """Whether two values are the same number, or are written the same."""
    return abs(one.number - other.number) < 1e-9 or (
        bool(one.written) and one.written == other.written
    )


def same_unit(one: Value, other: Value) -> bool:
    """Whether two values have the same unit; a sign may stand for two currencies."""
    return one.unit == other.unit or bool(set(one.unit.split()) & set(other.unit.split()))


def _numbers(text: str, language: str) -> Iterator[Value]:
    taken: list[tuple[int, int]] = []
    for found in _NUMBER.finditer(text):
        value, end = _multiplied(text, _reading(found["number"], language), found.end())
        sign = -1.0 if found["sign"] in ("-", "−") and not _is_range_dash(text, found) else 1.0
        written = re.sub(r"[ '’\u00a0\u2009\u202f]", "", found["number"])
        taken.append((found.start(), end))
        start = found.start("number") if sign > 0 else found.start()
        yield _value(text, sign * value, written, start, end)
    for start, end, number in spelled_numbers(text, language):
        if not _overlaps(taken, start, end):
            yield _value(text, float(number), "", start, end)
    if language == "ar":
        for word, (number, unit) in DUALS.items():
            for found in re.finditer(rf"(?<!\w)[وبل]?{word}(?!\w)", text):
                yield Value(
                    number=float(number),
                    written="",
                    unit=unit,
                    start=found.start(),
                    end=found.end(),
                )


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in taken)


def _is_range_dash(text: str, found: re.Match[str]) -> bool:
    before = text[: found.start()].rstrip()
    return bool(before) and before[-1].isdigit() and found.start() == len(before)


def _value(text: str, number: float, written: str, start: int, end: int) -> Value:
    unit, unit_end = unit_at(text, start, end)
    return Value(
        number=number,
        written=written,
        unit=unit,
        start=start,
        end=unit_end,
    )


def _reading(number: str, language: str) -> float:
    bare = re.sub(r"[ '’\u00a0\u2009\u202f]", "", number)
    marks = re.sub(r"\d", "", bare)
    if not marks:
        return float(bare)
    last = max(bare.rfind("."), bare.rfind(","))
    decimals = len(bare) - last - 1
    digits = re.sub(r"\D", "", bare)
    decimal = float(f"{re.sub(r'[^0-9]', '', bare[:last]) or '0'}.{bare[last + 1 :]}")
    if len(marks) > 1:
        return float(digits) if len(set(marks)) == 1 else decimal
    if decimals != 3 or bare[:last] in ("", "0"):
        return decimal
    point = "." if language in DECIMAL_POINT else ","
    return decimal if marks == point else float(digits)


def _multiplied(text: str, value: float, end: int) -> tuple[float, int]:
    found = _MULTIPLIER.match(text, end)
    if found is None:
        return value, end
    word = found["wide"] or found["word"]
    factor = MULTIPLIERS.get(word) or MULTIPLIERS.get(word.casefold()) or 1
    return value * factor, found.end()


def _with_units_of_ranges(found: list[Value], text: str) -> Iterator[Value]:
    """The first number of a range has the unit of the second."""
    for place, one in enumerate(found):
        behind = found[place + 1] if place + 1 < len(found) else None
        if behind is not None and behind.unit and one.unit != "date" and one.end <= behind.start:
            between = text[one.end : behind.start]
            if len(between) < 12 and _RANGE.match(between):
                alike = not one.unit or {one.unit, behind.unit} == {"d", "working day"}
                if alike or one.unit == behind.unit:
                    yield Value(
                        number=one.number,
                        written=one.written,
                        unit=behind.unit,
                        start=one.start,
                        end=one.end,
                    )
                    continue
        yield one
