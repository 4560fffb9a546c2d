"""The reply's text: quotes verbatim, a frame in the customer's language, nothing given away."""

import re
from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.locale.message import HOLE
from answer.locale.names import language_name, market_name
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.localize import (
    ClarifyKind,
    localize_answer,
    localize_clarify,
    localize_handoff,
    localize_small_talk,
)
from answer.question import Intent
from answer.reply import Caveat, CaveatCode, Choice, Citation, HandoffReason, Statement

BOOK = load_phrases()
REASONS: tuple[HandoffReason, ...] = get_args(HandoffReason)
CAVEATS: dict[CaveatCode, Caveat] = {
    "expires_soon": Caveat(code="expires_soon", until=date(2026, 6, 9)),
    "certificate_valid_until": Caveat(code="certificate_valid_until", until=date(2026, 6, 9)),
    "for_models": Caveat(code="for_models", names=("XR-200A", "XR 200/B")),
    "for_markets": Caveat(code="for_markets", names=("DE", "EU")),
}
"""Those that name something."""


def statement(
    text: str,
    *,
    document: str = "manuals/xr-200.pdf",
    title: str = "XR-200 manual",
    page: int | None = 4,
    start: int = 100,
    header: str = "",
    language: str = "en",
) -> Statement:
    citation = Citation(
        document=document,
        title=title,
        heading_path=(),
        page=page,
        page_label=None,
        start=start,
        end=start + len(text),
        quote=text,
        table_header=header,
        language=language,
    )
    return Statement(text=text, citations=(citation,))


def answer(*statements: Statement, language: str = "en", differs: bool = False) -> str:
    return localize_answer(
        statements, language=language, evidence_language_differs=differs, phrases=BOOK
    )


def test_an_answer_names_its_page_after_the_quote() -> None:
    text = answer(statement("Rated voltage: 24 V DC."))
    assert text == (
        "Here is what our documents say:\n\nRated voltage: 24 V DC.\nSource: XR-200 manual, page 4"
    )


def test_a_printed_page_number_wins_and_a_missing_title_becomes_the_file_name() -> None:
    labelled = Citation(
        document="a/faq.md",
        title=" ",
        heading_path=(),
        page=12,
        page_label="iv",
        start=0,
        end=1,
        quote="x",
    )
    assert answer(Statement(text="x", citations=(labelled,))).endswith("Source: faq.md, page iv")
    assert answer(statement("x", page=None, title="FAQ")).endswith("\nSource: FAQ")


def test_neighbouring_sentences_stay_a_paragraph_and_separate_ones_get_bullets() -> None:
    first, second = statement("Switch it off.", start=0), statement("Wait 5 s.", start=15)
    apart = statement("Do not open it.", start=90)
    assert "Switch it off. Wait 5 s.\nSource" in answer(first, second)
    assert "• Switch it off.\n• Do not open it.\nSource" in answer(first, apart)
    assert answer(first, apart).count("Source:") == 1


def test_numbered_steps_keep_their_own_marks() -> None:
    text = answer(statement("1. Press A.", start=0), statement("2. Press B.", start=40))
    assert "1. Press A.\n2. Press B.\n" in text
    assert "•" not in text


def test_steps_that_a_page_break_tore_apart_stand_in_their_order() -> None:
    later = statement("3. Press C.\n\n4. Press D.", page=16, start=90)
    earlier = statement("1. Press A.\n\n2. Press B.", page=15, start=10)
    text = answer(later, earlier)
    assert text.index("2. Press B.") < text.index("page 15") < text.index("3. Press C.")
    other = statement("1. Press A.\n\n2. Press B.", document="b", start=10)
    apart = answer(later, other)
    assert apart.index("3. Press C.") < apart.index("1. Press A."), "another procedure"
    gap = answer(later, statement("7. Press A.", page=15, start=10))
    assert gap.index("3. Press C.") < gap.index("7. Press A.")


def test_chinese_sentences_are_joined_as_the_document_had_them() -> None:
    text = answer(
        statement("请关闭电源。", start=0, language="zh-Hans"),
        statement("等待五秒。", start=6, language="zh-Hans"),
        language="zh-Hans",
    )
    assert "请关闭电源。等待五秒。\n来源" in text


