"""Two versions of a document's blocks → the passages that were added, removed, changed or moved.

A passage is what a reader takes for one: a paragraph, a list item, a heading, a row of a table.
1. Equal ones are matched, the first with the first, and the longest run of them that is in the same
   order in both stands still (Hunt and Szymanski 1977 over unique keys: n log n, so that no file
   can be made to cost its square).
2. Equal ones out of that order have moved.
3. Of what is left between two that stand still, those that begin alike or read alike are a change.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.passage import PassageBlock
from index.release_difference import PassageChange, PassageChangeKind
from index.text_difference import likeness
from ingest.document import CELL_SEPARATOR

ALIKE = 0.4
"""The share of words that makes two passages versions of one another."""
ALIKE_BY_NAME = 0.2
"""Enough where both begin with the same words: a row of a table by its first cell."""
MOST_PAIRS = 400
"""Beyond, passages between two that stand still are paired in their order."""
_NAMED_BY_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One passage of one version."""

    text: str
    heading_path: tuple[str, ...]
    page: int | None
    table_header: str = ""


def units_of(text: str, blocks: Iterable[PassageBlock]) -> tuple[Unit, ...]:
    """The passages of a document in reading order, each under its headings."""
    return tuple(_units(text, blocks))


def passage_changes(before: Sequence[Unit], after: Sequence[Unit]) -> tuple[PassageChange, ...]:
    """What became of the earlier passages, in the later one's reading order."""
    keys, other_keys = _numbered(before), _numbered(after)
    places = {key: number for number, key in enumerate(keys)}
    still = _longest_run([places.get(key, -1) for key in other_keys])
    kept, known = {places[other_keys[number]] for number in still}, frozenset(other_keys)
    changes: list[PassageChange] = []
    from_one = from_other = 0
    for number in [*still, len(after)]:
        to_one = places[other_keys[number]] if number < len(after) else len(before)
        gone = [n for n in range(from_one, to_one) if n not in kept and keys[n] not in known]
        come = [n for n in range(from_other, number) if other_keys[n] not in places]
        pairs = _paired([before[n] for n in gone], [after[n] for n in come])
        at: list[tuple[int, int, PassageChange]] = []
        for one, other in pairs:
            was = before[gone[one]] if one is not None else None
            now = after[come[other]] if other is not None else None
            # what went is told before what came in its place
            at.append((come[other] if other is not None else from_other, 0, _change(was, now)))
        at.extend(
            (n, 1, _change(before[places[other_keys[n]]], after[n], moved=True))
            for n in range(from_other, number)
            if other_keys[n] in places
        )
        changes.extend(change for *_, change in sorted(at, key=lambda found: found[:2]))
        from_one, from_other = to_one + 1, number + 1
    return tuple(changes)


def _units(text: str, blocks: Iterable[PassageBlock]) -> Iterator[Unit]:
    headings: list[tuple[int, str]] = []
    for block in blocks:
        words = text[block.start : block.end]
        if block.kind == "heading":
            while headings and headings[-1][0] >= block.level:
                headings.pop()
        path = tuple(heading for _, heading in headings)
        if block.kind == "heading":
            headings.append((block.level, words))
        if block.kind != "table":
            yield Unit(text=words, heading_path=path, page=block.page)
            continue
        lines = words.split("\n")
        header = "\n".join(lines[: block.header_rows]) or block.table_header
        for number, line in enumerate(lines):
            if line.strip():
                own = header if number >= block.header_rows else ""
                yield Unit(text=line, heading_path=path, page=block.page, table_header=own)


def _numbered(units: Sequence[Unit]) -> list[tuple[str, int]]:
    """Each passage's text, and how many equal ones stand before it."""
    seen: Counter[str] = Counter()
    keys = []
    for unit in units:
        text = " ".join(unit.text.split())
        keys.append((text, seen[text]))
        seen[text] += 1
    return keys


def _longest_run(places: Sequence[int]) -> list[int]:
    """The indices of a longest rising run of ``places``; those below 0 are not looked at."""
    ends: list[int] = []
    at: list[int] = []
    earlier: dict[int, int] = {}
    for number, place in enumerate(places):
        if place < 0:
            continue
        length = bisect_left(ends, place)
        earlier[number] = at[length - 1] if length else -1
        ends[length : length + 1] = [place]
        at[length : length + 1] = [number]
    run: list[int] = []
    number = at[-1] if at else -1
    while number >= 0:
        run.append(number)
        number = earlier[number]
    return run[::-1]


def _paired(gone: Sequence[Unit], come: Sequence[Unit]) -> Iterator[tuple[int | None, int | None]]:
    """Indices of what belongs together, then of what stands alone."""
    left, other_left = dict(enumerate(gone)), dict(enumerate(come))
    for one, other in [*_by_name(gone, come)]:
        if likeness(gone[one].text, come[other].text) >= ALIKE_BY_NAME:
            del left[one], other_left[other]
            yield one, other
    for one, other in _by_words(left, other_left):
        if one in left and other in other_left:
            del left[one], other_left[other]
            yield one, other
    yield from ((one, None) for one in left)
    yield from ((None, other) for other in other_left)


def _by_name(gone: Sequence[Unit], come: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    def named(units: Sequence[Unit]) -> dict[tuple[str, int], int]:
        seen: Counter[str] = Counter()
        found = {}
        for number, unit in enumerate(units):
            first = unit.text.split(CELL_SEPARATOR)[0]
            name = first if first != unit.text else " ".join(unit.text.split()[:_NAMED_BY_WORDS])
            found[name, seen[name]] = number
            seen[name] += 1
        return found

    names = named(come)
    return ((number, names[key]) for key, number in named(gone).items() if key in names)


def _by_words(left: dict[int, Unit], other_left: dict[int, Unit]) -> list[tuple[int, int]]:
    """Pairs that read alike, the most alike first."""
    if len(left) * len(other_left) > MOST_PAIRS:
        pairs = list(zip(left, other_left, strict=False))
    else:
        pairs = [(one, other) for one in left for other in other_left]
    alike = [(likeness(left[one].text, other_left[other].text), one, other) for one, other in pairs]
    best = sorted((found for found in alike if found[0] >= ALIKE), key=lambda found: -found[0])
    return [(one, other) for _, one, other in best]


def _change(before: Unit | None, after: Unit | None, *, moved: bool = False) -> PassageChange:
    kind: PassageChangeKind = "moved" if moved else "changed"
    if before is None or after is None:
        kind = "added" if before is None else "removed"
    place = after or before
    return PassageChange(
        kind=kind,
        heading_path=place.heading_path if place else (),
        page_before=before.page if before else None,
        page_after=after.page if after else None,
        table_header=place.table_header if place else "",
        before=before.text if before else "",
        after=after.text if after else "",
    )
