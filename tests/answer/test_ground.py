"""Grounding: a quote that does not stand where it says is never shown."""

from dataclasses import replace

import pytest

from answer.ground import CITATIONS_PER_STATEMENT, ground
from answer.reply import Statement
from index.content import StoredDocument
from tests.answer.samples import draft, passage, quote, stored

DOCUMENT = stored(
    ("paragraph", "Hold the button for 8 seconds.", 1),
    ("paragraph", "The fuse is rated 4 A.", 2),
)


def find(path: str) -> StoredDocument | None:
    return DOCUMENT if path == DOCUMENT.path else None


GOOD = quote(DOCUMENT, "Hold the button for 8 seconds.", page=1)


def test_what_stands_in_its_document_stays() -> None:
    made = draft(GOOD, quote(DOCUMENT, "rated 4 A", page=2), used=(passage(DOCUMENT),))
    assert ground(made, find_document=find) == made


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "Hold the button for 9 seconds."},
        {"start": 1},
        {"end": 5},
        {"start": -30},
        {"end": 10_000},
        {"start": 5, "end": 5, "quote": ""},
        {"page": 2},
        {"page": None},
        {"page": 99},
        {"document": "other.md"},
        {"document": "../manual.md"},
    ],
)
def test_a_falsified_citation_takes_its_statement_with_it(change: dict[str, object]) -> None:
    false = replace(GOOD.citations[0], **change)  # type: ignore[arg-type]
    statement = Statement(text=false.quote, citations=(false,))
    made = ground(draft(GOOD, statement, used=(passage(DOCUMENT),)), find_document=find)
    assert made.statements == (GOOD,)
    assert len(made.used) == 1
    alone = ground(draft(statement, used=(passage(DOCUMENT),)), find_document=find)
    assert alone.statements == ()
    assert alone.used == ()


def test_a_false_citation_among_true_ones_goes_alone() -> None:
    false = replace(GOOD.citations[0], quote="Hold the lever")
    statement = replace(GOOD, citations=(false, *GOOD.citations))
    (kept,) = ground(draft(statement), find_document=find).statements
    assert kept.citations == GOOD.citations


def test_no_statement_has_more_than_three_citations() -> None:
    statement = replace(GOOD, citations=GOOD.citations * 5)
    (kept,) = ground(draft(statement), find_document=find).statements
    assert len(kept.citations) == CITATIONS_PER_STATEMENT == 3