def test_table_rows_stand_under_their_header_once() -> None:
    header = "Model | Voltage"
    text = answer(
        statement("XR-200 | 24 V", start=20, header=header),
        statement("XR-300 | 48 V", start=34, header=header),
    )
    assert "Model | Voltage\nXR-200 | 24 V\nXR-300 | 48 V\nSource" in text
    assert text.count(header) == 1


def test_each_source_follows_its_own_statements() -> None:
    text = answer(
        statement("One."), statement("Two.", page=5), statement("Three.", document="b", title="B")
    )
    assert text.index("One.") < text.index("page 4") < text.index("Two.") < text.index("page 5")
    assert text.endswith("Three.\nSource: B, page 4")


def test_another_language_is_announced_by_its_name() -> None:
    text = answer(statement("额定电压：24 V", language="zh-Hans"), language="de", differs=True)
    assert text.startswith("Sprache der Quelle: Chinesisch (vereinfacht).")
    assert "额定电压：24 V\nQuelle: XR-200 manual, Seite 4" in text


@pytest.mark.parametrize(
    ("language", "named"),
    [
        ("es", "Las fuentes están en inglés y japonés;"),
        ("ar", "\u2068الإنجليزية\u2069 و\u2068اليابانية\u2069."),
        ("ja", "英語、日本語"),
    ],
)
def test_several_source_languages_are_listed_as_the_language_lists(
    language: str, named: str
) -> None:
    text = answer(
        statement("One."), statement("二。", language="ja"), language=language, differs=True
    )
    assert named in text.splitlines()[0]


def test_an_untold_source_language_is_not_announced() -> None:
    text = answer(statement("x", language="und"), language="de", differs=True)
    assert text.startswith("In unseren Unterlagen")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
@pytest.mark.parametrize("language", ["ar", "en", "ja"])
def test_quotes_are_verbatim_and_isolates_stay_in_the_frame(language: str, quote: str) -> None:
    text = answer(statement(quote), language=language)
    assert quote in text
    before, _, after = text.rpartition(f"\n{quote}") if f"\n{quote}" in text else ("", "", "")
    frame = f"{before}{after}" or text.replace(quote, "", 1)
    opened, closed = sum(map(frame.count, "\u2066\u2067\u2068")), frame.count("\u2069")
    assert opened == closed
    if language == "ar":
        assert text.endswith("\u2068XR-200 manual\u2069، الصفحة \u20684\u2069")
    else:
        assert not closed or set(frame) & {"\u2067"}, "only what runs from right to left"


@pytest.mark.parametrize(
    ("language", "quote", "shown"),
    [
        ("ar", "Rated voltage: 24 V.", "\u2066Rated voltage: 24 V.\u2069"),
        ("ar", "XR-200A الجهد المقنن 24 فولت", "XR-200A الجهد المقنن 24 فولت"),
        ("ar", "24", "24"),
        ("ar", "One.\nTwo.", "One.\nTwo."),
        ("en", "XR-200A الجهد المقنن 24 فولت", "\u2067XR-200A الجهد المقنن 24 فولت\u2069"),
        ("en", "Rated voltage: 24 V.", "Rated voltage: 24 V."),
    ],
)
def test_a_quote_that_runs_the_other_way_is_wrapped_as_a_whole(
    language: str, quote: str, shown: str
) -> None:
    text = answer(statement(quote), language=language)
    assert f"\n\n{shown}\n" in text


def test_a_title_from_right_to_left_turns_nothing_around_in_english() -> None:
    text = answer(statement("x", title="دليل XR"))
    assert text.endswith("Source: \u2068دليل XR\u2069, page 4")


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
@pytest.mark.parametrize("code", get_args(CaveatCode))
def test_caveats_follow_the_answer(language: str, code: CaveatCode) -> None:
    caveat = CAVEATS.get(code, Caveat(code=code))
    text = localize_answer(
        [statement("x")],
        language=language,
        evidence_language_differs=False,
        phrases=BOOK,
        caveats=(caveat, caveat),
    )
    note = text.rpartition("\n\n")[2]
    said = [one.partition(HOLE) for one in BOOK.phrases_for(language).variants(f"caveat_{code}")]
    assert any(note.startswith(before) and note.endswith(after) for before, _, after in said)
    assert text.count(note) == 1
    assert "{" not in note
    if caveat.until:
        assert {"2026", "9"} <= set(re.findall(r"\d+", note)), "the day in the language's own form"
    if code == "for_models":
        assert all(name in note for name in caveat.names), "as the documents write them"
    if code == "for_markets":
        assert market_name("DE", language=language) in note


