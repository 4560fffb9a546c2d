"""Fusion: no retriever's scale matters, better is never worse, languages are credited fairly."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.fuse import Candidates, FusionWeights, fuse

WEIGHTS = FusionWeights()
SCORE = st.floats(0, 1, width=32).map(lambda value: round(value, 3))


@st.composite
def candidates(draw: st.DrawFn) -> Candidates:
    count = draw(st.integers(1, 12))

    def column(values: st.SearchStrategy[float]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)), np.float32)

    return Candidates(
        ordinals=np.arange(count, dtype=np.int64),
        dense=column(st.floats(-0.5, 1, width=32).map(lambda value: round(value, 3))),
        lexical=column(st.one_of(st.just(0.0), SCORE)) * 20,
        exact=column(st.one_of(st.just(0.0), SCORE)),
        fuzzy=column(SCORE) > 0.5,
        same_language=column(SCORE) > 0.5,
        identifier_share=draw(SCORE),
    )


def three(**columns: list[float]) -> Candidates:
    """Three candidates, alike but for what is given."""
    values = {"dense": [0.5, 0.4, 0.3], "lexical": [0.0] * 3, "exact": [0.0] * 3, **columns}
    return Candidates(
        ordinals=np.arange(3, dtype=np.int64),
        fuzzy=np.zeros(3, np.bool_),
        same_language=np.ones(3, np.bool_),
        identifier_share=0.3,
        **{name: np.array(column, np.float32) for name, column in values.items()},
    )


@settings(deadline=None)
@given(candidates(), st.floats(0.01, 100), st.floats(-3, 3), st.floats(0.01, 100))
def test_a_retrievers_scale_changes_nothing(
    found: Candidates, dense_scale: float, dense_shift: float, lexical_scale: float
) -> None:
    scaled = replace(
        found,
        dense=np.asarray(found.dense * dense_scale + dense_shift, np.float32),
        lexical=np.asarray(found.lexical * lexical_scale, np.float32),
    )
    if np.ptp(found.dense) and np.ptp(scaled.dense) < 1e-3:
        return  # float32 cannot hold the differences any more
    assert fuse(scaled, weights=WEIGHTS) == pytest.approx(fuse(found, weights=WEIGHTS), abs=2e-2)


@settings(deadline=None)
@given(candidates(), st.integers(0, 11), st.floats(0.01, 5))
def test_agreeing_identifiers_never_lower_a_passage(
    found: Candidates, which: int, more: float
) -> None:
    which %= len(found.ordinals)
    exact = found.exact.copy()
    exact[which] += more
    before = fuse(found, weights=WEIGHTS)
    after = fuse(replace(found, exact=exact), weights=WEIGHTS)
    assert after[which] > before[which]
    others = np.arange(len(exact)) != which
    assert np.array_equal(after[others], before[others])


@settings(deadline=None)
@given(candidates())
def test_of_two_passages_the_one_better_everywhere_stands_first(found: Candidates) -> None:
    same = replace(
        found, same_language=np.ones_like(found.same_language), fuzzy=np.zeros_like(found.fuzzy)
    )
    fused = fuse(same, weights=WEIGHTS)
    for one in range(len(fused)):
        for other in range(len(fused)):
            if all(
                getattr(same, name)[one] >= getattr(same, name)[other]
                for name in ("dense", "lexical", "exact")
            ):
                assert fused[one] >= fused[other] - 1e-5


def test_lexical_scores_order_what_is_equally_near() -> None:
    found = three(dense=[0.4, 0.4, 0.4], lexical=[1.0, 9.0, 0.0])
    assert np.argsort(-fuse(found, weights=WEIGHTS)).tolist() == [1, 0, 2]


def test_a_typing_error_counts_less_than_a_firm_match() -> None:
    found = three(dense=[0.4, 0.4, 0.4], exact=[1.0, 1.0, 0.0])
    fuzzy = replace(found, fuzzy=np.array([True, False, False]))
    fused = fuse(fuzzy, weights=WEIGHTS)
    assert fused[1] > fused[0] > fused[2]


def test_identifiers_count_the_more_the_more_of_the_question_they_are() -> None:
    found = three(dense=[0.5, 0.4, 0.1], exact=[0.0, 0.0, 0.3])
    part = fuse(replace(found, identifier_share=0.05), weights=WEIGHTS)
    whole = fuse(replace(found, identifier_share=1.0), weights=WEIGHTS)
    assert whole[2] > part[2]
    assert list(whole[:2]) == list(part[:2])


def test_a_rare_identifier_decides_and_one_of_every_page_does_not() -> None:
    rare = three(dense=[0.5, 0.4, 0.1], exact=[0.0, 0.0, 1.0])
    common = three(dense=[0.5, 0.4, 0.1], exact=[0.0, 0.0, 0.15])
    assert fuse(replace(rare, identifier_share=0.05), weights=WEIGHTS).argmax() == 2
    assert fuse(replace(common, identifier_share=0.05), weights=WEIGHTS).argmax() == 0


def test_another_language_is_credited_with_the_words_it_cannot_share() -> None:
    """Passages of the question's language share words; the nearest, in another, must not lose."""
    found = Candidates(
        ordinals=np.arange(6, dtype=np.int64),
        dense=np.array([0.80, 0.70, 0.60, 0.50, 0.40, 0.30], np.float32),
        lexical=np.array([0.0, 6.0, 5.0, 4.0, 3.0, 2.0], np.float32),
        exact=np.zeros(6, np.float32),
        fuzzy=np.zeros(6, np.bool_),
        same_language=np.array([False, True, True, True, True, True]),
        identifier_share=0.0,
    )
    assert fuse(found, weights=WEIGHTS).argmax() == 0
    all_same = replace(found, same_language=np.ones(6, np.bool_))
    assert fuse(all_same, weights=WEIGHTS).argmax() == 1


def test_the_credit_is_never_a_penalty() -> None:
    found = three(lexical=[0.0, 0.0, 4.0])
    foreign = replace(found, same_language=np.array([False, True, True]))
    assert fuse(foreign, weights=WEIGHTS)[0] >= fuse(found, weights=WEIGHTS)[0]


def test_nothing_found_gives_nothing() -> None:
    empty = np.empty(0, np.float32)
    none = Candidates(
        ordinals=np.empty(0, np.int64),
        dense=empty,
        lexical=empty,
        exact=empty,
        fuzzy=np.empty(0, np.bool_),
        same_language=np.empty(0, np.bool_),
        identifier_share=0.0,
    )
    assert fuse(none, weights=WEIGHTS).shape == (0,)
