"""An original and its translation → numbers and identifiers that differ, wherever they stand. Pure.

Sections, items and sentences may stand in another order, thousands may be grouped otherwise, two
weeks may have become 14 days: what is counted is how often each value stands in the whole document.
A value that one side has once more than the other is looked for in the unit (a row, an item, a
paragraph) of the other side that has most in common with its own, and held against what that one
has once more.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.insight.defect import Defect, Severity, defect_id
from answer.insight.document_place import place_at, whole
from answer.insight.value_units import Mark, ValueUnit, counted, value_units
from answer.nearest_labels import Likeness
from answer.quantity import Quantity, agree, quantities
from answer.written_values import Value, same_unit
from index.content import StoredDocument

FARTHEST = 0.2
"""How far apart, as a share of the document, a unit and its translation may stand."""
LEAST_LIKE = 0.35
SAME_UNIT = 0.2
"""Speaks for two values standing for each other."""
MAGNITUDES = (1e3, 1e6, 1e9)
NEAR_TWINS = (0.45, 0.25)
"""Centred cosine from which two texts may be translations of one another; of rows of tables."""
MANY = 12
"""Of whole numbers up to here some are written as words that no list has, or are left out."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A value in the unit it stands in."""

    unit: ValueUnit
    mark: Mark
    value: Value | None
    """None for an identifier."""

    @property
    def shown(self) -> str:
        """As written."""
        if self.value is None:
            return str(self.mark)
        return self.unit.text[self.value.start : self.value.end].strip()


@dataclass(frozen=True, slots=True)
class _More:
    """A value that one side has once more than the other, in each unit that may be the one."""

    mark: Mark
    found: tuple[_Found, ...]


