"""What a customer reads when a person takes over: every class of risk, in every language."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from answer.decide import REASON_BY_RISK
from answer.desk.risk_files import load_risks
from answer.locale.avoided import avoided_wordings
from answer.locale.bidi import is_right_to_left
from answer.locale.manner import Manner
from answer.locale.market import Market
from answer.locale.market_files import load_markets
from answer.locale.phrases import SHIPPED_LANGUAGES, Address, load_phrases
from answer.localize import localize_handoff
from answer.prepare import prepare
from answer.question import Question
from answer.reply import Handoff
from answer.reply_for_market import reply_for_market
from tests.answer.samples import confidence

BOOK = load_phrases()
MARKETS = load_markets()
CLASSES = tuple(
    name for name, one in load_risks().classes.items() if one.action == "hand_over" and one.by_text
)
WITH_OWN_WORDS = tuple(
    key.removeprefix("handoff_risk_")
    for key in BOOK.phrases_for("en").texts
    if key.startswith("handoff_risk_")
)
FORMS = {
    "de": (r"\b(Sie|Ihnen|Ihre[rmns]?|Ihr)\b", r"\b(du|dir|dein\w*)\b"),
    "es": (r"\b(le|usted|su|sus)\b", r"\b(te|tu|tus|contigo)\b"),
    "fr": (r"\b([Vv]ous|[Vv]otre|[Vv]os)\b", r"\b(te|tu|ton|ta|tes)\b"),
    "it": (r"\b(Le|La(?= (contatt|pregh))|Su[aoi]|Suoi)\b", r"\b(ti|tu[aoi]|tuoi)\b"),
    "nl": (r"\b([Uu]|[Uu]w)\b", r"\b(je|jij|jouw)\b"),
    "pl": (r"\b(Państw\w+|[Pp]rosimy)\b", r"\b(Ci|Cię|Tobą|Two\w+)\b"),
    "ru": (r"\b(Вы|Вас|Вам|Вами|Ваш\w*|ваш\w*)\b", r"\b(ты|тебя|тебе|тобой|тво\w+)\b"),
    "tr": (r"\b([Ss]iz\w*)\b|(iniz|ınız|unuz)\b", r"\b(sen\w*|sana)\b"),
}
"""What gives away the polite form, and the familiar one."""
NOW = datetime(2026, 11, 23, 8, 7, tzinfo=UTC)
DUE = NOW + timedelta(hours=3)
HOME = {
    language: next(
        one
        for one in MARKETS.markets.values()
        if one.time_zones and one.languages[:1] == (language,)
    )
    for language in SHIPPED_LANGUAGES
}
PREPARED = prepare(Question(id="q", question="?", language="en"))
COLLEAGUES = {
    "en": ("colleague", "person"),
    "zh-Hans": ("同事", "负责人"),
    "zh-Hant": ("同事", "負責人"),
    "es": ("equipo", "persona"),
    "pt": ("colega", "pessoa"),
    "fr": ("équipe", "personne"),
    "de": ("team", "person"),
    "it": ("un collega", "persona"),
    "nl": ("collega",),
    "pl": ("osob",),
    "ru": ("сотрудник",),
    "tr": ("arkadaşım",),
    "ar": ("الزملاء", "المسؤول"),
    "ja": ("担当",),
    "ko": ("담당",),
    "vi": ("nhân viên", "người phụ trách", "đồng nghiệp"),
    "th": ("เจ้าหน้าที่", "ผู้รับผิดชอบ"),
    "id": ("rekan", "penanggung jawab"),
}
"""Words for whoever takes over."""


def homes_of(language: str) -> tuple[Market, ...]:
    return tuple(one for one in MARKETS.markets.values() if language in one.languages)


def words_of(risk_class: str, language: str, address: Address = "polite") -> str:
    return localize_handoff(
        REASON_BY_RISK.get(risk_class, "risk"),
        language=language,
        phrases=BOOK,
        manner=Manner(address=address),
        risk_class=risk_class,
    )


def handed_over(
    risk_class: str, language: str, address: Address = "polite", *, market: str | None = None
) -> str:
    """The whole text: what is said of the class, and by when a person replies."""
    home = HOME[language].code if market is None else market
    reply = reply_for_market(
        Handoff(
            id="r",
            question_id="q",
            text=words_of(risk_class, language, address),
            language=language,
            market=home,
            confidence=confidence(0.1),
            release="r1",
            took_ms=1.0,
            reason="risk",
            risk_class=risk_class,
        ),
        prepared=PREPARED,
        market=MARKETS.find(home),
        find_document=lambda path: None,
        phrases=BOOK,
        now=NOW,
        manner=Manner(address=address),
        due_at=DUE,
    )
    return reply.text


def test_what_is_special_about_a_class_is_said_of_every_class_that_is_handed_over() -> None:
    assert set(CLASSES) == {*WITH_OWN_WORDS, "wants_person"}


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
@pytest.mark.parametrize("risk_class", CLASSES)
def test_a_class_says_who_takes_over_once_and_by_when(risk_class: str, language: str) -> None:
    frame = BOOK.phrases_for(language)
    said, text = words_of(risk_class, language), handed_over(risk_class, language)
    assert text.startswith(said)
    assert len(text) > len(said), "the time follows"
    assert (frame.text("handoff_closing") in text) == (risk_class == "wants_person")
    named = [word for word in COLLEAGUES[language] if word in said.casefold()]
    assert named, "somebody is named who replies"
    assert sum(said.casefold().count(word) for word in named) <= 2
    assert not re.search(r"[{}#\[\]|]", text)
    assert len(text) <= 500


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
@pytest.mark.parametrize("address", ["polite", "informal"])
def test_no_two_sentences_are_run_together_and_no_full_stop_is_doubled(
    language: str, address: Address
) -> None:
    for market in {HOME[language].code, *(one.code for one in homes_of(language)), ""}:
        for risk_class in (*CLASSES, "alert"):
            text = handed_over(risk_class, language, address, market=market)
            assert not re.search(r"\.\u2069?\.|  |。。|\s$", text), (market, text)
            assert not re.search(r"[a-zß-ž][.?!][A-ZÀ-Ž]", text), (market, text)


@pytest.mark.parametrize("language", FORMS)
def test_who_is_on_familiar_terms_is_addressed_so_throughout(language: str) -> None:
    polite, informal = FORMS[language]
    for risk_class in CLASSES:
        formal = handed_over(risk_class, language)
        familiar = handed_over(risk_class, language, "informal")
        assert not re.search(informal, formal, re.IGNORECASE), formal
        assert not re.search(polite, familiar), familiar


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_what_to_do_at_once_stands_before_who_takes_over(language: str) -> None:
    said = words_of("safety", language).casefold()
    end = " " if language == "th" else "。" if language in ("ja", "zh-Hans", "zh-Hant") else ". "
    *before, last = said.rstrip("。").split(end)
    assert len(before) >= 3
    assert any(word in last for word in COLLEAGUES[language])
    assert not any(word in " ".join(before) for word in COLLEAGUES[language])


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_no_text_of_a_hand_off_uses_what_markets_avoid(language: str) -> None:
    for market in homes_of(language):
        for risk_class in CLASSES:
            said = words_of(risk_class, language)
            assert not avoided_wordings(said, market=market, language=language), said


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_a_time_is_kept_apart_where_one_writes_from_right_to_left(language: str) -> None:
    for market in {one.code for one in homes_of(language)} | {"DE", "TR", "ES", ""}:
        text = handed_over("customs", language, market=market)
        depth, isolated = 0, ""
        for character in text:
            depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
            assert depth in (0, 1)
            isolated += character if depth else ""
        assert depth == 0
        there = MARKETS.find(market)
        if is_right_to_left(language) and there and there.time_zones:
            assert isolated, market
            outside = "".join(re.split("\u2068[^\u2069]*\u2069", text))
            assert not any(unicodedata.bidirectional(one) in ("EN", "AN", "L") for one in outside)
        elif not is_right_to_left(language):
            assert not isolated


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
@pytest.mark.parametrize("key", ["handoff_delayed", "handed_back", "handoff_with_person"])
def test_what_is_said_later_in_a_case_is_in_both_forms(language: str, key: str) -> None:
    frame = BOOK.phrases_for(language)
    polite, familiar = frame.text(key), replace(frame, address="informal").text(key)
    assert len(polite) <= 200
    if language in FORMS:
        told, given_away = FORMS[language]
        assert not re.search(given_away, polite, re.IGNORECASE), polite
        assert not re.search(told, familiar), familiar


@pytest.mark.parametrize(
    ("language", "hours", "told"),
    [
        ("en", 1, "within 1 hour."),
        ("de", 1, "innerhalb von 1 Stunde eine"),
        ("de", 2, "innerhalb von 2 Stunden eine"),
        ("pl", 1, "do 1 godziny."),
        ("pl", 5, "do 5 godzin."),
        ("pl", 22, "do 22 godzin."),
        ("ru", 1, "в течение 1 часа."),
        ("ru", 3, "в течение 3 часов."),
        ("ru", 21, "в течение 21 часа."),
        ("ar", 1, "ساعة واحدة."),
        ("ar", 2, "ساعتان."),
        ("ar", 5, "5 ساعات."),
        ("ar", 24, "24 ساعة."),
        ("fr", 1, "sous 1 heure."),
    ],
)
def test_hours_follow_the_language(language: str, hours: int, told: str) -> None:
    assert told in BOOK.phrases_for(language).text("handoff_expected_hours", hours=hours)
