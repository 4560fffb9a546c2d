"""What a reply is about: told by the question and by where the quote stands, as a table."""

import pytest

from answer.locale.phrases import SHIPPED_LANGUAGES
from answer.reply import Citation, ReplyTopic, Statement
from answer.topic import topic_of
from answer.topic_words import topic_patterns
from ingest.document import DocumentKind

STEPS = "1. Switch it off.\n2. Hold the button."


def quoted(text: str, *, heading: str = "", language: str = "en") -> Statement:
    citation = Citation(
        document="a.md",
        title="A",
        heading_path=(heading,) if heading else (),
        page=None,
        page_label=None,
        start=0,
        end=len(text),
        quote=text,
        language=language,
    )
    return Statement(text=text, citations=(citation,))


@pytest.mark.parametrize(
    ("question", "language", "kind", "text", "heading", "topic"),
    [
        ("How do I return it?", "en", "policy", "x", "", "returns"),
        ("The output returns after a short", "en", "manual", "x", "Protection", "facts"),
        ("Kann ich das zurückschicken?", "de", "sop", "x", "", "returns"),
        ("Wie lange ist die Garantie?", "de", "manual", "x", "Garantie", "warranty"),
        ("Wie lange ist die Garantie?", "de", "manual", "x", "Warranty", "warranty"),
        ("Wie lange ist die Garantie?", "de", "manual", "x", "Technische Daten", "facts"),
        ("送料はいくらですか", "ja", "faq", "x", "", "shipping"),
        ("Puis-je payer par virement ?", "fr", "policy", "x", "", "payment"),
        ("Is it CE approved?", "en", "certificate", "x", "", "certificate"),
        ("How do I reset it?", "en", "manual", STEPS, "Reset", "procedure"),
        ("How do I reset it?", "en", "manual", "Hold the button.", "Reset", "facts"),
        ("My lamp arrived broken", "en", "manual", "x", "", "complaint"),
        ("Ich möchte mich beschweren", "de", "policy", "x", "", "complaint"),
        ("وصل الجهاز مكسورًا، أريد استرداد المبلغ", "ar", "policy", "x", "", "returns"),
        ("وصل مكسور", "ar", "policy", "x", "", "complaint"),
        ("What is the rated voltage?", "en", "policy", "x", "", "facts"),
    ],
)
def test_the_topic(
    question: str, language: str, kind: DocumentKind, text: str, heading: str, topic: ReplyTopic
) -> None:
    found = topic_of(
        question,
        [quoted(text, heading=heading, language="de" if heading == "Garantie" else "en")],
        language=language,
        kinds={"a.md": kind},
    )
    assert found == topic


def test_of_a_handoff_only_the_complaint_is_told() -> None:
    assert topic_of("Where is my refund?", [], language="en", kinds={}) == "facts"
    assert topic_of("It arrived damaged!", [], language="en", kinds={}) == "complaint"


def test_every_topic_has_words_in_every_language() -> None:
    for file_name in ("reply_topics.json", "notice_topics.json"):
        for topic, by_language in topic_patterns(file_name).items():
            assert set(by_language) == set(SHIPPED_LANGUAGES), topic
