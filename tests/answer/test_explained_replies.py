"""Explanations of real replies: who may read them, and that what they tell is so."""

import dataclasses
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.engine import AnswerEngine
from answer.question import Question
from api.bootstrap import Application
from api.schemas import reply_values
from tests.small_company import FILES, SECRET, TODAY

TOPICS = ["source", "probability", "vetoes", "raise", "decision"]


@pytest.fixture(scope="module")
def engine(company: Application) -> AnswerEngine:
    return company.engines.engine()


_INTERNAL_PATHS = [path for path, text in FILES.items() if "audience: agent" in text]
_WORDS = sorted(
    {word.strip(".,;:") for path in _INTERNAL_PATHS for word in FILES[path].split()}
    - {"---", SECRET}
    | {"XR-200A", "certified", "explosion", "warranty", "courier", "XR-999"}
)


@settings(max_examples=40, deadline=None)
@given(
    words=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8), market=st.sampled_from("D ")
)
def test_a_customer_is_never_told_why_and_their_agent_never_of_internal_texts(
    engine: AnswerEngine, words: list[str], market: str
) -> None:
    question = Question(
        id="q", question=" ".join(words), market="DE" if market == "D" else "", as_of=TODAY
    )
    for reply in (engine.reply(question), *engine.advise(question).suggested):
        assert reply.explanation
        assert reply_values(reply, audience="customer")["explanation"] is None
        # evidence for customers holds no internal document, not even as a veto
        told = json.dumps(reply_values(reply, audience="agent")["explanation"])
        assert "sop/" not in told
        assert SECRET not in told


def test_an_agent_who_looks_into_internal_texts_is_told_of_them(engine: AnswerEngine) -> None:
    question = "What goodwill discount may be granted after two complaints?"
    reply = engine.reply(Question(id="q", question=question, audience="agent", as_of=TODAY))
    assert "sop/goodwill.md" in reply.explanation[0].text
    assert reply_values(reply, audience="customer")["explanation"] is None


@pytest.mark.parametrize(
    ("question", "market", "code", "text"),
    [
        ("How do I send goods back?", "", "decision.answer", "policies/returns.md"),
        (
            "Is the XR-200A certified for explosion protection?",
            "",
            "decision.handoff",
            "certificates/explosion.md, expired after 2024-12-31",
        ),
        ("What does the XR-999Z weigh?", "", "decision.handoff", "XR-999Z"),
        (
            "Does a courier pick up defective drives at home?",
            "DE",
            "decision.handoff",
            "only for US",
        ),
    ],
)
def test_the_engine_explains_real_replies(
    engine: AnswerEngine, question: str, market: str, code: str, text: str
) -> None:
    reply = engine.reply(Question(id="q", question=question, market=market, as_of=TODAY))
    assert [line.code.partition(".")[0] for line in reply.explanation] == TOPICS
    assert reply.explanation[-1].code == code
    assert text in " ".join(line.text for line in reply.explanation)
    values = dict(reply.explanation[1].values)
    assert values["value"] == reply.confidence.value
    assert values["threshold"] == reply.confidence.threshold


def test_a_renewed_document_gives_the_probability_that_was_told(engine: AnswerEngine) -> None:
    """On a day on which the certificate held, the engine is as sure as it says it would be."""
    question = Question(
        id="q", question="Is the XR-200A certified for explosion protection?", as_of=TODAY
    )
    told = dict(engine.reply(question).explanation[3].values)
    assert told["changes"] == ("renewed",)
    held = engine.reply(dataclasses.replace(question, as_of=date(2024, 6, 1)))
    probabilities = told["probabilities"]
    assert isinstance(probabilities, tuple)
    assert probabilities[0] == pytest.approx(held.confidence.value, abs=0.02)


def test_the_source_told_is_the_source_cited(engine: AnswerEngine) -> None:
    question = Question(id="q", question="How do I reset the XR-200A?", language="de", as_of=TODAY)
    suggested = engine.advise(question).suggested
    assert suggested
    for reply in suggested:
        cited = reply.statements[0].citations[0].document
        assert dict(reply.explanation[0].values)["document"] == cited
