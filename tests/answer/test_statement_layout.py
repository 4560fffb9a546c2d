"""How statements stand in a reply: quotes, reworded sentences, translations beside originals."""

from dataclasses import replace

import pytest

from answer.locale.names import language_name
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.localize import localize_answer
from answer.reply import Caveat, Statement
from answer.statement_layout import body_of, grouped
from ingest.language import same_language
from tests.answer.samples import quote, stored

BOOK = load_phrases()
TEXT = "Switch it off. Wait 5 minutes."
LID = "Open the lid."
MANUAL = stored(("paragraph", TEXT, 1), ("paragraph", LID, 1), ("paragraph", "Done.", 2))
FIRST = quote(MANUAL, TEXT, page=1)
SECOND = quote(MANUAL, LID, page=1)
THIRD = quote(MANUAL, "Done.", page=2)


def said(statement: Statement, *texts: str, machine: bool = False) -> list[Statement]:
    """The statement in other words, a sentence each."""
    return [
        replace(statement, text=text, translation="machine" if machine else "none")
        for text in texts
    ]


def localized(*statements: Statement, language: str) -> str:
    differs = any(
        not same_language(one.language, language) for made in statements for one in made.citations
    )
    return localize_answer(
        statements,
        language=language,
        evidence_language_differs=differs,
        phrases=BOOK,
        caveats=(Caveat(code="machine_translation"),),
    )


def test_sentences_on_one_quote_are_one_paragraph() -> None:
    sentences = said(FIRST, "Turn it off.", "Then wait 5 minutes.")
    assert body_of(sentences) == "Turn it off. Then wait 5 minutes."
    assert body_of(said(FIRST, "電源を切ります。", "5分待ちます。"), gap="") == (
        "電源を切ります。5分待ちます。"
    )


def test_steps_stay_lines() -> None:
    steps = said(FIRST, "Do this:", "1. Turn it off.", "2. Wait 5 minutes.", "Then it is off.")
    assert body_of(steps) == "Do this:\n1. Turn it off.\n2. Wait 5 minutes.\nThen it is off."


def test_what_rests_on_different_quotes_of_a_page_is_told_apart() -> None:
    made = [*said(FIRST, "Turn it off.", "Wait 5 minutes."), SECOND]
    assert len(grouped(made)) == 1
    assert body_of(made) == "• Turn it off. Wait 5 minutes.\n• Open the lid."


def test_a_table_that_was_reworded_has_no_header_of_its_own() -> None:
    rows = replace(FIRST.citations[0], table_header="Model | Voltage")
    assert body_of([Statement(text=TEXT, citations=(rows,))]) == f"Model | Voltage\n{TEXT}"
    assert body_of([Statement(text="It runs on 24 V.", citations=(rows,))]) == "It runs on 24 V."


@pytest.mark.parametrize("language", [one for one in SHIPPED_LANGUAGES if one != "en"])
def test_a_translation_stands_before_its_original(language: str) -> None:
    text = localized(*said(FIRST, "«Aus» 5", "«An»", machine=True), language=language)
    name = language_name("en", language=language)
    assert text.index("«Aus» 5") < text.index("«An»") < text.index(name) < text.index(TEXT)
    assert text.count(TEXT) == 1
    note = BOOK.phrases_for(language).text("caveat_machine_translation", names="", count="0")
    assert note in text


def test_what_was_not_translated_stands_as_it_is_among_what_was() -> None:
    text = localized(*said(FIRST, "Schalten Sie es aus.", machine=True), THIRD, language="de")
    assert text.index("Schalten Sie es aus.") < text.index(TEXT) < text.index("Done.")
    assert text.count("Englisch") == 2, "each original is announced"
    assert text.count("Quelle: Manual, Seite") == 2


def test_nothing_is_announced_where_all_is_in_the_customer_s_language() -> None:
    text = localized(*said(FIRST, "Turn it off."), language="en")
    assert "original" not in text.split("Source:")[0]
    assert TEXT not in text
