"""Units compared by the tokens of their passage: what they gain over it, never the model."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from answer.draft import Unit
from answer.nearness import MET_WEIGHT, UNITS_COMPARED, draft_similarity, nearness
from answer.units import units
from index.passage import Passage
from tests.answer.samples import draft, passage, quote, stored

LONG = "It is kept dry and away from the sun. " * 12
FIRST = stored(
    ("paragraph", f"Alpha. {LONG}".strip(), None), ("paragraph", f"Beta. {LONG}".strip(), None)
)
SECOND = stored(("paragraph", f"Gamma. {LONG}".strip(), None), path="second.md")


def by_model(units: Sequence[Unit]) -> NDArray[np.float32]:
    return np.arange(len(units), dtype=np.float32)


def met_by_words(
    found: Passage, stretches: Sequence[tuple[int, int]]
) -> NDArray[np.float32] | None:
    """The best of the words that a stretch holds, as late interaction takes the best token."""
    worth = {"Alpha": 0.4, "Beta": 0.8, "Gamma": 0.6}
    texts = [found.text[start - found.start : end - found.start] for start, end in stretches]
    return np.array(
        [max(value for word, value in worth.items() if word in text) for text in texts], np.float32
    )


def test_a_unit_is_as_near_as_its_passage_less_what_is_met_elsewhere() -> None:
    alpha, beta = units(passage(FIRST, nearness=0.5))
    (gamma,) = units(passage(SECOND, nearness=0.3))
    # in any order, though passages are looked at one by one
    found = nearness([beta, gamma, alpha], met=met_by_words, compare=by_model)
    assert found.tolist() == pytest.approx([0.5, 0.3, 0.5 - MET_WEIGHT * 0.4])


def test_without_tokens_the_model_compares_every_unit() -> None:
    known = passage(FIRST, nearness=0.5)
    everything = [*units(known), *units(passage(SECOND))]

    def met(found: Passage, stretches: Sequence[tuple[int, int]]) -> NDArray[np.float32] | None:
        return met_by_words(found, stretches) if found is known else None

    found = nearness(everything, met=met, compare=by_model)
    assert found.tolist() == by_model(everything).tolist()


def test_without_tokens_the_model_runs_for_the_first_units_alone() -> None:
    everything = units(passage(FIRST)) * UNITS_COMPARED
    runs: list[int] = []

    def counted(units: Sequence[Unit]) -> NDArray[np.float32]:
        runs.append(len(units))
        return by_model(units) + 1

    found = nearness(everything, met=lambda one, stretches: None, compare=counted)
    assert runs == [UNITS_COMPARED]
    assert found[:UNITS_COMPARED].tolist() == [n + 1 for n in range(UNITS_COMPARED)]
    # what was not compared is no nearer than anything that was
    assert set(found[UNITS_COMPARED:].tolist()) == {1.0}


def test_no_units_are_no_work() -> None:
    assert len(nearness([], met=met_by_words, compare=by_model)) == 0


def test_a_draft_is_as_good_as_its_first_quote_is_met() -> None:
    known = passage(FIRST)
    made = draft(quote(FIRST, "Beta."), quote(FIRST, "Alpha."), used=(known,))
    assert draft_similarity(made, met=met_by_words) == pytest.approx(0.8)
    assert draft_similarity(made, met=lambda found, stretches: None) == made.similarity
    assert draft_similarity(draft(), met=met_by_words) == 0
