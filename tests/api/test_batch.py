"""Batches: one line in, one line out, in order; a bad line is refused in its place."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.question import Question
from api.batch import BatchLine, json_line, question_from, run_batch
from api.bootstrap import Application
from api.schemas import reply_values
from ingest.errors import QuestionInvalid


def echo(question: Question) -> dict[str, Any]:
    return {"text": question.question, "market": question.market}


def run(*lines: str) -> list[dict[str, Any]]:
    found = list(run_batch(lines, echo, read=question_from))
    assert all(isinstance(line, BatchLine) for line in found)
    return [json.loads(line.text) | {"refused": line.refused} for line in found]


def test_every_line_has_its_result_in_its_place() -> None:
    made = run('{"id": "a", "question": "x"}', "", " \n", '{"id": 7, "question": "y"}\r\n')
    assert [(line["id"], line["text"]) for line in made] == [("a", "x"), (7, "y")]


@pytest.mark.parametrize(
    ("line", "identity", "says"),
    [
        ("not json", None, "line 2 is not JSON"),
        ('{"id": "b"', None, "line 2 is not JSON"),
        ("[1]", None, "line 2 is not a JSON object"),
        ("null", None, "line 2 is not a JSON object"),
        ('{"id": "b", "question": ""}', "b", "'question' is empty"),
        ('{"id": "b", "question": " \\u2028"}', "b", "'question' is empty"),
        ('{"id": "b"}', "b", "'question' is empty"),
        ('{"id": "b", "question": 5}', "b", "'question' must be a text"),
        ('{"id": "b", "question": "x", "questions": 1}', "b", "unknown field 'questions'"),
        ('{"id": "b", "question": "x", "language": "klingon!"}', "b", "'language'"),
        ('{"id": "b", "question": "x", "audience": "everyone"}', "b", "'audience'"),
        ('{"id": "b", "question": "x", "market": 1}', "b", "'market' must be a text"),
        ('{"id": "b", "question": "x", "history": "y"}', "b", "'history' must be a list"),
        ('{"id": "b", "question": "x", "history": [{"role": "x"}]}', "b", "'history'"),
        ('{"id": "b", "question": "x", "history": [{"role": []}]}', "b", "'history'"),
        ('{"id": NaN, "question": "x"}', None, "line 2 is not JSON"),
        ('{"id": 1e400, "question": "x"}', None, "line 2 is not JSON"),
        ('{"id": ' + "9" * 5_000 + ', "question": "x"}', None, "line 2 is not JSON"),
        ("[" * 100_000, None, "line 2 is not JSON"),
        ('{"id": "b", "question": "' + "x" * 1_000_001 + '"}', None, "line 2: longer than"),
    ],
)
def test_a_bad_line_is_refused_and_the_others_are_answered(
    line: str, identity: str | None, says: str
) -> None:
    first, wrong, last = run('{"id": 1, "question": "x"}', line, '{"id": 3, "question": "y"}')
    assert (first["id"], last["id"]) == (1, 3)
    assert not first["refused"]
    assert wrong["refused"]
    assert set(wrong) == {"id", "error", "refused"}
    assert wrong["id"] == identity
    assert says in wrong["error"]
    assert len(wrong["error"]) < 500


def test_nothing_in_a_result_ends_its_line() -> None:
    line = json.dumps({"id": "\u2028", "question": "a\u0085b\u2029c\nd"}, ensure_ascii=False)
    (made,) = run_batch([line], echo, read=question_from)
    assert len(made.text.splitlines()) == 1
    assert json.loads(made.text) == {"id": "\u2028", "text": "a\u0085b\u2029c\nd", "market": ""}


def test_half_a_surrogate_pair_is_taken_and_written_as_utf8() -> None:
    (made,) = run_batch(['{"id": "\\ud800", "question": "a \\udfff b"}'], echo, read=question_from)
    assert not made.refused
    made.text.encode("utf-8")
    assert json.loads(made.text)["text"] == "a ? b"
    assert json.loads(made.text)["id"] == "\ud800"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_any_value_is_one_line_of_utf8(value: object) -> None:
    line = json_line({"value": value})
    assert len(line.splitlines()) == 1
    assert json.loads(line.encode("utf-8"))["value"] == value


@given(st.text(max_size=80))
def test_any_line_gets_one_result_or_none_when_blank(line: str) -> None:
    made = list(run_batch([line], echo, read=question_from))
    assert len(made) == (1 if line.strip() else 0)
    for found in made:
        json.loads(found.text.encode("utf-8"))


def test_fields_reach_the_question() -> None:
    question = question_from(
        {
            "id": 5,
            "question": "x",
            "language": "pt-BR",
            "market": "br",
            "audience": "agent",
            "history": [{"role": "customer", "text": "before"}],
        },
        number=1,
    )
    assert (question.id, question.language, question.market) == ("5", "pt-BR", "BR")
    assert question.audience == "agent"
    assert question.history[0].text == "before"
    with pytest.raises(QuestionInvalid, match="line 9"):
        question_from({"question": "x", "extra": 1}, number=9)


def test_replies_depend_on_nothing_but_the_release(company: Application) -> None:
    engine = company.engines.engine()

    def answer(question: Question) -> dict[str, Any]:
        values = reply_values(engine.reply(question), audience="agent")
        return {name: v for name, v in values.items() if name not in ("id", "took_ms")}

    texts = [
        "How do I reset the controller?",
        "And the voltage?",
        "XR-200A",
        "hello",
        "Wie lange dauert der Versand?",
        "传感器怎么校准？",
        "What is the rated voltage of the XR-301?",
        "",
    ]
    lines = [json.dumps({"id": number, "question": text}) for number, text in enumerate(texts)]
    straight = {line.text for line in run_batch(lines, answer, read=question_from)}
    shuffled = lines.copy()
    random.Random(5).shuffle(shuffled)
    assert shuffled != lines

    def without_line_number(made: set[str]) -> set[str]:
        return {text for text in made if '"error"' not in text}

    again = {line.text for line in run_batch(shuffled, answer, read=question_from)}
    assert without_line_number(again) == without_line_number(straight)
    assert len(again) == len(straight) == len(texts)
