"""What stands before and after a reply: by topic, market, conversation and channel."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from answer.courtesies import manner_for, opening_of, with_courtesies
from answer.join_parts import join_parts
from answer.locale.manner import Manner
from answer.locale.market_files import load_markets
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.localize import localize_answer, localize_clarify, localize_handoff
from answer.prepare import prepare
from answer.question import Question, Turn
from answer.reply import Answer, Clarify, Handoff, ReplyTopic, Statement
from answer.reply_for_market import reply_for_market
from tests.answer.samples import confidence, quote, stored

BOOK = load_phrases()
MARKETS = load_markets()
DOCUMENT = stored(("paragraph", "The fuse is rated 4 A.", 1))
FUSE = quote(DOCUMENT, "The fuse is rated 4 A.")
TOPICS: tuple[ReplyTopic, ...] = (
    *("facts", "procedure", "certificate", "returns"),
    *("complaint", "shipping", "payment", "warranty"),
)


def manner(language: str, market: str = "", **fields: Any) -> Manner:
    question = Question(
        id="q", question="?", language=language, market=market, as_of=date(2026, 6, 1), **fields
    )
    return manner_for(prepare(question), markets=MARKETS, phrases=BOOK)


def answer(
    language: str, topic: ReplyTopic, how: Manner, *statements: Statement, differs: bool = False
) -> Answer:
    frame = replace(BOOK.phrases_for(language), address=how.address)
    made = statements or (FUSE,)
    text = localize_answer(
        made,
        language=language,
        evidence_language_differs=differs,
        phrases=BOOK,
        topic=topic,
        manner=how,
        courtesy=opening_of(topic, manner=how, frame=frame),
    )
    reply = Answer(
        id="r",
        question_id="q",
        text=text,
        language=language,
        market="",
        confidence=confidence(0.9),
        release="r1",
        took_ms=1.0,
        statements=made,
        topic=topic,
    )
    closed = with_courtesies(reply, manner=how, phrases=BOOK)
    assert isinstance(closed, Answer)
    return closed


def test_a_plain_fact_stands_alone_where_the_answer_comes_first() -> None:
    text = answer("de", "facts", manner("de", "DE")).text
    assert text.startswith("The fuse is rated 4 A.\nQuelle:")
    assert text.endswith("Quelle: Manual")


def test_another_language_is_named_all_the_same() -> None:
    text = answer("de", "facts", manner("de", "DE"), differs=True).text
    assert text.startswith("Sprache der Quelle: Englisch.")


def test_courtesies_come_first_where_the_customer_lives() -> None:
    text = answer("ja", "facts", manner("ja", "JP")).text
    assert text.startswith(
        "お問い合わせいただきありがとうございます。当社の資料には次のように記載されています。\n\n"
    )
    assert text.endswith("\n\nご不明な点がございましたら、お気軽にお問い合わせください。")


def test_courtesies_are_not_said_with_every_message() -> None:
    turns = (Turn(role="customer", text="a"), Turn(role="assistant", text="b"))
    text = answer("ja", "facts", manner("ja", "JP", history=turns)).text
    assert text.startswith("当社の資料")
    assert text.endswith("出典：Manual")


def test_returns_are_confirmed_answered_and_thanked_for() -> None:
    text = answer("en", "returns", Manner()).text
    assert text.splitlines()[0] == (
        "We are happy to help you with your return or refund. The following applies in this case:"
    )
    assert text.endswith("\n\nThank you for contacting us.")


def test_a_complaint_is_acknowledged_and_acted_upon() -> None:
    text = answer("fr", "complaint", manner("fr", "FR")).text
    apology = MARKETS.markets["FR"].styles["fr"].apology
    assert text.startswith(f"{apology} Dans ce cas, les règles sont les suivantes :\n\n")
    assert text.endswith("Si le problème persiste, n'hésitez pas à nous écrire.")
    handed_over = localize_handoff(
        "low_confidence",
        language="fr",
        phrases=BOOK,
        courtesy=apology,
        is_complaint=True,
    )
    assert handed_over == f"{apology} {BOOK.phrases_for('fr').text('handoff_closing')}"


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("courtesy", [True, False])
def test_frames_are_short_in_every_language(
    language: str, topic: ReplyTopic, courtesy: bool
) -> None:
    text = answer(language, topic, Manner(courtesy=courtesy)).text
    quoted = DOCUMENT.text
    before, _, after = text.partition(quoted)
    closing = after.partition("\n\n")[2]
    assert "\n" not in before.strip(" \n\u2066")
    assert len(before) <= 190
    assert "\n" not in closing
    assert len(closing) <= 90
    assert not any(character.isdigit() for character in f"{before}{closing}")


def test_what_cannot_be_answered_is_put_indirectly_where_one_does() -> None:
    direct = localize_handoff("nothing_found", language="ja", phrases=BOOK, manner=manner("ja"))
    indirect = localize_handoff(
        "nothing_found", language="ja", phrases=BOOK, manner=manner("ja", "JP")
    )
    assert "見つかりませんでした" in direct
    assert indirect.startswith("正確にご案内するため、まず詳細を確認させていただきます。")
    unknown = localize_handoff(
        "unknown_model", language="ja", phrases=BOOK, named="XR-9", manner=manner("ja", "JP")
    )
    assert "XR-9" in unknown, "what the customer can mend is said"


def test_the_form_of_address_is_the_markets() -> None:
    style = replace(MARKETS.markets["DE"].styles["de"], address="du")
    market = replace(MARKETS.markets["DE"], styles={"de": style})
    book = replace(MARKETS, markets={"DE": market})
    question = Question(id="q", question="?", language="de", market="DE")
    how = manner_for(prepare(question), markets=book, phrases=BOOK)
    asked = localize_clarify("more", language="de", phrases=BOOK, manner=how)
    assert asked == "Könntest du etwas genauer beschreiben, was du benötigst?"
    polite = localize_clarify("more", language="de", phrases=BOOK, manner=manner("de", "DE"))
    assert polite == "Könnten Sie etwas genauer beschreiben, was Sie benötigen?"


def test_a_letter_has_its_salutation_and_closing() -> None:
    how = manner("de", "DE", channel="Email")
    text = answer("de", "facts", how).text
    assert text.startswith("Guten Tag,\n\nThe fuse")
    assert text.endswith("\n\nMit freundlichen Grüßen")
    japanese = answer("ja", "facts", manner("ja", "JP", channel="email")).text
    assert japanese.count("お問い合わせいただきありがとうございます。") == 1


def test_a_question_back_ends_with_its_question() -> None:
    asked = Clarify(
        id="r",
        question_id="q",
        text="Did you mean XR-200A?",
        language="en",
        market="GB",
        confidence=confidence(0.3),
        release="r1",
        took_ms=1.0,
    )
    how = manner("en", "GB", channel="email")
    assert with_courtesies(asked, manner=how, phrases=BOOK).text == (
        "Hello,\n\nDid you mean XR-200A?"
    )


def test_small_talk_and_handoffs_get_no_sentence_after_them() -> None:
    how = replace(manner("ja", "JP"), courtesy=True)
    small_talk = replace(answer("ja", "facts", Manner()), statements=(), text="こんにちは。")
    assert with_courtesies(small_talk, manner=how, phrases=BOOK) == small_talk
    handed_over = Handoff(
        id="r",
        question_id="q",
        text="x",
        language="ja",
        market="JP",
        confidence=confidence(0.1),
        release="r1",
        took_ms=1.0,
        reason="risk",
    )
    assert with_courtesies(handed_over, manner=how, phrases=BOOK) == handed_over


def test_when_a_person_replies_is_said_by_the_clock_or_in_working_days() -> None:
    handed_over = Handoff(
        id="r",
        question_id="q",
        text="Ich gebe Ihre Frage weiter.",
        language="de",
        market="DE",
        confidence=confidence(0.1),
        release="r1",
        took_ms=1.0,
        reason="risk",
    )

    def told(market: str, how: Manner) -> str:
        return reply_for_market(
            handed_over,
            prepared=prepare(Question(id="q", question="?", language="de", market=market)),
            market=MARKETS.find(market),
            find_document=lambda path: None,
            phrases=BOOK,
            now=datetime(2026, 6, 8, 8, tzinfo=UTC),
            manner=how,
        ).text

    polite, informal = Manner(), Manner(address="informal")
    assert "Sie erhalten voraussichtlich bis Montag, 8. Juni" in told("DE", polite)
    assert "Du erhältst voraussichtlich bis Montag, 8. Juni" in told("DE", informal)
    in_days = "Sie erhalten voraussichtlich innerhalb von 1 Arbeitstag eine Antwort."
    assert told("EU", polite).endswith(in_days)
    assert told("", polite) == handed_over.text


def test_what_returns_are_about_is_said_once() -> None:
    short = answer("en", "returns", manner("en", "GB")).text
    assert short.startswith("The following applies to returns and refunds:\n\n")


def test_several_answers_have_one_courtesy_before_and_one_after_them() -> None:
    how = manner("de", "DE")
    parts = [
        replace(answer("de", topic, Manner(bare_facts=True)), text=FUSE.text, topic=topic)
        for topic in ("facts", "complaint")
    ]
    joined = join_parts(
        parts, questions=["Welche Sicherung?", "Warum?"], phrases=BOOK, took_ms=1.0, manner=how
    )
    assert isinstance(joined, Answer)
    assert joined.topic == "complaint"
    text = with_courtesies(joined, manner=how, phrases=BOOK).text
    assert text.startswith(f"{how.apology}\n\n1. Zu „Welche Sicherung?“:\n")
    assert text.endswith(
        "\n\nFalls das Problem damit nicht gelöst ist, melden Sie sich bitte bei uns."
    )
    assert text.count(how.apology) == 1
    alone = [replace(one, topic="facts") for one in parts]
    bare = join_parts(alone, questions=["a?", "b?"], phrases=BOOK, took_ms=1.0, manner=how)
    assert bare.text.startswith("1. Zu „a?“:\n")
