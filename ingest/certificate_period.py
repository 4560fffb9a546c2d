"""From when to when a certificate says that it holds, out of all the dates that stand on it.

1. Every date is told by its label, else by the nearest cue before or behind it on its line.
2. Numbers like 03/04/2025 are read as the paper's other dates, its language or its market decide;
   what nothing decides is left open, with the reason.
3. A term ("valid for five years") gives the last day where none is stated: the day before the
   same day of the last year.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from ingest.certificate_cues import (
    CUES,
    CUES_BEHIND,
    NUMERALS,
    TERM,
    UNIT_MONTHS,
)
from ingest.certificate_date_order import order_of_numbers
from ingest.certificate_fields import Layout, Line
from ingest.certificate_words import NO_END
from ingest.dates_in_text import FoundDate, dates_in_text

Role = Literal["starts", "ends", "issued", "signed", "first", "other"]

_CUE_CHARACTERS = 70
_BEHIND_CHARACTERS = 14
_BETWEEN = re.compile(
    r"[\s,]*(?:-|~|to|until|till|through|and ends on|bis(?: zum)?|al|a|hasta(?: el)?|au|jusqu'au|"
    r"al?|até|a|t/m|tot|по|do|至|到|から|부터|inclusive|日)[\s,]*",
    re.IGNORECASE,
)
_PLACE_AND_DATE = re.compile(
    r"^\W*(?:[A-ZÀ-ÝŁŚŻ][\w'’.-]*(?:[ -][\w'’.-]+){0,4},?\s*)?(?:den|le|el|lí|on|dated?|datum|de)?[\s,:]*$",
    re.IGNORECASE,
)
_OTHER_CHARACTERS = 120
_OF_ANOTHER = re.compile(
    r"(?:replaces|supersedes|replacing|ersetzt|sustituye|reemplaza|remplace|sostituisce|代替|取代)"
    r"(?!.*(?:[.;。]\s| and | und | y | et | e |并))",
    re.IGNORECASE,
)
"""Nothing but the paper that this one replaces stands between the word and a date."""
_DATE_LABEL = re.compile(r"(?:date|datum|fecha|data|日期)\s?:\s?$", re.IGNORECASE)
_SIGNATORY = re.compile(r",\s[A-ZÀ-Þ]")
"""What may follow place and date on their line: who signed."""
_ROLE_OF_KEY: dict[str, Role] = {
    "ends": "ends",
    "starts": "starts",
    "issued": "issued",
    "date": "issued",
    "first": "first",
    "other": "other",
    "report_number": "other",
    "standards": "other",
}
_START_ORDER: tuple[Role, ...] = ("starts", "issued", "signed", "first")
_WHY: dict[Role, str] = {
    "starts": "stated as the first day it holds",
    "ends": "stated as the last day it holds",
    "issued": "the day of issue; no other first day is stated",
    "signed": "place and day of the signature; no other first day is stated",
    "first": "the day of the first issue; no later one is stated",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodEnd:
    """One end of a period; ``day`` is None where the paper leaves it open."""

    day: date | None
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Both ends, None where the paper says nothing."""

    valid_from: PeriodEnd | None = None
    valid_to: PeriodEnd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A date with what it is."""

    found: FoundDate
    role: Role
    label: str = ""
    """Of the field it stands in."""


def read_period(folded: str, layout: Layout, *, language: str, markets: Sequence[str]) -> Period:
    """When a certificate holds, as far as it says so."""
    dates = [
        one for one in dates_in_text(folded, language=language) if not layout.is_aside(one.start)
    ]
    told = _tell(folded, layout, dates)
    by_role = {one.role: one.found for one in told}
    day_first, why = order_of_numbers(
        [one.found for one in told],
        first=by_role.get("starts") or by_role.get("issued"),
        last=by_role.get("ends"),
        language=language,
        markets=markets,
    )
    decided = [replace(one, found=_decide(one.found, day_first)) for one in told]
    valid_from = _pick(decided, _START_ORDER, why=why, latest=False)
    valid_to = _pick(decided, ("ends",), why=why, latest=True)
    if valid_to is None:
        valid_to = _end_of_term(folded, layout, valid_from)
    if valid_to is None:
        endless = NO_END.search(folded)
        if endless is not None:
            valid_to = PeriodEnd(
                day=None,
                start=endless.start(),
                end=endless.end(),
                reason="the text says that it has no last day",
            )
    if _is_backwards(valid_from, valid_to):
        valid_from = None
    return Period(valid_from=valid_from, valid_to=valid_to)


def _tell(folded: str, layout: Layout, dates: Sequence[FoundDate]) -> list[_Told]:
    told: list[_Told] = []
    for place, one in enumerate(dates):
        before = told[-1] if told else None
        line = layout.line_at(one.start)
        if before is not None and _continues(folded, before.found, one):
            # "from … to …": the second date of a pair
            if before.role in ("starts", "issued", "ends"):
                told[-1] = replace(before, role="starts")
                told.append(_Told(found=one, role="ends"))
            else:
                told.append(_Told(found=one, role="other"))
            continue
        field = layout.field_at(one.start)
        label = field.label if field else ""
        role = _role(folded, layout, line, dates, place)
        if _OF_ANOTHER.search(folded[max(line.start, one.start - _OTHER_CHARACTERS) : one.start]):
            role = "other"
        told.append(_Told(found=one, role=role, label=label))
    return told


def _continues(folded: str, first: FoundDate, second: FoundDate) -> bool:
    return _BETWEEN.fullmatch(folded[first.end : second.start]) is not None


def _role(folded: str, layout: Layout, line: Line, dates: Sequence[FoundDate], place: int) -> Role:
    one = dates[place]
    floor = max(line.start, dates[place - 1].end if place else 0)
    field = layout.field_at(one.start)
    inside = max(floor, field.start) if field is not None else floor
    cue = _nearest_cue(folded[max(inside, one.start - _CUE_CHARACTERS) : one.start])
    behind = folded[one.end : min(line.end, one.end + _BEHIND_CHARACTERS)]
    for role, pattern in CUES_BEHIND:
        if pattern.match(behind):
            return role
    if field is not None and field.key in ("period", "models", "number", "body", "holder"):
        return cue or ("ends" if field.key == "period" else "other")
    if field is not None and field.key in _ROLE_OF_KEY:
        return cue if cue in ("starts", "ends", "other") else _ROLE_OF_KEY[field.key]
    if cue is not None:
        return cue
    behind = folded[one.end : line.end].strip(" .")
    ends = behind == "" or _SIGNATORY.match(behind) is not None
    before = folded[floor : one.start]
    if (ends and _PLACE_AND_DATE.match(before)) or _DATE_LABEL.search(before):
        return "signed"
    return "other"


def _nearest_cue(before: str) -> Role | None:
    """The cue that ends last before a date; of two at one place the longer."""
    best: tuple[int, int, Role] | None = None
    for role, pattern in CUES:
        for found in pattern.finditer(before):
            known = found.end(), found.end() - found.start(), role
            if best is None or known[:2] > best[:2]:
                best = known
    return best[2] if best else None


def _decide(found: FoundDate, day_first: bool | None) -> FoundDate:
    if len(found.readings) == 1 or day_first is None:
        return found
    return replace(found, readings=(found.readings[0 if day_first else 1],))


def _pick(
    told: Sequence[_Told], roles: Sequence[Role], *, why: str, latest: bool
) -> PeriodEnd | None:
    """The date of the first role that any has."""
    for role in roles:
        candidates = [one for one in told if one.role == role]
        if not candidates:
            continue
        if role == "issued":
            # of several signatures in one column the first is the maker's
            candidates = list(
                {one.label or str(one.found.start): one for one in candidates[::-1]}.values()
            )
        # a later issue of the same paper replaces the earlier one
        chosen = max(candidates, key=_later) if latest or role == "issued" else candidates[0]
        found = chosen.found
        place = {"start": found.start, "end": found.end}
        if len(found.readings) > 1:
            one, other = found.readings
            reason = f"may be {one} or {other}: nothing on the paper decides which"
            return PeriodEnd(day=None, reason=reason, **place)
        day, reason = found.readings[0], _WHY[role]
        if found.is_month and latest:
            day, reason = _last_of_month(day), f"{reason}; the month alone is named"
        elif found.is_month:
            reason = f"{reason}; the month alone is named"
        if why and found.separator in ("/", "-") and max(day.month, day.day) <= 12:
            reason = f"{reason}; {why}"
        return PeriodEnd(day=day, reason=reason, **place)
    return None


def _later(told: _Told) -> tuple[date, int]:
    return told.found.readings[0], -told.found.start


def _last_of_month(day: date) -> date:
    return _months_later(day, 1) - timedelta(days=1)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    return date(day.year + year, month + 1, day.day)


def _end_of_term(folded: str, layout: Layout, valid_from: PeriodEnd | None) -> PeriodEnd | None:
    """The last day of "valid for five years", counted from the first day."""
    for pattern in TERM:
        for found in pattern.finditer(folded):
            if layout.is_aside(found.start()):
                continue
            number = found["n"].casefold()
            count = int(number) if number.isdigit() else NUMERALS.get(number, 0)
            months = count * UNIT_MONTHS.get(found["unit"].casefold().rstrip(".)"), 12)
            if not 0 < months <= 1200 or valid_from is None or valid_from.day is None:
                continue
            return PeriodEnd(
                day=_months_later(valid_from.day, months) - timedelta(days=1),
                start=found.start(),
                end=found.end(),
                reason=f"a term of {months} months from {valid_from.day}",
            )
    return None


def _is_backwards(first: PeriodEnd | None, last: PeriodEnd | None) -> bool:
    return bool(first and last and first.day and last.day and last.day < first.day)
