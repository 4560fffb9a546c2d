"""A table and its translation → the translation, with cells in doubt as the table has them. Pure.

Sentences are compared with their evidence elsewhere; a cell of two words has little that could be.
So each cell's meaning is compared with its own, by the model that searches: words that say another
thing stay untranslated, and where most would, or the cells are not those of the table, the
translation is none.
"""

import re
from collections.abc import Iterator

from answer.aligned_sentences import Likeness
from answer.translation_lines import has_words
from ingest.document import CELL_SEPARATOR

NEAR = 0.28
"""Likeness to the original below which a cell says something else.

By ``scripts/benchmark_cells.py``: the right translations of nine languages lie below it in 4 of 100
cells, those of a real translator in 1, wrong words in 80 to 90.
"""
BESIDE = 0.08
"""A half that is nearer to the original than the whole by more than this has a stranger beside it;
of a real translator's cells 1 in 100."""
_YES = frozenset("yes ja oui sí si sim sì tak da да evet نعم 是 はい 예 네 có ใช่ ya".split())
_NO = frozenset("no nein non não nee nie нет hayır لا 否 いいえ 아니요 không ไม่ tidak".split())
"""What tables say most often is too short to have a meaning for the model."""
_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_FEWEST_LETTERS = 4
"""Of a text without spaces that is halved."""


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
    lines: list[str] = []
    compared = doubtful = 0
    for line, translated in zip(stated, said, strict=True):
        cells, ours = line.split(CELL_SEPARATOR), translated.split(CELL_SEPARATOR)
        if len(cells) != len(ours):
            return None
        if len(cells) > 1:
            for place, cell in enumerate(cells):
                if not has_words(cell) or cell.casefold() == ours[place].casefold():
                    continue
                compared += 1
                pair = (ours[place], language), (cell, source)
                if _is_doubtful(*pair, likeness):
                    doubtful += 1
                    ours[place] = cell
        lines.append(CELL_SEPARATOR.join(ours))
    return "\n".join(lines) if 2 * doubtful <= compared else None


def _is_doubtful(said: tuple[str, str], stated: tuple[str, str], likeness: Likeness) -> bool:
    words = said[0].strip().casefold(), stated[0].strip().casefold()
    if any(words[1] in answers for answers in (_YES, _NO)):
        return not any(answers.issuperset(words) for answers in (_YES, _NO))
    near = likeness(said, stated)
    return near < NEAR or any(
        likeness((half, said[1]), stated) > near + BESIDE for half in _halves(said[0])
    )


def _halves(cell: str) -> Iterator[str]:
    words = cell.split()
    if len(words) > 1:
        middle = len(words) // 2
        yield " ".join(words[:middle])
        yield " ".join(words[middle:])
    elif len(cell) >= _FEWEST_LETTERS and _WITHOUT_SPACES.search(cell):
        yield cell[: len(cell) // 2]
        yield cell[len(cell) // 2 :]
