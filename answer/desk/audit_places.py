"""Which record stands at which place of the audit, told by the records' own hashes.

A record's hash is of its number too. One that does not fit at its place but would at another was
moved there; one that fits nowhere was changed, or put in. A number that no record has is deleted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answer.desk.audit_chain import ChainRow, hash_of

MOST_STRANGE = 500
"""Records whose place is looked for; where more do not fit, no single one was moved."""
NEAR = 32
"""So far from its place a record is looked for at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Neighbours that stand at ``places``, each with its own number ``shift`` higher."""

    places: range
    shift: int

    @property
    def numbers(self) -> range:
        """Their own."""
        return range(self.places.start + self.shift, self.places.stop + self.shift)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What does not stand as it was written. Ranges are of records' own numbers, or of places."""

    changed: tuple[range, ...] = ()
    inserted: tuple[int, ...] = ()
    """Places."""
    deleted: tuple[range, ...] = ()
    moved: tuple[Stretch, ...] = ()


class PlaceFinder:
    """Takes rows in the order of their places, and tells at the end what is where."""

    def __init__(self, *, key: bytes = b"") -> None:
        self._key = key
        self._stretches: list[Stretch] = []
        self._strange: list[ChainRow] = []
        self._more: list[range] = []
        """Places of strange rows beyond those that are looked at closely."""

    def add(self, row: ChainRow, *, is_taken_as_it_is: bool = False) -> None:
        """The next row; one that nobody can tell is taken to be its own."""
        number = row.sequence if is_taken_as_it_is else self._number(row)
        if number is not None:
            self._stretches = _extended(self._stretches, row.sequence, number)
        elif len(self._strange) < MOST_STRANGE:
            self._strange.append(row)
        else:
            self._more = _with(self._more, row.sequence)

    def found(self, *, given: int) -> Places:
        """What was done, where numbers up to ``given`` were ever given to a record."""
        left = self._placed_strange(given)
        self._stretches.sort(key=lambda one: one.places.start)
        at_home = [one.places for one in self._stretches if not one.shift]
        away = [one for one in self._stretches if one.shift]
        # two with one number: of those the one that others followed is its own
        inserted = sorted({number for one in away for number in _overlap(one.numbers, at_home)})
        missing = _gaps([one.numbers for one in self._stretches], given)
        changed: list[range] = list(self._more)
        for row in left:
            number = row.sequence + self._shift_at(row.sequence)
            if any(number in gap for gap in missing):
                missing = [part for gap in missing for part in _without(gap, number)]
                changed = _with(changed, number)
            else:
                inserted.append(row.sequence)
        for gap in self._more:
            for number in gap:
                missing = [part for one in missing for part in _without(one, number)]
        moved = tuple(
            one for one in away if one.shift != _explained(one, missing, sorted(inserted))
        )
        return Places(
            changed=tuple(sorted(changed, key=_start)),
            inserted=tuple(sorted(inserted)),
            deleted=tuple(missing),
            moved=moved,
        )

    def _number(self, row: ChainRow) -> int | None:
        """The record's own number; None where it fits nowhere near."""
        shift = self._stretches[-1].shift if self._stretches else 0
        if self._fits(row, row.sequence):
            return row.sequence
        if len(self._strange) >= MOST_STRANGE:
            return None
        near = (side for step in range(1, NEAR) for side in (step, -step))
        return next(
            (
                row.sequence + step
                for step in (shift, *near)
                if self._fits(row, row.sequence + step)
            ),
            None,
        )

    def _fits(self, row: ChainRow, number: int) -> bool:
        return hash_of(row, sequence=number, key=self._key) == row.hash

    def _placed_strange(self, given: int) -> list[ChainRow]:
        """Strange rows that fit nowhere; the others have their places now."""
        gaps = _gaps([one.numbers for one in self._stretches], given)
        homes = [number for gap in gaps for number in gap[:MOST_STRANGE]][:MOST_STRANGE]
        left = []
        for row in self._strange:
            number = next((one for one in homes if self._fits(row, one)), None)
            if number is None:
                left.append(row)
            else:
                stretch = Stretch(
                    places=range(row.sequence, row.sequence + 1), shift=number - row.sequence
                )
                self._stretches.append(stretch)
        return left

    def _shift_at(self, place: int) -> int:
        """By how much the numbers just before a place differ from theirs."""
        before = [one for one in self._stretches if one.places.start < place]
        return before[-1].shift if before else 0


def _explained(one: Stretch, missing: Sequence[range], inserted: Sequence[int]) -> int:
    """The shift that deletions and insertions before a stretch bring about."""
    first = one.numbers.start
    deleted = sum(len(range(gap.start, min(gap.stop, first))) for gap in missing)
    return deleted - sum(1 for place in inserted if place < one.places.start)


def _extended(stretches: list[Stretch], place: int, number: int) -> list[Stretch]:
    last = stretches[-1] if stretches else None
    if last and last.places.stop == place and last.shift == number - place:
        stretches[-1] = Stretch(places=range(last.places.start, place + 1), shift=last.shift)
    else:
        stretches.append(Stretch(places=range(place, place + 1), shift=number - place))
    return stretches


def _with(ranges: list[range], number: int) -> list[range]:
    """Ascending ranges with one more number at their end."""
    if ranges and ranges[-1].stop == number:
        return [*ranges[:-1], range(ranges[-1].start, number + 1)]
    return [*ranges, range(number, number + 1)]


def _without(one: range, number: int) -> tuple[range, ...]:
    if number not in one:
        return (one,)
    parts = (range(one.start, number), range(number + 1, one.stop))
    return tuple(part for part in parts if part)


def _overlap(numbers: range, others: Iterable[range]) -> Iterable[int]:
    for other in others:
        yield from range(max(numbers.start, other.start), min(numbers.stop, other.stop))


def _gaps(taken: Iterable[range], last: int) -> list[range]:
    """What of 1 to ``last`` nobody has."""
    gaps, nxt = [], 1
    for one in sorted(taken, key=_start):
        if one.start > nxt:
            gaps.append(range(nxt, one.start))
        nxt = max(nxt, one.stop)
    if nxt <= last:
        gaps.append(range(nxt, last + 1))
    return gaps


def _start(one: range) -> int:
    return one.start
