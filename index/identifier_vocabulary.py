"""The identifiers a release knows, and the ways to get from a typed one to them.

Four ways, each surer than the next: the same canonical form; the same with separators between its
digits left out or put in; variants that go on where it ends, or that hold it as a later part; one
typing error.
"""

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract as closest

from ingest.identifier_form import squeezed

MAX_VARIANTS = 64
MAX_SCANNED = 2_000
MIN_PART = 5
MIN_FUZZY = 5
MIN_FUZZY_FAR = 8
"""Two errors in a shorter name leave too little of it."""
MIN_DIGITS_FORGIVEN = 6
"""From here on, a separator missing between digits is no coincidence: 85044090, 8504.40.90."""

_RUN = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionTable:
    """Every squeezed form and each with one character left out, as sorted hashes with owners.

    Two words within one edit share such a form (the deletion neighbourhood of Bocek, Hunt and
    Stiller, 2007), so a typo is found by a few look-ups instead of a walk over all words.
    """

    hashes: NDArray[np.uint32]
    """Sorted CRC-32, shape (n,)."""
    owners: NDArray[np.int32]
    """Number of the identifier, shape (n,)."""


class IdentifierVocabulary:
    """Sorted canonical forms with look-ups by number. Safe for many threads: it only reads."""

    def __init__(self, canonicals: Sequence[str], deletions: DeletionTable) -> None:
        self.canonicals = tuple(canonicals)
        self.deletions = deletions
        self._numbers = {canonical: number for number, canonical in enumerate(canonicals)}
        self._squeezed = [squeezed(canonical) for canonical in canonicals]
        self._by_digits: dict[str, list[int]] = {}
        for number, canonical in enumerate(canonicals):
            if sum(map(str.isdigit, canonical)) >= MIN_DIGITS_FORGIVEN:
                self._by_digits.setdefault(canonical.replace("-", ""), []).append(number)
        tails = sorted(
            (tail, number)
            for number, canonical in enumerate(canonicals)
            for tail in _tails(canonical)
        )
        self._tails = [tail for tail, _ in tails]
        self._tail_owners = [number for _, number in tails]

    def number(self, canonical: str) -> int | None:
        """The number of this very identifier."""
        return self._numbers.get(canonical)

    def forgiven(self, key: str) -> int | None:
        """The one identifier that differs only by separators left out, or put in, between digits.

        Separators that moved (``1.15`` for ``11.5``) are never forgiven.
        """
        kept = [
            number
            for number in self._by_digits.get(key.replace("-", ""), ())
            if _one_is_finer(_borders(key), _borders(self.canonicals[number]))
        ]
        return kept[0] if len(kept) == 1 else None

    def variants(self, key: str) -> Iterator[int]:
        """Identifiers that go on after ``key`` where a new part begins: XR200A → XR200A5V."""
        yield from _going_on(self.canonicals, key)

    def holders(self, key: str) -> tuple[int, ...]:
        """Identifiers that hold ``key`` as a later part: DEVKITC1 → ESP32S3DEVKITC1."""
        if len(key) < MIN_PART:
            return ()
        found: set[int] = set()
        at = bisect_left(self._tails, key)
        while at < len(self._tails) and self._tails[at] == key and len(found) < MAX_VARIANTS:
            found.add(self._tail_owners[at])
            at += 1
        found.update(self._tail_owners[place] for place in _going_on(self._tails, key))
        return tuple(sorted(found))

    def within_one(self, keys: Sequence[str]) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each key (distance, number) of those at most one typing error away, closest first.

        Both are squeezed before they are compared: O for 0 and I or l for 1 cost nothing.
        """
        wanted = [squeezed(key) for key in keys]
        forms = [
            (place, _hash(form))
            for place, word in enumerate(wanted)
            for form in _with_deletions(word)
        ]
        hashes = np.array([code for _, code in forms], np.uint32)
        starts = np.searchsorted(self.deletions.hashes, hashes, side="left")
        ends = np.searchsorted(self.deletions.hashes, hashes, side="right")
        proposed: list[set[int]] = [set() for _ in keys]
        for at in np.flatnonzero(ends > starts):
            owners = self.deletions.owners[starts[at] : ends[at]]
            proposed[forms[at][0]].update(map(int, owners))
        return tuple(
            self._measured(word, numbers) for word, numbers in zip(wanted, proposed, strict=True)
        )

    def _measured(self, wanted: str, numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
        measured = (
            (int(OSA.distance(wanted, self._squeezed[number], score_cutoff=1)), number)
            for number in numbers
        )
        return tuple(sorted(entry for entry in measured if entry[0] <= 1))

    def within_two(self, key: str, *, limit: int) -> tuple[int, ...]:
        """Identifiers two typing errors away; walks over all of them."""
        wanted = squeezed(key)
        if len(wanted) < MIN_FUZZY_FAR:
            return ()
        found = closest(
            wanted, self._squeezed, scorer=OSA.distance, score_cutoff=2, limit=limit, processor=None
        )
        return tuple(int(number) for _, _, number in found)


def deletion_table(canonicals: Sequence[str]) -> DeletionTable:
    """The table for identifiers in this order."""
    pairs = sorted(
        (_hash(form), number)
        for number, canonical in enumerate(canonicals)
        if len(canonical) >= MIN_FUZZY - 1
        for form in _with_deletions(squeezed(canonical))
    )
    return DeletionTable(
        hashes=np.array([code for code, _ in pairs], np.uint32),
        owners=np.array([number for _, number in pairs], np.int32),
    )


def _hash(form: str) -> int:
    return zlib.crc32(form.encode())


def _with_deletions(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _tails(canonical: str) -> Iterator[str]:
    """What follows each inner border, where it still has a letter, a digit and some length."""
    for border in _RUN.finditer(canonical):
        tail = canonical[border.start() :]
        if len(tail) < MIN_PART:
            return
        if border.start() and not tail.isalpha() and not tail.replace("-", "").isdigit():
            yield tail


def _going_on(ordered: Sequence[str], key: str) -> Iterator[int]:
    """Places of the entries that start with ``key`` and go on with a new part."""
    found = 0
    at = bisect_left(ordered, key)
    for place in range(at, min(at + MAX_SCANNED, len(ordered))):
        entry = ordered[place]
        if not entry.startswith(key) or found == MAX_VARIANTS:
            return
        if len(entry) > len(key) and _is_border(key[-1], entry[len(key)]):
            found += 1
            yield place


def _is_border(before: str, after: str) -> bool:
    return after == "-" or before.isdigit() != after.isdigit()


def _borders(canonical: str) -> frozenset[int]:
    """Where separators stand, counted in characters that are none."""
    borders: set[int] = set()
    count = 0
    for character in canonical:
        if character == "-":
            borders.add(count)
        else:
            count += 1
    return frozenset(borders)


def _one_is_finer(one: frozenset[int], other: frozenset[int]) -> bool:
    return one <= other or other <= one
