"""The numbers with units of a text, in base units, with what bounds and qualifies them.

Readings stay several where a mark may group thousands or begin decimals ("3.200 kg"): two numbers
agree when any of their readings do, so that a doubt never makes two numbers different.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from answer.quantity_words import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    CONDITION_BEFORE,
    CURRENCIES,
    SYMBOLS,
    WORDS,
)
from answer.written_numbers import (
    ANY_NUMBER,
    LETTER,
    NUMBER,
    WrittenNumber,
    in_ascii,
    readings_of,
    written_days,
    written_numbers,
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

_DASHES = "-–—−~～…"
_BETWEEN = (
    r"\.\.\.|to|and|bis|und|à|et|a|hasta|y|até|al|tot|do|до|ila|až|至|到|から|hingga|sampai|"
    r"đến|ถึง|إلى"
)
_UP = re.compile(
    rf"\s{{0,2}}(?:[{_DASHES}]|(?:{_BETWEEN})(?![A-Za-zÀ-ɏ]))\s{{0,2}}(?P<sign>[-+−])?(?P<number>{NUMBER})"
)
_PLUS_MINUS = re.compile(rf"\s{{0,2}}(?:±|\+/-)\s?(?P<number>{NUMBER})\s?(?P<percent>%)?")
_SYMBOL = re.compile(
    r"[\s-]?(?P<symbol>"
    + "|".join(re.escape(one) for one in sorted(SYMBOLS, key=len, reverse=True))
    + rf")(?![{LETTER}\d°])"
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
    plain = in_ascii(text)
    if not ANY_NUMBER.search(plain):
        return ()
    found = list(_dates(plain))
    taken = [(one.start, one.end) for one in found]
    end = 0
    for number in written_numbers(plain):
        if (
            number.start < end
            or _is_product(plain, number.start, number.end)
            or any(first <= number.start < last for first, last in taken)
        ):
            continue
        one = _quantity(plain, number)
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
    for index, (low, high) in enumerate(one.readings):
        for other_index, (other_low, other_high) in enumerate(other.readings):
            by = slack * max(abs(low), abs(high), abs(other_low), abs(other_high))
            by = max(by, 0.499 * max(_step(one, index), _step(other, other_index)))
            if one.is_range and other.is_range:
                if abs(low - other_low) <= by and abs(high - other_high) <= by:
                    return True
            elif low <= other_high + by and other_low <= high + by:
                return True
    return False


def _step(one: Quantity, reading: int) -> float:
    """What the last digit is worth: of 1,250 read as a decimal a thousandth of what it is worth
    read in groups."""
    return one.step / 1000 if reading else one.step


def _slack(one: Quantity, other: Quantity) -> float:
    if one.about or other.about:
        return ABOUT_TOLERANCE
    if one.unit == other.unit:
        return 1e-9
    calendar = max(one.scale, other.scale) > _CALENDAR_SECONDS > min(one.scale, other.scale)
    if one.dimension == "time" and calendar:
        return CALENDAR_TOLERANCE
    return CONVERTED_TOLERANCE


def _is_product(plain: str, start: int, end: int) -> bool:
    """Whether the number is one side of a size: ``240 × 120 × 60 mm``."""
    return bool(_TIMES_BEFORE.search(plain, 0, start) or _TIMES_AFTER.match(plain, end))


def _dates(plain: str) -> Iterator[Quantity]:
    """The days a text names, as quantities of dimension ``date``."""
    for start, end, days in written_days(plain):
        yield Quantity(
            dimension="date",
            readings=tuple((float(one.toordinal()), float(one.toordinal())) for one in days),
            unit="date",
            scale=1.0,
            step=1.0,
            bound="exact",
            about=False,
            is_condition=False,
            start=start,
            end=end,
        )


def _quantity(plain: str, number: WrittenNumber) -> Quantity | None:
    start, end, values, step = number.start, number.end, number.values, number.step
    first_unit = _unit_at(plain, end)
    after = first_unit[3] if first_unit else end
    up = _UP.match(plain, after)
    highs: tuple[float, ...] | None = None
    unit = first_unit
    if up is not None:
        second_unit = _unit_at(plain, up.end())
        same = second_unit and (first_unit is None or first_unit[1] == second_unit[1])
        if second_unit and same:
            highs, high_step = readings_of(up["number"])
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
    lows = tuple(number.sign * one for one in values)
    pairs = _pairs(lows, highs)
    around = _PLUS_MINUS.match(plain, unit_end) or _PLUS_MINUS.match(plain, end)
    if around is not None and highs is None:
        by = readings_of(around["number"])[0][0]
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
