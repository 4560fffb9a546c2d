"""Terms of the keyword base in messages: borders, gaps, either, what is denied, any script."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.desk.keyword_matcher import LONGEST_TEXT, KeywordMatcher
from answer.desk.keyword_patterns import folded, keyword_pattern
from answer.desk.risk_files import load_risks
from answer.risk import Keyword
from ingest.errors import ContentError

SHIPPED = KeywordMatcher(keywords=load_risks().keywords)


def met(term: str, text: str, language: str = "en") -> str:
    keyword = Keyword(term=term, language=language, risk_class="x", owner="o", next_review=date.max)
    hits = KeywordMatcher(keywords=(keyword,)).hits(text, language)
    return hits[0].text if hits else ""


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("court", "See you in COURT.", "COURT"),
        ("court", "a courteous reply", ""),
        ("lawyer*", "my lawyers' letter", "lawyers"),
        ("see you ... court", "We will see you all in court", "see you all in court"),
        ("see you ... court", "see you. The court is closed", ""),
        ("[sue|suing] you", "we are suing you", "suing you"),
        ("hopital", "à l'Hôpital", "Hôpital"),
        ("one-star", "a one star review", ""),
        ("one star", "a one-star review", "one-star"),
        ("co", "a company & Co.", "Co"),
    ],
)
def test_a_term_is_found_as_words(term: str, text: str, found: str) -> None:
    assert met(term, text) == found


@pytest.mark.parametrize(
    ("term", "language", "text"),
    [
        ("律师", "zh-Hans", "我的律师会联系你们"),
        ("感電", "ja", "触ったら感電しました"),
        ("변호사", "ko", "변호사를 통해 연락드리겠습니다"),
        ("دخان", "ar", "يخرج الدخان من الجهاز"),
        ("ทนาย", "th", "ให้ทนายติดต่อไป"),
        ("mahkeme*", "tr", "sizi MAHKEMEYE vereceğim"),
        ("yandı", "tr", "kablo yandi"),
    ],
)
def test_small_words_grow_on_terms_as_their_language_has_it(
    term: str, language: str, text: str
) -> None:
    assert met(term, text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "There was no smoke at all"),
        ("en", "Nobody was injured"),
        ("de", "Es gab keine Verletzungen und keinen Rauch"),
        ("es", "No hubo heridos"),
        ("fr", "Personne n'a été blessé"),
        ("ja", "けがはありません"),
        ("zh-Hans", "没有受伤"),
    ],
)
def test_what_a_clause_denies_does_not_count(language: str, text: str) -> None:
    assert [hit for hit in SHIPPED.hits(text, language) if hit.risk_class == "safety"] == []


def test_a_no_in_another_clause_denies_nothing() -> None:
    hits = SHIPPED.hits("It does not start, smoke comes out", "en")
    assert [hit.text for hit in hits if hit.risk_class == "safety"] == ["smoke"]


def test_terms_are_looked_for_in_the_language_of_the_message() -> None:
    assert SHIPPED.hits("sue casa", "it") == ()
    assert SHIPPED.hits("please send the MSDS", "en")
    assert SHIPPED.hits("MSDSを送ってください", "ja")
    assert SHIPPED.hits("my lawyer", "und")
    assert SHIPPED.hits("律師函", "zh-TW")
    assert SHIPPED.hits("mein Anwalt", "de-CH")


@given(st.text(max_size=40))
def test_a_term_is_looked_for_or_refused_whatever_it_is(term: str) -> None:
    try:
        pattern = keyword_pattern(term)
    except ContentError:
        return
    re.compile(pattern)


@given(st.text(max_size=60))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=200), st.sampled_from(["en", "zh-Hans", "ar", "th", "und", ""]))
def test_what_is_found_stands_in_the_message(text: str, language: str) -> None:
    for hit in SHIPPED.hits(text, language):
        assert hit.text in text


def test_a_wall_of_text_is_looked_through_to_a_limit() -> None:
    assert SHIPPED.hits("smoke " * 40_000, "en")
    assert SHIPPED.hits("x " * LONGEST_TEXT + "my lawyer", "en") == ()
