"""Why a draft is too unsure: a language nobody here writes, or a question about something else."""

from dataclasses import replace
from typing import Any

import pytest

from answer.engine import AnswerEngine, EngineSettings
from answer.judge import load_model
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.question import Question
from answer.reply import Answer, Handoff, Reply, Signal
from answer.scope import CLOSENESS, LEAST_CLOSENESS, is_out_of_scope, is_spoken
from answer.signals import NAMES
from api.bootstrap import Application
from tests.answer.samples import asked
from tests.answer.test_engine import QUESTIONS
from tests.small_company import TODAY

BOOK = load_phrases()
ROMANIAN = "De unde pot cumpăra bilete la concertul de mâine seară?"
FOREIGN = (
    "Will it rain in Paris tomorrow?",
    "Who won the football world cup in 1998?",
    "Give me a recipe for apple pie",
    "今天天气怎么样？",
)


def found(closeness: float, *, same: bool) -> tuple[Signal, ...]:
    values = dict.fromkeys(CLOSENESS, closeness / len(CLOSENESS)) | {"same_language": float(same)}
    return tuple(Signal(name=name, value=values.get(name, 0.0)) for name in NAMES)


@pytest.mark.parametrize("same", [True, False])
def test_what_comes_nearer_than_nearly_every_answer_is_in_scope(same: bool) -> None:
    least = LEAST_CLOSENESS[same]
    assert is_out_of_scope(found(least - 0.01, same=same))
    assert not is_out_of_scope(found(least + 0.01, same=same))
    assert not is_out_of_scope(())


def test_across_languages_texts_never_come_as_near() -> None:
    assert LEAST_CLOSENESS[False] < LEAST_CLOSENESS[True]


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_every_language_with_phrases_is_spoken(language: str) -> None:
    told = replace(asked("hello", language=language), language=language)
    assert is_spoken(told, phrases=BOOK)


def test_in_doubt_a_language_is_spoken() -> None:
    romanian = asked(ROMANIAN, language="")
    assert romanian.language == "ro"
    assert not is_spoken(romanian, phrases=BOOK)
    unsure = replace(romanian, question=replace(romanian.question, question="motor 24 V"))
    assert is_spoken(unsure, phrases=BOOK), "too little to tell by"
    stated = replace(unsure, question=replace(unsure.question, language="ro"))
    assert not is_spoken(stated, phrases=BOOK), "the caller knows"
    assert is_spoken(replace(romanian, language="und"), phrases=BOOK)


@pytest.fixture(scope="module")
def engine(company: Application) -> AnswerEngine:
    return company.engines.engine()


def ask(engine: AnswerEngine, text: str, **fields: Any) -> Reply:
    return engine.reply(Question(id="q", question=text, **{"as_of": TODAY, **fields}))


@pytest.mark.parametrize("question", FOREIGN)
def test_a_question_about_something_else_is_out_of_scope(
    engine: AnswerEngine, question: str
) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, Handoff)
    assert (reply.reason, reply.level) == ("out_of_scope", "L1")
    frame = BOOK.phrases_for(reply.language)
    assert reply.text.startswith(frame.text("handoff_out_of_scope"))
    assert reply.confidence.value < reply.confidence.threshold
    assert "out of scope" in reply.explanation[-1].text
    examined = engine.examine(Question(id="q", question=question, as_of=TODAY))
    assert examined.by_probability, "judging it tells the model something"


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_with_an_answer_is(engine: AnswerEngine, question: str) -> None:
    examined = engine.examine(Question(id="q", question=question, as_of=TODAY))
    assert not is_out_of_scope(examined.confidence.signals)


@pytest.mark.parametrize(
    ("question", "language"),
    [(ROMANIAN, "ro"), ("मौसम कैसा है?", "hi"), ("Πού μπορώ να αγοράσω εισιτήρια;", "el")],
)
def test_in_a_language_without_phrases_the_customer_is_told_so_in_english(
    engine: AnswerEngine, question: str, language: str
) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, Handoff)
    assert reply.reason == "unsupported_language"
    assert reply.language == language
    assert reply.text.startswith(BOOK.phrases_for("en").text("handoff_unsupported_language"))


def test_what_is_sure_enough_is_sent_in_any_language(company: Application) -> None:
    generous = AnswerEngine(
        searcher=company.searcher,
        model=load_model(),
        phrases=BOOK,
        settings=EngineSettings(max_wrong_share=1.0),
    )
    question = "Câți ani este valabilă garanția pentru un motor, vă rog?"
    reply = ask(generous, question)
    assert isinstance(reply, Answer)
    assert reply.language == "ro"
    for foreign in FOREIGN:
        reply = ask(generous, foreign)
        sure = reply.confidence.value >= reply.confidence.threshold
        assert isinstance(reply, Answer) is sure
