"""Applicability: what may answer on this day, in this market, about this model."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pytest

from answer.applicability import sort_evidence
from answer.draft import Evidence, VetoReason
from index.catalogue import Catalogue, catalogue
from index.content import DocumentCard
from index.exact import ExactIndex
from index.passage import Passage
from index.register import Register
from index.validity import validity_on
from ingest.document import DocumentFacts
from tests.answer.samples import asked, passage, stored
from tests.small_company import TODAY

KNOWN = {"XR200A", "XR200B", "XR300", "LK10"}


def cards(*facts: DocumentFacts) -> Catalogue:
    return catalogue(
        [
            DocumentCard(path=f"d{number}.md", sha256="0", facts=one, language="en")
            for number, one in enumerate(facts)
        ]
    )


SERIES = DocumentFacts(models=("XR-200A", "XR-200B"))
OTHER = DocumentFacts(models=("XR-300",))
CATALOGUE = cards(SERIES, OTHER, DocumentFacts(supersedes=("old.md",)))


def register(
    known: Catalogue, *identifiers: str, certificates: Mapping[str, str] = MappingProxyType({})
) -> Register:
    """What a release knows that holds these identifiers; ``certificates`` are path → number."""
    return Register(
        exact=ExactIndex.build([[one] for one in identifiers]),
        catalogue=known,
        documents_naming=lambda one: [p for p, number in certificates.items() if number == one],
        own_number=lambda path: certificates.get(path, ""),
        written_form=str,
        certificates=tuple(certificates),
    )


def sort(
    found: Passage,
    question: str = "What is the voltage?",
    *,
    market: str = "",
    as_of: date = TODAY,
    known: Catalogue = CATALOGUE,
) -> Evidence:
    return sort_evidence(
        asked(question, market=market, as_of=as_of),
        [found],
        register=register(known, *KNOWN),
    )


def veto(*args: object, **fields: object) -> VetoReason | None:
    result = sort(*args, **fields)  # type: ignore[arg-type]
    assert len(result.passages) + len(result.vetoed) == 1
    return result.vetoed[0].reason if result.vetoed else None


def text(
    content: str = "It needs 24 V.", facts: DocumentFacts | None = None, **more: object
) -> Passage:
    document = stored(("paragraph", content, None), facts=facts or DocumentFacts())
    return passage(document, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2024, 12, 31), "not_yet_valid"),
        (date(2025, 1, 1), None),
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), "expired"),
    ],
)
def test_a_document_holds_from_its_first_day_to_its_last(day: date, reason: str | None) -> None:
    facts = DocumentFacts(valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    assert validity_on(day, path="a.md", facts=facts, replaced={}) == (reason or "holds")
    assert veto(text(facts=facts), as_of=day) == reason


def test_what_a_newer_document_replaces_does_not_answer() -> None:
    old = stored(("paragraph", "Twelve months.", None), path="old.md")
    assert veto(passage(old)) == "superseded"
    assert veto(text("Thirty-six months.")) is None


@pytest.mark.parametrize(
    ("markets", "market", "reason"),
    [
        ((), "DE", None),
        (("DE",), "DE", None),
        (("EU",), "DE", None),
        (("EU",), "CH", "other_market"),
        (("US",), "DE", "other_market"),
        (("US", "EU"), "FR", None),
        (("DE",), "EU", "other_market"),
        (("US",), "", None),
    ],
)
def test_a_market_takes_its_own_texts_and_those_of_its_groups(
    markets: tuple[str, ...], market: str, reason: str | None
) -> None:
    assert veto(text(facts=DocumentFacts(markets=markets)), market=market) == reason


ABOUT = "What is the voltage of the {}?"


@pytest.mark.parametrize(
    ("model", "reason"),
    [("XR-200A", None), ("xr 200b", None), ("XR-300", "wrong_model"), ("XR-200", None)],
)
def test_facts_say_for_which_models_a_document_holds(model: str, reason: str | None) -> None:
    result = sort_evidence(
        asked(ABOUT.format(model)),
        [text(facts=SERIES)],
        register=register(CATALOGUE, *KNOWN, "XR200"),
    )
    assert (result.vetoed[0].reason if result.vetoed else None) == reason


def test_a_heading_decides_over_the_documents_facts() -> None:
    facts = DocumentFacts(models=("XR-200A", "XR-300"))
    part = text(facts=facts, headings=("Manual", "Mounting the XR-300"))
    assert veto(part, ABOUT.format("XR-200A")) == "wrong_model"
    assert veto(part, ABOUT.format("XR-300")) is None
    nested = text(facts=facts, headings=("XR-300", "Voltage of the XR-200A"))
    assert veto(nested, ABOUT.format("XR-200A")) is None


def test_a_row_of_a_table_decides() -> None:
    rows = "Model | Voltage\nXR-200A | 24 V\nXR-300 | 48 V"
    table = passage(stored(("table", rows, None), facts=DocumentFacts(models=("XR-300",))))
    assert veto(table, ABOUT.format("XR-200A")) is None
    assert veto(table, ABOUT.format("XR-300")) is None
    assert veto(table, ABOUT.format("XR-200B")) == "wrong_model"


def test_a_mention_in_running_text_never_decides() -> None:
    mention = "Uses the same brackets as the XR-200A."
    assert veto(text(mention, facts=OTHER), ABOUT.format("XR-200A")) == "wrong_model"
    other = "Do not mistake it for the XR-300."
    assert veto(text(other, facts=SERIES), ABOUT.format("XR-200A")) is None
    assert veto(text(other), ABOUT.format("XR-200A")) is None


def test_what_names_no_model_is_shared_by_all() -> None:
    assert veto(text("Keep it dry."), ABOUT.format("XR-200A")) is None
    assert veto(text(facts=SERIES), "How long does shipping take?") is None


def test_one_of_several_models_asked_about_is_enough() -> None:
    question = "Which needs less, the XR-200A or the XR-300?"
    assert veto(text(facts=SERIES), question) is None
    assert veto(text(facts=OTHER), question) is None
    assert veto(text(facts=DocumentFacts(models=("LK-10",))), question) == "wrong_model"


def test_an_unknown_model_is_named_as_written_with_what_comes_near() -> None:
    result = sort(text(facts=SERIES), ABOUT.format("XR-301"))
    assert result.unknown_models == ("XR-301",)
    assert result.suggestions == ("XR300",)
    assert sort(text(), ABOUT.format("XR-300")).unknown_models == ()


def test_where_no_document_states_models_an_unknown_one_decides_nothing() -> None:
    result = sort(text(), ABOUT.format("XR-301"), known=cards(DocumentFacts()))
    assert result.unknown_models == ()
    assert result.vetoed == ()


@pytest.mark.parametrize(
    ("one", "other", "listed", "agrees"),
    [
        ("XR200A", "XR200A", (), True),
        ("XR200", "XR200A", (), True),
        ("XR200A", "XR200B", (), False),
        ("XR20", "XR200", (), False),
        ("LX50", "LX50S", ("LX-50", "LX-50S"), False),
        ("", "XR200", (), False),
    ],
)
def test_a_family_includes_its_members_unless_it_is_a_model_itself(
    one: str, other: str, listed: tuple[str, ...], agrees: bool
) -> None:
    known = cards(DocumentFacts(models=listed))
    assert known.agree(one, other) is agrees
    assert known.agree(other, one) is agrees


def test_the_order_of_the_evidence_is_kept() -> None:
    passages = [text(f"Text {number}.", score=5.0 - number) for number in range(5)]
    result = sort_evidence(
        asked("voltage?"),
        passages,
        register=register(CATALOGUE, *KNOWN),
    )
    assert result.passages == tuple(passages)
