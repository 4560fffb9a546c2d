"""The reply lint: hand-written drafts, and what its rules must never do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.hint import PersonDraft, Source
from answer.internal_text import InternalText
from answer.lint import MOST_HINTS, lint
from answer.lint_words import LANGUAGES, lint_words
from answer.locale.market_files import load_markets
from answer.terms import TermBase
from ingest.number_checks import is_card, is_iban
from scripts.lint_set import LintBench, bench, read_cases, score

CASES = read_cases()
BY = bench()
MARKETS = load_markets()
LEAST_RECALL = 0.95
MOST_ALARMS = 0.03
NOTHING = InternalText(internal=(), public=())


@pytest.fixture(scope="module")
def by() -> LintBench:
    return BY


def codes(text: str, *, language: str = "de", market: str = "DE", **more: object) -> list[str]:
    found = MARKETS.find(market)
    assert found is not None
    draft = PersonDraft(
        text=text,
        language=language,
        market=found,
        style=found.styles.get(language) or MARKETS.styles.get(language),
        **more,  # type: ignore[arg-type]
    )
    return [hint.code for hint in lint(draft, terms=TermBase(), internal=NOTHING)]


def test_the_set_is_large_and_in_many_languages() -> None:
    faulty = [case for case in CASES if case.expected]
    clean = [case for case in CASES if not case.expected]
    assert len({case.id for case in CASES}) == len(CASES)
    assert len(faulty) >= 150
    assert len(clean) >= 150
    for cases in (faulty, clean):
        languages = {case.language for case in cases}
        large = [one for one in languages if sum(case.language == one for case in cases) >= 10]
        assert len(large) >= 8
    for case in faulty:
        assert all(fault.words in case.text for fault in case.expected), case.id


@pytest.mark.parametrize("is_held_back", [False, True])
def test_recall_and_false_alarms(by: LintBench, is_held_back: bool) -> None:
    total = score([case for case in CASES if case.is_held_back == is_held_back], by=by)
    assert total.found.total() >= LEAST_RECALL * total.expected.total(), total.missed
    assert total.alarmed <= MOST_ALARMS * total.clean, total.alarms


def test_every_language_has_its_words() -> None:
    for tag in LANGUAGES:
        words = lint_words(tag)
        assert words is not None
        assert words.promises, tag
    assert lint_words("de-CH") is lint_words("de")
    assert lint_words("sw") is None


def test_a_hint_says_what_to_write() -> None:
    text = "Wir melden uns bei Dir."
    draft = PersonDraft(text=text, language="de", style=MARKETS.styles["de"])
    (hint,) = lint(draft, terms=TermBase(), internal=NOTHING)
    assert text[hint.start : hint.end] == "Dir"
    assert (hint.suggestion, hint.severity) == ("Ihnen", "warning")
    assert "'Sie'" in hint.reason


def test_familiar_words_are_fine_where_the_market_is_neutral() -> None:
    assert codes("You can send it back to you.", language="en", market="US") == []


def test_quotes_are_the_document_s_own_words() -> None:
    quote = "Wenn du die Taste drückst, startet das Gerät."
    assert codes(quote) == ["informal_address"]
    assert codes(f"Dort steht:\n{quote}", sources=(Source(quote=quote, language="de"),)) == []
    assert codes("Auf dem Schild steht „Drück mich, du!“.") == []


def test_a_title_or_a_page_hides_no_hint() -> None:
    source = Source(quote="Gewicht: 5 kg.", about="LX-50\n 12\n\n \nHandbuch LX-50", language="de")
    text = "Laut Handbuch LX-50, Seite 12: Er ist 100 % sicher, und wir garantieren Ihnen, dass er"
    found = codes(text, sources=(source,))
    assert sorted(found) == ["avoided_wording", "number_not_in_source", "over_promise"]


def test_what_the_customer_said_is_no_news() -> None:
    text = "Die Nummer 0176 12345678 und die Bestellung 99887 haben wir notiert."
    source = Source(quote="Bestellungen werden in 2 Tagen versandt.", language="de")
    assert "number_not_in_source" in codes(text, sources=(source,))
    asked = "Meine Nummer ist 0176/12345678, Bestellung 99887."
    assert codes(text, sources=(source,), question=asked) == []


def test_what_stands_elsewhere_in_the_document_is_only_pointed_at() -> None:
    source = Source(quote="Gewicht: 5 kg.", document="Gewicht: 5 kg. Breite: 40 mm.")
    draft = PersonDraft(text="Es ist 40 mm breit.", language="de", sources=(source,))
    (hint,) = lint(draft, terms=TermBase(), internal=NOTHING)
    assert (hint.code, hint.severity) == ("number_not_in_source", "hint")


def test_the_same_size_in_another_unit_is_the_same() -> None:
    source = Source(quote="Weight 1.5 kg, warranty 2 years, length 30 cm.", language="en")
    text = "It weighs 1500 g, is 300 mm long and has a warranty of 24 months."
    assert codes(text, language="en", market="US", sources=(source,)) == []


def test_a_notice_is_asked_for_where_it_is_missing_and_not_where_it_stands() -> None:
    asked = "Ich möchte den Artikel zurücksenden. Wie geht das?"
    assert codes("Bitte nutzen Sie das Etikett.", question=asked) == ["missing_notice"]
    market = MARKETS.find("DE")
    assert market is not None
    said = [one.text("de") for one in market.notices if one.topic == "returns"]
    assert said
    assert codes("Bitte nutzen Sie das Etikett.\n" + "\n".join(said), question=asked) == []
    assert codes("Bitte nutzen Sie das Etikett.") == []


def test_internal_words_are_those_that_no_public_document_has() -> None:
    secret = "the rebate for dealers is twelve per cent of the list price"
    both = "please keep the invoice for the whole period of the warranty"
    internal = InternalText(internal=[secret, both, "Fault QX-991"], public=[both])
    text = f"As we said, The rebate for dealers  is twelve per cent of it; {both}."
    (stretch,) = internal.stretches(text)
    assert text[slice(*stretch)] == "The rebate for dealers  is twelve per cent of"
    assert internal.is_internal("QX991")
    assert internal.stretches("the rebate for dealers") == ()


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("4111 1111 1111 1111", True),
        ("378282246310005", True),
        ("4111 1111 1111 1112", False),
        ("0000 0000 0000 0000", False),
        ("9111 1111 1111 1111", False),
    ],
)
def test_a_card_number_is_told_by_luhn(number: str, is_one: bool) -> None:
    assert is_card(number) == is_one


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("DE89 3704 0044 0532 0130 00", True),
        ("GB29NWBK60161331926819", True),
        ("DE89 3704 0044 0532 0130 01", False),
        ("DE89", False),
    ],
)
def test_an_account_number_is_told_by_its_check_digits(number: str, is_one: bool) -> None:
    assert is_iban(number) == is_one


@given(
    st.text(max_size=400),
    st.text(max_size=100),
    st.sampled_from([*LANGUAGES, "", "sw", "und"]),
    st.sampled_from(["DE", "JP", "US", "CN", ""]),
)
@settings(max_examples=60, deadline=None)
def test_any_draft_gets_hints_that_lie_in_it(
    text: str, source: str, language: str, market: str
) -> None:
    draft = PersonDraft(
        text=text,
        language=language,
        question=source[::-1],
        market=MARKETS.find(market),
        style=MARKETS.styles.get(language),
        sources=(Source(quote=source, document=source),),
    )
    hints = lint(draft, terms=BY.terms, internal=BY.internal)
    assert len(hints) <= MOST_HINTS
    assert all(0 <= hint.start <= hint.end <= len(text) for hint in hints)
    assert [hint.start for hint in hints] == sorted(hint.start for hint in hints)
    assert hints == lint(draft, terms=BY.terms, internal=BY.internal)


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "1 ", "1", "た。", "가", "“", "@", "a@b.", "DE89 3704 ", "+49 ", "„", "du ", "。"),
        *("100 %", "we ", "1.", "1,1", "XR-1", "\n", "你", "ешь", "- ", "http://", "( ", "năm "),
    ],
)
@pytest.mark.parametrize("language", ["de", "ko"])
def test_a_hostile_draft_gets_hints_like_any(piece: str, language: str) -> None:
    text = (piece * 8_000)[:8_000]
    draft = PersonDraft(
        text=text,
        language=language,
        question=text[:5_000],
        market=MARKETS.find("DE"),
        style=MARKETS.styles[language],
        sources=(Source(quote=text[:5_000], document=text),),
    )
    hints = lint(draft, terms=BY.terms, internal=BY.internal)
    assert len(hints) <= MOST_HINTS
    assert all(0 <= hint.start <= hint.end <= len(text) for hint in hints)


def test_a_telephone_number_is_told_once() -> None:
    draft = PersonDraft(
        text="Rufen Sie uns unter +49 170 1234567 an.",
        language="de",
        question="Wen kann ich anrufen?",
        market=MARKETS.find("DE"),
        style=MARKETS.styles["de"],
        sources=(Source(quote="Up to three units.", document="Up to three units."),),
    )
    hints = lint(draft, terms=BY.terms, internal=BY.internal)
    assert [hint.code for hint in hints] == ["personal_phone"]
