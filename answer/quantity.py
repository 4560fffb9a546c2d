"""The numbers with units of a text, in base units, with what bounds and qualifies them.

Readings stay several where a mark may group thousands or begin decimals ("3.200 kg"): two numbers
agree when any of their readings do, so that a doubt never makes two numbers different.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from answer.quantity_words import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    CONDITION_BEFORE,
    CURRENCIES,
    HAN_DIGITS,
    MONTHS,
    NUMBER_WORDS,
    SYMBOLS,
    WORDS,
)

Bound = Literal["exact", "at_most", "at_least"]
ABOUT_TOLERANCE = 0.15
CONVERTED_TOLERANCE = 0.02
"""What is converted was rounded in its own unit."""
CALENDAR_TOLERANCE = 0.08
"""A month has no length: 30 days and four weeks are both called one."""
FIRST_YEAR = 1900
"""2027年 is a year, not so many of them."""
_CALENDAR_SECONDS = 2_500_000
_LOOK_BACK = 26
_LOOK_AHEAD = 14

_NUMBER = r"(?:\d{1,3}(?:[ .,'’\u2009]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
_LETTER = r"A-Za-zÀ-ɏͰ-ϿЀ-ӿ"
_DASHES = "-–—−~～…"
_BETWEEN = (
    r"\.\.\.|to|and|bis|und|à|et|a|hasta|y|até|al|tot|do|до|ila|až|至|到|から|hingga|sampai|"
    r"đến|ถึง|إلى"
)
_START = re.compile(rf"(?<![{_LETTER}\d.,_/-])(?P<sign>[-+−±]\s?)?(?P<number>{_NUMBER})")
_UP = re.compile(
    rf"\s{{0,2}}(?:[{_DASHES}]|(?:{_BETWEEN})(?![A-Za-zÀ-ɏ]))\s{{0,2}}(?P<sign>[-+−])?(?P<number>{_NUMBER})"
)
_PLUS_MINUS = re.compile(rf"\s{{0,2}}(?:±|\+/-)\s?(?P<number>{_NUMBER})\s?(?P<percent>%)?")
_HAN_NUMBER = re.compile(
    rf"[{''.join(HAN_DIGITS)}十百]{{1,4}}(?=\s?(?:个|個|天|年|日|小时|小時|分|秒|工作|周|週))"
)
_WORD_NUMBER = re.compile(
    rf"(?<![\w-])(?P<word>{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})(?=[\s-]\w)",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"\d|[{''.join(HAN_DIGITS)}十]|{_WORD_NUMBER.pattern}", re.IGNORECASE)
_SYMBOL = re.compile(
    r"[\s-]?(?P<symbol>"
    + "|".join(re.escape(one) for one in sorted(SYMBOLS, key=len, reverse=True))
    + rf")(?![{_LETTER}\d°])"
)
_SPACED_WORDS = {word: unit for word, unit in WORDS.items() if word[0] < "\u0e00"}
_UNSPACED_WORDS = {word: unit for word, unit in WORDS.items() if word[0] >= "\u0e00"}
_WORD = re.compile(
    r"[\s\u00a0-]{0,2}(?P<word>"
    + "|".join(re.escape(one) for one in sorted(_SPACED_WORDS, key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)
_UNSPACED = re.compile(
    r"\s?(?P<word>" + "|".join(sorted(_UNSPACED_WORDS, key=len, reverse=True)) + ")"
)
_PER = re.compile(
    r"\s?(?:/|per |pro |por |par |al |a |в |每)\s?(?P<per>minute|minuto|min|hour|hora|heure|"
    r"ora|stunde|second|h|s)(?!\w)",
    re.IGNORECASE,
)
_PER_SECONDS = {"m": 60.0, "h": 3600.0, "s": 1.0, "o": 3600.0}
_DATE = re.compile(
    r"(?<![\d.-])(?:(?P<y>(?:19|20)\d\d)[-/.年]\s?(?P<m>\d{1,2})[-/.月]\s?(?P<d>\d{1,2})日?"
    r"|(?P<a>\d{1,2})[./](?P<b>\d{1,2})[./](?P<y2>(?:19|20)\d\d)"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th|\.|º|"
    r"er)?\s+(?:de\s+)?(?P<name>[^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?"
    r"(?P<y3>(?:19|20)\d\d)"
    r"|(?P<name2>[A-Z][a-z]{2,9})\.?\s+(?P<d3>\d{1,2})(?:st|nd|rd|th)?,\s+(?P<y4>(?:19|"
    r"20)\d\d))(?![\d-])"
)
_TIMES_BEFORE = re.compile(r"[×✕*]\s?$|\d\s?\w{0,2}\s?[xXхХ]\s?$")
_TIMES_AFTER = re.compile(r"\s?(?:mm|cm|m)?\s?(?:[×✕*]|[xXхХ]\s?\d)")
_MONEY_BEFORE = re.compile(r"(?P<symbol>US\$|[€$£¥￥])\s?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit, as a text states it."""

    dimension: str
    """What it measures: ``voltage``, ``time``; only the same can be compared."""
    readings: tuple[tuple[float, float], ...]
    """From and to in base units; both equal for a single value. Several where it is ambiguous."""
    unit: str
    """As in ``SYMBOLS``: two of the same unit are compared digit by digit."""
    scale: float
    """The unit in base units."""
    step: float
    """What its last digit is worth, in base units: how finely it was rounded."""
    bound: Bound
    about: bool
    is_condition: bool
    """Under which something holds: "at 25 °C"."""
    start: int
    """Into the text."""
    end: int

    @property
    def is_range(self) -> bool:
        return any(low != high for low, high in self.readings)


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text in reading order; a range or a tolerance is one."""
    plain = _plain(text)
    if not _ANY_NUMBER.search(plain):
        return ()
    found = list(_dates(plain))
    taken = [(one.start, one.end) for one in found]
    end = 0
    for start, number_end, values, step, sign in _numbers(plain):
        if (
            start < end
            or _is_product(plain, start, number_end)
            or any(first <= start < last for first, last in taken)
        ):
            continue
        one = _quantity(plain, start, number_end, values, step, sign)
        if one is not None:
            found.append(one)
            end = one.end
    return tuple(sorted(found, key=lambda one: one.start)) if taken else tuple(found)


def bare_quantity(text: str, unit: str) -> Quantity | None:
    """The one number of a table's cell whose unit stands elsewhere; None for anything else."""
    stripped = text.strip()
    if not stripped or not stripped[-1].isdigit():
        return None
    found = quantities(f"{stripped} {unit}")
    if len(found) != 1 or found[0].start > len(text) - len(text.lstrip()) + 2:
        return None
    return found[0]


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether both can be true of the same thing: equal, one in the other's range, rounded, or
    bounds of different kinds."""
    if one.dimension != other.dimension or one.bound != other.bound:
        return True
    slack = _slack(one, other)
    for low, high in one.readings:
        for other_low, other_high in other.readings:
            by = slack * max(abs(low), abs(high), abs(other_low), abs(other_high))
            by = max(by, 0.499 * max(one.step, other.step))
            if one.is_range and other.is_range:
                if abs(low - other_low) <= by and abs(high - other_high) <= by:
                    return True
            elif low <= other_high + by and other_low <= high + by:
                return True
    return False


def _slack(one: Quantity, other: Quantity) -> float:
    if one.about or other.about:
        return ABOUT_TOLERANCE
    if one.unit == other.unit:
        return 1e-9
    calendar = max(one.scale, other.scale) > _CALENDAR_SECONDS > min(one.scale, other.scale)
    if one.dimension == "time" and calendar:
        return CALENDAR_TOLERANCE
    return CONVERTED_TOLERANCE


def _plain(text: str) -> str:
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


def _is_product(plain: str, start: int, end: int) -> bool:
    """Whether the number is one side of a size: ``240 × 120 × 60 mm``."""
    return bool(_TIMES_BEFORE.search(plain, 0, start) or _TIMES_AFTER.match(plain, end))


def _dates(plain: str) -> Iterator[Quantity]:
    """The days a text names, as quantities of dimension ``date``."""
    for match in _DATE.finditer(plain):
        found = [day for day in map(_day, _day_readings(match)) if day is not None]
        if found:
            yield Quantity(
                dimension="date",
                readings=tuple((float(one.toordinal()), float(one.toordinal())) for one in found),
                unit="date",
                scale=1.0,
                step=1.0,
                bound="exact",
                about=False,
                is_condition=False,
                start=match.start(),
                end=match.end(),
            )


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


def _numbers(plain: str) -> Iterator[tuple[int, int, tuple[float, ...], float, float]]:
    """Start, end, readings, worth of the last digit and sign of every number, in order."""
    found: list[tuple[int, int, tuple[float, ...], float, float]] = []
    for match in _START.finditer(plain):
        sign = -1.0 if (match["sign"] or "").strip() in ("-", "−") else 1.0
        values, step = _readings(match["number"])
        found.append((match.start(), match.end(), values, step, sign))
    for match in _WORD_NUMBER.finditer(plain):
        value = float(NUMBER_WORDS[match["word"].casefold()])
        found.append((match.start(), match.end(), (value,), 1.0, 1.0))
    for match in _HAN_NUMBER.finditer(plain):
        value = _han(match.group())
        if value:
            found.append((match.start(), match.end(), (value,), 1.0, 1.0))
    return iter(sorted(found))


def _readings(number: str) -> tuple[tuple[float, ...], float]:
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


def _quantity(
    plain: str, start: int, end: int, values: tuple[float, ...], step: float, sign: float
) -> Quantity | None:
    first_unit = _unit_at(plain, end)
    after = first_unit[3] if first_unit else end
    up = _UP.match(plain, after)
    highs: tuple[float, ...] | None = None
    unit = first_unit
    if up is not None:
        second_unit = _unit_at(plain, up.end())
        same = second_unit and (first_unit is None or first_unit[1] == second_unit[1])
        if second_unit and same:
            highs, high_step = _readings(up["number"])
            high_sign = -1.0 if (up["sign"] or "") in ("-", "−") else 1.0
            highs = tuple(high_sign * one for one in highs)
            step = min(step, high_step)
            unit = second_unit
    money = _MONEY_BEFORE.search(plain, 0, start)
    if unit is None and money is not None:
        unit = (money["symbol"], f"money {CURRENCIES[money['symbol']]}", 1.0, end)
    if unit is None:
        return None
    name, dimension, scale, unit_end = unit
    if name == "year" and min(values) >= FIRST_YEAR:
        return None
    lows = tuple(sign * one for one in values)
    pairs = _pairs(lows, highs)
    around = _PLUS_MINUS.match(plain, unit_end) or _PLUS_MINUS.match(plain, end)
    if around is not None and highs is None:
        by = _readings(around["number"])[0][0]
        if around["percent"]:
            pairs = tuple((low - abs(low) * by / 100, low + abs(low) * by / 100) for low in lows)
        else:
            pairs = tuple((low - by, low + by) for low in lows)
        unit_end = max(unit_end, around.end())
    before = plain[max(0, start - _LOOK_BACK) : start].casefold()
    behind = plain[unit_end : unit_end + _LOOK_AHEAD].casefold()
    offset = (-32 * 5 / 9) if name == "°F" else 0.0
    return Quantity(
        dimension=dimension,
        readings=tuple((low * scale + offset, high * scale + offset) for low, high in pairs),
        unit=name,
        scale=scale,
        step=step * scale,
        bound=_bound(before, behind),
        about=bool(ABOUT.search(before)),
        is_condition=bool(CONDITION_BEFORE.search(before)),
        start=start if money is None else money.start(),
        end=unit_end,
    )


def _pairs(
    lows: tuple[float, ...], highs: tuple[float, ...] | None
) -> tuple[tuple[float, float], ...]:
    if highs is None:
        return tuple((low, low) for low in lows)
    return tuple((min(low, high), max(low, high)) for low in lows for high in highs)


def _unit_at(plain: str, place: int) -> tuple[str, str, float, int] | None:
    """Name, dimension, size in base units and end of the unit that follows a number."""
    symbol = _SYMBOL.match(plain, place)
    if symbol is not None:
        name = symbol["symbol"]
        end = symbol.end()
    else:
        word = _WORD.match(plain, place) or _UNSPACED.match(plain, place)
        if word is None:
            return None
        name, end = WORDS[word["word"].casefold()], word.end()
    dimension, scale = SYMBOLS[name]
    per = _PER.match(plain, end)
    if per is not None and dimension in ("volume", "mass", "length"):
        seconds = _PER_SECONDS[per["per"][0].casefold()]
        return f"{name}/{seconds:g}", f"{dimension} rate", scale / seconds, per.end()
    return name, dimension, scale, end


def _bound(before: str, behind: str) -> Bound:
    if AT_MOST.before.search(before) or AT_MOST.behind.match(behind):
        return "at_most"
    if AT_LEAST.before.search(before) or AT_LEAST.behind.match(behind):
        return "at_least"
    return "exact"
