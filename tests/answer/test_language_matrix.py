"""In which language a reply is: 18 languages, 12 kinds of questions each, written by hand.

Told by the question alone, or by what stands around it where a word belongs to several languages.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from answer.engine import AnswerEngine, EngineSettings
from answer.judge import load_model
from answer.locale.market_files import load_markets
from answer.locale.phrases import SHIPPED_LANGUAGES, PhraseBook, load_phrases
from answer.prepare import prepare
from answer.question import Question, Turn
from api.bootstrap import Application
from tests.small_company import TODAY

BOOK, MARKETS = load_phrases(), load_markets()
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "language_matrix.jsonl").read_text("utf-8").splitlines()
]
KINDS = (
    *("fact", "procedure", "certificate", "return", "shipping", "warranty", "complaint"),
    *("greeting", "code_switched", "short", "market", "model_missing"),
)


def question(row: dict[str, Any], *, language: str = "") -> Question:
    roles = ("customer", "assistant")
    return Question(
        id=row["id"],
        question=row["question"],
        language=language,
        market=row.get("market", ""),
        page_url=row.get("page_url", ""),
        history=tuple(
            Turn(role=roles[number % 2], text=text)  # type: ignore[arg-type]
            for number, text in enumerate(row.get("history", ()))
        ),
        as_of=TODAY,
    )


@pytest.fixture(scope="module")
def engine(company: Application) -> AnswerEngine:
    return AnswerEngine(
        searcher=company.searcher,
        model=load_model(),
        phrases=BOOK,
        settings=EngineSettings(),
        markets=MARKETS,
    )


def test_the_matrix_is_complete() -> None:
    found = [(row["language"], row["kind"]) for row in ROWS]
    assert found == [(language, kind) for language in SHIPPED_LANGUAGES for kind in KINDS]


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_the_reply_is_in_the_questions_language(engine: AnswerEngine, language: str) -> None:
    """The frame's, whether the caller states it or not."""
    for row in ROWS:
        if row["language"] != language:
            continue
        told, stated = question(row), question(row, language=language)
        assert engine.prepare(told).reply_language == language, row["id"]
        assert engine.prepare(stated).reply_language == language, row["id"]


@pytest.mark.parametrize("kind", ["fact", "code_switched", "short", "model_missing"])
@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_the_frame_is_that_languages(engine: AnswerEngine, language: str, kind: str) -> None:
    row = next(row for row in ROWS if (row["language"], row["kind"]) == (language, kind))
    reply = engine.reply(question(row))
    assert reply.language == language
    others = {tag for tag in SHIPPED_LANGUAGES if says(reply.text, tag, BOOK)}
    assert language in others, reply.text


def says(text: str, language: str, book: PhraseBook) -> bool:
    """Whether a text holds a phrase of the language, or stands there with its source line."""
    frame = book.phrases_for(language)
    return any(
        piece and piece in text
        for key in frame.texts
        for variant in frame.variants(key)
        for piece in [max(variant.split("\x00"), key=len)]
        if len(piece) >= 6
    )


@pytest.mark.parametrize(
    ("page_url", "told"),
    [
        ("https://shop.example/de/netzteile", "de"),
        ("https://shop.example/shop/fr/alimentation", "fr"),
        ("https://shop.example/pt-BR/fontes", "pt-BR"),
        ("https://shop.example/p/12?lang=it", "it"),
        ("https://es.shop.example/", "es"),
        ("https://shop.example/zh-TW/", "zh-Hant"),
        ("https://shop.example/products/de-luxe", "und"),
        ("https://shop.example/xr/200", "und"),
        ("https://it.example/", "und"),
        ("https://[bad", "und"),
        ("", "und"),
    ],
)
def test_a_page_tells_its_language(page_url: str, told: str) -> None:
    assert prepare(Question(id="q", question="XR-200A", page_url=page_url)).language == told


@pytest.mark.parametrize(
    ("market", "told"),
    [("DE", "de"), ("NL", "nl"), ("FR", "fr"), ("BE", "nl"), ("US", "nl"), ("EU", "nl")],
)
def test_a_shared_word_is_the_markets(engine: AnswerEngine, market: str, told: str) -> None:
    asked = Question(id="q", question="Garantie?", market=market)
    assert engine.prepare(asked).language == told


def test_what_was_said_before_goes_before_the_page_and_that_before_the_market() -> None:
    page = "https://shop.example/fr/"
    before = (Turn(role="customer", text="Wie hoch ist der Nennstrom?"),)
    asked = Question(id="q", question="Garantie?", page_url=page, history=before)
    assert prepare(asked, market_languages=("nl",)).language == "de"
    without = Question(id="q", question="Garantie?", page_url=page)
    assert prepare(without, market_languages=("nl",)).language == "fr"
    assert (
        prepare(Question(id="q", question="Garantie?"), market_languages=("de",)).language == "de"
    )


def test_a_sentence_is_in_its_own_language_wherever_it_is_asked() -> None:
    asked = Question(
        id="q", question="Where is my order?", page_url="https://shop.example/de/", market="DE"
    )
    assert prepare(asked, market_languages=("de",)).language == "en"
    word = Question(id="q", question="price", market="DE")
    assert prepare(word, market_languages=("de",)).language == "en", "no German word"
