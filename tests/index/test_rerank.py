"""The reranker's order: what moves a candidate up, and what must not."""

from dataclasses import replace
from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from index.fuse import Candidates, Floats
from index.rerank import (
    SIGNALS,
    RerankModel,
    as_similarities,
    load_reranker,
    rerank,
    rerank_signals,
)

SHIPPED = load_reranker()
Rows = NDArray[np.int64]
Drawn = tuple[Candidates, Floats, Rows, Floats]


def candidates(
    count: int, *, dense: Floats | None = None, same: list[bool] | None = None
) -> Candidates:
    nothing = np.zeros(count, np.float32)
    return Candidates(
        ordinals=np.arange(count),
        dense=nothing if dense is None else np.asarray(dense, np.float32),
        lexical=nothing,
        exact=nothing,
        fuzzy=np.zeros(count, np.bool_),
        same_language=np.array(same or [True] * count),
        identifier_share=0.0,
    )


def floats(shape: tuple[int, ...], low: float = -1, high: float = 1) -> st.SearchStrategy[Floats]:
    # of the step that a cosine of coded vectors can be trusted to
    steps = arrays(np.int64, shape, elements=st.integers(int(low * 1000), int(high * 1000)))
    return steps.map(lambda found: (found / 1000).astype(np.float32))


@st.composite
def looked_at(draw: st.DrawFn) -> Drawn:
    """Candidates, fused scores, the rows that are looked at closely, their similarities."""
    count = draw(st.integers(1, 12))
    closely = draw(st.integers(1, count))
    found = candidates(
        count,
        dense=draw(floats((count,))),
        same=draw(st.lists(st.booleans(), min_size=count, max_size=count)),
    )
    fused = draw(floats((count,), -5, 5))
    order = np.lexsort((found.ordinals, -fused))[:closely]
    return found, fused, order, draw(floats((closely, draw(st.integers(0, 6)))))


@settings(max_examples=100, deadline=None)
@given(drawn=looked_at())
def test_the_rest_stays_below_in_its_old_order(
    drawn: Drawn,
) -> None:
    found, fused, order, similarities = drawn
    before = fused.copy()
    scores = rerank(found, fused, order, similarities, model=SHIPPED)
    assert scores.shape == fused.shape
    assert np.isfinite(scores).all()
    assert np.array_equal(fused, before), "what it is given is not changed"
    rest = np.setdiff1d(np.arange(len(fused)), order)
    if len(rest):
        assert scores[rest].max() < scores[order].min()
        assert np.diff(scores[rest]) == pytest.approx(np.diff(fused[rest]), abs=1e-4)


@settings(max_examples=100, deadline=None)
@given(drawn=looked_at(), scale=st.floats(0.5, 10), shift=st.floats(-1, 1))
def test_the_unit_of_a_closer_look_changes_nothing(
    drawn: Drawn, scale: float, shift: float
) -> None:
    """Cosines or logits: a cross-encoder's scores come in any unit."""
    found, fused, order, similarities = drawn
    if not similarities.size:
        return
    scores = similarities[:, 0]
    scaled = scores * np.float32(scale) + np.float32(shift)
    expected = rerank(found, fused, order, similarities[:, :1], model=SHIPPED)
    for column in (as_similarities(scores), as_similarities(scaled)):
        result = rerank(found, fused, order, column, model=SHIPPED)
        assert result == pytest.approx(expected, abs=2e-2)


@settings(max_examples=100, deadline=None)
@given(drawn=looked_at(), row=st.integers(0, 11), better=st.floats(0.05, 0.5))
def test_a_candidate_whose_tokens_are_met_better_never_falls(
    drawn: Drawn,
    row: int,
    better: float,
) -> None:
    found, fused, order, similarities = drawn
    found = replace(found, same_language=np.ones(len(fused), np.bool_))
    met = similarities[:, :1]
    if not met.size:
        return
    row %= len(order)
    raised = met.copy()
    raised[row] += np.float32(better)
    places = []
    for column in (met, raised):
        scores = rerank(found, fused, order, column, model=SHIPPED)[order]
        places.append(int((scores > scores[row] + 1e-4).sum()))
    assert places[1] <= places[0]


def test_a_word_that_every_candidate_has_says_nothing() -> None:
    """The second token sets the first candidate apart; with equal weights it would come last."""
    similarities = np.array([[0.45, 0.7], [0.9, 0.3], [0.9, 0.3], [0.9, 0.3]], np.float32)
    assert int(similarities.mean(axis=1).argmin()) == 0
    scores = rerank(
        candidates(4), np.zeros(4, np.float32), np.arange(4), similarities, model=SHIPPED
    )
    assert int(scores.argmax()) == 0


