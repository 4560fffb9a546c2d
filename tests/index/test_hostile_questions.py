"""Bounds that keep a wall of text from costing more than a long letter. Counts, not seconds."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.e5 import QUESTION_WINDOWS, E5Embedder
from index.embedder import Role
from index.exact import ExactIndex
from index.passage import SearchQuery
from ingest.identifier_windows import MAX_WINDOWS, windows
from scripts.check_hostile_questions import LENGTH, hostile_questions
from tests.index.conftest import KnowledgeBase

QUESTIONS = hostile_questions()
LETTER = (
    "Dear all, on 3 May we ordered 12 pieces of the XR-200A (24 V) and 4 of the XR-200B; two of "
    "them show E-04 after 30 minutes. We have already checked the fuse and the 5 m cable. "
)


class CountingE5(E5Embedder):
    """The model, counting how often it is run."""

    runs = 0

    def _run(self, outputs: list[str], ids: list[int], role: Role) -> list[NDArray[np.float32]]:
        self.runs += 1
        return super()._run(outputs, ids, role)


@pytest.mark.parametrize("name", QUESTIONS)
def test_windows_are_bounded(name: str) -> None:
    assert len(list(windows(QUESTIONS[name]))) <= MAX_WINDOWS


def test_a_long_letter_is_looked_through_to_its_end() -> None:
    letter = (LETTER * LENGTH)[: LENGTH - 10] + " QP-450X"
    found = list(windows(letter))
    assert len(found) < MAX_WINDOWS
    assert max(window.end for window in found) == len(letter)
    index = ExactIndex.build([["QP450X"], ["XR200A"]])
    assert "QP450X" in [one.canonical for one in index.identify(letter)]


def test_a_wall_of_text_costs_the_model_a_few_windows(default_model_folder: Path) -> None:
    embedder = CountingE5(default_model_folder)
    wall = QUESTIONS["ligature of eighteen letters"]
    assert embedder.count_tokens(wall) > 10 * embedder.max_tokens
    embedder.embed_questions([wall])
    assert embedder.runs == QUESTION_WINDOWS
    embedder.embed_with_tokens(wall, role="question")
    assert embedder.runs == QUESTION_WINDOWS, "the same message, in the same run"
    embedder.embed_with_tokens(f"{wall} and more", role="question")
    assert embedder.runs == 2 * QUESTION_WINDOWS


def test_the_end_of_a_long_question_counts(e5: E5Embedder) -> None:
    start = QUESTIONS["Chinese prose"]
    assert e5.count_tokens(start) > QUESTION_WINDOWS * e5.max_tokens
    vectors = e5.embed_questions([start, start[:-200] + "x" * 200])
    assert float(vectors[0] @ vectors[1]) < 0.9999


def test_every_one_is_searched_without_complaint(base: KnowledgeBase) -> None:
    base.build()
    searcher = base.searcher()
    count = len(searcher.release.content.chunk_documents)
    for question in QUESTIONS.values():
        found = searcher.search(SearchQuery(text=question, language="und", limit=1000))
        # words none of which stand anywhere still have a nearest passage
        assert len(found) == (count if question.strip() else 0)
