"""Preparing a question: language, identifiers, what was said before, and what cannot be taken."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from answer.prepare import MAX_QUESTION_CHARACTERS, prepare
from answer.question import Question, Turn
from ingest.errors import QuestionInvalid


def ask(text: str, **fields: object) -> Question:
    return Question(id="q", question=text, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I reset the controller?", "en"),
        ("怎么复位控制器？需要多长时间？", "zh-Hans"),
        ("怎麼重設控制器？需要多長時間？", "zh-Hant"),
        ("¿Cómo se restablece el controlador?", "es"),
        ("Wie setze ich die Steuerung zurück?", "de"),
        ("Как сбросить контроллер?", "ru"),
        ("كيف أعيد ضبط وحدة التحكم؟", "ar"),
        ("コントローラーをリセットするには？", "ja"),
        ("컨트롤러를 어떻게 초기화하나요?", "ko"),
        ("จะรีเซ็ตตัวควบคุมได้อย่างไร", "th"),
    ],
)
def test_the_language_is_told_from_the_words(text: str, language: str) -> None:
    prepared = prepare(ask(text))
    assert prepared.language == language
    assert prepared.query.language == language


def test_a_stated_language_wins_in_any_spelling() -> None:
    assert prepare(ask("OK", language="zh-CN")).language == "zh-Hans"
    assert prepare(ask("How do I reset it?", language="DE-at")).language.startswith("de")


def test_what_tells_no_language_takes_that_of_the_conversation() -> None:
    history = (
        Turn(role="customer", text="Wie setze ich die Steuerung zurück?"),
        Turn(role="assistant", text="Hold the green button for eight seconds."),
    )
    assert prepare(ask("XR-200A", history=history)).language == "de"
    assert prepare(ask("XR-200A")).language == "und"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Danke!", "de"),
        ("Hallo", "de"),
        ("hola", "es"),
        ("Merci", "fr"),
        ("ciao", "it"),
        ("Hi", "en"),
        ("謝謝", "zh-Hant"),
    ],
)
def test_a_greeting_of_one_word_is_in_a_language_that_says_it(text: str, language: str) -> None:
    assert prepare(Question(id="q", question=text)).language == language


def test_a_greeting_that_two_languages_share_stays_in_that_of_the_conversation() -> None:
    history = (Turn(role="customer", text="Ik wil graag weten hoe lang de garantie duurt."),)
    assert prepare(Question(id="q", question="Hallo!", history=history)).language == "nl"


def test_identifiers_are_found_and_searched_for_once() -> None:
    prepared = prepare(ask("Is the XR-200A the same as xr200a, and is it IEC 60601?"))
    assert [found.canonical for found in prepared.identifiers].count("XR200A") == 2
    assert prepared.query.identifiers.count("XR200A") == 1
    for found in prepared.identifiers:
        assert prepared.text[found.start : found.end] == found.text


def test_a_short_follow_up_carries_what_was_spoken_of_but_not_what_was_asked() -> None:
    history = (
        Turn(role="customer", text="What is the rated voltage of the XR-200A?"),
        Turn(role="assistant", text="24 V"),
    )
    prepared = prepare(ask("And the current?", history=history))
    assert prepared.query.text == "XR-200A: And the current?"
    assert "XR200A" in prepared.query.identifiers
    long = "Thank you for that, but what I really wanted to know is how to grease the bearing."
    assert prepare(ask(long, history=history)).query.text == long


def test_the_intent_is_told_from_the_message_alone() -> None:
    history = (Turn(role="customer", text="What is the rated voltage?"),)
    assert prepare(ask("thanks!", history=history)).intent == "thanks"
    person = prepare(ask("I want to talk to a human"))
    assert person.wants_person
    assert prepare(ask("???")).intent == "unclear"


def test_a_customer_who_chose_a_person_gets_one_whatever_they_write() -> None:
    for text in ("Hello", "What is the rated voltage of the XR-200A?"):
        asked = Question(id="", question=text, asks_for_person=True)
        assert prepare(asked).for_a_person
        assert not prepare(replace(asked, asks_for_person=False)).for_a_person


def test_the_day_is_today_unless_said() -> None:
    assert prepare(ask("x?", as_of=date(2020, 2, 29))).as_of == date(2020, 2, 29)
    before = datetime.now(UTC).date()
    assert before <= prepare(ask("x?")).as_of <= datetime.now(UTC).date()


def test_the_audience_reaches_the_search() -> None:
    assert prepare(ask("x?")).query.filters.audience == "customer"
    assert prepare(ask("x?", audience="agent")).query.filters.audience == "agent"


@pytest.mark.parametrize("text", ["", " \n\t", "\u3000"])
def test_an_empty_question_says_what_to_send(text: str) -> None:
    with pytest.raises(QuestionInvalid, match="empty; send"):
        prepare(ask(text))


def test_a_question_over_the_limit_names_both_numbers() -> None:
    assert prepare(ask("a" * MAX_QUESTION_CHARACTERS)).text
    with pytest.raises(QuestionInvalid, match=r"4001 characters.*4000"):
        prepare(ask("a" * (MAX_QUESTION_CHARACTERS + 1)))