def test_what_the_questions_language_gains_is_taken_away() -> None:
    """Six passages of its language gain 0.2 at equal dense scores; the seventh, foreign, fits."""
    dense = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6], np.float32)
    same = [True] * 6 + [False] * 6
    met = dense / 10 + np.where(same, 0.2, 0).astype(np.float32)
    met[7] += 0.15
    column = met[:, None].astype(np.float32)
    order = np.arange(12)
    nothing = np.zeros(12, np.float32)
    only = RerankModel(weights={**dict.fromkeys(SIGNALS, 0.0), "fused": 1.0, "late_interaction": 1})
    among = rerank(candidates(12, dense=dense, same=same), nothing, order, column, model=only)
    alone = rerank(candidates(12, dense=dense), nothing, order, column, model=only)
    assert int(among.argmax()) == 7
    assert int(alone.argmax()) == 5, "without the languages the gain decides"


@pytest.mark.parametrize("same", [True, False])
def test_where_all_share_a_language_nothing_is_taken_away(same: bool) -> None:
    met = np.array([[0.9], [0.5], [0.1]], np.float32)
    dense = np.array([0.1, 0.5, 0.9], np.float32)
    signals = rerank_signals(
        candidates(3, dense=dense, same=[same] * 3), np.zeros(3, np.float32), np.arange(3), met
    )
    place = SIGNALS.index("late_interaction")
    assert signals[:, place] == pytest.approx([1.5**0.5, 0, -(1.5**0.5)], abs=1e-4)


def test_one_candidate_keeps_the_first_place() -> None:
    fused = np.array([0.7], np.float32)
    similarities = np.array([[0.4, 0.5]], np.float32)
    scores = rerank(candidates(1), fused, np.array([0]), similarities, model=SHIPPED)
    assert scores == pytest.approx(fused), "nothing to compare it with: the score is the fusion's"


def test_without_tokens_the_fused_order_stays() -> None:
    fused = np.array([0.3, 0.9, 0.5, 0.1], np.float32)
    order = np.array([1, 2])
    scores = rerank(candidates(4), fused, order, np.zeros((2, 0), np.float32), model=SHIPPED)
    assert np.argsort(-scores).tolist() == [1, 2, 0, 3]


def test_equal_scores_of_a_cross_encoder_say_nothing() -> None:
    column = as_similarities(np.full(5, 3.5, np.float32))
    assert column.tolist() == [[0.0]] * 5


def test_the_shipped_weights_are_small_and_count_the_closer_look() -> None:
    data = (resources.files("index") / "data" / "reranker.json").read_bytes()
    assert len(data) < 1_000_000
    assert set(SHIPPED.weights) == set(SIGNALS)
    assert all(np.isfinite(weight) for weight in SHIPPED.weights.values())
    assert SHIPPED.weights["fused"] > 0
    assert SHIPPED.weights["late_interaction"] > 0


def test_a_rare_identifier_decides_against_words_that_are_met_better() -> None:
    found = replace(candidates(10), exact=np.array([0.0] * 9 + [1.0], np.float32))
    fused = np.zeros(10, np.float32)
    # the holder is met no better than most, another clearly better
    similarities = np.linspace(0.8, 0.4, 10, dtype=np.float32)[:, None].repeat(4, axis=1)
    similarities[9] = 0.6
    order = np.arange(10)
    scores = rerank(found, fused, order, similarities, model=SHIPPED)
    assert int(np.argmax(scores)) == 9
    fuzzy = replace(found, fuzzy=np.array([False] * 9 + [True]))
    less = rerank(fuzzy, fused, order, similarities, model=SHIPPED)
    assert less[9] < scores[9]
    common = replace(found, exact=np.array([0.0] * 9 + [0.4], np.float32))
    scores = rerank(common, fused, order, similarities, model=SHIPPED)
    assert int(np.argmax(scores)) == 0


def test_a_token_that_says_little_moves_little() -> None:
    found, fused = candidates(3), np.array([0.3, 0.2, 0.1], np.float32)
    order = np.arange(3)
    # the first token speaks for the second passage, the other for the third
    similarities = np.array([[0.1, 0.1], [0.8, 0.1], [0.1, 0.8]], np.float32)

    def best(*weights: float) -> int:
        told = np.array(weights, np.float32)
        scores = rerank(found, fused, order, similarities, token_weights=told, model=SHIPPED)
        return int(scores.argmax())

    assert best(1.0, 0.05) == 1
    assert best(0.05, 1.0) == 2
    alike = rerank(
        found, fused, order, similarities, token_weights=np.full(2, 0.3, np.float32), model=SHIPPED
    )
    plain = rerank(found, fused, order, similarities, model=SHIPPED)
    assert np.allclose(alike, plain, atol=1e-5)
