"""Contradictions: the hand-written pairs with the real model, and real replies of a real engine."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from answer.contradiction import contradicted, contradictions, hold_together
from answer.draft import Draft
from answer.locale.phrases import SHIPPED_LANGUAGES, load_phrases
from answer.nearest_labels import Likeness, NearestLabels
from answer.question import Question
from answer.reply import Answer, Handoff, Statement
from api.bootstrap import Application
from api.schemas import reply_values
from api.settings import Settings
from index.centre import centre, load_prior
from index.e5 import E5Embedder
from index.passage import Passage
from ingest.document import DocumentFacts
from tests.answer.contradiction_cases import Pair, read_pairs
from tests.answer.samples import draft, evidence, passage, quote, stored
from tests.small_company import TODAY, write_documents

PAIRS = read_pairs()
MANUAL = """---
kind: manual
models: [BC-12]
title: BC-12 battery manual
---
# BC-12 battery manual

## Charging

The battery charges fully in 3 hours.

## Storage

Store the battery in a dry place with half of its charge.
"""
FAQ = """---
kind: faq
models: [BC-12]
title: Questions about the BC-12
---
# Questions about the BC-12

## How long does charging take?

Charging the battery fully takes 5 hours.
"""
DRIFTED = """---
kind: manual
models: [BC-12]
translation_of: manual.md
title: BC-12 电池说明书
---
# BC-12 电池说明书

## 充电

电池在 6 小时内充满电。

## 存放

