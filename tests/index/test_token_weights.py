"""What a question's tokens say by themselves: rare words much, punctuation next to nothing."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.e5 import E5Embedder
from index.token_weights import LEAST, token_weights

RARITIES = {"device": 0.1, "pump": 0.5, "gasket": 1.0, "泵的": 0.2, "的密": 0.9, "密封": 1.0}


def rarity_of(piece: str) -> float:
    """Of a piece with several known words the mean, of one with none 0."""
    found = [rarity for word, rarity in RARITIES.items() if word in piece]
    return sum(found) / len(found) if found else 0.0


def weights_of(text: str, places: list[tuple[int, int]], *, general: float = 1.0) -> list[float]:
    rarities = np.full(len(places), general, np.float32)
    where = np.array(places, np.int64).reshape(-1, 2)
    found: NDArray[np.float32] = token_weights(text, where, rarities, rarity_of=rarity_of)
    assert found.dtype == np.float32
    return [round(float(weight), 4) for weight in found]


def test_a_word_of_every_passage_says_less_than_a_rare_one() -> None:
    assert weights_of("device gasket?", [(0, 6), (6, 13), (13, 14)]) == [0.1, 1.0, LEAST]


def test_a_part_of_a_word_is_as_rare_as_the_word() -> None:
    # tokens begin with the space before them
    assert weights_of("a gasket", [(1, 5), (5, 8)]) == [1.0, 1.0]


def test_a_token_common_in_any_text_says_less() -> None:
    assert weights_of("gasket", [(0, 6)], general=0.25) == [0.25]
    assert weights_of("gasket", [(0, 6)], general=0.0) == [round(LEAST, 4)]


def test_where_words_are_written_together_the_neighbours_count() -> None:
    # 的 between 泵 and 密: the pairs on both sides of it
    assert weights_of("泵的密封", [(1, 2)]) == [0.55]


def test_a_question_without_tokens_has_no_weights() -> None:
    assert weights_of("", []) == []


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=60), rarity=st.floats(-1, 2))
def test_any_question_gets_weights_above_nothing(e5: E5Embedder, text: str, rarity: float) -> None:
    places = np.array(e5.token_offsets(text), np.int64).reshape(-1, 2)
    rarities = np.linspace(0, 1, len(places)).astype(np.float32)
    found = token_weights(text, places, rarities, rarity_of=lambda piece: rarity)
    assert found.shape == (len(places),)
    assert ((found >= LEAST**2 - 1e-6) & (found <= 1)).all()
