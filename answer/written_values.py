"""A text → its numbers with units, amounts of money and dates, however they are written.

``1,800 W`` and ``1.800 Watt``, ``二年間`` and ``two years``, ``3 mai 2024`` and ``2024-05-03`` are
the same values. Where a mark may group thousands or begin decimals the language decides; two
numbers written alike are the same in any case.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale

from answer.value_words import (
    COUNTERS,
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
    DECIMAL_POINT,
    DUALS,
    HAN_COUNTERS,
    HAN_DIGITS,
    HAN_UNITS,
    MULTIPLIERS,
    NUMBER_WORDS,
    ONLY_WITH_UNIT,
    SINO_KOREAN,
    UNIT_SYMBOLS,
    UNIT_WORDS,
)
from ingest.language import primary

LANGUAGES = "en zh es de fr pt ja ko ar ru it pl tr nl vi th id".split()
_LETTER = r"A-Za-zÀ-ɏͰ-ϿЀ-ӿ"
_NUMBER = re.compile(
    rf"(?<![{_LETTER}\d_])(?<!\d[.,])(?P<sign>(?<![\d)\]%])[-−+](?=\d))?"
    r"(?P<number>\d{1,3}(?:[ '’\u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
)
_HAN = re.compile(
    rf"(?<![第\d])[{''.join(HAN_DIGITS)}{''.join(HAN_UNITS)}]{{1,8}}(?=\s?(?:{HAN_COUNTERS}))"
)
_SINO = re.compile(
    rf"(?<!\w)(?P<word>[{''.join(SINO_KOREAN)}]{{1,3}})\s?(?=(?:년|개월|주|일|분|시간|초)"
    r"(?:\s?(?:동안|간|이내|후|전|마다|이상|이하|까지)|[\s.,]*$))"
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ère|e|º|ª|ème)(?=\s)")
_ADJECTIVE_BEHIND = re.compile(r"-[^\W\d]")
_ASCII_WORDS = {word: unit for word, unit in UNIT_WORDS.items() if word[0] < "\u0e00"}
_WIDE_WORDS = {word: unit for word, unit in UNIT_WORDS.items() if word[0] >= "\u0e00"}


def _any(words: Mapping[str, object] | list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_UNIT = re.compile(
    rf"[\s\u00a0-]?(?:(?P<symbol>{_any(UNIT_SYMBOLS)})(?![{_LETTER}\d²³]|[/·]\w)"
    rf"|(?P<word>(?i:{_any(_ASCII_WORDS)}))(?!\w)|(?P<wide>{_any(_WIDE_WORDS)}))"
)
_COMPOUND = re.compile(rf"[\s\u00a0]?(?P<symbol>[{_LETTER}μΩ]{{1,4}}[²³23]?[/·][{_LETTER}]{{1,4}})")
_MONEY_BEHIND = re.compile(
    rf"[\s\u00a0-]?(?:(?P<sign>{_any(CURRENCY_SIGNS)})|(?P<code>{_any(CURRENCY_CODES)})(?!\w)"
    rf"|(?P<word>(?i:{_any(CURRENCY_WORDS)}))(?![A-Za-zÀ-ɏЀ-ӿ]))"
)
_MONEY_BEFORE = re.compile(
    rf"(?:(?P<sign>{_any(CURRENCY_SIGNS)})|(?<!\w)(?P<code>{_any(CURRENCY_CODES)}))[\s\u00a0]?$"
)
_MULTIPLIER = re.compile(
    rf"\s?(?:(?P<wide>[万萬만亿億억千천])|(?P<word>(?i:{_any(MULTIPLIERS)}))(?!\w))"
)
_RANGE = re.compile(
    r"\s?(?:[-–—−~～〜]|至|到|から|에서|부터|إلى|الى|(?:to|bis|à|a|al|e|y|et|do|do|до|tot|and|und|"
    r"و|i|и|ila|đến|hingga|sampai|ถึง|or|oder|ou|o|of|lub|или|veya|atau|hoặc|หรือ)(?![^\W\d])"
    r"|或|または|또는|أو|[,、/])\s?و?$"
)
_DATE_NUMBERS = re.compile(
    r"(?<![\d./-])(?:(?P<y>(?:19|20)\d\d)(?P<s>[-/.]|\.\s)(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})\.?"
    r"|(?P<a>\d{1,2})(?P<t>[./-])(?P<b>\d{1,2})(?P=t)(?P<y2>(?:19|20)\d\d))(?!\d)"
    r"|(?:(?P<y3>(?:19|20)\d\d)\s?[年년]\s?)?(?P<m3>\d{1,2})\s?[月월]\s?(?P<d3>\d{1,2})\s?[日일号號]"
    r"|(?P<y4>(?:19|20)\d\d)\s?[年년]\s?(?P<m4>\d{1,2})\s?[月월]"
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
    is_low: bool
    """Whether a range begins with it."""
    has_word_behind: bool
    start: int
    end: int


@lru_cache(maxsize=2048)
def written_values(text: str, language: str) -> tuple[Value, ...]:
    """The values of a text in reading order; names with digits have to be blanked before."""
    ascii_text = in_ascii(text)
    language = primary(language)
    dates = list(_dates(ascii_text, language))
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
    return text if text.isascii() else "".join(map(_ascii_character, text))


def _ascii_character(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in "٫٬":
        return "." if character == "٫" else ","
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


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
    for found in _HAN.finditer(text):
        number = _han(found.group())
        if number not in (0, 1) and not _overlaps(taken, found.start(), found.end()):
            yield _value(text, float(number), "", found.start(), found.end())
    if language == "ko":
        for found in _SINO.finditer(text):
            number = _sino(found["word"])
            if number > 1:
                yield _value(text, float(number), "", found.start(), found.end("word"))
    for start, end, number in _words(text, language):
        yield _value(text, float(number), "", start, end)
    if language == "ar":
        for word, (number, unit) in DUALS.items():
            for found in re.finditer(rf"(?<!\w)[وبل]?{word}(?!\w)", text):
                yield Value(
                    number=float(number),
                    written="",
                    unit=unit,
                    is_low=False,
                    has_word_behind=False,
                    start=found.start(),
                    end=found.end(),
                )


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in taken)


def _is_range_dash(text: str, found: re.Match[str]) -> bool:
    before = text[: found.start()].rstrip()
    return bool(before) and before[-1].isdigit() and found.start() == len(before)


def _value(text: str, number: float, written: str, start: int, end: int) -> Value:
    unit, unit_end = _unit_of(text, start, end)
    return Value(
        number=number,
        written=written,
        unit=unit,
        is_low=False,
        has_word_behind=bool(re.match(r"\s?[^\W\d_]", text[end:])),
        start=start,
        end=unit_end,
    )


def _unit_of(text: str, start: int, end: int) -> tuple[str, int]:
    before = _MONEY_BEFORE.search(text[max(0, start - 5) : start])
    if before is not None:
        return CURRENCY_SIGNS.get(before["sign"] or "", before["code"] or ""), end
    ordinal = _ORDINAL.match(text, end)
    if ordinal is not None:
        end = ordinal.end()
    compound = _COMPOUND.match(text, end)
    if compound is not None:
        return compound["symbol"].replace("2", "²").replace("3", "³"), compound.end()
    unit, money = _UNIT.match(text, end), _MONEY_BEHIND.match(text, end)
    # 달러 begins with the word for a month
    if unit is not None and (money is None or unit.end() >= money.end()):
        if unit["symbol"]:
            return UNIT_SYMBOLS[unit["symbol"]], unit.end()
        word = (unit["word"] or unit["wide"]).casefold()
        return UNIT_WORDS[word], unit.end()
    if money is not None:
        if money["sign"]:
            return CURRENCY_SIGNS[money["sign"]], money.end()
        code = money["code"] or CURRENCY_WORDS[money["word"].casefold()]
        return ("CNY" if code == "RMB" else code), money.end()
    return "", end


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


def _han(text: str) -> int:
    """千二百 → 1200, 三十六 → 36, 二〇 → 20."""
    if not any(character in HAN_UNITS for character in text):
        return int("".join(str(HAN_DIGITS[character]) for character in text))
    total = part = digit = 0
    for character in text:
        if character in HAN_DIGITS:
            digit = HAN_DIGITS[character]
            continue
        size = HAN_UNITS[character]
        if size == 10_000:
            total += (part + digit or 1) * size
            part = 0
        else:
            part += (digit or 1) * size
        digit = 0
    return total + part + digit


def _sino(word: str) -> int:
    tens, ten, ones = word.rpartition("십")
    if not ten:
        return SINO_KOREAN[word] if len(word) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return 10 * (SINO_KOREAN[tens] if tens else 1) + (SINO_KOREAN[ones] if ones else 0)


@cache
def _word_pattern(language: str) -> re.Pattern[str] | None:
    words = NUMBER_WORDS.get(language)
    if words is None:
        return None
    if language == "th":
        return re.compile(f"(?P<word>{_any(words)})")
    before = r"(?<!\w)[وبل]?(?:ال)?" if language == "ar" else r"(?<![\w-])"
    behind = r"(?!\w)" if language != "ko" else rf"(?=\s?(?:{COUNTERS['ko']}|달|시간|살|해)|\s)"
    return re.compile(rf"{before}(?P<word>{_any(words)}){behind}", re.IGNORECASE)


def _words(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    pattern = _word_pattern(language)
    if pattern is None:
        return
    doubtful = ONLY_WITH_UNIT.get(language, frozenset())
    counters = COUNTERS.get(language)
    for found in pattern.finditer(text):
        word = found["word"].casefold()
        end = found.end("word")
        if _ADJECTIVE_BEHIND.match(text, end):
            continue
        if word in doubtful:
            counted = counters is not None and re.match(rf"\s?(?:{counters})", text[end:])
            if not counted and not _UNIT.match(text, end):
                continue
        yield found.start("word"), end, NUMBER_WORDS[language][word]


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
                        is_low=True,
                        has_word_behind=one.has_word_behind,
                        start=one.start,
                        end=one.end,
                    )
                    continue
        yield one


def _dates(text: str, language: str) -> Iterator[Value]:
    for found in _DATE_NUMBERS.finditer(text):
        if found["y"]:
            parts = int(found["y"]), int(found["m"]), int(found["d"])
        elif found["y2"]:
            day, month = int(found["a"]), int(found["b"])
            if month > 12 or (found["t"] == "/" and language == "en" and day <= 12):
                day, month = month, day
            parts = int(found["y2"]), month, day
        elif found["y4"]:
            parts = int(found["y4"]), int(found["m4"]), 0
        else:
            parts = int(found["y3"] or 0), int(found["m3"]), int(found["d3"])
        if parts[1] <= 12 and parts[2] <= 31:
            yield _date(parts, found.group(), found.start(), found.end())
    months = _months(language)
    for found in _with_names(language).finditer(text):
        month = months[found["name"].casefold()]
        day = int(found["before"] or found["behind"] or 0)
        year = int(found["year"] or found["year2"] or 0)
        if day <= 31 and (day or year):
            yield _date((year, month, day), found.group(), found.start(), found.end())


def _date(parts: tuple[int, int, int], written: str, start: int, end: int) -> Value:
    year, month, day = parts
    return Value(
        number=float(year * 10_000 + month * 100 + day),
        written=written.strip(),
        unit="date",
        is_low=False,
        has_word_behind=False,
        start=start,
        end=end,
    )


@cache
def _months(language: str) -> Mapping[str, int]:
    """The names of the months in a language, and in English, as Unicode's CLDR has them."""
    found: dict[str, int] = {}
    for code in dict.fromkeys((language if language in LANGUAGES else "en", "en")):
        months = Locale(code).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    folded = str(name).casefold().rstrip(".")
                    if not folded[0].isdigit() and len(folded) > 2:
                        found.setdefault(folded, number)
    return found


@cache
def _with_names(language: str) -> re.Pattern[str]:
    names = _any(_months(language))
    year = r"(?:19|20)\d\d"
    return re.compile(
        rf"(?<![\w.])(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th|\.|º|er|ο)?[\s\u00a0]+(?:de\s+|of\s+)?)?"
        rf"(?P<name>{names})(?!\w)\.?"
        rf"(?:(?:\s+(?P<behind>\d{{1,2}})(?:st|nd|rd|th)?,?(?!\d))?\s+(?P<year>{year})(?!\d)"
        rf"|(?:,|\s+de|\s+del)\s+(?P<year2>{year})(?!\d))?",
        re.IGNORECASE,
    )
