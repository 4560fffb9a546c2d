"""Statements and explanations as JSON: nothing is lost on the way there and back."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.desk.reply_codec import (
    explanation_from_json,
    explanation_to_json,
    statements_from_json,
    statements_to_json,
)
from answer.reply import Citation, ExplanationLine, Statement, Translation
from ingest.errors import DeskUnavailable

TEXTS = st.text(max_size=40)
NUMBERS = st.floats(allow_nan=False)
CITATIONS = st.builds(
    Citation,
    document=TEXTS,
    title=TEXTS,
    heading_path=st.lists(TEXTS, max_size=3).map(tuple),
    page=st.none() | st.integers(1, 9_999),
    page_label=st.none() | TEXTS,
    start=st.integers(0, 10**7),
    end=st.integers(0, 10**7),
    quote=TEXTS,
    table_header=TEXTS,
    url=TEXTS,
    language=TEXTS,
)
STATEMENTS = st.builds(
    Statement,
    text=TEXTS,
    citations=st.lists(CITATIONS, max_size=3).map(tuple),
    translation=st.sampled_from(get_args(Translation)),
)
VALUES = TEXTS | NUMBERS | st.lists(TEXTS).map(tuple) | st.lists(NUMBERS).map(tuple)
LINES = st.builds(
    ExplanationLine,
    code=TEXTS,
    text=TEXTS,
    values=st.lists(st.tuples(TEXTS, VALUES), max_size=4).map(tuple),
)


@given(st.lists(STATEMENTS, max_size=3).map(tuple))
def test_statements_come_back(statements: tuple[Statement, ...]) -> None:
    assert statements_from_json(statements_to_json(statements)) == statements


@given(st.lists(LINES, max_size=5).map(tuple))
def test_explanations_come_back(explanation: tuple[ExplanationLine, ...]) -> None:
    assert explanation_from_json(explanation_to_json(explanation)) == explanation


def test_a_field_that_an_older_version_did_not_write_has_its_default() -> None:
    older = (
        '[{"text":"2 kg","citations":[{"document":"d","title":"t","heading_path":["a"],'
        '"page":null,"page_label":null,"start":1,"end":5,"quote":"2 kg"}]}]'
    )
    (statement,) = statements_from_json(older)
    assert statement.translation == "none"
    assert statement.citations[0].heading_path == ("a",)
    assert statement.citations[0].url == ""


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"text":"no citations"}]', "null", '[{"x":1}]'])
def test_what_is_no_reply_is_told_of(text: str) -> None:
    with pytest.raises(DeskUnavailable, match="backup"):
        statements_from_json(text)
    with pytest.raises(DeskUnavailable, match="backup"):
        explanation_from_json(text)