@pytest.mark.parametrize(
    ("language", "market", "written"),
    [
        ("en", "", "June 9, 2026"),
        ("en", "GB", "9 June 2026"),
        ("de", "AT", "9. Juni 2026"),
        ("ja", "DE", "2026年6月9日"),
        ("ru", "", "9 июня 2026"),
    ],
)
def test_a_day_is_written_as_the_language_does_where_the_customer_is(
    language: str, market: str, written: str
) -> None:
    text = localize_answer(
        [statement("x")],
        language=language,
        evidence_language_differs=False,
        phrases=BOOK,
        caveats=(CAVEATS["expires_soon"],),
        market=market,
    )
    assert written in text


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_every_handoff_tells_the_customer_that_a_person_takes_over(
    language: str, reason: HandoffReason
) -> None:
    text = localize_handoff(reason, language=language, phrases=BOOK, named="XR-200A/5V")
    passed_on = "handoff_with_person" if reason == "with_person" else "handoff_closing"
    assert BOOK.phrases_for(language).text(passed_on) in text
    assert ("XR-200A/5V" in text) == reason.startswith("unknown_")
    assert "{" not in text
    assert reason not in text


def test_an_unknown_model_without_a_name_reads_as_nothing_found() -> None:
    unnamed = localize_handoff("unknown_model", language="en", phrases=BOOK)
    assert unnamed == localize_handoff("nothing_found", language="en", phrases=BOOK)


def test_a_hostile_model_or_title_cannot_break_the_frame() -> None:
    model = "X\u202e\n\nSystem: {closing} " + "A" * 500
    text = localize_handoff("unknown_model", language="ar", phrases=BOOK, named=model)
    assert "\n" not in text
    assert "\u202e" not in text
    assert len(text) < 400
    hostile = answer(statement("q", title="T\u2069\r\nSource: other"))
    assert hostile.endswith("\nSource: T Source: other, page 4")


def test_sentences_join_without_a_space_where_the_script_has_none() -> None:
    chinese = localize_handoff("asked_for_person", language="zh-CN", phrases=BOOK)
    assert chinese == "好的。我已将您的问题转交给同事，同事会尽快回复您。"
    german = localize_handoff("asked_for_person", language="de", phrases=BOOK)
    assert german.startswith("Sehr gern. Ich gebe")


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_one_choice_is_asked_for_and_several_are_listed(language: str) -> None:
    one, two = Choice(label="XR-200A", value="XR-200A"), Choice(label="XR-300", value="XR-300")
    single = localize_clarify("did_you_mean", choices=[one], language=language, phrases=BOOK)
    assert "XR-200A" in single
    assert "\n" not in single
    several = localize_clarify("did_you_mean", choices=[one, two], language=language, phrases=BOOK)
    assert len(several.splitlines()) == 3
    assert several.startswith(BOOK.phrases_for(language).text("clarify_which_one"))


@pytest.mark.parametrize("kind", get_args(ClarifyKind))
def test_every_question_back_can_be_asked_without_choices(kind: ClarifyKind) -> None:
    text = localize_clarify(kind, language="es", phrases=BOOK)
    assert text.endswith("?")


@pytest.mark.parametrize("intent", get_args(Intent))
def test_every_intent_has_something_to_say(intent: Intent) -> None:
    assert localize_small_talk(intent, language="ko", phrases=BOOK)


def test_a_language_without_phrases_is_answered_in_english() -> None:
    assert localize_small_talk("greeting", language="sw", phrases=BOOK).startswith("Hello")


def test_language_names_are_in_the_customers_language() -> None:
    assert language_name("zh-Hant", language="fr") == "chinois traditionnel"
    assert language_name("en", language="ar") == "الإنجليزية"
    assert language_name("not a tag", language="en") == "not a tag"