def drifted_numbers(
    original: StoredDocument, twin: StoredDocument, *, likeness: Likeness
) -> tuple[Defect, ...]:
    """A defect for each value of the original that its translation gives otherwise, or not."""
    mine, theirs = value_units(original), value_units(twin)
    more, other_more = _more(mine, theirs), _more(theirs, mine)
    _drop_same(more, other_more)
    found: list[Defect] = []
    pairs = sorted(
        (
            (alike, number, one, other_number, two)
            for number, here in enumerate(more)
            for other_number, there in enumerate(other_more)
            for one in here.found
            for two in there.found
            if _may_stand_for(one, two) and (alike := _alike(one, two)) >= LEAST_LIKE
        ),
        key=lambda pair: (-pair[0], pair[1], pair[3]),
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for _, number, one, other_number, two in pairs:
        if number in used[0] or other_number in used[1]:
            continue
        texts = (one.unit.text, original.language), (two.unit.text, twin.language)
        if likeness(*texts) >= NEAR_TWINS[one.unit.kind == "table"]:
            used[0].add(number)
            used[1].add(other_number)
            found.append(_changed(original, twin, one, two))
    known = counted(theirs)
    letters = _letters(twin.text)
    found.extend(
        _missing(original, twin, here.found[0])
        for number, here in enumerate(more)
        if number not in used[0]
        and not known[here.mark]
        and _is_certain(here.found[0])
        and _letters(str(here.mark)) not in letters
    )
    found.extend(_units_changed(original, twin, mine, theirs))
    return tuple(found)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _more(mine: Sequence[ValueUnit], theirs: Sequence[ValueUnit]) -> list[_More]:
    """What stands more often here than there."""
    left = counted(mine) - counted(theirs)
    places: dict[Mark, list[_Found]] = {}
    for unit in mine:
        for value in unit.values:
            mark = round(value.number, 6)
            if left[mark]:
                places.setdefault(mark, []).append(_Found(unit, mark, value))
        for code in unit.codes:
            if left[code]:
                places.setdefault(code, []).append(_Found(unit, code, None))
    return [_More(mark, tuple(places[mark])) for mark, count in left.items() for _ in range(count)]


def _drop_same(more: list[_More], other_more: list[_More]) -> None:
    """Takes out what is the same in another unit, or but for a language behind a document's
    number: LX-UM-05-ES."""
    for one in list(more):
        for two in other_more:
            if (
                _is_longer(one, two)
                or _is_magnified(one, two)
                or any(_are_converted(first, second) for first in one.found for second in two.found)
            ):
                more.remove(one)
                other_more.remove(two)
                break


def _is_magnified(one: _More, two: _More) -> bool:
    """Whether a letter or a word makes one the other: 2 MP and 200 万, 1.0+ million."""
    mine, theirs = one.found[0].value, two.found[0].value
    if mine is None or theirs is None or mine.unit or theirs.unit:
        return False
    low, high = sorted((mine, theirs), key=lambda value: abs(value.number))
    digits = "".join(character for character in high.written if character.isdigit())
    is_multiplied = bool(digits) and f"{abs(high.number):.0f}" != digits
    return bool(low.number) and is_multiplied and high.number / low.number in MAGNITUDES


def _is_longer(one: _More, two: _More) -> bool:
    mine, theirs = one.mark, two.mark
    if not (isinstance(mine, str) and isinstance(theirs, str)):
        return False
    longer, shorter = sorted((mine, theirs), key=len, reverse=True)
    return longer.startswith(shorter) or longer.endswith(shorter)


@lru_cache(maxsize=8_192)
def _quantities(text: str) -> tuple[Quantity, ...]:
    return quantities(text)


def _are_converted(one: _Found, two: _Found) -> bool:
    if one.value is None or two.value is None:
        return False
    return any(
        (mine.dimension, mine.bound) == (theirs.dimension, theirs.bound)
        and mine.unit != theirs.unit
        and agree(mine, theirs)
        for mine in _quantities(one.unit.text)
        if mine.start <= one.value.start < mine.end
        for theirs in _quantities(two.unit.text)
        if theirs.start <= two.value.start < theirs.end
    )


def _may_stand_for(one: _Found, two: _Found) -> bool:
    if (one.value is None) != (two.value is None):
        return False
    if two.mark in one.unit.marks or one.mark in two.unit.marks:
        return False  # what was changed stands no more where it was
    if one.value is None or two.value is None:
        return _letters_of(one.mark) == _letters_of(two.mark)
    if bool(one.value.unit) != bool(two.value.unit) or not same_unit(one.value, two.value):
        return False
    if one.value.unit:
        return True
    if bool(one.value.written) != bool(two.value.written):
        return False
    # of large words some are no numbers: 两三 is two or three
    return bool(one.value.written) or max(one.value.number, two.value.number) <= MANY


def _alike(found: _Found, other: _Found) -> float:
    """How much speaks for one value standing where the other does, at most 1.2."""
    one, two = found.unit, other.unit
    if one.kind != two.kind and "table" in (one.kind, two.kind):
        return 0.0
    if one.codes and two.codes and len(one.codes & two.codes) < len(one.codes | two.codes) - 2:
        return 0.0
    if bool(one.codes) != bool(two.codes) and len(one.codes | two.codes) > 1:
        return 0.0
    mine, theirs = one.marks, two.marks
    if one.kind == "table" and not _differ_in_little(mine, theirs):
        return 0.0
    shared, either = (mine & theirs).total(), (mine | theirs).total()
    near = max(0.0, 1.0 - abs(one.place - two.place) / FARTHEST)
    units = [each.value.unit for each in (found, other) if each.value is not None]
    same = SAME_UNIT if len(units) == 2 and units[0] and units[0] == units[1] else 0.0
    if not same and not shared and one.kind == "table":
        return 0.0
    if either <= 2 and not shared:
        return 0.7 * near + same
    return same + 0.5 * near + 0.5 * shared / max(1, min(mine.total(), theirs.total()) - 1)


def _differ_in_little(mine: Counter[Mark], theirs: Counter[Mark]) -> bool:
    """Whether two rows hold the same but for one value, or for a quarter of a long one."""
    apart = max((mine - theirs).total(), (theirs - mine).total())
    return apart <= max(1, max(mine.total(), theirs.total()) // 4)


def _letters_of(mark: Mark) -> str:
    """What stays of an identifier when its figures change: M4, M5."""
    return "".join(character for character in str(mark) if character.isalpha())


def _is_certain(one: _Found) -> bool:
    if one.value is None:
        return True
    is_small = one.value.number <= MANY and one.value.number == int(one.value.number)
    return bool(one.value.written) and not (is_small and not one.value.unit)


def _changed(original: StoredDocument, twin: StoredDocument, one: _Found, two: _Found) -> Defect:
    told = (twin.path, one.unit.text, two.unit.text, one.shown, two.shown)
    return Defect(
        id=defect_id("drifted_translation", "other_number", *told),
        kind="drifted_translation",
        code="other_number",
        severity="high",
        places=(
            place_at(twin, two.unit.start, two.unit.end, value=two.shown),
            place_at(original, one.unit.start, one.unit.end, value=one.shown),
        ),
        values={"original": one.shown, "translation": two.shown},
        actions=("retranslate", "replace", "open_document"),
    )


def _missing(original: StoredDocument, twin: StoredDocument, one: _Found) -> Defect:
    severity: Severity = "medium"
    return Defect(
        id=defect_id("drifted_translation", "missing_number", twin.path, one.unit.text, one.shown),
        kind="drifted_translation",
        code="missing_number",
        severity=severity,
        places=(
            whole(twin),
            place_at(original, one.unit.start, one.unit.end, value=one.shown),
        ),
        values={"original": one.shown},
        actions=("retranslate", "replace", "open_document"),
    )


def _units_changed(
    original: StoredDocument,
    twin: StoredDocument,
    mine: Sequence[ValueUnit],
    theirs: Sequence[ValueUnit],
) -> Iterator[Defect]:
    """The same number, of millimetres here and of centimetres there."""
    here, there = _units_of_numbers(mine), _units_of_numbers(theirs)
    for number, found in here.items():
        others = there.get(number, {})
        gone, come = set(found) - set(others), set(others) - set(found)
        if len(gone) != 1 or len(come) != 1 or "" in gone | come:
            continue
        (one_unit, one), (two_unit, two) = found[gone.pop()], others[come.pop()]
        standing = _Found(one_unit, number, one), _Found(two_unit, number, two)
        if not same_unit(one, two) and _alike(*standing) >= LEAST_LIKE:
            yield _changed(original, twin, *standing)


def _units_of_numbers(
    units: Sequence[ValueUnit],
) -> dict[float, dict[str, tuple[ValueUnit, Value]]]:
    found: dict[float, dict[str, tuple[ValueUnit, Value]]] = {}
    for unit in units:
        for value in unit.values:
            found.setdefault(round(value.number, 6), {}).setdefault(value.unit, (unit, value))
    return found
