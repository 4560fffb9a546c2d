"""How nearly a sentence of the quoted passage, or a cell of a quoted table, says what is asked.

An entry's own question, a heading, a table's label or a sentence that answers says what was asked
and little else; a passage that meets the question's words one here and one there does not.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from answer.draft import Draft
from index.passage import Passage
from ingest.document import CELL_SEPARATOR
from ingest.sentences import split

SENTENCE_TOKENS = 5
"""Of a word or two every question has something like it."""
CELL_TOKENS = 2
"""A cell is short by nature."""


class BothWays(Protocol):
    """How nearly each stretch of a passage says what the question says, 0 to 1, shape (n,)."""

    def __call__(
        self, passage: Passage, stretches: Sequence[tuple[int, int]], *, least_tokens: int
    ) -> NDArray[np.float32]: ...


def said_alike(draft: Draft, *, both_ways: BothWays) -> float:
    """Of the first passage quoted, 0 to 1; 0 without a draft, and where no tokens are kept."""
    if not draft.used or not draft.statements:
        return 0.0
    passage = draft.used[0]
    quoted = draft.statements[0].citations[0]
    sentences = [
        (passage.start + start, passage.start + end)
        for start, end in split(passage.text, language=passage.language)
        if passage.text[start:end].strip()
    ]
    cells = list(_cells(passage, quoted.start, quoted.end))
    of_sentences = both_ways(passage, sentences, least_tokens=SENTENCE_TOKENS)
    of_cells = both_ways(passage, cells, least_tokens=CELL_TOKENS)
    return float(np.concatenate([of_sentences, of_cells]).max(initial=0.0))


def _cells(passage: Passage, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of the table rows that a quote from ``start`` to ``end`` takes in."""
    for block in passage.blocks:
        place, last = max(block.start, start), min(block.end, end)
        if block.kind != "table" or place >= last:
            continue
        for line in passage.text[place - passage.start : last - passage.start].split("\n"):
            for cell in line.split(CELL_SEPARATOR):
                if cell.strip():
                    yield place, place + len(cell)
                place += len(cell) + len(CELL_SEPARATOR)
            # behind the last cell stands the line's end, not a separator
            place += 1 - len(CELL_SEPARATOR)
