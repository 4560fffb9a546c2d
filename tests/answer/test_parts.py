"""Several questions in one message, from the message to what is shown."""

from dataclasses import replace
from typing import Any

import pytest

from answer.engine import AnswerEngine, EngineSettings
from answer.join_parts import join_parts
from answer.judge import load_model
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.question import Question
from answer.reply import Answer, Clarify, Handoff, HandoffReason, Reply
from api.bootstrap import Application
from api.schemas import reply_values
from tests.answer.samples import confidence, quote, stored
from tests.small_company import TODAY

BOOK = load_phrases()
DOCUMENT = stored(("paragraph", "The fuse is rated 4 A.", 1), ("paragraph", "It weighs 2 kg.", 2))
FUSE = quote(DOCUMENT, "The fuse is rated 4 A.")
WEIGHT = quote(DOCUMENT, "It weighs 2 kg.")
QUESTIONS = ("Which fuse?", "How heavy?")
COMMON: dict[str, Any] = {
    "id": "r",
    "question_id": "q",
    "language": "en",
    "market": "",
    "release": "r1",
    "took_ms": 1.0,
}


def answer(value: float, *statements: Any) -> Answer:
    return Answer(
        text=f"{BOOK.phrases_for('en').text('answer_intro')}\n\n{statements[0].text}",
        confidence=confidence(value),
        statements=statements,
        **COMMON,
    )


def handoff(value: float, reason: HandoffReason) -> Handoff:
    return Handoff(
        text="A colleague.",
        confidence=confidence(value),
        reason=reason,
        statements=(WEIGHT,),
        **COMMON,
    )


def joined(*replies: Reply) -> Reply:
    return join_parts(replies, questions=QUESTIONS[: len(replies)], phrases=BOOK, took_ms=2.0)


def test_all_parts_answered_make_an_answer_of_the_least_confidence() -> None:
    reply = joined(answer(0.95, FUSE), answer(0.9, WEIGHT))
    assert isinstance(reply, Answer)
    assert reply.confidence == confidence(0.9)
    assert reply.statements == (FUSE, WEIGHT)
    assert [part.question for part in reply.parts] == list(QUESTIONS)
    assert [part.confidence.value for part in reply.parts] == [0.95, 0.9]
    assert reply.text.count(BOOK.phrases_for("en").text("answer_intro")) == 1
    assert reply.text.index(QUESTIONS[0]) < reply.text.index(FUSE.text)
    assert reply.text.index(FUSE.text) < reply.text.index(QUESTIONS[1])
    assert reply.text.index(QUESTIONS[1]) < reply.text.index(WEIGHT.text)


@pytest.mark.parametrize("first", [True, False])
def test_one_part_that_falls_short_hands_over_what_could_be_answered(first: bool) -> None:
    replies = (handoff(0.1, "expired"), answer(0.9, FUSE))
    reply = joined(*(replies if first else reversed(replies)))
    assert isinstance(reply, Handoff)
    assert reply.reason == "expired"
    assert reply.statements == (FUSE,), "the doubtful draft stays in its part"
    assert reply.confidence.value == 0.1
    assert {part.statements for part in reply.parts} == {(FUSE,), (WEIGHT,)}


def test_the_first_part_that_falls_short_gives_the_reason() -> None:
    reply = joined(handoff(0.5, "other_market"), handoff(0.1, "unknown_model"))
    assert isinstance(reply, Handoff)
    assert reply.reason == "other_market"
    assert reply.confidence.value == 0.1
    asked_back = Clarify(text="Did you mean XR-200A?", confidence=confidence(0.3), **COMMON)
    assert isinstance(joined(answer(0.9, FUSE), asked_back), Clarify)


def test_customers_see_the_parts_of_an_answer_and_not_those_of_a_handoff() -> None:
    sent = joined(answer(0.95, FUSE), answer(0.9, WEIGHT))
    kept = joined(answer(0.95, FUSE), handoff(0.1, "expired"))
    shown = reply_values(sent, audience="customer")["parts"]
    assert [set(part) for part in shown] == [{"question", "text", "confidence", "citations"}] * 2
    assert [part["citations"][0]["quote"] for part in shown] == [FUSE.text, WEIGHT.text]
    assert reply_values(kept, audience="customer")["parts"] == []
    assert len(reply_values(kept, audience="agent")["parts"]) == 2


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_each_part_is_numbered_below_its_own_words_in_every_language(language: str) -> None:
    replies = [replace(answer(0.9, one), language=language) for one in (FUSE, WEIGHT)]
    text = join_parts(replies, questions=QUESTIONS, phrases=BOOK, took_ms=1.0).text
    for number, question in enumerate(QUESTIONS, 1):
        title = next(line for line in text.splitlines() if question in line)
        assert str(number) in title
        assert len(title) <= len(question) + 30


@pytest.fixture(scope="module")
def generous(company: Application) -> AnswerEngine:
    """With a budget so wide that what is found is sent."""
    return AnswerEngine(
        searcher=company.searcher,
        model=load_model(),
        phrases=BOOK,
        settings=EngineSettings(max_wrong_share=1.0),
    )


def ask(engine: AnswerEngine, text: str, **fields: Any) -> Reply:
    return engine.reply(Question(id="q", question=text, **{"as_of": TODAY, **fields}))


SEVERAL = (
    "Hello, we bought an XR-200A last year. How do I reset the controller? "
    "And how long does shipping to Germany take?"
)


def test_every_part_rests_on_its_own_evidence(generous: AnswerEngine) -> None:
    reply = ask(generous, SEVERAL)
    assert isinstance(reply, Answer | Handoff)
    assert [part.question for part in reply.parts] == [
        "How do I reset the controller?",
        "And how long does shipping to Germany take?",
    ]
    found = [part.statements[0].citations[0].document for part in reply.parts]
    assert found == ["manuals/xr-200-en.md", "faq.csv"]
    assert reply.confidence.value == min(part.confidence.value for part in reply.parts)
    is_sent = all(part.confidence.value >= part.confidence.threshold for part in reply.parts)
    assert isinstance(reply, Answer) is is_sent


def test_a_part_is_answered_as_if_it_had_been_asked_alone(generous: AnswerEngine) -> None:
    reply = ask(generous, SEVERAL)
    alone = ask(generous, "XR-200A\nAnd how long does shipping to Germany take?", language="en")
    assert isinstance(reply, Answer | Handoff)
    assert isinstance(alone, Answer | Handoff)
    assert alone.parts == ()
    assert reply.parts[1].statements == alone.statements
    assert reply.parts[1].confidence == alone.confidence


def test_one_unknown_model_stops_the_whole_message(generous: AnswerEngine) -> None:
    reply = ask(generous, "How do I reset the XR-200A? Do you ship the ZZ-9000X to Germany?")
    assert isinstance(reply, Handoff)
    assert reply.reason == "unknown_model"
    assert reply.confidence.value <= 0.05


def test_a_person_asked_for_in_any_part_comes_first(generous: AnswerEngine) -> None:
    reply = ask(generous, "Do you ship to Germany? How heavy is it? I want to talk to a human.")
    assert isinstance(reply, Handoff)
    assert reply.reason == "asked_for_person"
    assert reply.parts == ()
