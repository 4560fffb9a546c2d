"""Words typed without accents are read with them, by a model's pieces, and nothing else changes."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.accents import LETTERS, SPACE, Accents
from index.e5 import E5Embedder
from index.tokens import folded, plain_form, plain_words

PIECES = ("<s>", SPACE, "a", "s", SPACE + "de", SPACE + "prąd", SPACE + "pra", "d", SPACE + "prad")
"""From the most frequent to the rarest."""


@pytest.fixture(scope="module")
def model(default_model_folder: Path) -> E5Embedder:
    return E5Embedder(default_model_folder, threads=1)


def test_the_likeliest_row_of_pieces_is_read() -> None:
    accents = Accents(lambda: PIECES)
    assert accents.given_back("prad", "pl") == "prąd"
    assert accents.given_back("prada", "pl") == "prąda"
    assert accents.given_back("de", "pl") == "de"


def test_only_in_letters_of_the_language() -> None:
    accents = Accents(lambda: PIECES)
    for language in ("tr", "vi", "fr", "en", "und"):
        assert accents.given_back("prad", language) == "prad"


def test_what_no_pieces_make_up_or_has_other_letters_stays() -> None:
    accents = Accents(lambda: PIECES)
    for form in ("", "x", "xyz", "prad7", "prąd", "PRAD", "прад", "\ud800"):
        assert accents.given_back(form, "pl") == form
    assert Accents(tuple).given_back("prad", "pl") == "prad"


def test_the_pieces_are_looked_at_once_and_only_when_needed() -> None:
    looked: list[None] = []

    def pieces() -> tuple[str, ...]:
        looked.append(None)
        return PIECES

    accents = Accents(pieces)
    accents.given_back("prad", "en")
    assert not looked
    assert accents.given_back("prad", "pl") == accents.given_back("prad", "pl") == "prąd"
    assert len(looked) == 1


@pytest.mark.parametrize("language", LETTERS)
def test_letters_are_those_that_search_folds_one_for_one(language: str) -> None:
    for letter in LETTERS[language]:
        assert len(folded(letter)) == 1
        assert folded(letter).isascii()


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=24), st.sampled_from(sorted(LETTERS))
)
def test_nothing_but_accents_changes(model: E5Embedder, form: str, language: str) -> None:
    read = model.with_accents(form, language)
    assert folded(read) == form
    assert set(read) <= set(form) | set(LETTERS[language])


@pytest.mark.parametrize(
    ("typed", "meant", "language"),
    [
        ("pelny", "pełny", "pl"),
        ("kolejnosc", "kolejność", "pl"),
        ("zasilacz", "zasilacz", "pl"),
        ("icin", "için", "tr"),
        ("guc", "güç", "tr"),
        ("duoc", "được", "vi"),
    ],
)
def test_the_model_knows_how_words_are_written(
    model: E5Embedder, typed: str, meant: str, language: str
) -> None:
    assert model.with_accents(typed, language) == meant


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("language", "folder", "typed_right", "read_right"),
    [
        ("pl", "docs_rustdesk/dev/heading_queries.jsonl", 0.75, 0.85),
        ("tr", "xquad_r/dev/questions.jsonl", 0.65, 0.8),
        ("vi", "xquad_r/dev/questions.jsonl", 0.25, 0.5),
    ],
)
def test_questions_without_accents_are_read_with_most_of_them(
    model: E5Embedder,
    shared_data: Path,
    *,
    language: str,
    folder: str,
    typed_right: float,
    read_right: float,
) -> None:
    lines = (shared_data / folder).read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["lang"] == language]
    words = [
        plain_form(row["question"][start:end])
        for row in rows
        for start, end in plain_words(row["question"])
    ]
    read = [model.with_accents(folded(word), language) for word in words]

    def share(found: list[str]) -> float:
        return sum(one == word for one, word in zip(found, words, strict=True)) / len(words)

    assert share([folded(word) for word in words]) < typed_right
    assert share(read) > read_right
