"""Numbers, units, dates and identifiers of a draft that its sources do not have.

Read as the fidelity check reads them, but place by place and without dropping anything: a person
may know better, and is only shown where to look.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal

from answer.hint import Hint, HintCode, Source
from answer.written_values import Value, written_values
from ingest.identifiers import canonical, extract

_ASIDE = re.compile(r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+")
_NAME = re.compile(r"(?<![A-Za-z\d-])[A-Z]{1,5}-?\d{1,6}[A-Z]{0,2}(?![A-Za-z\d])")
"""Letters and digits that are no identifier by their form alone: LM-40 beside 40 lm."""
_READ_TWO_WAYS = re.compile(r"\d[.,]\d{3}(?!\d)")
_SAME_SIZE = {
    ("year", "month"): 12.0,
    ("week", "d"): 7.0,
    ("d", "h"): 24.0,
    ("h", "min"): 60.0,
    ("min", "s"): 60.0,
    ("kg", "g"): 1000.0,
    ("g", "mg"): 1000.0,
    ("t", "kg"): 1000.0,
    ("km", "m"): 1000.0,
    ("m", "cm"): 100.0,
    ("m", "mm"): 1000.0,
    ("cm", "mm"): 10.0,
    ("kW", "W"): 1000.0,
    ("W", "mW"): 1000.0,
    ("kV", "V"): 1000.0,
    ("V", "mV"): 1000.0,
    ("A", "mA"): 1000.0,
    ("l", "ml"): 1000.0,
}
"""How many of the second unit the first one is."""
LOOKED_AT_CHARACTERS = 300_000
"""Of a cited document, beyond what is quoted."""
Found = Literal["same", "other_unit", "absent"]


def lint_facts(
    text: str, *, language: str, sources: Sequence[Source], question: str
) -> Iterator[Hint]:
    """Hints at what stands in none of the sources, nor in what the customer wrote.

    What only stands elsewhere in a cited document, not in what is quoted, is a warning.
    """
    if not sources:
        return
    # a number inside a name, such as of an order, is a number that was given
    given = _facts_of(question, language, language, names_too=True)
    quoted = [given]
    for one in sources:
        quoted.append(_facts_of(one.quote, one.language, language))
        quoted.append(_facts_of(one.about, one.language, language))

    @cache
    def elsewhere() -> list[_Facts]:
        # long, and only looked into where a quote lacks something
        texts = (one.document[:LOOKED_AT_CHARACTERS] for one in sources)
        return [_facts_of(t, one.language, language) for t, one in zip(texts, sources, strict=True)]

    named = _named(text)
    for start, end, name in named:
        if any(name in one.identifiers for one in quoted):
            continue
        if any(name in one.identifiers for one in elsewhere()):
            yield _elsewhere("identifier_not_in_source", start, end, text[start:end])
            continue
        yield _hint(
            "identifier_not_in_source",
            start,
            end,
            f"'{text[start:end]}' stands in no cited source",
            is_elsewhere=False,
        )
    blank = _blank(text, [(start, end) for start, end, _ in named])
    for value in written_values(blank, language):
        shown = text[value.start : value.end]
        in_quotes = {one.finds(value) for one in quoted}
        if "same" in in_quotes:
            continue
        code: HintCode = "date_not_in_source" if value.unit == "date" else "number_not_in_source"
        if any(one.finds(value) == "same" for one in elsewhere()):
            yield _elsewhere(code, value.start, value.end, shown)
        elif value.unit or value.written:
            if "other_unit" in in_quotes and value.unit != "date":
                code = "unit_not_in_source"
            what = "stands in no cited source"
            if code == "unit_not_in_source":
                what = "has another unit in the cited source"
            yield _hint(code, value.start, value.end, f"'{shown}' {what}", is_elsewhere=False)


class _Facts:
    """The values and identifiers of a text, to be looked up."""

    def __init__(self, values: Iterable[Value], identifiers: Iterable[str]) -> None:
        self.identifiers = frozenset(identifiers)
        self._days = {value.number: value for value in values if value.unit == "date"}
        self._units: dict[float, set[str]] = {}
        self._units_written: dict[str, set[str]] = {}
        for value in values:
            if value.unit != "date":
                self._units.setdefault(_rounded(value.number), set()).add(value.unit)
                if value.written:
                    self._units_written.setdefault(value.written, set()).add(value.unit)

    def finds(self, value: Value) -> Found:
        """Whether the text has a value, or only its number with another unit."""
        if value.unit == "date":
            is_there = any(_same_day(value, day) for day in self._days.values())
            return "same" if is_there else "absent"
        units = self._units.get(_rounded(value.number), set())
        units = units | self._units_written.get(value.written, set())
        if units and (not value.unit or "" in units or _shares(value.unit, units)):
            # a person may leave a unit out, or write one that is not read
            return "same"
        for (large, small), factor in _SAME_SIZE.items():
            if value.unit == large and small in self._units.get(
                _rounded(value.number * factor), ()
            ):
                return "same"
            if value.unit == small and large in self._units.get(
                _rounded(value.number / factor), ()
            ):
                return "same"
        return "other_unit" if units else "absent"


@lru_cache(maxsize=64)
def _facts_of(text: str, language: str, read_in: str, names_too: bool = False) -> _Facts:
    """A text's, read in its own language and in that of the draft: marks may read otherwise."""
    named = _named(text)
    blank = _blank(text, [(start, end) for start, end, _ in named])
    # only "1.800" reads otherwise in another language
    tags = dict.fromkeys(
        (language or read_in, *((read_in,) if _READ_TWO_WAYS.search(blank) else ()))
    )
    values = [value for tag in tags for value in written_values(blank, tag)]
    if names_too:
        values.extend(written_values(_blank(text, []), read_in))
    return _Facts(values, (name for _, _, name in named))


def _shares(unit: str, units: Iterable[str]) -> bool:
    """Whether it is one of the units; a sign may stand for two currencies."""
    return any(set(unit.split()) & set(other.split()) for other in units)


def _rounded(number: float) -> float:
    return round(number, 6)


@lru_cache(maxsize=64)
def _named(text: str) -> tuple[tuple[int, int, str], ...]:
    """(start, end, canonical form) of what is called by letters and digits."""
    text = _blank(text, [])
    found = [(one.start, one.end, one.canonical) for one in extract(text)]
    taken = {place for start, end, _ in found for place in range(start, end)}
    others = (
        (match.start(), match.end(), canonical(match.group()))
        for match in _NAME.finditer(text)
        if match.start() not in taken and match.end() - 1 not in taken
    )
    return (*found, *others)


def _same_day(one: Value, other: Value) -> bool:
    """Year, month and day; where one of them is not said (0) it fits any."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return all(left == right or not left or not right for left, right in pairs)


def _parts(value: Value) -> tuple[int, int, int]:
    number = int(value.number)
    return number // 10_000, number // 100 % 100, number % 100


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with names, links and addresses blanked, every place kept."""
    aside = [*spans, *(found.span() for found in _ASIDE.finditer(text))]
    if not aside:
        return text
    characters = list(text)
    for start, end in aside:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _elsewhere(code: HintCode, start: int, end: int, shown: str) -> Hint:
    return _hint(
        code,
        start,
        end,
        f"'{shown}' does not stand in what is quoted, only elsewhere in the document",
        is_elsewhere=True,
    )


def _hint(code: HintCode, start: int, end: int, reason: str, *, is_elsewhere: bool) -> Hint:
    severity: Literal["error", "hint"] = "hint" if is_elsewhere else "error"
    return Hint(code=code, severity=severity, start=start, end=end, reason=reason)
