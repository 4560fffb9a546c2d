"""A table and its translation → the translation, with cells in doubt as the table has them. Pure.

Sentences are compared with their evidence elsewhere; a cell of two words has little that could be.
So each cell's meaning is compared with its own and its neighbours', by the model that searches:
words that say another thing stay untranslated, and where most would, or the cells are not those of
the table, the translation is none.
"""

import re
from collections.abc import Iterator, Sequence

from answer.aligned_sentences import Likeness
from answer.translation_lines import has_words
from ingest.document import CELL_SEPARATOR

NEAR = 0.28
"""Likeness to the original below which a cell says something else.

By ``scripts/benchmark_cells.py``: the right translations of nine languages lie below it in 4 of 100
cells, those of a real translator in 1, wrong words in 80 to 90.
"""
BESIDE = 0.1
"""A part nearer to the original than the whole by more than this has a stranger beside it."""
MOST_CUTS = 4
"""Places at which a cell is cut in two, each for two embeddings; with six little more is seen."""
BEYOND = 0.15
"""A cell that is nearer to a neighbour in its row or column than to its own by more than this says
what that one says."""
_YES = frozenset("yes ja oui sí si sim sì tak da да evet نعم 是 はい 예 네 có ใช่ ya".split())
_NO = frozenset("no nein non não nee nie нет hayır لا 否 いいえ 아니요 không ไม่ tidak".split())
"""What tables say most often is too short to have a meaning for the model."""
_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_FEWEST_LETTERS = 2
"""Of a part of a text without spaces."""


def keep_doubtful_cells(
    original: str,
    translation: str,
    *,
    language: str,
    source: str,
    likeness: Likeness,
) -> str | None:
    """The translation with doubtful cells as in the original; None where it cannot be kept.

    Lines without cells are left as they are: they are sentences.
    """
    stated, said = original.split("\n"), translation.split("\n")
    if len(stated) != len(said):
        return None
    rows = [line.split(CELL_SEPARATOR) for line in stated]
    lines: list[str] = []
    compared = doubtful = 0
    for cells, translated in zip(rows, said, strict=True):
        ours = translated.split(CELL_SEPARATOR)
        if len(cells) != len(ours):
            return None
        if len(cells) > 1:
            for place, cell in enumerate(cells):
                if not has_words(cell) or cell.casefold() == ours[place].casefold():
                    continue
                compared += 1
                pair = (ours[place], language), (cell, source)
                if _is_doubtful(*pair, _neighbours(rows, cells, place), likeness):
                    doubtful += 1
                    ours[place] = cell
        lines.append(CELL_SEPARATOR.join(ours))
    return "\n".join(lines) if 2 * doubtful <= compared else None


def _neighbours(rows: Sequence[Sequence[str]], cells: Sequence[str], place: int) -> Iterator[str]:
    """The other cells of the row and of the column that are words."""
    column = (row[place] for row in rows if row is not cells and 1 < len(row) > place)
    for cell in (*cells[:place], *cells[place + 1 :], *column):
        if has_words(cell) and cell != cells[place]:
            yield cell


def _is_doubtful(
    said: tuple[str, str],
    stated: tuple[str, str],
    neighbours: Iterator[str],
    likeness: Likeness,
) -> bool:
    words = said[0].strip().casefold(), stated[0].strip().casefold()
    if any(words[1] in answers for answers in (_YES, _NO)):
        return not any(answers.issuperset(words) for answers in (_YES, _NO))
    near = likeness(said, stated)
    return (
        near < NEAR
        or any(likeness(said, (other, stated[1])) > near + BEYOND for other in neighbours)
        or any(likeness((part, said[1]), stated) > near + BESIDE for part in _parts(said[0]))
    )


def _parts(cell: str) -> Iterator[str]:
    """What stands before and behind each of some cuts."""
    words = cell.split()
    if len(words) > 1:
        for cut in _cuts(1, len(words)):
            yield " ".join(words[:cut])
            yield " ".join(words[cut:])
    elif _WITHOUT_SPACES.search(cell):
        for cut in _cuts(_FEWEST_LETTERS, len(cell) - _FEWEST_LETTERS + 1):
            yield cell[:cut]
            yield cell[cut:]


def _cuts(first: int, end: int) -> Sequence[int]:
    """Places from the first on, at most so many, evenly apart."""
    places = range(first, end)
    if len(places) <= MOST_CUTS:
        return places
    return sorted(
        {places[(2 * at + 1) * len(places) // (2 * MOST_CUTS)] for at in range(MOST_CUTS)}
    )