将电池存放在干燥处，保留一半电量。
"""
QUESTION = "How long does the battery BC-12 take to charge fully?"


def never_alike(one: tuple[str, str], other: tuple[str, str]) -> float:
    return 0.0


@pytest.fixture(scope="module")
def likeness(e5: E5Embedder) -> Likeness:
    means = load_prior(e5.fingerprint)

    @cache
    def vector(text: str, language: str) -> NDArray[np.float32]:
        rows = centre(e5.embed_passages([text]), [language], means, role="passage")
        return np.asarray(rows[0], np.float32)

    return lambda one, other: float(vector(*one) @ vector(*other))


def test_the_set_is_large_enough_and_speaks_many_languages() -> None:
    contradicting = [one for one in PAIRS if one.contradicts]
    assert len(contradicting) >= 40
    assert len(PAIRS) - len(contradicting) >= 60
    languages = {one.language[:2] for pair in PAIRS for one in (pair.this, pair.other)}
    assert len(languages) >= 12
    crossing = [one for one in PAIRS if one.this.language != one.other.language]
    assert len(crossing) >= 30
    assert len({one.id for one in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize("held_back", [False, True], ids=["looked-at", "held-back"])
def test_most_contradictions_are_found_and_next_to_nothing_else(
    likeness: Likeness, held_back: bool
) -> None:
    pairs = [one for one in PAIRS if one.is_held_back is held_back]
    found = {one.id for one in pairs if contradictions(one.this, one.other, likeness=likeness)}
    wanted = {one.id for one in pairs if one.contradicts}
    assert len(found & wanted) >= 0.85 * len(wanted), wanted - found
    assert len(found & wanted) >= 0.95 * len(found), found - wanted


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_both_ways_round_it_is_the_same_and_places_hold_their_values(
    pair: Pair, likeness: Likeness
) -> None:
    found = contradictions(pair.this, pair.other, likeness=likeness)
    turned = contradictions(pair.other, pair.this, likeness=likeness)
    assert bool(found) == bool(turned)
    for one in found:
        for place, stands_in in ((one.this, pair.this), (one.other, pair.other)):
            assert place.passage is stands_in
            assert place.quote
            assert stands_in.start <= place.start < place.end <= stands_in.end
            first = place.value.split()[0]
            assert first in place.quote


@given(
    first=st.integers(1, 9999), second=st.integers(1, 9999), unit=st.sampled_from(["V", "kg", "mm"])
)
def test_a_row_contradicts_another_exactly_when_the_numbers_differ(
    first: int, second: int, unit: str
) -> None:
    this, other = (
        passage(
            stored(("table", f"Property | Value\nRated size | {number} {unit}", None), path=path)
        )
        for number, path in ((first, "a.md"), (second, "b.md"))
    )
    assert bool(contradictions(this, other, likeness=never_alike)) == (first != second)


@given(text=st.text(max_size=200), other=st.text(max_size=200))
def test_any_two_texts_are_read(text: str, other: str) -> None:
    def page(content: str, path: str) -> None:
        contradictions(
            passage(stored(("paragraph", content, None), ("table", content, None), path=path)),
            passage(stored(("table", other, None), ("list_item", other, None), path="c.md")),
            likeness=never_alike,
        )

    page(text, "a.md")
    page(other, "b.md")


def test_nothing_contradicts_itself_or_what_holds_at_another_time() -> None:
    text = "The rated voltage is 24 V. The rated voltage is 48 V."
    document = stored(("paragraph", text, None))
    one = passage(document)
    assert not contradictions(one, one, likeness=never_alike)
    expired = passage(stored(("paragraph", text, None), path="b.md"))
    assert hold_together(one, expired)
    replaced = stored(
        ("paragraph", text, None), path="b.md", facts=DocumentFacts(supersedes=("manual.md",))
    )
    assert not hold_together(one, passage(replaced))


@pytest.fixture(scope="module")
def application(
    default_model_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    """A company whose manual, FAQ and Chinese translation give three times for one thing."""
    content, var = tmp_path_factory.mktemp("content"), tmp_path_factory.mktemp("var")
    write_documents(content, {"manual.md": MANUAL, "faq.md": FAQ, "manual.zh.md": DRIFTED})
    (var / "models").symlink_to(default_model_folder.parent, target_is_directory=True)
    application = Application(Settings(content_dir=content, var_dir=var))
    assert not application.reindex().failed
    yield application
    application.close()


def test_a_contradicted_draft_goes_to_a_specialist_with_both_places(
    application: Application,
) -> None:
    reply = application.engines.engine().reply(Question(id="q", question=QUESTION, as_of=TODAY))
    assert isinstance(reply, Handoff)
    assert (reply.reason, reply.level) == ("contradiction", "L2")
    assert reply.confidence.value <= 0.3
    cited = {one.citations[0].document for one in reply.statements}
    assert {"manual.md", "faq.md"} <= cited
    vetoes, changes = reply.explanation[2], reply.explanation[3]
    for told in ("manual.md", "faq.md", "3 hours", "5 hours"):
        assert told in vetoes.text
    assert "contradicting_values" in dict(vetoes.values)
    assert changes.code == "raise.by"
    assert dict(changes.values)["changes"] == ("reconciled",)
    assert "contradict" in reply.explanation[4].text


def test_the_customer_reads_neither_value(application: Application) -> None:
    reply = application.engines.engine().reply(Question(id="q", question=QUESTION, as_of=TODAY))
    shown = reply_values(reply, audience="customer")
    assert "hours" not in str(shown["text"])
    assert shown["citations"] in (None, [], ())
    assert shown["explanation"] is None


def test_a_translation_that_has_drifted_is_found(application: Application) -> None:
    """Asked in Chinese, either version may be quoted: the other one says otherwise."""
    examined = application.engines.engine().examine(
        Question(id="q", question="BC-12 电池充满电需要多长时间？", as_of=TODAY)
    )
    assert examined.decision.reason == "contradiction"
    values = {
        place.value
        for found in examined.draft.contradictions
        for place in (found.this, found.other)
    }
    assert any("6" in value for value in values)


def test_what_nobody_contradicts_is_answered_as_before(application: Application) -> None:
    examined = application.engines.engine().examine(
        Question(id="q", question="How should the battery BC-12 be stored?", as_of=TODAY)
    )
    assert "dry place" in examined.draft.statements[0].citations[0].quote
    assert not examined.draft.contradictions
    assert examined.decision.reason != "contradiction"


def test_a_contradicted_later_statement_is_left_out_and_told_to_agents(
    application: Application,
) -> None:
    engine = application.engines.engine()
    # of storage, with a word of charging: how long that takes is quoted second
    asked = "With how much charge is the battery BC-12 stored?"
    question = Question(id="q", question=asked, as_of=TODAY)
    draft = engine.examine(question).draft
    assert draft.left_out
    shown = [one.citations[0] for one in draft.statements]
    for found in draft.left_out:
        place = found.this
        assert not any(
            one.document == place.passage.document and one.start <= place.start < one.end
            for one in shown
        )
    told = engine.reply(question).explanation[2]
    assert "Left out of the draft" in told.text
    assert "hours" in str(dict(told.values)["contradicting_values"])


def _unlike(one: Passage, other: Passage) -> float:
    return -1.0


def test_only_the_first_statement_stops_a_draft() -> None:
    manual = stored(
        ("paragraph", "Store the battery in a dry place.", None),
        ("paragraph", "The battery charges fully in 3 hours.", None),
    )
    page = stored(("paragraph", "The battery charges fully in 5 hours.", None), path="faq.md")
    quoted, rival = passage(manual), passage(page)
    store = quote(manual, "Store the battery in a dry place.")
    charge = quote(manual, "The battery charges fully in 3 hours.")
    found = evidence(quoted, rival)

    def weighed(*statements: Statement) -> Draft:
        return contradicted(
            draft(*statements, used=(quoted,)), found, likeness=never_alike, alike=_unlike
        )

    later = weighed(store, charge)
    assert later.statements == (store,)
    assert later.used == (quoted,)
    assert not later.contradictions
    assert [(one.this.value, one.other.value) for one in later.left_out] == [("3 hours", "5 hours")]
    first = weighed(charge, store)
    assert first.statements == (charge, store)
    assert [one.other.value for one in first.contradictions] == ["5 hours"]
    assert not first.left_out
    assert weighed(store) == draft(store, used=(quoted,))


def test_a_passage_that_nothing_is_quoted_from_any_more_is_no_longer_used() -> None:
    manual = stored(("paragraph", "Store the battery in a dry place.", None))
    sheet = stored(("paragraph", "The battery charges fully in 3 hours.", None), path="sheet.md")
    page = stored(("paragraph", "The battery charges fully in 5 hours.", None), path="faq.md")
    kept, dropped, rival = passage(manual), passage(sheet), passage(page)
    weighed = contradicted(
        draft(
            quote(manual, "Store the battery in a dry place."),
            quote(sheet, "The battery charges fully in 3 hours."),
            used=(kept, dropped),
        ),
        evidence(kept, dropped, rival),
        likeness=never_alike,
        alike=_unlike,
    )
    assert weighed.used == (kept,)
    assert len(weighed.statements) == 1


def test_labels_are_read_only_where_passages_in_two_languages_are_alike() -> None:
    manual = stored(("paragraph", "A full charge of the battery takes 3 hours.", None))
    page = stored(
        ("paragraph", "电池完全充电需要 5 小时。", None), path="faq.md", language="zh-Hans"
    )
    quoted, rival = passage(manual), passage(page)
    one = draft(quote(manual, "A full charge of the battery takes 3 hours."), used=(quoted,))

    def weighed(alike: float) -> Draft:
        return contradicted(
            one,
            evidence(quoted, rival),
            likeness=lambda *_: 0.9,
            alike=lambda *_: alike,
        )

    assert weighed(0.8).contradictions
    assert not weighed(0.1).contradictions


def test_labels_are_read_for_one_question_only_so_far() -> None:
    read: set[tuple[str, str]] = set()

    def likeness(one: tuple[str, str], other: tuple[str, str]) -> float:
        read.update((one, other))
        return 0.9 if one[0] == other[0].upper() else 0.1

    labels = NearestLabels(likeness, texts_at_most=5)
    rivals = [(("A", "en"), ("b", "de")), (("A", "en"), ("c", "de"))]
    assert labels.are_nearest(("A", "en"), ("a", "de"), rivals=rivals, least=0.5)
    assert not labels.are_nearest(("A", "en"), ("b", "de"), rivals=(), least=0.5)
    assert not labels.are_nearest(("D", "en"), ("d", "de"), rivals=(), least=0.5)
    assert len(read) == 4
    # what was read already costs nothing
    assert labels.are_nearest(("A", "en"), ("a", "de"), rivals=rivals, least=0.5)


def test_passages_are_compared_by_the_vectors_of_the_release(application: Application) -> None:
    examined = application.engines.engine().examine(
        Question(id="q", question=QUESTION, as_of=TODAY)
    )
    first, *rest = examined.evidence.passages
    searcher = application.searcher()
    assert searcher.alike(first, first) == pytest.approx(1.0, abs=1e-3)
    assert rest
    for other in rest:
        assert searcher.alike(first, other) == pytest.approx(searcher.alike(other, first))
        assert searcher.alike(first, other) < 0.99


def test_the_small_company_contradicts_itself_nowhere(company: Application) -> None:
    for text in (
        "What is the rated voltage of the XR-200A?",
        "How long is the warranty on a drive?",
        "How do I reset the controller of the XR-200A?",
        "轴承多久加一次润滑脂？",
        "¿Cada cuánto hay que engrasar el rodamiento?",
    ):
        examined = company.engines.engine().examine(Question(id="q", question=text, as_of=TODAY))
        assert examined.draft.statements
        assert not (*examined.draft.contradictions, *examined.draft.left_out)


def test_every_language_has_words_for_it() -> None:
    phrases = load_phrases()
    said = {
        phrases.phrases_for(language).text("handoff_contradiction")
        for language in SHIPPED_LANGUAGES
    }
    assert len(said) == len(SHIPPED_LANGUAGES)


def test_a_suggestion_to_an_agent_tells_of_it_too(application: Application) -> None:
    asked = Question(id="q", question=QUESTION, as_of=TODAY)
    suggested = application.engines.engine().advise(asked).suggested
    assert any(
        isinstance(one, Answer) and "Contradicted" in one.explanation[2].text for one in suggested
    )
