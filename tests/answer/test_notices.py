"""A market's notices stand below answers on their topic, and below no others."""

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from answer.engine import AnswerEngine, EngineSettings
from answer.judge import load_model
from answer.locale.formats import show_moment
from answer.locale.market import Market, Topic
from answer.locale.market_files import load_markets
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.locale.working_days import expected_reply
from answer.notices import carried, notices_for, topics_of, with_notices
from answer.question import Question
from answer.reply import Answer, Citation, Clarify, Confidence, Handoff, Reply, Statement
from api.bootstrap import Application
from ingest.document import DocumentKind
from tests.small_company import TODAY

BOOK = load_markets()
SUNDAY_MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)
QUESTIONS = [
    line.split("\t")
    for line in (Path(__file__).parent / "notice_questions.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
]
FALSE_AT_MOST, MISSED_AT_MOST = 0, 2
"""Of 79 questions; a false notice is worse than a missing one."""


def market(code: str) -> Market:
    found = BOOK.find(code)
    assert found is not None
    return found


def cited(
    title: str,
    *headings: str,
    language: str = "en",
    document: str = "d.md",
    quote: str = "As agreed.",
) -> tuple[Statement, ...]:
    citation = Citation(
        document=document,
        title=title,
        heading_path=headings,
        page=None,
        page_label=None,
        start=0,
        end=len(quote),
        quote=quote,
        language=language,
    )
    return (Statement(text=quote, citations=(citation,)),)


def topics(
    question: str, said: tuple[Statement, ...], *, language: str = "en", kind: DocumentKind = "sop"
) -> tuple[Topic, ...]:
    return topics_of(question, said, language=language, kinds={"d.md": kind})


def test_the_set_of_questions_is_in_every_language_and_half_of_it_is_about_nothing() -> None:
    assert {line[0] for line in QUESTIONS} == set(SHIPPED_LANGUAGES)
    silent = [line for line in QUESTIONS if not line[1]]
    assert len(silent) >= 20
    assert len(QUESTIONS) - len(silent) >= 40
    assert {line[1] for line in QUESTIONS} - {""} == {*get_args(Topic)} - {"certificates"}


def test_questions_get_the_notices_of_what_they_are_about_and_no_others() -> None:
    false, missed = [], []
    for language, wanted, question, title, heading, kind in QUESTIONS:
        document = "es" if "garantía" in title else "zh-Hans" if "保" in title else "en"
        said = cited(title, heading, language=document)
        found = topics(question, said, language=language, kind=kind)  # type: ignore[arg-type]
        false += [question for topic in found if topic != wanted]
        missed += [question for topic in filter(None, [wanted]) if topic not in found]
    assert len(false) <= FALSE_AT_MOST, false
    assert len(missed) <= MISSED_AT_MOST, missed


def test_the_question_and_what_is_quoted_must_both_say_so() -> None:
    returns = cited("Returns", "How to send goods back")
    assert topics("Can I return the goods?", returns) == ("returns",)
    assert topics("Which box do I need?", returns) == ()
    assert topics("Can I return the goods?", cited("Shipping", "Delivery times")) == ()
    assert topics("Can I return the goods?", ()) == ()


def test_the_entry_of_a_faq_speaks_for_itself_but_running_text_does_not() -> None:
    said = cited("FAQ", quote="Yes, the warranty covers it.")
    assert topics("Is it under warranty?", said, kind="faq") == ("warranty",)
    assert topics("Is it under warranty?", said, kind="manual") == ()


def test_batteries_count_only_where_they_are_disposed_of_and_then_instead_of_devices() -> None:
    recycling = cited("Recycling and disposal")
    assert topics("How do I recycle the battery?", recycling) == ("batteries",)
    assert topics("How do I recycle the lamp?", recycling) == ("disposal",)
    assert topics("Which battery fits?", recycling) == ()


def test_a_mark_s_notice_is_said_only_where_the_question_names_the_mark() -> None:
    question = "Does the XR-200A have a UKCA certificate?"
    said = cited("Certificate")
    about = topics(question, said, kind="certificate")
    assert about == ("certificates",)
    assert [one.key for one in notices_for(market("GB"), about, question=question)] == [
        "conformity_marking"
    ]
    other = "Is the XR-200A TÜV certified? Avance-la, cela dit ce qui est vrai"
    assert notices_for(market("GB"), about, question=other) == ()
    korean = notices_for(market("KR"), ("certificates",), question="KC인증 있나요?")
    assert [one.key for one in korean] == ["kc_marking"]


def test_an_unknown_language_is_read_in_all_of_them() -> None:
    assert topics("Rückgabe", cited("Returns"), language="und") == ("returns",)


def test_without_a_market_there_is_no_notice() -> None:
    assert notices_for(None, ("returns",), question="How do I return it?") == ()


CONFIDENCE = Confidence(value=0.9, threshold=0.5, signals=(), band="high")


def answer(**fields: object) -> Answer:
    return Answer(
        id="r",
        question_id="q",
        text="What we say.",
        language="en",
        market="DE",
        confidence=CONFIDENCE,
        release="1",
        took_ms=0.0,
        **fields,  # type: ignore[arg-type]
    )


def test_a_notice_ends_the_text_and_stands_before_a_question_back() -> None:
    noted = carried(notices_for(market("DE"), ("returns",), question=""), language="en")
    assert [one.key for one in noted] == ["EU.withdrawal"]
    text = noted[0].text
    assert with_notices(answer(notices=noted)).text == f"What we say.\n\n{text}"
    assert with_notices(answer()).text == "What we say."
    asked_back = Clarify(
        id="r",
        question_id="q",
        text="1. On “A”:\nWhat we say.\n\nWhich model do you mean?",
        language="en",
        market="DE",
        confidence=CONFIDENCE,
        release="1",
        took_ms=0.0,
        notices=noted,
    )
    paragraphs = with_notices(asked_back).text.split("\n\n")
    assert paragraphs[1:] == [text, "Which model do you mean?"]


@pytest.fixture(scope="module")
def engine(company: Application) -> AnswerEngine:
    """The company's engine on a Sunday morning, by the shipped confidence model."""
    return AnswerEngine(
        searcher=company.searcher,
        model=load_model(),
        phrases=load_phrases(),
        settings=EngineSettings(max_wrong_share=0.2),
        markets=BOOK,
        now=lambda: SUNDAY_MORNING,
    )


def ask(engine: AnswerEngine, question: str, market: str = "", language: str = "") -> Reply:
    return engine.reply(
        Question(id="q", question=question, market=market, language=language, as_of=TODAY)
    )


@pytest.mark.parametrize(
    ("question", "code", "keys"),
    [
        ("How do I send goods back?", "DE", ["EU.withdrawal"]),
        ("How do I send goods back?", "SE", ["EU.withdrawal"]),
        ("How do I send goods back?", "EU", ["EU.withdrawal"]),
        ("How do I send goods back?", "AU", ["AU.major_failure"]),
        ("How do I send goods back?", "US", []),
        ("How do I send goods back?", "", []),
        ("How long does the warranty on a drive last?", "GB", ["GB.legal_guarantee"]),
        ("How long does the warranty on a drive last?", "ES", ["ES.legal_guarantee"]),
        ("How do I reset the controller of the XR-200A?", "DE", []),
        ("How long does shipping to Germany take?", "DE", []),
        ("What is the rated voltage of the XR-200A?", "GB", []),
    ],
)
def test_an_answer_carries_its_market_s_notices(
    engine: AnswerEngine, question: str, code: str, keys: list[str]
) -> None:
    reply = ask(engine, question, code)
    assert isinstance(reply, Answer)
    assert [one.key for one in reply.notices] == keys
    if keys:
        notices = "\n".join(one.text for one in reply.notices)
        assert f"\n\n{notices}" in reply.text
        assert reply.text.index(notices) > reply.text.index("Source: ")
    else:
        here = BOOK.find(code)
        known = [text for one in (here.notices if here else ()) for text in one.texts.values()]
        assert [text for text in known if text in reply.text] == []


def test_two_questions_say_each_notice_once_below_both_answers(engine: AnswerEngine) -> None:
    both = "How do I send goods back? And how long does the warranty on a drive last?"
    reply = ask(engine, both, "ES")
    assert isinstance(reply, Answer)
    assert len(reply.parts) == 2
    assert [one.key for one in reply.notices] == ["EU.withdrawal", "ES.legal_guarantee"]
    assert "\n".join(one.text for one in reply.notices) in reply.text
    assert all(reply.text.count(one.text) == 1 for one in reply.notices)


def test_what_is_suggested_to_an_agent_carries_them_too(engine: AnswerEngine) -> None:
    question = Question(id="q", question="How do I send goods back?", market="FR", as_of=TODAY)
    first = engine.advise(question).suggested[0]
    assert [one.key for one in first.notices] == ["EU.withdrawal"]
    assert f"\n\n{first.notices[0].text}" in first.text


def test_a_notice_is_in_the_reply_s_language(engine: AnswerEngine) -> None:
    found = carried(notices_for(market("DE"), ("returns",), question=""), language="ja")
    assert "14 日以内" in found[0].text
    reply = ask(engine, "Wie kann ich die Ware zurücksenden?", "AT")
    assert isinstance(reply, Answer | Handoff)
    if isinstance(reply, Answer):
        assert reply.notices[0].text.startswith("Verbraucher in der EU")
        assert reply.notices[0].text in reply.text


@pytest.mark.parametrize(
    ("question", "code", "expected"),
    [
        ("I want to talk to a person", "GB", "by Monday 23 November, 17:00."),
        (
            "I want to talk to a person",
            "DE",
            "23 November, 17:00 (Central European Standard Time).",
        ),
        ("I want to talk to a person", "US", "Monday, November 23, 5:00\u202fPM (Eastern"),
        (
            "オペレーターにつないでください",
            "JP",
            "ご返信は11月24日火曜日 17:00までを予定しております。",
        ),
        (
            "bir insanla görüşmek istiyorum",
            "TR",
            "Beklenen yanıt zamanı: 23 Kasım Pazartesi, 17:00.",
        ),
        ("أريد التحدث مع موظف", "SA", "\u2068الاثنين، 23 نوفمبر، 10:00 ص\u2069"),
    ],
)
def test_a_handoff_says_by_when_a_person_replies_on_the_customer_s_clock(
    engine: AnswerEngine, question: str, code: str, expected: str
) -> None:
    reply = ask(engine, question, code)
    assert isinstance(reply, Handoff)
    assert expected in reply.text


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_the_time_to_a_reply_is_told_in_every_language(engine: AnswerEngine, language: str) -> None:
    home = next(one for one in map(market, BOOK.described) if language in one.languages)
    question = Question(
        id="q", question="operator please", market=home.code, language=language, as_of=TODAY
    )
    reply = engine.reply(question)
    assert isinstance(reply, Handoff)
    due = expected_reply(home, SUNDAY_MORNING)
    assert due is not None
    when = show_moment(due, language=language, market=home)
    assert str(due.day) in when
    assert when in reply.text
    assert (f"\u2068{when}\u2069" in reply.text) == (language == "ar")


@pytest.mark.parametrize(
    ("question", "code", "day", "wish"),
    [
        ("Auf Wiedersehen", "DE", datetime(2026, 12, 24, 12, tzinfo=UTC), "Frohe Weihnachten!"),
        ("goodbye", "SG", datetime(2026, 2, 17, 2, tzinfo=UTC), "Happy Lunar New Year!"),
        ("مع السلامة", "SA", datetime(2026, 2, 20, 12, tzinfo=UTC), "رمضان مبارك!"),
        ("再见", "CN", datetime(2026, 2, 16, 17, tzinfo=UTC), "春节快乐！"),
        ("goodbye", "EU", datetime(2026, 12, 24, 12, tzinfo=UTC), ""),
        ("goodbye", "", datetime(2026, 12, 24, 12, tzinfo=UTC), ""),
        ("goodbye", "DE", SUNDAY_MORNING, ""),
    ],
)
def test_a_goodbye_wishes_what_the_season_asks_for(
    company: Application, question: str, code: str, day: datetime, wish: str
) -> None:
    then = AnswerEngine(
        searcher=company.searcher,
        model=load_model(),
        phrases=load_phrases(),
        settings=EngineSettings(),
        markets=BOOK,
        now=lambda: day,
    )
    text = ask(then, question, code).text
    assert text.endswith(wish)
    wishes = {
        text
        for one in BOOK.markets.values()
        for it in one.seasons
        for text in it.greetings.values()
    }
    assert bool(wish) == any(one in text for one in wishes)


@pytest.mark.parametrize("code", ["", "XX"])
def test_where_no_market_is_known_no_time_is_said(engine: AnswerEngine, code: str) -> None:
    assert "expect" not in ask(engine, "I want to talk to a person", code).text


def test_a_group_of_countries_has_no_clock_but_working_days(engine: AnswerEngine) -> None:
    text = ask(engine, "I want to talk to a person", "EU").text
    assert text.endswith("You can expect a reply within 1 working day.")


def test_a_question_in_no_language_is_answered_in_the_market_s(engine: AnswerEngine) -> None:
    assert ask(engine, "XR-200A PX-407A", "DE").language == "de"
    assert ask(engine, "XR-200A PX-407A", "JP").language == "ja"
    assert ask(engine, "XR-200A PX-407A").language == "en"
    assert ask(engine, "How do I send goods back?", "DE").language == "en"


def test_the_shipped_application_knows_the_markets(company: Application) -> None:
    assert company.engines.markets == BOOK
    reply = company.engines.engine().reply(
        Question(id="q", question="How do I send goods back?", market="DE", as_of=TODAY)
    )
    assert reply.kind != "answer" or "14 days" in reply.text
