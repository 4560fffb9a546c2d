import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.e5 import QUESTION_WINDOWS, E5Embedder
from index.embedder import Embedder
from index.weights import find_weights, read_weights
from tests.contracts.embedder import EmbedderContract


class TestE5(EmbedderContract):
    @pytest.fixture
    def embedder(self, e5: E5Embedder) -> Embedder:
        return e5


def test_threads_do_not_change_a_vector(e5: E5Embedder, default_model_folder: Path) -> None:
    texts = ["Wie entkalke ich die Pumpe?", "The filter is rinsed under running water. " * 30]
    single = E5Embedder(default_model_folder, threads=1)
    assert single.fingerprint == e5.fingerprint
    assert np.array_equal(single.embed_passages(texts), e5.embed_passages(texts))


def test_the_right_translation_is_nearest(e5: E5Embedder) -> None:
    english = ["The warranty lasts two years.", "Clean the filter weekly.", "Do not open the lid."]
    german = ["Die Garantie beträgt zwei Jahre.", "Filter wöchentlich reinigen.", "Deckel zu!"]
    scores = e5.embed_questions(german) @ e5.embed_passages(english).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]


def test_a_typed_control_token_is_plain_text(e5: E5Embedder) -> None:
    assert e5.count_tokens("</s>") >= 3


def test_token_vectors_stand_beside_their_offsets(e5: E5Embedder) -> None:
    text = "The pump is cleaned with warm water. " * 100
    vectors = e5.embed_tokens(text, role="passage")
    assert vectors.shape == (e5.count_tokens(text), e5.dimensions)
    assert len(e5.token_offsets(text)) > e5.max_tokens
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert e5.embed_tokens("", role="question").shape == (0, e5.dimensions)


LONG = "The pump is cleaned with warm water. " * 230


@pytest.mark.parametrize("text", ["", "泵", "Wie entkalke ich die Pumpe?", LONG[:3_000], LONG])
def test_one_run_gives_what_two_give(e5: E5Embedder, text: str) -> None:
    for role, vector in (
        ("passage", e5.embed_passages([text])[0]),
        ("question", e5.embed_questions([text])[0]),
    ):
        both = e5.embed_with_tokens(text, role=role)  # type: ignore[arg-type]
        assert np.array_equal(both.vector, vector)
        assert np.array_equal(both.tokens, e5.embed_tokens(text, role=role))  # type: ignore[arg-type]


def test_every_token_of_a_long_passage_has_a_vector_once(e5: E5Embedder) -> None:
    """Windows overlap: the tokens up to the first window's end are those of that window alone."""
    whole = e5.embed_with_tokens(LONG, role="passage").tokens
    assert len(whole) == e5.count_tokens(LONG) > 3 * e5.max_tokens
    beginning = e5.embed_with_tokens(LONG[:1_000], role="passage").tokens
    # far from the end of the shorter text, where the windows see the same
    cosines = np.einsum("ij,ij->i", whole[:100], beginning[:100])
    assert cosines.min() > 0.8


def test_of_a_wall_of_a_question_some_windows_tokens_stand_for_all(e5: E5Embedder) -> None:
    tokens = e5.embed_with_tokens(LONG, role="question").tokens
    assert len(tokens) <= QUESTION_WINDOWS * e5.max_tokens < e5.count_tokens(LONG)
    assert np.allclose(np.linalg.norm(tokens, axis=1), 1, atol=1e-5)


def test_tokens_say_where_they_lie_and_how_rare_they_are(e5: E5Embedder) -> None:
    text = "Why does the centrifugal pump leak, and where? 的 叶轮"
    found = e5.embed_with_tokens(text, role="question")
    assert found.places is not None
    assert found.rarities is not None
    assert [tuple(place) for place in found.places.tolist()] == list(e5.token_offsets(text))
    assert found.rarities.shape == (len(found.tokens),)
    assert ((found.rarities >= 0) & (found.rarities <= 1)).all()
    of_text = {
        text[start:end].strip(): float(rarity)
        for (start, end), rarity in zip(found.places, found.rarities, strict=True)
    }
    assert of_text[","] == 0.0
    assert of_text["the"] < 0.5 < of_text["pump"]
    assert of_text["的"] < of_text["叶"]


def test_the_tokens_of_a_wall_lie_where_they_stand(e5: E5Embedder) -> None:
    found = e5.embed_with_tokens(LONG, role="question")
    assert found.places is not None
    assert found.rarities is not None
    assert len(found.places) == len(found.rarities) == len(found.tokens)
    assert (np.diff(found.places[:, 0]) >= 0).all()
    assert found.places[-1, 1] == len(LONG.rstrip())


def test_the_normaliser_agrees_with_the_models_own(e5: E5Embedder) -> None:
    """Every code point but those Unicode assigned after the model was made."""
    normaliser = read_weights(find_weights()).normaliser
    differing = []
    for code_point in (*range(1, 0xD800), *range(0xE000, 0x1_1000)):
        letter = chr(code_point)
        ours = e5._tokenizer.normalizer.normalize_str(f"a{letter}b")
        theirs = "a" + normaliser.get(code_point, letter) + "b"
        if ours != theirs and unicodedata.normalize("NFKC", ours) != unicodedata.normalize(
            "NFKC", theirs
        ):
            differing.append(code_point)
    # listed by the Unicode versions that added their foldings: 12.1, 14 and 15
    assert len(differing) < 80
    assert all(code_point in (0x32FF, 0xAB69) or code_point >= 0xA7F0 for code_point in differing)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=80))
def test_offsets_cover_every_letter(e5: E5Embedder, text: str) -> None:
    spans = e5.token_offsets(text)
    covered = {place for start, end in spans for place in range(start, end)}
    for place, letter in enumerate(text):
        if letter.isascii() and letter.isalnum():
            assert place in covered
