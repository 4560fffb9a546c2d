"""Sentences and cells of the quoted passage that say what the question says."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from answer.said_alike import CELL_TOKENS, SENTENCE_TOKENS, said_alike
from index.passage import Passage
from ingest.document import CELL_SEPARATOR
from tests.answer.samples import draft, passage, quote, stored

TABLE = "\n".join(CELL_SEPARATOR.join(row) for row in (("Part", "Weight"), ("Lid", "2 kg")))
FIRST = stored(
    ("paragraph", "Is it tight? Yes, to a depth of one metre.", None),
    ("paragraph", "好。", None),
    ("table", TABLE, None),
)
SECOND = stored(("paragraph", "It is kept dry.", None), path="second.md")


class Listening:
    """Notes what is compared; every stretch is as alike as it is long, in hundredths."""

    def __init__(self) -> None:
        self.seen: dict[int, list[str]] = {}

    def __call__(
        self, passage: Passage, stretches: Sequence[tuple[int, int]], *, least_tokens: int
    ) -> NDArray[np.float32]:
        texts = [passage.text[a - passage.start : b - passage.start] for a, b in stretches]
        self.seen[least_tokens] = [text.strip() for text in texts]
        return np.array([len(text.strip()) / 100 for text in texts], np.float32)


def test_every_sentence_of_the_first_passage_quoted_is_looked_at() -> None:
    listening = Listening()
    made = draft(quote(FIRST, "Yes, to a depth"), used=(passage(FIRST), passage(SECOND)))
    found = said_alike(made, both_ways=listening)
    sentences = listening.seen[SENTENCE_TOKENS]
    assert sentences[:3] == ["Is it tight?", "Yes, to a depth of one metre.", "好。"]
    assert "It is kept dry." not in sentences
    assert listening.seen[CELL_TOKENS] == [], "the table is not quoted"
    assert found == pytest.approx(max(map(len, sentences)) / 100)


def test_the_cells_of_the_rows_quoted_are_looked_at_each() -> None:
    listening = Listening()
    said_alike(draft(quote(FIRST, TABLE), used=(passage(FIRST),)), both_ways=listening)
    assert listening.seen[CELL_TOKENS] == ["Part", "Weight", "Lid", "2 kg"]
    row = TABLE.split("\n")[1]
    said_alike(draft(quote(FIRST, row), used=(passage(FIRST),)), both_ways=listening)
    assert listening.seen[CELL_TOKENS] == ["Lid", "2 kg"]


def test_nothing_is_alike_without_a_draft_and_without_tokens() -> None:
    assert said_alike(draft(), both_ways=Listening()) == 0.0
    made = draft(quote(SECOND, "It is kept dry."), used=(passage(SECOND),))

    def unknown(
        passage: Passage, stretches: Sequence[tuple[int, int]], *, least_tokens: int
    ) -> NDArray[np.float32]:
        return np.zeros(len(stretches), np.float32)

    assert said_alike(made, both_ways=unknown) == 0.0
